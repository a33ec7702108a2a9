"""One question at work, and the answers that read what its worker writes.

Questions that are the same while one of them is under way are evaluated once: each asker has an
answer of its own over the one spool. The work ends when nobody is left to read it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Hashable
from typing import TYPE_CHECKING

from ghtld.engine.exchange import Task
from ghtld.engine.fair_queue import Full, State, Ticket
from ghtld.engine.interface import DeadlineExceeded, EngineFailed, Refusal
from ghtld.engine.process import WorkerProcess
from ghtld.engine.spool import Spool

if TYPE_CHECKING:
    from ghtld.engine.pool import Pool

_GRACE = 0.1
"""How many seconds a worker has to finish when its client has left: about what it costs to start
another one.
"""

_log = logging.getLogger(__name__)


def key_of(task: Task) -> Hashable:
    """Return what two tasks have in common that have the same answer."""
    named = task.get("named")
    graphs = (tuple(task.get("default", ())), None if named is None else tuple(named))
    return task["text"], task["media_type"], graphs, "default" in task


class Evaluation:
    """A task on its way: in the queue, at its worker, into the spool; ``key`` is its ``key_of``."""

    def __init__(
        self, pool: Pool, task: Task, ticket: Ticket[WorkerProcess], key: Hashable
    ) -> None:
        self._pool = pool
        self._ticket = ticket
        self.key = key
        self.spool = Spool(pool.budget, ticket.client)
        self._answers: set[PoolAnswer] = set()
        self._asked = asyncio.get_running_loop().time()
        self._has_ended = False
        self._work = asyncio.get_running_loop().create_task(self._run(task))
        self._work.add_done_callback(self._note_done)

    def _note_done(self, _: object) -> None:
        # A task that is cancelled before its first step has had no chance to leave the queue.
        if self._ticket.state is not State.WORKING:
            self._pool.queue.leave(self._ticket)
        self._pool.forget(self)

    def answer(self, client: str) -> PoolAnswer:
        """Return one more answer to this question, for ``client``; the spool must be whole."""
        made = PoolAnswer(self, client)
        self._answers.add(made)
        if self._has_ended:
            made.note_end()
            self._pool.counts.answered += 1
        return made

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to do."""
        return self._work.done()

    async def stop(self) -> None:
        """End the work."""
        if not self._work.cancelling():
            self._work.cancel()
        await asyncio.wait([self._work])

    async def _run(self, task: Task) -> None:
        try:
            await self._evaluate(task)
        except Refusal as reason:
            self._end(reason)
        except asyncio.CancelledError:
            self._end(EngineFailed("the work was ended"))
            raise
        except Exception as reason:
            _log.exception("a question failed")
            self._end(EngineFailed(str(reason)))
        else:
            self._end(None)

    def _end(self, reason: Refusal | None) -> None:
        self._has_ended = True
        for answer in self._answers:
            answer.note_end()
        self._pool.counts.answered += 0 if reason else len(self._answers)
        self.spool.end(reason)

    async def _evaluate(self, task: Task) -> None:
        pool = self._pool
        worker = await self._turn()
        began = asyncio.get_running_loop().time()
        pool.counts.working += 1
        try:
            async with asyncio.timeout(pool.limits.deadline):
                await self._copy(worker, task)
        except TimeoutError as reason:
            raise DeadlineExceeded from reason
        finally:
            now = asyncio.get_running_loop().time()
            pool.counts.working -= 1
            pool.counts.seconds.note(now - self._asked)
            pool.take_back(self._ticket, worker, now - began)

    async def _turn(self) -> WorkerProcess:
        pool = self._pool
        pool.counts.waiting += 1
        try:
            # The worker may have just begun something that takes all of its time.
            return await pool.queue.take(self._ticket, 2 * pool.limits.deadline)
        except Full as reason:
            raise pool.busy() from reason
        finally:
            pool.counts.waiting -= 1

    async def _copy(self, worker: WorkerProcess, task: Task) -> None:
        worker.begin(task)
        while (part := await worker.part()) is not None:
            self._pool.counts.bytes += len(part)
            self.spool.put(part)
            if not worker.has_part and self.spool.is_full:
                await self.spool.room()

    def left(self, answer: PoolAnswer, *, is_last: bool) -> None:
        """Note that nobody reads ``answer`` any longer; nobody at all ends the work."""
        self._answers.discard(answer)
        if not is_last:
            return
        self._pool.forget(self)
        if not self._work.done():
            at_work = self._ticket.state is State.WORKING
            asyncio.get_running_loop().call_later(_GRACE if at_work else 0, self._work.cancel)

    def note_cut(self, reason: Refusal) -> None:
        """Count an answer that was cut short after its first byte."""
        self._pool.counts.refuse(reason)

    def hold(self, client: str) -> None:
        """Count an answer to ``client`` as not read yet."""
        self._pool.queue.hold(client)

    def let_go(self, client: str) -> None:
        """Count an answer to ``client`` as read."""
        self._pool.queue.let_go(client)


class PoolAnswer:
    """The bytes of one answer, for the one who asked."""

    def __init__(self, evaluation: Evaluation, client: str) -> None:
        self._evaluation = evaluation
        self._client = client
        self._reader = evaluation.spool.reader()
        self._is_counted = self._is_closed = False

    def note_end(self) -> None:
        """The worker has ended: until it is read, the answer counts as its client's."""
        self._evaluation.hold(self._client)
        self._is_counted = True

    async def begin(self) -> None:
        """Wait for the first bytes; raise the Refusal that comes instead."""
        try:
            await self._evaluation.spool.begun()
        except BaseException:
            self.close()
            raise

    def __aiter__(self) -> PoolAnswer:
        return self

    async def __anext__(self) -> bytes:
        try:
            part = await self._reader.get()
        except Refusal as reason:
            self._evaluation.note_cut(reason)
            self.close()
            raise
        if part is None:
            self.close()
            raise StopAsyncIteration
        return part

    async def aclose(self) -> None:
        """Stop the work, if nobody else reads, and let go of what was not read."""
        self.close()

    def close(self) -> None:
        """Stop the work, if nobody else reads, and let go of what was not read."""
        if self._is_closed:
            return
        self._is_closed = True
        self._evaluation.left(self, is_last=self._reader.close())
        if self._is_counted:
            self._evaluation.let_go(self._client)
