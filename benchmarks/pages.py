"""Measure pages and data of things over HTTP, beside peers in the same run, as ratios.

The same load asks every server for the same things in turn. Peers: ``oxigraph serve-read-only`` on
the same store, asked to DESCRIBE each thing in Turtle, which is the measure 1; Trifid from npm over
the same edition. Ours is one process; cold is without any cache, warm after every thing was asked
for once.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode, RdfFormat, parse

from benchmarks import peers
from benchmarks.load import CONNECTIONS, Case, Figure, generator, load
from benchmarks.options import reader
from benchmarks.peers import trifid
from benchmarks.servers import built, ours, running
from ghtld import iris

EDITION = iris.graph("edition").value
ONE = "oxigraph DESCRIBE"
FORMATS = {"Turtle": "text/turtle", "HTML": "text/html"}
CACHES = {"cold": "0", "warm": "256"}
"""The MiB of answers that our server keeps."""


@dataclass(frozen=True)
class Effort:
    """How much is measured: things asked for; rounds, and seconds of each; seconds to warm up."""

    things: int = 300
    rounds: int = 3
    seconds: float = 4
    warming: float = 2


QUICK = Effort(things=20, rounds=1, seconds=1, warming=1)


def names(release: Path, most: int) -> list[str]:
    """Return the names, below ``id/``, of things of every kind, spread evenly."""
    base, found = f"{iris.BASE}id/", set()
    for quad in parse(path=str(release / "dumps" / "ghtld.nt"), format=RdfFormat.N_TRIPLES):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(base):
            found.add(quad.subject.value.removeprefix(base))
    ordered = sorted(found)
    return ordered[:: max(1, len(ordered) // most)][:most]


def cases(build: Path, things: int, stack: ExitStack) -> dict[str, Case]:
    """Start every server and return what is asked of each."""
    release = (build / "current").resolve()
    asked = names(release, things)
    return {
        ONE: _of_oxigraph(release, asked, stack),
        **_of_ours(build, asked, stack),
        **_of_trifid(release, asked, stack),
    }


def _of_oxigraph(release: Path, asked: list[str], stack: ExitStack) -> Case:
    queries = (f"DESCRIBE <{iris.BASE}id/{name}>" for name in asked)
    paths = [
        "/query?" + urlencode({"query": query, "default-graph-uri": EDITION}) for query in queries
    ]
    server = stack.enter_context(running(peers.oxigraph(release / "store"), paths[0]))
    return Case(server.port, paths, FORMATS["Turtle"])


def _of_ours(build: Path, asked: list[str], stack: ExitStack) -> dict[str, Case]:
    found, paths = {}, [f"/doc/{name}" for name in asked]
    for state, cache in CACHES.items():
        server = stack.enter_context(running(ours(build, "--cache", cache), "/healthz"))
        for label, accept in FORMATS.items():
            found[f"ours {label} {state}"] = Case(server.port, paths, accept)
    return found


def _of_trifid(release: Path, asked: list[str], stack: ExitStack) -> dict[str, Case]:
    paths = [quote(f"/id/{name}") for name in asked]
    dump = release / "dumps" / "ghtld.nt"
    server = stack.enter_context(trifid.serving(dump, iris.BASE, EDITION, paths[0]))
    if server is None:
        return {}
    return {
        f"Trifid {label}": Case(server.port, paths, accept) for label, accept in FORMATS.items()
    }


def measure(build: Path, effort: Effort) -> dict[str, Figure]:
    """Return the figures: of each server the median of several rounds, in which all take turns."""
    with ExitStack() as stack:
        asked = cases(build, effort.things, stack)
        for case in asked.values():
            load(case, effort.warming)
        rounds = [
            {name: load(case, effort.seconds) for name, case in asked.items()}
            for _ in range(effort.rounds)
        ]
    return {name: Figure.of([each[name] for each in rounds]) for name in asked}


def report(figures: dict[str, Figure]) -> None:
    """Print the figures, and how many times as fast as the peers ours is."""
    one = figures[ONE].rate
    for name, figure in figures.items():
        note = f"   {figure.failed} FAILED" if figure.failed else ""
        rate = f"{figure.rate:10.0f} /s {figure.median:9.2f} ms {figure.rate / one:9.3f}"
        print(f"{name:24}{rate}{note}")
    for label in FORMATS:
        peer = figures.get(f"Trifid {label}")
        if peer is not None and peer.rate:
            ratio = figures[f"ours {label} cold"].rate / peer.rate
            print(f"ours {label} cold / Trifid {label} {ratio:.1f}")
    print(json.dumps({name: asdict(figure) for name, figure in figures.items()}))


def main() -> None:
    """Measure and print."""
    words = reader(__doc__)
    words.add_argument("build", nargs="?", type=Path, help="a build folder, else one is built")
    asked = words.parse_args()
    effort = QUICK if asked.quick else Effort()
    with nullcontext(asked.build) if asked.build else built() as build:
        figures = measure(build, effort)
    print(f"{effort.things} things, {CONNECTIONS} connections, {generator()}; {ONE} = 1")
    report(figures)


if __name__ == "__main__":
    main()
