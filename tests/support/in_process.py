"""An engine inside this process, for tests: no deadline, nothing killable."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from pathlib import Path

from pyoxigraph import Store

from ghtld.engine.evaluate import Refused, write_answer
from ghtld.engine.interface import Answer, DataSet, Limits, Question, ResultTooLarge
from ghtld.engine.process import Task, refusal_of, task_of
from ghtld.engine.query import admit


class InProcess:
    """An Engine that evaluates where it is asked: what it reads must end in the thread it began."""

    def __init__(self, store: Path, default: DataSet, limits: Limits | None = None) -> None:
        self._path = store
        self._default = default
        self._store: Store | None = None
        self.limits = limits or Limits()

    async def start(self) -> None:
        """Open the store."""
        self._store = Store.read_only(str(self._path))

    async def stop(self) -> None:
        """Let go of the store."""
        self._store = None

    @property
    def problem(self) -> None:
        """Return None: nothing here can be lost."""
        return None

    @property
    def workers(self) -> dict[str, int]:
        """Return nothing: there are no workers."""
        return {}

    def drain(self) -> None:
        """Do nothing: nobody waits here."""

    async def ask(self, question: Question) -> Answer:
        """Answer ``question``; see Engine."""
        found = admit(question.text, self.limits)
        task = task_of(question, found, self._default, self.limits)
        answer = self._evaluate(task)
        if len(answer) > self.limits.answer:
            raise ResultTooLarge
        return _once(answer)

    def _evaluate(self, task: Task) -> bytes:
        if self._store is None:
            raise RuntimeError("the engine has not been started")
        output = io.BytesIO()
        refusal = None
        try:
            write_answer(self._store, task, output)
        except Refused as reason:
            refusal = refusal_of(reason.said)
        # Raised apart: the reason holds the engine's answer, which must end in this thread.
        if refusal is not None:
            raise refusal
        return output.getvalue()


async def _once(answer: bytes) -> AsyncGenerator[bytes]:
    yield answer
