"""Measure the SPARQL endpoint beside its peers in the same run, as ratios.

Over a generated graph of about two million triples (bench_graph.py): ours with two workers, and
the native ``oxigraph serve-read-only`` on the same store, which is the measure 1. Plain
rdflib-endpoint keeps its graph in Python's memory, where two million triples take minutes and
gigabytes: it and ours are asked about a tenth of the graph. The servers take
turns at every kind of query, so that noise falls on all; of each kind the median of the rounds
counts. No two uncached queries are the same; the repeated ones are, and come from our memory.

Usage: bench_sparql.py [--quick] [FOLDER that keeps the generated release]
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import Manager
from pathlib import Path
from threading import Barrier

import bench_graph
import bench_hostile
from bench_client import Client, Server
from bench_net import free_port
from bench_queries import QUERIES, Asked

ROUNDS = 5
REPEATED = 500
TENTH = 0.1
QUICK = 0.02
"""How large a graph shows that everything runs, and nothing else."""
RDFLIB = """
import sys, rdflib, uvicorn, bench_graph, itertools
from rdflib_endpoint import SparqlEndpoint
graph = rdflib.Graph()
lines = (f"{q.triple} .\\n" for q in bench_graph.statements(float(sys.argv[2])))
while part := "".join(itertools.islice(lines, 20000)):
    graph.parse(data=part, format="nt")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port=int(sys.argv[1]), log_level="error")
