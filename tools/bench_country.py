"""Measure the server on a release of the country: pages, search, lists, maps, the endpoint."""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bench_client import Client, Server
from bench_memory import Memory
from bench_net import free_port
from pyoxigraph import NamedNode, Store

from ghtld.release import current

ASKED = 60
"""Things asked for in each measure."""


class Pages:
    """Asks one server for pages, as a browser does that keeps its connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, address: str) -> int:
        """Return how many bytes the page has; what is no page ends the measure."""
        self._connection.request("GET", address, headers={"Accept": "*/*"})
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{address}: {answer.status}")
        return len(body)


@contextmanager
def served(build: Path) -> Iterator[tuple[int, float, Memory]]:
    """Serve a release; yield the port, the seconds to the first answered query, and the memory."""
    port = free_port()
    command = [sys.executable, "-m", "ghtld", "serve", "--build", str(build), "--port", str(port)]
    started = time.perf_counter()
    with Memory() as memory:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not answers(port):
                if process.poll() is not None or time.perf_counter() - started > 120:
                    raise SystemExit("no answer")
                time.sleep(0.02)
            yield port, time.perf_counter() - started, memory
        finally:
            process.terminate()
            process.wait()


def answers(port: int) -> bool:
    try:
        Client(Server("ghtld", port, "/sparql")).ask("ASK { ?s ?p ?o }", "text/csv")
    except OSError:
        return False
    return True


def asked(ask: Callable[[str], object], questions: list[str]) -> str:
    """Return the middle and the 99th percentile of the milliseconds that answers take."""
    times = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        times.append(1000 * (time.perf_counter() - started))
    last = sorted(times)[min(len(times) - 1, round(0.99 * len(times)))]
    return f"p50 {statistics.median(times):.1f} ms, p99 {last:.1f} ms"


def serving(build: Path) -> dict[str, str]:
    """Measure the server on a release of the country."""
    rows = national_rows(build)
    numbers = [number for number, _ in rows]
    words = [max(name.split(), key=len) for _, name in rows]
    entries = [f"/doc/finess/{number}" for number in numbers]
    searches = [f"/search?q={quote(word)}" for word in words]
    lists = [f"/list/finess?department=department:{n[:2].lower()}" for n in numbers if n[:2] < "96"]
    lookups = [f"SELECT * {{ <https://w3id.org/ghtld/id/finess/{n}> ?p ?o }}" for n in numbers]
    names = [f'SELECT ?e {{ ?e ght:registeredName "{n}" }}' for _, n in rows if '"' not in n]
    prefix = "PREFIX ght: <https://w3id.org/ghtld/def#> "
    counted = f"{prefix}SELECT ?c (COUNT(*) AS ?n) {{ ?e ght:category ?c }} GROUP BY ?c"
    found: dict[str, str] = {}
    with served(build) as (port, seconds, memory):
        pages = Pages(port)
        found["start to the first answered query"] = f"{seconds:.2f} s"
        for name, addresses in (
            ("page of an entry", entries),
            ("search, one word", searches),
            ("list with a facet", lists),
            ("list of the country", ["/list/finess?page=2", "/list/finess?page=20"]),
            ("the country, its map", ["/national", "/national/map.svg", "/map"]),
            ("page of a department", [f"/national/department/{c}" for c in ("48", "59", "2a")]),
        ):
            found[f"{name}, cold"] = asked(pages.get, addresses)
            found[f"{name}, warm"] = asked(pages.get, addresses)
        endpoint = Client(Server("ghtld", port, "/sparql"))
        ask: Callable[[str], object] = lambda query: endpoint.ask(query, "text/csv")  # noqa: E731
        found["endpoint: one entry"] = asked(ask, lookups)
        found["endpoint: by name"] = asked(ask, [prefix + query for query in names])
        found["endpoint: entries by category"] = asked(ask, [counted] * 5)
        found["memory of the server, summed"] = f"{memory.peak:.0f} MiB"
    return found


def national_rows(build: Path) -> list[tuple[str, str]]:
    """Return numbers and names of entries from all over the register."""
    release = current(build)
    store = Store.read_only(str(release.store))
    name = NamedNode("https://w3id.org/ghtld/def#registeredName")
    graph = NamedNode(release.manifest.default_graphs[-1])
    every = [
        (quad.subject.value.rpartition("/")[2], quad.object.value)
        for quad in store.quads_for_pattern(None, name, None, graph)
        if "/id/finess/" in quad.subject.value
    ]
    return every[:: max(1, len(every) // ASKED)]
