"""Measure a build, a start and their memory, each beside a peer in the same run.

Peers: for the build, pyshacl over rdflib alone (load the finished N-Triples dump, validate it with
the same shapes); for the start, plain rdflib-endpoint serving the same dump. Figures are medians
of three runs; what counts is the ratio, machines differ.
"""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import ROOT, peers
from benchmarks.memory import peaks, timed
from benchmarks.options import reader
from benchmarks.servers import GHTLD, asking, ours, running
from benchmarks.timing import show

RUNS = 3
OURS = {"build": "build from clean", "start": "start to first answer"}
THEIRS = {"build": "peer: load and pyshacl alone", "start": "peer: rdflib-endpoint"}


def measure(runs: int) -> dict[str, dict[str, float]]:
    """Return seconds and MiB of each that is measured."""
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build"
        release = build / "current"
        dump, quads = release / "dumps" / "ghtld.nt", release / "dumps" / "ghtld.nq"
        validating = peers.validating(dump, release / "shapes.ttl")
        return {
            OURS["build"]: _middle(partial(_build_clean, build), runs),
            THEIRS["build"]: _middle(partial(timed, validating, ROOT), runs),
            OURS["start"]: _middle(partial(_first_answer, ours(build)), runs),
            THEIRS["start"]: _middle(partial(_first_answer, peers.endpoint(dump=quads)), runs),
        }


def _build_clean(build: Path) -> tuple[float, float]:
    shutil.rmtree(build, ignore_errors=True)
    return timed([*GHTLD, "build", "--build", str(build)])


def _first_answer(command: list[str]) -> tuple[float, float]:
    """Return seconds from start to the first answered query, and the peaks of the processes."""
    with running(command, asking()) as server:
        return server.seconds, peaks(server.pid)


def _middle(once: Callable[[], tuple[float, float]], runs: int) -> dict[str, float]:
    """Return the median seconds and the largest MiB of several runs."""
    seconds, memory = zip(*(once() for _ in range(runs)), strict=True)
    return {"s": round(statistics.median(seconds), 2), "MiB": round(max(memory), 1)}


def main() -> None:
    """Measure; print the figures, and each of ours over its peer’s."""
    figures = measure(1 if reader(__doc__).parse_args().quick else RUNS)
    for name, figure in figures.items():
        show(name, figure["s"], figure["MiB"])
    ratios = {name: figures[OURS[name]]["s"] / figures[THEIRS[name]]["s"] for name in OURS}
    print("   ".join(f"{name} / peer {ratio:.2f}" for name, ratio in ratios.items()))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
