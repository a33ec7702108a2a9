"""A tenth of the country with planted faults: screening held against rdflib and pyshacl plainly."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import time
from collections import Counter
from pathlib import Path

import faults
import register_data
from pyoxigraph import Store

from benchmarks import ROOT, peers
from benchmarks.memory import Watch
from benchmarks.timing import show
from ghtld import content

FAULTS = 600
"""Statements mutated in the tenth of the country that both judge."""
Found = Counter[tuple[str, ...]]


def judged_by_both(share: float, folder: Path) -> None:
    """Plant faults into a tenth of a share; print the time of both, and whether both agree."""
    quads = register_data.register(share / 10)
    files = content.bundled().files("shapes/*.ttl")
    store = register_data.store_of(
        faults.mutated(quads, min(FAULTS, len(quads) // 20), seed=6),
        register_data.needed(content.bundled(), quads),
    )
    dump = folder / "tenth.nt"
    dump.write_bytes(register_data.dumped(store))
    expected, found = _plainly(dump, files), _screened(store, files)
    same = "the same" if found == expected else "DIFFERENT"
    print(f"findings: {found.total() if found else 'none'} and {expected.total()}, {same}")


def _plainly(dump: Path, shapes: list[Path]) -> Found:
    began = time.perf_counter()
    with Watch() as memory:
        done = subprocess.run(
            peers.finding(dump, shapes),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
    show("a tenth, rdflib and pyshacl plainly", time.perf_counter() - began, memory.peak)
    told = json.loads(done.stdout.splitlines()[-1])
    return Counter({tuple(row): number for row, number in told})


def _screened(store: Store, shapes: list[Path]) -> Found | None:
    """Return what screening finds, None when it crashed."""
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)  # of ill-typed values
    began = time.perf_counter()
    found, crashes = register_data.screened(store, register_data.shapes_of(*shapes))
    show("a tenth, screened and judged", time.perf_counter() - began)
    return None if crashes else found
