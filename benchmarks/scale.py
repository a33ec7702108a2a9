"""Measure a whole country: lift, build and serve some two million statements, stage by stage.

The register is generated (``national``), written as the file that the ministry publishes, lifted,
built and served by the real verbs. Memory is the proportional set size summed over all processes of
a stage, at its peak. Beside it, on a tenth of the country with planted faults: rdflib and pyshacl
done plainly, and whether both find the same, finding by finding.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import national

from benchmarks.country import serving
from benchmarks.memory import Watch
from benchmarks.options import reader
from benchmarks.servers import GHTLD
from benchmarks.tenth import judged_by_both
from benchmarks.timing import show

QUICK = 0.02
"""The share of the country that shows that the measure runs."""
STAGES = {
    "Reading and checking the data": "prepare, infer, check the edition",
    "Writing the release": "describe, fill the store",
    "Checking the register": "validate the register",
    "Completing the release": "what is left of dumps and indexes",
}


@dataclass(frozen=True)
class Done:
    """A verb that was run: what it said and when, its seconds, and its MiB."""

    said: list[tuple[float, str]]
    seconds: float
    memory: float

    def stages(self) -> dict[str, float]:
        """Return the seconds of each stage of a build, by what it said."""
        begun = [(at, STAGES[line]) for at, line in self.said if line in STAGES]
        ends = [at for at, _ in begun[1:]] + [self.seconds]
        return {name: after - at for (at, name), after in zip(begun, ends, strict=True)}


def run(*command: str) -> Done:
    """Run a verb."""
    said = []
    began = time.perf_counter()
    with Watch() as memory:
        process = subprocess.Popen(
            [*GHTLD, "--lang", "en", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in process.stderr or ():
            said.append((time.perf_counter() - began, line.strip().rstrip("…")))
        if process.wait():
            raise SystemExit(f"failed: {command[0]}: {said}")
    return Done(said, time.perf_counter() - began, memory.peak)


def lift_and_build(share: float, folder: Path, build: Path) -> None:
    """Make a release of a share of the country, and print what it takes."""
    national.write(folder / "structures.json", national.Size.of(share))
    lifting = run("lift", str(folder / "structures.json"), "--build", str(build))
    [extract] = (build / "register").glob("finess-*")
    counts = json.loads((extract / "summary.json").read_text())["counts"]
    print({name: counts[name] for name in ("geographic", "legal", "grouping", "triples")})
    show("lift", lifting.seconds, lifting.memory)
    building = run("build", "--build", str(build))
    for stage, taken in building.stages().items():
        show(f"  {stage}", taken)
    show("build", building.seconds, building.memory)
    both = lifting.seconds + building.seconds, max(lifting.memory, building.memory)
    show("lift and build (aim: 120 s, 1,200 MB)", *both)


def main() -> None:
    """Measure and print."""
    words = reader(__doc__)
    words.add_argument(
        "share", nargs="?", type=float, default=1.0, help="of the country, 1 for all"
    )
    asked = words.parse_args()
    share = QUICK if asked.quick else asked.share
    with tempfile.TemporaryDirectory(prefix="ghtld-scale-") as name:
        folder = Path(name)
        build = folder / "build"
        lift_and_build(share, folder, build)
        for what, figure in serving(build):
            print(f"{what:46} {figure}", flush=True)
        shutil.rmtree(build)
        judged_by_both(share, folder)


if __name__ == "__main__":
    main()
