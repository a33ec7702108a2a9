"""The memory of processes, in MiB: what they share with none, what they had at most."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path


class Watch:
    """The memory of this process's children and theirs, summed ten times a second; its peak.

    What several share is divided by who shares it.
    """

    def __init__(self) -> None:
        self.peak = 0.0
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        """Begin to look."""
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._over.set()
        self._watching.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.peak = max(self.peak, sum(_mapped(pid, "Pss:") for pid in _below(os.getpid())))


def timed(command: Sequence[str], cwd: Path | None = None) -> tuple[float, float]:
    """Return the seconds and the peak of a command that must succeed."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        raise SystemExit(f"failed: {' '.join(command)[:200]}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def peaks(pid: int) -> float:
    """Return the peaks of a process and its children, summed."""
    total = 0.0
    for each in (pid, *_children(pid)):
        status = Path(f"/proc/{each}/status").read_text().splitlines()
        peak = next((line for line in status if line.startswith("VmHWM")), "VmHWM: 0")
        total += int(peak.split()[1]) / 1024
    return total


def own(pid: int) -> dict[str, float]:
    """Return what the front and each worker share with no other process."""
    workers = {f"worker {n + 1}": child for n, child in enumerate(_children(pid))}
    return {name: _mapped(of, "Private_") for name, of in {"the front": pid, **workers}.items()}


def print_own(when: str, pid: int) -> None:
    """Print what the front and each worker share with no other process, after a second of rest."""
    time.sleep(1)
    shown = ", ".join(f"{name} {size:.1f} MiB" for name, size in own(pid).items())
    print(f"  {when}: {shown}", flush=True)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _below(pid: int) -> Iterator[int]:
    """Yield the processes that a process started, whatever its thread, and those they started."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in listed.read_text().split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from _below(child)


def _mapped(pid: int, sort: str) -> float:
    """Return the MiB of one sort that a process has mapped, 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(sort)) / 1024
