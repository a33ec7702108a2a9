"""Run a function in a process of its own beside the build, so that Python has a core for each.

The function and its arguments are pickled; what it raises is raised where the result is asked for.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")
_PR_SET_PDEATHSIG = 1
"""Of Linux: which signal a process gets when the one that started it is gone, prctl(2)."""


class SubprocessJob(Generic[Result]):
    """One call under way in another process."""

    def __init__(self, function: Callable[..., Result], *arguments: Any) -> None:  # noqa: ANN401
        # Not forked: the engine's threads would be missing in the copy.
        context = multiprocessing.get_context("spawn")
        self._answers, theirs = context.Pipe(duplex=False)
        call = (theirs, function, arguments)
        self._process = context.Process(target=_answer, args=call, daemon=True)
        self._process.start()
        theirs.close()

    def result(self) -> Result:
        """Wait for what the function returns; raise what it raised, OSError where it was killed."""
        try:
            done, value = self._answers.recv()
        except EOFError as reason:
            raise OSError("a process of the build was killed") from reason
        self._process.join()
        if not done:
            raise value
        result: Result = value
        return result

    def end(self) -> None:
        """Leave no process behind."""
        self._process.kill()
        self._process.join()
        self._answers.close()


def _answer(
    answers: Connection, function: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends us
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # however it ends itself
    try:
        answer = (True, function(*arguments))
    except Exception as reason:  # it is raised again in the build
        answers.send((False, reason))
    else:
        answers.send(answer)


@contextmanager
def in_subprocess(
    function: Callable[..., Result],
    *arguments: Any,  # noqa: ANN401
    apart: bool = True,
) -> Iterator[Callable[[], Result]]:
    """Run a function in another process, which ends with the block at the latest.

    Yield what waits for its result; unless ``apart``, the function runs only then, and here.
    """
    if not apart:
        yield partial(function, *arguments)
        return
    running = SubprocessJob(function, *arguments)
    try:
        yield running.result
    finally:
        running.end()
