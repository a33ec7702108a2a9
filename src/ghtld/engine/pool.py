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
    DeadlineExceeded,
    EngineBusy,
    EngineFailed,
    Limits,
    Question,
    Refusal,
)
from ghtld.engine.process import WorkerProcess
from ghtld.engine.scan import admit
from ghtld.engine.spool import Room, Spool
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
        """Start the workers; raise EngineFailed when the store can't be opened."""
        await asyncio.gather(*(self._add_worker() for _ in range(self._size)))

    async def stop(self) -> None:
        """End every worker."""
        self._stopped = True
        for chore in self._chores:
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
        answer = _Answer(self, worker, client, asked)
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

    async def _restart(self) -> None:
        while not self._stopped:
            try:
                await self._add_worker()
            except EngineFailed:
                await asyncio.sleep(_RESTART_AFTER)
            else:
                return

    def _do(self, chore: Coroutine[None, None, None], among: set[asyncio.Task[None]]) -> None:
        task = asyncio.ensure_future(chore)
        among.add(task)
        task.add_done_callback(among.discard)


class _Answer:
    """The bytes of one answer: from its worker into a spool, from the spool to the reader."""

    def __init__(self, pool: Pool, worker: WorkerProcess, client: str, asked: float) -> None:
        self._pool = pool
        self._worker: WorkerProcess | None = worker
        self._source = worker
        self._client: str | None = client
        self._name = client
        self._asked = asked
        self._spool = Spool(pool.room)
        self._pump: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._alarm = self._loop.call_later(pool.limits.deadline, self._expire)

    async def begin(self, task: Task) -> None:
        """Send the task and wait for the first bytes; raise the Refusal that comes instead."""
        self._source.begin(task)
        if await self._move():
            return
        while self._source.has_part:
            if await self._move():
                return
        self._pump = self._loop.create_task(self._move_all())

    async def _move(self) -> bool:
        """Move one part to the spool; return True at the end, when the worker is let go."""
        try:
            part = await self._source.part()
        finally:
            if self._source.finished:
                self._release()
        if part is None:
            self._pool.counts.answered += 1
            self._spool.end()
            return True
        self._pool.counts.bytes += len(part)
        self._spool.put(part)
        return False

    async def _move_all(self) -> None:
        try:
            while not await self._move():
                await self._pool.room.free()
        except Refusal as reason:
            self._cut(reason)

    def _cut(self, reason: Refusal) -> None:
        self._pool.counts.refuse(reason)
        self._spool.end(reason)
        self._release()

    def __aiter__(self) -> _Answer:
        return self

    async def __anext__(self) -> bytes:
        try:
            part = await self._spool.get()
        except Refusal:
            self.close()
            raise
        if part is None:
            self.close()
            raise StopAsyncIteration
        return part

    async def aclose(self) -> None:
        """Stop the work, if any is left, and let go of what was not read."""
        self.close()

    def close(self) -> None:
        """Stop the work, if any is left, and let go of what was not read."""
        if self._pump is not None:
            self._pump.cancel()
        self._release()
        self._spool.close()
        client, self._client = self._client, None
        if client is not None:
            self._pool.turns.leave(client)

    def _release(self) -> None:
        self._alarm.cancel()
        worker, self._worker = self._worker, None
        if worker is not None:
            now = self._loop.time()
            self._pool.counts.seconds.note(now - self._asked)
            self._pool.release(worker, self._name, now - self._began)

    def _expire(self) -> None:
        """Cut the answer at the deadline; before its first byte, its death tells why."""
        self._source.expire()
        if self._pump is not None:
            self._pump.cancel()
            self._cut(DeadlineExceeded())
