"""Measure a build, a start and their memory, each beside a peer in the same run.

Peers: for the build, pyshacl over rdflib alone (load the finished N-Triples dump, validate it with
the same shapes); for the start, plain rdflib-endpoint serving the same dump. Figures are medians
of three runs; what counts is the ratio, machines differ.

Usage: bench_build.py [--quick]
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from bench_net import free_port

RUNS = 3
ASK = "/sparql?query=ASK%20%7B%7D"

PEER_BUILD = """
import sys, rdflib, pyshacl
rdflib.NORMALIZE_LITERALS = False
data = rdflib.Graph().parse(sys.argv[1], format="nt")
shapes = rdflib.Graph().parse(sys.argv[2], format="turtle")
pyshacl.validate(data, shacl_graph=shapes)
"""
PEER_SERVER = """
import sys, rdflib, uvicorn
from rdflib_endpoint import SparqlEndpoint
graph = rdflib.Dataset(default_union=True)
graph.parse(sys.argv[1], format="nquads")
app = SparqlEndpoint(graph=graph, path="/sparql")
uvicorn.run(app, port=int(sys.argv[2]), log_level="error")
"""


def timed(command: list[str]) -> tuple[float, float]:
    """Return wall seconds and peak MiB of a command that must succeed."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command[:4])}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def first_answer(command: Callable[[int], list[str]]) -> tuple[float, float]:
    """Return seconds from start to the first answered query, and the peak MiB of the processes."""
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{ASK}", timeout=5) as answer:
                    answer.read()
                    break
            except OSError:
                if process.poll() is not None or time.perf_counter() - started > 120:
                    raise SystemExit(f"no answer: {' '.join(command(port)[:4])}") from None
                time.sleep(0.02)
        return time.perf_counter() - started, memory_of(process.pid)
    finally:
        process.terminate()
        process.wait()


def memory_of(pid: int) -> float:
    """Return the peak MiB of a process and its children, summed."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0.0
    for name in [str(pid), *children]:
        status = Path(f"/proc/{name}/status").read_text()
        peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), "0 0")
        total += int(peak.split()[1]) / 1024
    return total


def median(measure: Callable[[], tuple[float, float]], runs: int) -> dict[str, float]:
    """Return the median seconds and the largest peak MiB of several runs."""
    taken = [measure() for _ in range(runs)]
    seconds, memory = zip(*taken, strict=True)
    return {"s": round(statistics.median(seconds), 2), "MiB": round(max(memory), 1)}


def main(runs: int = RUNS) -> None:
    """Measure and print."""
    ghtld = shutil.which("ghtld", path=Path(sys.executable).parent) or "ghtld"
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build"
        dumps, shapes = build / "current" / "dumps", build / "current" / "shapes.ttl"

        def build_clean() -> tuple[float, float]:
            shutil.rmtree(build, ignore_errors=True)
            return timed([ghtld, "build", "--build", str(build)])

        def ours(port: int) -> list[str]:
            return [ghtld, "serve", "--build", str(build), "--port", str(port)]

        def theirs(port: int) -> list[str]:
            return [sys.executable, "-c", PEER_SERVER, str(dumps / "ghtld.nq"), str(port)]

        peer = [sys.executable, "-c", PEER_BUILD, str(dumps / "ghtld.nt"), str(shapes)]
        report(
            {
                "build from clean": median(build_clean, runs),
                "peer: load and pyshacl alone": median(lambda: timed(peer), runs),
                "start to first answer": median(lambda: first_answer(ours), runs),
                "peer: rdflib-endpoint": median(lambda: first_answer(theirs), runs),
            }
        )


def report(figures: dict[str, dict[str, float]]) -> None:
    """Print the figures, and each of ours over its peer’s."""
    for name, figure in figures.items():
        print(f"{name:32} {figure['s']:8.2f} s {figure['MiB']:9.1f} MiB")
    build = figures["build from clean"]["s"] / figures["peer: load and pyshacl alone"]["s"]
    start = figures["start to first answer"]["s"] / figures["peer: rdflib-endpoint"]["s"]
    print(f"build / peer {build:.2f}   start / peer {start:.2f}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main(1 if "--quick" in sys.argv else RUNS)
