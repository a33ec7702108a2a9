"""Three rounds of every hostile query of the tests in a row: same answers, same memory after."""

from __future__ import annotations

import sys
import time
from collections import Counter
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


def survive(address: str, pid: int) -> None:
    """Ask everything three times and print what became of it."""
    with httpx.Client(base_url=address, timeout=60) as client:
        before = _answers(client)
        _print_memory("before", pid)
        for round_ in range(ROUNDS):
            outcomes = Counter(_outcome(client, query) for query, _ in BOMBS.values())
            endless = (*ENDLESS.values(), *TOO_MUCH)
            outcomes += Counter(_outcome(client, query) for query in endless)
            after = _answers(client)
            print(f"hostile round {round_ + 1}: {dict(sorted(outcomes.items()))}")
            print(f"  answers {'the same' if after == before else 'DIFFER'}")
            _print_memory(f"after round {round_ + 1}", pid)


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


def _print_memory(when: str, pid: int) -> None:
    time.sleep(1)
    shown = ", ".join(f"{name} {size:.1f} MiB" for name, size in own_memory(pid).items())
    print(f"  {when}: {shown}", flush=True)
