"""Measure the server on a release of the country: pages, search, lists, maps, the endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Store

from benchmarks.client import Client, Server
from benchmarks.memory import Watch
from benchmarks.servers import asking, ours, running
from benchmarks.timing import spread
from ghtld.release import current
from ghtld.terms import GHT, PREFIXES

ASKED = 60
"""Things asked for in each measure."""
_PREFIX = f"PREFIX ght: <{PREFIXES['ght']}> "
_COUNTED = f"{_PREFIX}SELECT ?c (COUNT(*) AS ?n) {{ ?e ght:category ?c }} GROUP BY ?c"

Rows = list[tuple[str, str]]
"""Numbers and names of entries."""


def serving(build: Path) -> Iterator[tuple[str, str]]:
    """Yield each thing that is measured, and its figure."""
    rows = _rows(build)
    command, probe = ours(build), asking("ASK { ?s ?p ?o }")
    with Watch() as memory, running(command, probe) as server:
        client = Client(Server("ghtld", server.port))
        yield "start to the first answered query", f"{server.seconds:.2f} s"
        for name, addresses in _pages(rows).items():
            yield f"{name}, cold", str(spread(client.get, addresses))
            yield f"{name}, warm", str(spread(client.get, addresses))
        for name, queries in _queries(rows).items():
            ask = partial(client.ask, accept="text/csv")
            yield f"endpoint: {name}", str(spread(ask, queries))
        yield "memory of the server, summed", f"{memory.peak:.0f} MiB"


def _pages(rows: Rows) -> dict[str, list[str]]:
    numbers = [number for number, _ in rows]
    words = [max(name.split(), key=len) for _, name in rows]
    departments = [number[:2].lower() for number in numbers if number[:2] < "96"]
    return {
        "page of an entry": [f"/doc/finess/{number}" for number in numbers],
        "search, one word": [f"/search?q={quote(word)}" for word in words],
        "list with a facet": [f"/list/finess?department=department:{d}" for d in departments],
        "list of the country": ["/list/finess?page=2", "/list/finess?page=20"],
        "the country, its map": ["/national", "/national/map.svg", "/map"],
        "page of a department": [f"/national/department/{d}" for d in ("48", "59", "2a")],
    }


def _queries(rows: Rows) -> dict[str, list[str]]:
    return {
        "one entry": [f"SELECT * {{ <{_entry(number)}> ?p ?o }}" for number, _ in rows],
        "by name": [
            f'{_PREFIX}SELECT ?e {{ ?e ght:registeredName "{name}" }}'
            for _, name in rows
            if '"' not in name
        ],
        "entries by category": [_COUNTED] * 5,
    }


def _entry(number: str) -> str:
    return f"https://w3id.org/ghtld/id/finess/{number}"


def _rows(build: Path) -> Rows:
    """Return entries from all over the register."""
    release = current(build)
    store = Store.read_only(str(release.store))
    graph = NamedNode(release.manifest.default_graphs[-1])
    every = [
        (quad.subject.value.rpartition("/")[2], quad.object.value)
        for quad in store.quads_for_pattern(None, GHT.registeredName, None, graph)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        if "/id/finess/" in quad.subject.value
    ]
    return every[:: max(1, len(every) // ASKED)]
