"""Measure a whole country: lift, build and serve some two million statements, stage by stage.

The register is generated (``national``), written as the file that the ministry publishes, lifted,
built and served by the real verbs. Memory is the proportional set size summed over all processes of
a stage, at its peak. Beside it, on a tenth of the country with planted faults: rdflib and pyshacl
done plainly, and whether both find the same, finding by finding.

Usage: bench_scale.py [SHARE OF THE COUNTRY | --quick]
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "screening"))

import faults
import national
import register_data
from bench_country import serving
from bench_memory import Memory

from ghtld import content

QUICK = 0.02
"""The share of the country that shows that the measure runs."""
FAULTS = 600
"""Statements mutated in the tenth of the country that both judge."""
STAGES = {
    "Reading and checking the data": "prepare, infer, check the edition",
    "Writing the release": "describe, fill the store",
    "Checking the register": "validate the register",
    "Completing the release": "what is left of dumps and indexes",
}


def run(*command: str) -> tuple[list[tuple[float, str]], float, float]:
    """Run a verb; return what it said and when, its seconds, and its MiB."""
    said = []
    started = time.perf_counter()
    with Memory() as memory:
        process = subprocess.Popen(
            [sys.executable, "-m", "ghtld", "--lang", "en", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in process.stderr or ():
            said.append((time.perf_counter() - started, line.strip().rstrip("…")))
        if process.wait():
            raise SystemExit(f"failed: {command[0]}: {said}")
    return said, time.perf_counter() - started, memory.peak


def stages(said: list[tuple[float, str]], end: float) -> dict[str, float]:
    """Return the seconds of each stage of a build, by what it said."""
    begun = [(at, STAGES[line]) for at, line in said if line in STAGES]
    ends = [at for at, _ in begun[1:]] + [end]
    return {name: after - at for (at, name), after in zip(begun, ends, strict=True)}


PLAIN = """
import json, sys, rdflib
sys.path[:0] = sys.argv[3:]
import register_data
from ghtld.edition import validate
from ghtld.screening import report
rdflib.NORMALIZE_LITERALS = False
data = rdflib.Graph().parse(sys.argv[1], format="nt")
shapes = validate.load_shapes(map(__import__("pathlib").Path, sys.argv[2].split(":")))
found = register_data.rows(report(data, shapes))
print(json.dumps([[row, number] for row, number in found.items()]))
"""


def tenth(share: float, folder: Path) -> None:
    """Plant faults into a tenth, and hold screening against pyshacl alone."""
    quads = register_data.register(share / 10)
    files = content.bundled().files("shapes/*.ttl")
    store = register_data.store_of(
        faults.mutated(quads, min(FAULTS, len(quads) // 20), seed=6),
        register_data.needed(content.bundled(), quads),
    )
    (folder / "tenth.nt").write_bytes(register_data.dumped(store))
    beside = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tests" / "screening")]
    arguments = [str(folder / "tenth.nt"), ":".join(map(str, files)), *beside]
    started = time.perf_counter()
    with Memory() as memory:
        done = subprocess.run(
            [sys.executable, "-c", PLAIN, *arguments],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
    told = json.loads(done.stdout.splitlines()[-1])
    expected = Counter({tuple(row): number for row, number in told})
    show("a tenth, rdflib and pyshacl plainly", time.perf_counter() - started, memory.peak)
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)  # of ill-typed values
    started = time.perf_counter()
    found, crashes = register_data.screened(store, register_data.shapes_of(*files))
    show("a tenth, screened and judged", time.perf_counter() - started)
    same = found == expected and not crashes
    print(
        f"findings: {found.total()} and {expected.total()}, {'the same' if same else 'DIFFERENT'}"
    )


def show(name: str, seconds: float, memory: float | None = None) -> None:
    print(
        f"{name:46} {seconds:8.1f} s {'' if memory is None else f'{memory:9.0f} MiB'}", flush=True
    )


def main(share: float = 1.0) -> None:
    size = national.Size.of(share)
    with tempfile.TemporaryDirectory(prefix="ghtld-scale-") as name:
        folder = Path(name)
        national.write(folder / "structures.json", size)
        build = folder / "build"
        _, lifting, memory = run("lift", str(folder / "structures.json"), "--build", str(build))
        [extract] = (build / "register").glob("finess-*")
        counts = json.loads((extract / "summary.json").read_text())["counts"]
        print({name: counts[name] for name in ("geographic", "legal", "grouping", "triples")})
        show("lift", lifting, memory)
        said, building, peak = run("build", "--build", str(build))
        for stage, seconds in stages(said, building).items():
            show(f"  {stage}", seconds)
        show("build", building, peak)
        show("lift and build (aim: 120 s, 1,200 MB)", lifting + building, max(memory, peak))
        for what, figure in serving(build).items():
            print(f"{what:46} {figure}", flush=True)
        shutil.rmtree(build)
        tenth(share, folder)


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(QUICK if "--quick" in asked else float(asked[0]) if asked else 1.0)
