"""One question at work, and the answers that read what its worker writes.

Questions that are the same while one of them is under way are evaluated once: each asker has an
answer of its own over the one spool. The work ends when nobody is left to read it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Hashable
from typing import TYPE_CHECKING

from ghtld.engine.fair_queue import Full, State, Ticket
from ghtld.engine.interface import DeadlineExceeded, EngineFailed, NoRoom, Refusal
from ghtld.engine.process import Task, WorkerProcess
from ghtld.engine.spool import Spool

if TYPE_CHECKING:
    from ghtld.engine.pool import Pool

_GRACE = 0.1
"""How many seconds a worker has to finish when its client has left: about what it costs to start
another one.
"""
_PATIENCE = 1.0
"""How many seconds a worker waits for a slow reader while others wait for a worker."""


def key_of(task: Task) -> Hashable:
    """Return what two tasks have in common that have the same answer."""
    named = task.get("named")
    graphs = (tuple(task.get("default", ())), None if named is None else tuple(named))
    return task["text"], task["media_type"], graphs, "default" in task


class Evaluation:
    """A task on its way: in the queue, at its worker, into the spool; ``key`` is its ``key_of``.

    It is driven by what happens to it, not by a task of its own: what the worker sends, the
    deadline, readers that leave. It ends once, and gives its worker back when it does.
    """

    def __init__(
        self, pool: Pool, task: Task, ticket: Ticket[WorkerProcess], key: Hashable
    ) -> None:
        self._pool = pool
        self._task = task
        self._ticket = ticket
        self.key = key
        self.spool = Spool(pool.budget, ticket.client)
        self._loop = asyncio.get_running_loop()
        self._answers: set[PoolAnswer] = set()
        self._asked = self._loop.time()
        self._worker: WorkerProcess | None = None
        self._clocks: list[asyncio.TimerHandle] = []
        self._chore: asyncio.Task[None] | None = None
        self._waits = self.has_ended = False
        if ticket.state is State.GRANTED:
            self._start(pool.queue.collect(ticket))
        else:
            self._queue_up()

    def _queue_up(self) -> None:
        self._note_waiting(True)
        self._do(self._wait())

    def _note_waiting(self, waits: bool) -> None:
        self._pool.counts.waiting += waits - self._waits
        self._waits = waits

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        self._chore = self._loop.create_task(chore)

    async def _wait(self) -> None:
        pool = self._pool
        try:
            # The worker may have just begun something that takes all of its time.
            worker = await pool.queue.take(self._ticket, 2 * pool.limits.deadline)
        except Full:
            self._end(pool.busy())
        else:
            self._note_waiting(False)
            self._start(worker)

    def _start(self, worker: WorkerProcess) -> None:
        self._worker, self._chore = worker, None
        self._began = self._loop.time()
        self._pool.counts.working += 1
        self._clocks.append(self._loop.call_later(self._pool.limits.deadline, self._expire))
        worker.begin(self._task, self)

    def take_part(self, part: bytes) -> None:
        """Take the next bytes of the answer; see Consumer."""
        self._pool.counts.bytes += len(part)
        self.spool.put(part)
        if self.spool.is_full and self._worker is not None and self._chore is None:
            self._worker.pause()
            self._do(self._resume(self._worker))

    async def _resume(self, worker: WorkerProcess) -> None:
        """Go on once there is room; a reader that is slow while others wait loses its worker."""
        while self.spool.is_full:
            try:
                async with asyncio.timeout(_PATIENCE):
                    await self.spool.room()
            except TimeoutError:
                if self._pool.queue.waiting:
                    self._end(NoRoom())
                    return
        self._chore = None
        worker.resume()

    def take_end(self, reason: Refusal | None) -> None:
        """Note that the worker is done; see Consumer."""
        self._end(reason)

    def take_loss(self) -> None:
        """Find out why the worker is gone; see Consumer."""
        if self._chore is not None:
            self._chore.cancel()
        if self._worker is not None:
            self._do(self._end_with_cause(self._worker))

    async def _end_with_cause(self, worker: WorkerProcess) -> None:
        reason = await worker.cause_of_death()
        if worker.was_halted and self._answers and self.spool.is_empty:
            self._try_again(worker)
        else:
            self._end(reason)

    def _try_again(self, worker: WorkerProcess) -> None:
        """Wait for another worker: this one was stopped from outside, and had said nothing."""
        for clock in self._clocks:
            clock.cancel()
        self._give_back(worker)
        self._worker = None
        try:
            self._ticket = self._pool.queue.enter(self._ticket.client)
        except Full:
            self._end(self._pool.busy())
            return
        self._queue_up()

    def _expire(self) -> None:
        self._end(DeadlineExceeded())

    def _end(self, reason: Refusal | None) -> None:
        """End, for whatever reason; only the first counts."""
        if self.has_ended:
            return
        self.has_ended = True
        for clock in self._clocks:
            clock.cancel()
        if self._chore is not None and self._chore is not asyncio.current_task(self._loop):
            self._chore.cancel()
        worker, self._worker = self._worker, None
        if worker is None:
            self._note_waiting(False)
            self._pool.queue.leave(self._ticket)
        else:
            self._give_back(worker)
        for answer in self._answers:
            answer.note_end()
        self._pool.counts.answered += 0 if reason else len(self._answers)
        self.spool.end(reason)
        self._pool.forget(self)

    def _give_back(self, worker: WorkerProcess) -> None:
        now = self._loop.time()
        worker.leave()
        self._pool.counts.working -= 1
        self._pool.counts.seconds.note(now - self._asked)
        self._pool.take_back(self._ticket, worker, now - self._began)

    def stop(self) -> None:
        """End the work."""
        self._end(EngineFailed("the work was ended"))

    def answer(self, client: str) -> PoolAnswer:
        """Return one more answer to this question, for ``client``; the spool must be whole."""
        made = PoolAnswer(self, client)
        self._answers.add(made)
        if self.has_ended:
            made.note_end()
            self._pool.counts.answered += 1
        return made

    def left(self, answer: PoolAnswer, *, is_last: bool) -> None:
        """Note that nobody reads ``answer`` any longer; nobody at all ends the work."""
        self._answers.discard(answer)
        if not is_last:
            return
        self._pool.forget(self)
        if self._worker is not None:
            self._clocks.append(self._loop.call_later(_GRACE, self.stop))
        else:
            self.stop()

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
