"""One killable process that answers questions over a read-only store.

Guards, in the order they are set: the store is opened and warmed; memory is capped; no further
file or socket can be opened (``RLIMIT_NOFILE`` = what is open already); and every question sets
an alarm by which the kernel ends the process, even when the parent is gone. Where the machine runs
out of memory, this process is the first to go.

Every module that is imported here costs memory in every worker: the engine, and what the
interpreter has loaded already.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys

from pyoxigraph import Store

from ghtld.engine.evaluate import Refused, write_answer
from ghtld.engine.frames import (
    END,
    READY,
    REFUSAL,
    RETIRE,
    AnswerTooLarge,
    FrameWriter,
    pack,
    receive,
    send,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ghtld.engine.process import Task

_GRACE = 1.0
_FAT = 4
"""A worker that still holds this fraction of its memory after an answer makes way for another."""


class _Nowhere:
    def write(self, data: bytes) -> int:
        """Let go of ``data``."""
        return len(data)

    def flush(self) -> None:
        """Do nothing."""


def main(arguments: list[str]) -> None:
    """Serve questions on descriptor ``arguments[0]`` until the other side closes it."""
    pipe, memory, answer_limit = (int(written) for written in arguments[:3])
    store = _open(pipe, arguments[3])
    sizes = os.open("/proc/self/statm", os.O_RDONLY)
    _be_killed_first()
    _cap_memory(_pages(sizes)[0], memory)
    _forbid_descriptors()
    send(pipe, pack(READY))
    fat = memory // _FAT // resource.getpagesize() + _pages(sizes)[1]
    while (frame := receive(pipe)) is not None:
        _answer(pipe, store, json.loads(frame[1]), answer_limit, lambda: _pages(sizes)[1] > fat)


def _open(pipe: int, path: str) -> Store:
    try:
        store = Store.read_only(path)
        for warming in ("SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 1", "ASK { ?s ?p ?o }"):
            task: Task = {"text": warming, "media_type": "text/csv", "deadline": 0.0}
            write_answer(store, task, _Nowhere())
    except Exception as reason:  # damaged data come as errors of any kind
        send(pipe, pack(REFUSAL, json.dumps(_described(reason)).encode()))
        sys.exit(1)
    return store


def _pages(sizes: int) -> tuple[int, int]:
    """Return the pages of memory that this process has addressed and has in use."""
    addressed, used = os.pread(sizes, 64, 0).split()[:2]
    return int(addressed), int(used)


def _be_killed_first() -> None:
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:  # noqa: PTH123
            score.write("500")
    except OSError:
        return  # not every container lets a process say so


def _cap_memory(addressed: int, own: int) -> None:
    limit = addressed * resource.getpagesize() + own
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forbid_descriptors() -> None:
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, highest + 1))
    try:
        while True:  # the gaps below the limit would be free descriptors
            os.open(os.devnull, os.O_RDONLY)
    except OSError:
        return


def _answer(pipe: int, store: Store, task: Task, limit: int, is_fat: Callable[[], bool]) -> None:
    signal.setitimer(signal.ITIMER_REAL, task["deadline"] + _GRACE)
    writer = FrameWriter(pipe, limit)
    try:
        write_answer(store, task, writer)
        writer.finish(RETIRE if is_fat() else END)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as reason:  # whatever it is, the parent must hear of it
        send(pipe, pack(REFUSAL, json.dumps(_described(reason)).encode()))
    signal.setitimer(signal.ITIMER_REAL, 0)


def _described(reason: Exception) -> dict[str, object]:
    if isinstance(reason, Refused):
        return reason.said
    if isinstance(reason, AnswerTooLarge):
        return {"too_large": True}
    return {"failed": f"{type(reason).__name__}: {reason}"}