"""


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def uncached(client: Client, asked: Asked, round_: int, scale: float) -> float:
    """Return the seconds of one query, over one round of queries that nobody has asked before."""
    first = 1 + round_ * asked.a_round
    texts = [asked.numbered(first + n, scale) for n in range(asked.a_round)]
    return seconds(lambda: [client.ask(text, asked.accept) for text in texts]) / len(texts)


def repeated(client: Client, asked: Asked, times: int) -> float:
    """Return the seconds of one query that was asked before."""
    text = asked.numbered(1)
    client.ask(text, asked.accept)
    return seconds(lambda: [client.ask(text, asked.accept) for _ in range(times)]) / times


def in_turns(
    servers: list[Server], measure: Callable[[Client, int], float], rounds: int = ROUNDS
) -> dict[str, float]:
    """Return the median seconds of each server, which are measured in turn."""
    taken: dict[str, list[float]] = {server.name: [] for server in servers}
    for round_ in range(rounds):
        for server in servers:
            taken[server.name].append(measure(Client(server), round_))
    return {name: statistics.median(times) for name, times in taken.items()}


def _busy(server: Server, start: Barrier, number: int) -> tuple[int, float]:
    client, lookup, join = Client(server), *QUERIES[:2]
    texts = [lookup.numbered(60_000 + 1_000 * number + n) for n in range(200)]
    texts += [join.numbered(1_000 + 200 * number + n) for n in range(20)]
    start.wait()
    return len(texts), seconds(lambda: [client.ask(text, lookup.accept) for text in texts])


def four_at_once(server: Server) -> float:
    """Return the seconds of one query when four clients ask lookups and joins at once."""
    with Manager() as manager, ProcessPoolExecutor(4) as clients:
        start = manager.Barrier(4)
        done = list(clients.map(partial(_busy, server, start), range(4)))
    return max(taken for _, taken in done) / sum(asked for asked, _ in done)


@contextmanager
def started(command: list[str], port: int, **environment: str) -> Iterator[int]:
    """Run a server until the end of the block; give its process id once it listens."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    try:
        for _ in range(6000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise SystemExit(f"did not start: {' '.join(command)[:200]}")
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def program(name: str) -> str:
    return shutil.which(name, path=Path(sys.executable).parent) or name


def ours(build: Path, *options: str) -> tuple[list[str], int]:
    port = free_port()
    command = [program("ghtld"), "serve", "--build", str(build), "--port", str(port), *options]
    return command, port


def table(rows: dict[str, dict[str, float]], one: str) -> None:
    """Print milliseconds, and how many times as fast as ``one`` each other is."""
    for name, times in rows.items():
        shown = "  ".join(f"{server} {1000 * taken:9.2f} ms" for server, taken in times.items())
        ratios = "  ".join(
            f"{server} / {one} {times[one] / taken:.2f}" for server, taken in times.items()
            if server != one
        )  # fmt: skip
        print(f"{name:26} {shown}   {ratios}", flush=True)


def mix(rows: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the seconds of a round: so many of each kind as were asked."""
    names = next(iter(rows.values()))
    weights = {asked.name: asked.a_round for asked in QUERIES}
    return {
        name: sum(weights[kind] * times[name] for kind, times in rows.items()) for name in names
    }


def compare(build: Path) -> None:
    store = str((build / "current" / "store").resolve())
    graphs = (bench_graph.EDITION, bench_graph.REGISTER)
    default = tuple(("default-graph-uri", graph.value) for graph in graphs)
    native = free_port()
    command, port = ours(build, "--workers", "2")
    oxigraph = [program("oxigraph"), "serve-read-only", "-l", store, "-b", f"127.0.0.1:{native}"]
    with started(oxigraph, native), started(command, port) as pid:
        servers = [Server("ours", port, "/sparql", pid=pid)]
        servers.append(Server("native", native, "/query", default))
        _compare_with_native(servers)


def _compare_with_native(servers: list[Server]) -> None:
    time.sleep(1)
    bench_hostile.print_memory("at rest, of their own", servers[0].pid)
    print(f"uncached, {ROUNDS} rounds")
    rows = {
        asked.name: in_turns(servers, lambda c, n, asked=asked: uncached(c, asked, n, 1.0))
        for asked in QUERIES
    }
    table(rows, "native")
    table({"the mix, a whole round": mix(rows)}, "native")
    ratios = [times["native"] / times["ours"] for times in rows.values()]
    print(f"{'geometric mean of ratios':26} {statistics.geometric_mean(ratios):.2f}")
    at_once = {server.name: four_at_once(server) for server in servers}
    table({"four clients at once": at_once}, "native")
    print("repeated")
    again = {
        asked.name: in_turns(
            servers,
            lambda c, _, asked=asked: repeated(c, asked, REPEATED if asked.a_round > 9 else 3),
        )
        for asked in QUERIES
    }
    table(again, "native")


def compare_with_rdflib(build: Path, scale: float) -> None:
    """Compare with plain rdflib-endpoint over a tenth of the graph, which its memory holds."""
    bench_graph.write(build, scale)
    command, port = ours(build, "--workers", "2")
    peer = free_port()
    rdflib = [sys.executable, "-c", RDFLIB, str(peer), str(scale)]
    with (
        started(command, port),
        started(rdflib, peer, PYTHONPATH=str(Path(__file__).parent)),
    ):
        servers = [Server("ours", port, "/sparql"), Server("rdflib-endpoint", peer, "/sparql")]
        print("rdflib-endpoint in memory, and ours, over a tenth of the graph")
        rows = {}
        for asked in QUERIES:
            few = Asked(asked.name, asked.text, min(asked.a_round, 5), asked.accept)
            measure = partial(uncached, asked=few, scale=scale)
            rows[asked.name] = in_turns(servers, lambda c, n, m=measure: m(c, round_=n), 3)
        table(rows, "rdflib-endpoint")
        table({"the mix, a whole round": mix(rows)}, "rdflib-endpoint")


def main(kept: Path | None = None, scale: float = 1.0) -> None:
    with tempfile.TemporaryDirectory() as folder:
        build = kept or Path(folder)
        if not (build / "current").exists():
            bench_graph.write(build, scale)
        compare(build)
        compare_with_rdflib(Path(folder) / "tenth", TENTH * scale)
        command, port = ours(build, "--workers", "2", "--deadline", "1")
        with started(command, port) as pid:
            rounds = bench_hostile.ROUNDS if scale == 1.0 else 1
            bench_hostile.survive(f"http://127.0.0.1:{port}", pid, rounds)


if __name__ == "__main__":
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    main(folders[0] if folders else None, QUICK if "--quick" in sys.argv else 1.0)
