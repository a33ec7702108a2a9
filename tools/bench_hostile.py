"""Three rounds of every hostile query of the tests in a row: same answers, same memory after.

While each is under way pages are asked for, and how long they take is told beside how long they
take alone.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ghtld import iris

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))
from hostile_queries import BOMBS, ENDLESS

ROUNDS = 3
TOO_MUCH = ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }")
HARMLESS = (
    "ASK {}",
    f"SELECT * {{ <{iris.BASE}id/agreement/agreement-7> ?p ?o }} ORDER BY ?p ?o",
    f"SELECT ?g (COUNT(?p) AS ?n) {{ GRAPH ?g {{ <{iris.BASE}id/finess/000000009> ?p ?o }} }}"
    " GROUP BY ?g",
)


def own_memory(pid: int) -> dict[str, float]:
    """Return the MiB that the front and each worker share with no other process."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = {"the front": _own(str(pid))}
    return found | {f"worker {n + 1}": _own(name) for n, name in enumerate(children)}


def _own(pid: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def survive(address: str, pid: int, rounds: int = ROUNDS) -> None:
    """Ask everything several times and print what became of it."""
    with httpx.Client(base_url=address, timeout=60) as client:
        before = _answers(client)
        pages = _Pages(address)
        pages.ask(200)
        pages.tell("pages alone")
        print_memory("before", pid)
        for round_ in range(rounds):
            hostile = (*(query for query, _ in BOMBS.values()), *ENDLESS.values(), *TOO_MUCH)
            with pages.meanwhile():
                outcomes = Counter(_outcome(client, query) for query in hostile)
            pages.tell("pages meanwhile")
            after = _answers(client)
            print(f"hostile round {round_ + 1}: {dict(sorted(outcomes.items()))}")
            print(f"  answers {'the same' if after == before else 'DIFFER'}")
            print_memory(f"after round {round_ + 1}", pid)


class _Pages:
    """Asks for a page now and then, and keeps how many milliseconds each takes."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=60)
        self._taken: list[float] = []
        self._over = threading.Event()

    def ask(self, times: int) -> None:
        for _ in range(times):
            began = time.perf_counter()
            self._client.get("/legal").raise_for_status()
            self._taken.append(1000 * (time.perf_counter() - began))

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
        taken = sorted(self._taken)
        self._taken.clear()
        median, slow = taken[len(taken) // 2], taken[len(taken) * 99 // 100]
        print(f"  {when}: {len(taken)}, median {median:.1f} ms, 99 of 100 within {slow:.1f} ms")


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


def print_memory(when: str, pid: int) -> None:
    time.sleep(1)
    shown = ", ".join(f"{name} {size:.1f} MiB" for name, size in own_memory(pid).items())
    print(f"  {when}: {shown}", flush=True)
