"""Three rounds of every hostile query of the tests in a row: same answers, same memory after.

While each is under way pages are asked for, and how long they take is told beside how long they
take alone.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from hostile_queries import BOMBS, ENDLESS

from benchmarks.memory import print_own
from benchmarks.timing import Spread, seconds
from ghtld import iris

ROUNDS = 3
KILLING = (*(query for query, _ in BOMBS.values()), *ENDLESS.values())
"""What takes a worker all its memory or time."""
TOO_MUCH = ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }")
HARMLESS = (
    "ASK {}",
    f"SELECT * {{ <{iris.BASE}id/agreement/agreement-7> ?p ?o }} ORDER BY ?p ?o",
    f"SELECT ?g (COUNT(?p) AS ?n) {{ GRAPH ?g {{ <{iris.BASE}id/finess/000000009> ?p ?o }} }}"
    " GROUP BY ?g",
)


def survive(address: str, pid: int, rounds: int = ROUNDS) -> None:
    """Ask everything several times and print what became of it."""
    with httpx.Client(base_url=address, timeout=60) as client:
        before = _answers(client)
        pages = _Pages(address)
        pages.ask(200)
        pages.tell("pages alone")
        print_own("before", pid)
        for number in range(1, rounds + 1):
            with pages.meanwhile():
                outcomes = Counter(_outcome(client, query) for query in (*KILLING, *TOO_MUCH))
            pages.tell("pages meanwhile")
            after = _answers(client)
            print(f"hostile round {number}: {dict(sorted(outcomes.items()))}")
            print(f"  answers {'the same' if after == before else 'DIFFER'}")
            print_own(f"after round {number}", pid)


class _Pages:
    """Asks for a page now and then, and keeps how many milliseconds each takes."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=60)
        self._taken: list[float] = []
        self._over = threading.Event()

    def ask(self, times: int) -> None:
        for _ in range(times):
            self._taken.append(1000 * seconds(self._one))

    def _one(self) -> None:
        self._client.get("/legal").raise_for_status()

    def _ask_on(self) -> None:
        while not self._over.wait(0.01):
            self.ask(1)

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        self._over.clear()
        asking = threading.Thread(target=self._ask_on)
        asking.start()
        try:
            yield
        finally:
            self._over.set()
            asking.join()

    def tell(self, when: str) -> None:
        print(f"  {when}: {len(self._taken)}, {Spread.of(self._taken)}")
        self._taken.clear()


def _answers(client: httpx.Client) -> list[bytes]:
    # A query that nobody asked before: the engine answers it, not our memory.
    unlike = f" # {time.monotonic_ns()}"
    return [
        client.get("/sparql", params={"query": query + unlike}).raise_for_status().content
        for query in HARMLESS
    ]


def _outcome(client: httpx.Client, query: str) -> str:
    try:
        return str(client.post("/sparql", data={"query": query}).status_code)
    except httpx.RemoteProtocolError:
        return "broken off"
