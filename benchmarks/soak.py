"""A long night in ten minutes: everything strangers do at once, and what the server has after it.

While ordinary clients read pages and ask questions, others ask hostile ones, hang up, read slowly
or hold connections, and the release changes every few seconds. At the end the server has as many
workers and descriptors as it began with, and about the memory: this is printed, and nothing is
asserted.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx

from benchmarks.memory import own
from benchmarks.options import reader
from benchmarks.servers import Running, built, ours, running
from benchmarks.strangers import PAGES, Strangers
from benchmarks.timing import Spread

SETTLE = 75
"""Seconds until workers at rest have given back what they held, and old releases are closed."""
QUICK_SECONDS, QUICK_SETTLE = 20, 10


def soak(build: Path, server: Running, seconds: float, settle: float) -> Strangers:
    """Let everybody ask for so long; print what is the same after it and what is not."""
    strangers = Strangers(server.port)
    _read_once(strangers)
    time.sleep(settle / 5)
    before = _state(server)
    _all_at_once(strangers, build, seconds)
    _change_release(build)  # what it keeps of answers goes with the release
    time.sleep(settle)
    _read_once(strangers)
    time.sleep(1)
    after = _state(server)
    for name, value in before.items():
        told = "the same" if after[name] == value else f"now {after[name]}"
        print(f"{name}: {value}, {told}")
    return strangers


def _read_once(strangers: Strangers) -> None:
    """Read what the first request of each sort makes the server keep."""
    with strangers.client(250) as client:
        for page in (*PAGES, "/sparql?query=ASK%7B%7D"):
            client.get(page)


def _state(server: Running) -> dict[str, object]:
    """Return what the server has: workers by state, descriptors, threads, memory of its own."""
    metrics = httpx.get(f"{server.address}/metrics", timeout=60).text.splitlines()
    workers = [line.partition(" ")[2] for line in metrics if line.startswith("ghtld_workers{")]
    memory = own(server.pid)
    return {
        "workers idle, working, starting": " ".join(workers),
        "descriptors": _count(f"/proc/{server.pid}/fd"),
        "threads": _count(f"/proc/{server.pid}/task"),
        "memory of the front": f"{memory['the front']:.0f} MiB",
        "memory of workers": f"{sum(memory.values()) - memory['the front']:.0f} MiB",
    }


def _count(folder: str) -> int:
    return len(list(Path(folder).iterdir()))


def _all_at_once(strangers: Strangers, build: Path, seconds: float) -> None:
    ways: list[Callable[[], None]] = [*strangers.ways(), partial(_keep_changing, build, strangers)]
    asking = [threading.Thread(target=way, daemon=True) for way in ways]
    for thread in asking:
        thread.start()
    time.sleep(seconds)
    strangers.over.set()
    for thread in asking:
        thread.join(90)


def _keep_changing(build: Path, strangers: Strangers) -> None:
    """Change the release every few seconds."""
    while not strangers.over.wait(5):
        _change_release(build)
        strangers.outcomes["release changes"] += 1


def _change_release(build: Path) -> None:
    """Make the other of two copies of one release the current one."""
    served = (build / "current").resolve().name
    other = next(path.name for path in (build / "releases").iterdir() if path.name != served)
    following = build / "next"
    following.symlink_to(Path("releases") / other)
    following.replace(build / "current")


def main() -> None:
    """Build, serve, soak, and print what became of it."""
    words = reader(__doc__)
    words.add_argument(
        "--minutes", type=float, default=10.0, help="how long, 10 minutes by default"
    )
    asked = words.parse_args()
    seconds = QUICK_SECONDS if asked.quick else 60 * asked.minutes
    with built() as build, tempfile.TemporaryFile("w+") as log:
        first = (build / "current").resolve()
        shutil.copytree(first, first.with_name("f" * 16))
        with running(ours(build, "--deadline", "5"), "/readyz", log=log) as server:
            strangers = soak(build, server, seconds, QUICK_SETTLE if asked.quick else SETTLE)
        log.seek(0)
        lines = Counter(line.split(":")[0][:60] for line in log.read().splitlines())
    print(f"{seconds:.0f} s: {dict(sorted(strangers.outcomes.items()))}")
    print(f"ordinary requests: {Spread.of(1000 * taken for taken in strangers.taken)}")
    print(f"lines of its log: {dict(lines)}")


if __name__ == "__main__":
    main()
