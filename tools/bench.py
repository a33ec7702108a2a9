"""Run every measure, one after the other, each beside its peers in the same run.

What counts are the ratios; machines differ. Nothing is asserted. docs/operate.md records one run.

Usage: bench.py [--quick] [--list] [SECTION …]
``--quick`` shows within minutes that every measure runs; its figures mean nothing.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Section:
    """A part of the bench: its name, what it measures, the program that does."""

    name: str
    title: str
    program: str


SECTIONS = (
    Section(
        "build", "Building and starting, beside rdflib, pyshacl, rdflib-endpoint", "bench_build"
    ),
    Section("pages", "Pages and data of things, beside oxigraph and Trifid", "bench_pages"),
    Section("sparql", "The endpoint, beside oxigraph and rdflib-endpoint", "bench_sparql"),
    Section("soak", "Everything strangers do at once, and what is left of it", "bench_soak"),
    Section("search", "Search over 150,000 names, beside a scan of them", "bench_search"),
    Section(
        "scale", "A whole country: lift, build, serve, beside rdflib and pyshacl", "bench_scale"
    ),
)


def run(section: Section, options: list[str]) -> bool:
    """Run one section; tell whether it came to its end."""
    program = HERE / f"{section.program}.py"
    print(f"\n== {section.title} ({section.name})\n", flush=True)
    if not program.is_file():
        print("left out: there is no such measure here")
        return True
    began = time.perf_counter()
    done = subprocess.run([sys.executable, str(program), *options], check=False)
    print(f"\n({section.name}: {time.perf_counter() - began:.0f} s)", flush=True)
    return done.returncode == 0


def main(asked: list[str]) -> int:
    """Run the sections that are asked for, all of them when none is; return the exit code."""
    options = [word for word in asked if word == "--quick"]
    names = [word for word in asked if not word.startswith("-")]
    known = {section.name: section for section in SECTIONS}
    if "--list" in asked or set(names) - set(known):
        print("\n".join(f"{section.name:8} {section.title}" for section in SECTIONS))
        return 0 if "--list" in asked else 2
    print(f"{os.cpu_count()} processors, {platform.platform()}, Python {platform.python_version()}")
    failed = [name for name in names or known if not run(known[name], options)]
    if failed:
        print(f"\nFAILED: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
