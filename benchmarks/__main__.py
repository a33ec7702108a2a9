"""Run the stages that are named, all of them when none is, each beside its peers in the same run.

What counts are the ratios; machines differ. Nothing is asserted. docs/operate.md records one run.
A stage alone takes options of its own: ``python -m benchmarks.soak --minutes 1``.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time

from benchmarks import ROOT
from benchmarks.options import reader

STAGES = {
    "build": "Building and starting, beside rdflib, pyshacl, rdflib-endpoint",
    "pages": "Pages and data of things, beside oxigraph and Trifid",
    "sparql": "The endpoint, beside oxigraph and rdflib-endpoint",
    "soak": "Everything strangers do at once, and what is left of it",
    "search": "Search over 150,000 names, beside a scan of them",
    "scale": "A whole country: lift, build, serve, beside rdflib and pyshacl",
}
"""What each stage measures; its module bears its name."""


def main(arguments: list[str]) -> int:
    """Run the stages that are asked for; return the exit code."""
    words = reader(__doc__)
    words.add_argument("stages", nargs="*", metavar="STAGE", help=", ".join(STAGES))
    words.add_argument("--list", action="store_true", help="list the stages")
    asked = words.parse_args(arguments)
    unknown = set(asked.stages) - set(STAGES)
    if asked.list or unknown:
        print("\n".join(f"{name:8} {title}" for name, title in STAGES.items()))
        return 2 if unknown else 0
    print(f"{os.cpu_count()} processors, {platform.platform()}, Python {platform.python_version()}")
    options = ["--quick"] if asked.quick else []
    failed = [name for name in asked.stages or STAGES if not _run(name, options)]
    if failed:
        print(f"\nFAILED: {', '.join(failed)}")
    return 1 if failed else 0


def _run(stage: str, options: list[str]) -> bool:
    """Run one stage in a process of its own; tell whether it came to its end."""
    print(f"\n== {STAGES[stage]} ({stage})\n", flush=True)
    began = time.perf_counter()
    command = [sys.executable, "-m", f"benchmarks.{stage}", *options]
    done = subprocess.run(command, check=False, cwd=ROOT)
    print(f"\n({stage}: {time.perf_counter() - began:.0f} s)", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
