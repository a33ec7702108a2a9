"""Workers at rest: one that still holds much of its last questions makes way for a fresh one.

What the engine has read of the store stays in its cache, which a worker at work is the faster for;
a server that nobody asks should not pay for it.
"""

from __future__ import annotations

import resource
from collections.abc import Iterable
from pathlib import Path

from ghtld.engine.process import WorkerProcess

LEAN = 15 * 2**20
"""How many bytes of its own a worker may have at rest."""


def own_memory(pid: int) -> int:
    """Return the bytes that a process shares with no file and no other process; 0 if it is gone."""
    try:
        _, used, shared, *_ = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return (int(used) - int(shared)) * resource.getpagesize()


def fattest(workers: Iterable[WorkerProcess], since: float) -> WorkerProcess | None:
    """Return the worker that was asked nothing after ``since`` and has the most, if it is much."""
    sizes = [(own_memory(worker.pid), worker) for worker in workers if worker.asked < since]
    size, worker = max(sizes, key=lambda pair: pair[0], default=(0, None))
    return worker if size > LEAN else None
