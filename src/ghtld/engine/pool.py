"""A pool of killable workers over one release: the embedded engine.

A question takes a free worker, gives it back when the answer is finished, and costs the worker
its life when the deadline passes, the client leaves, or the worker breaks; another one starts at
once in its place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path

from ghtld.engine.evaluate import Task, task_of
from ghtld.engine.interface import (
    Answer,
    DataSet,
    EngineBusy,
    EngineFailed,
    Limits,
    Question,
)
from ghtld.engine.process import WorkerProcess
from ghtld.engine.scan import Scan, admit

_RESTART_AFTER = 1.0


class Pool:
    """An Engine of ``size`` worker processes that read the store at ``store``."""

    def __init__(
        self, store: Path, default: DataSet, size: int = 1, limits: Limits | None = None
    ) -> None:
        self._store = store
        self._default = default
        self._size = size
        self.limits = limits or Limits()
        self._idle: asyncio.LifoQueue[WorkerProcess] = asyncio.LifoQueue()
        self._alive: set[WorkerProcess] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._stopped = False

    async def start(self) -> None:
        """Start the workers; raise EngineFailed when the store can't be opened."""
        await asyncio.gather(*(self._add_worker() for _ in range(self._size)))

    async def stop(self) -> None:
        """End every worker."""
        self._stopped = True
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._alive))
        self._alive.clear()

    async def ask(self, question: Question) -> Answer:
        """Answer ``question`` within the limits; see Engine."""
        found = admit(question.text, self.limits)
        worker = await self._take()
        answer = _Answer(self, worker)
        try:
            await answer.begin(self._task(question, found))
        except BaseException:
            answer.release()
            raise
        return answer

    def _task(self, question: Question, found: Scan) -> Task:
        data_set = question.data_set
        if data_set is None and not found.names_data_set:
            data_set = self._default
        return task_of(question.text, question.format.name, data_set, self.limits.deadline)

    async def _take(self) -> WorkerProcess:
        if self._idle.empty() and self._waiting >= self.limits.queue:
            raise EngineBusy(self._retry_after())
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.deadline):
                return await self._idle.get()
        except TimeoutError as reason:
            raise EngineBusy(self._retry_after()) from reason
        finally:
            self._waiting -= 1

    def _retry_after(self) -> int:
        return max(1, round(self.limits.deadline))

    def give_back(self, worker: WorkerProcess) -> None:
        """Take back a worker whose answer is finished."""
        self._idle.put_nowait(worker)

    def replace(self, worker: WorkerProcess) -> None:
        """End a worker that can't be used again and start another one in its place."""
        worker.kill()
        if worker in self._alive and not self._stopped:
            self._alive.discard(worker)
            self._do(self._restart())
            self._do(worker.end())

    async def _add_worker(self) -> None:
        worker = await WorkerProcess.start(self._store, self.limits)
        self._alive.add(worker)
        self._idle.put_nowait(worker)

    async def _restart(self) -> None:
        while not self._stopped:
            try:
                await self._add_worker()
            except EngineFailed:
                await asyncio.sleep(_RESTART_AFTER)
            else:
                return

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


class _Answer:
    """The bytes of one answer, and the worker that they come from."""

    def __init__(self, pool: Pool, worker: WorkerProcess) -> None:
        self._pool = pool
        self._worker: WorkerProcess | None = worker
        self._source = worker
        self._first: bytes | None = None
        deadline = pool.limits.deadline
        self._alarm = asyncio.get_running_loop().call_later(deadline, self._expire)

    async def begin(self, task: Task) -> None:
        """Send the task and wait for the first bytes; raise the Refusal that comes instead."""
        await self._source.begin(task)
        self._first = await self._next()

    def __aiter__(self) -> _Answer:
        return self

    async def __anext__(self) -> bytes:
        part, self._first = self._first, None
        if part is None:
            part = None if self._source.finished else await self._next()
        if part is None:
            raise StopAsyncIteration
        return part

    async def _next(self) -> bytes | None:
        try:
            return await self._source.part()
        finally:
            if self._source.finished:
                self.release()

    async def aclose(self) -> None:
        """Stop the work, if any is left."""
        self.release()

    def release(self) -> None:
        """Give the worker back when it has finished, else end it."""
        self._alarm.cancel()
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if worker.finished:
            self._pool.give_back(worker)
        else:
            self._pool.replace(worker)

    def _expire(self) -> None:
        self._source.expire()
        self.release()
