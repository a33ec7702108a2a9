"""One answer of the pool: its worker writes it into a spool, from which the reader takes it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ghtld.engine.exchange import Task
from ghtld.engine.interface import DeadlineExceeded, Refusal
from ghtld.engine.process import WorkerProcess
from ghtld.engine.spool import Spool

if TYPE_CHECKING:
    from ghtld.engine.pool import Pool


class PoolAnswer:
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

    def __aiter__(self) -> PoolAnswer:
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
