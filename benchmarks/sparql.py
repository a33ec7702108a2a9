"""Measure the SPARQL endpoint beside its peers in the same run, as ratios.

Over a generated graph of about two million triples (graph.py): ours with two workers, and
the native ``oxigraph serve-read-only`` on the same store, which is the measure 1. Plain
rdflib-endpoint keeps its graph in Python's memory, where two million triples take minutes and
gigabytes: it and ours are asked about a tenth of the graph. The servers take
turns at every kind of query, so that noise falls on all; of each kind the median of the rounds
counts. No two uncached queries are the same; the repeated ones are, and come from our memory.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import graph, hostile, peers, turns
from benchmarks.client import Server
from benchmarks.memory import print_own
from benchmarks.options import reader
from benchmarks.servers import asking, ours, running
from benchmarks.timing import compare

TENTH = 0.1
QUICK = 0.02
"""How large a graph shows that everything runs, and nothing else."""


def beside_native(build: Path) -> None:
    """Compare with oxigraph on the same store."""
    graphs = (graph.EDITION, graph.REGISTER)
    default = tuple(("default-graph-uri", one.value) for one in graphs)
    native = peers.oxigraph(build / "current" / "store")
    with (
        running(native, asking(path="/query")) as theirs,
        running(ours(build, "--workers", "2"), asking()) as mine,
    ):
        time.sleep(1)
        print_own("at rest, of their own", mine.pid)
        _in_turn([Server("ours", mine.port), Server("native", theirs.port, "/query", default)])


def _in_turn(servers: list[Server]) -> None:
    print(f"uncached, {turns.ROUNDS} rounds")
    rows = turns.uncached(servers)
    compare(rows, "native")
    compare({"the mix, a whole round": turns.mix(rows)}, "native")
    ratios = [times["native"] / times["ours"] for times in rows.values()]
    print(f"{'geometric mean of ratios':26} {statistics.geometric_mean(ratios):.2f}")
    at_once = {server.name: turns.four_at_once(server) for server in servers}
    compare({"four clients at once": at_once}, "native")
    print("repeated")
    compare(turns.repeated(servers), "native")


def beside_rdflib(build: Path, scale: float) -> None:
    """Compare with plain rdflib-endpoint over a tenth of the graph, which its memory holds."""
    graph.write(build, scale)
    with (
        running(ours(build, "--workers", "2"), asking()) as mine,
        running(peers.endpoint(scale=scale), asking()) as theirs,
    ):
        print("rdflib-endpoint in memory, and ours, over a tenth of the graph")
        servers = [Server("ours", mine.port), Server("rdflib-endpoint", theirs.port)]
        rows = turns.uncached_few(servers, scale)
        compare(rows, "rdflib-endpoint")
        compare({"the mix, a whole round": turns.mix(rows)}, "rdflib-endpoint")


def main() -> None:
    """Measure and print."""
    words = reader(__doc__)
    words.add_argument("kept", nargs="?", type=Path, help="a folder that keeps what is generated")
    asked = words.parse_args()
    scale = QUICK if asked.quick else 1.0
    with tempfile.TemporaryDirectory() as folder:
        build = asked.kept or Path(folder)
        if not (build / "current").exists():
            graph.write(build, scale)
        beside_native(build)
        beside_rdflib(Path(folder) / "tenth", TENTH * scale)
        with running(ours(build, "--workers", "2", "--deadline", "1"), asking()) as server:
            hostile.survive(server.address, server.pid, 1 if asked.quick else hostile.ROUNDS)


if __name__ == "__main__":
    main()
