"""A pool of killable workers over one release: the embedded engine.

A question takes a free worker, gives it back when the engine has written the answer, and costs the
worker its life when the deadline passes, the client leaves, or the worker breaks; another one
starts at once in its place. What a slow reader has not read yet holds no worker.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path

from ghtld.engine.counts import Counts
from ghtld.engine.exchange import Task, task_of
from ghtld.engine.interface import (
    Answer,
    DataSet,
    EngineBusy,
    EngineFailed,
    Limits,
    Question,
    Refusal,
)
from ghtld.engine.pool_answer import PoolAnswer
from ghtld.engine.process import WorkerProcess
from ghtld.engine.rest import fattest
from ghtld.engine.scan import admit
from ghtld.engine.spool import Room
from ghtld.engine.turns import Full, Turns

_RESTART_AFTER = 1.0


class Pool:
    """An Engine of ``size`` worker processes that read the store at ``store``.

    ``default`` is the data set of queries that name none; its graphs share no triple. ``counts``
    are kept by the caller when they are to outlive this pool.
    """

    def __init__(
        self,
        store: Path,
        default: DataSet,
        size: int = 1,
        limits: Limits | None = None,
        counts: Counts | None = None,
    ) -> None:
        self._store = store
        self._default = default
        self._size = size
        self.limits = limits or Limits()
        self.counts = counts or Counts()
        share = self.limits.share or max(1, (size + self.limits.queue) // 4)
        self.turns: Turns[WorkerProcess] = Turns(self.limits.queue, share)
        self.room = Room(self.limits.spool)
        self._alive: set[WorkerProcess] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._endings: set[asyncio.Task[None]] = set()
        self._stopped = False

    @property
    def pids(self) -> list[int]:
        """Return the process ids of the workers."""
        return [worker.pid for worker in self._alive]

    async def start(self) -> None:
        """Start the workers; raise EngineFailed when the store can't be opened.

        Whatever keeps it from starting, a stop included, leaves no worker behind.
        """
        starting = [self._do(self._add_worker(), self._chores) for _ in range(self._size)]
        try:
            await asyncio.gather(*starting)
            self._do(self._tidy(), self._chores)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End every worker."""
        self._stopped = True
        for chore in self._chores:
            if not chore.cancelling():  # twice would keep it from reaping its worker
                chore.cancel()
        await asyncio.gather(*self._chores, *self._endings, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._alive))
        self._alive.clear()

    async def ask(self, question: Question) -> Answer:
        """Answer ``question`` within the limits; see Engine."""
        self.counts.asked += 1
        try:
            found = admit(question.text, self.limits)
            task = task_of(question, found, self._default, self.limits)
            return await self._ask(task, question.client)
        except Refusal as reason:
            self.counts.refuse(reason)
            raise

    async def _ask(self, task: Task, client: str) -> Answer:
        asked = asyncio.get_running_loop().time()
        try:
            self.turns.enter(client)
        except Full as reason:
            raise EngineBusy(self._retry_after()) from reason
        self.counts.waiting += 1
        try:
            # The worker may have just begun something that takes all of its time.
            worker = await self.turns.take(client, 2 * self.limits.deadline)
        except BaseException as reason:
            self.turns.leave(client)
            if isinstance(reason, Full):
                raise EngineBusy(self._retry_after()) from reason
            raise
        finally:
            self.counts.waiting -= 1
        self.counts.working += 1
        answer = PoolAnswer(self, worker, client, asked)
        try:
            await answer.begin(task)
        except BaseException:
            answer.close()
            raise
        return answer

    def _retry_after(self) -> int:
        return max(1, round(self.limits.deadline))

    def release(self, worker: WorkerProcess, client: str, seconds: float) -> None:
        """Take back a worker: for the next question if it can be used again, else to replace it."""
        self.counts.working -= 1
        self.turns.done(client, seconds)
        if worker.finished and not worker.retired and not worker.is_lost:
            self.turns.free(worker)
        else:
            self.replace(worker)

    def replace(self, worker: WorkerProcess) -> None:
        """End a worker that can't be used again and start another one in its place."""
        worker.kill()
        self.turns.forget(worker)
        if worker in self._alive and not self._stopped:
            self.counts.killed += not worker.retired
            self._alive.discard(worker)
            self._do(self._restart(), self._chores)
            self._do(worker.end(), self._endings)

    async def _add_worker(self) -> None:
        worker = await WorkerProcess.start(self._store, self.limits)
        self.counts.started += 1
        self._alive.add(worker)
        worker.when_lost(lambda: self.replace(worker) if worker.finished else None)
        self.turns.free(worker)

    async def _tidy(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self.limits.rest / 2)
            worker = fattest(self.turns.idle, loop.time() - self.limits.rest)
            if worker is not None:
                worker.retired = True
                self.replace(worker)

    async def _restart(self) -> None:
        while not self._stopped:
            try:
                await self._add_worker()
            except EngineFailed:
                await asyncio.sleep(_RESTART_AFTER)
            else:
                return

    def _do(
        self, chore: Coroutine[None, None, None], among: set[asyncio.Task[None]]
    ) -> asyncio.Task[None]:
        task = asyncio.ensure_future(chore)
        among.add(task)
        task.add_done_callback(among.discard)
        return task
