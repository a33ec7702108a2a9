"""The memory of processes that a measure starts, summed at its peak."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path


class Memory:
    """The memory of this process's children and theirs, looked at ten times a second."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look)

    def __enter__(self) -> Memory:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.peak = max(self.peak, sum(map(_size, _below(os.getpid()))) / 1024)


def _below(pid: int) -> Iterator[int]:
    """Yield the processes that a process started, and those that they started."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in listed.read_text().split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from _below(child)


def _size(pid: int) -> int:
    """Return the KiB of a process, what it shares divided by who shares it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
