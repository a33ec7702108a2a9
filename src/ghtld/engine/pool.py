"""A pool of killable workers over one release: the embedded engine.

A question takes a free worker, gives it back when the engine has written the answer, and costs the
worker its life when the deadline passes, the client leaves, or the worker breaks; another one
starts at once in its place, and again every second where it can't be started. What a slow reader
has not read yet holds no worker. A watchdog compares what the queue believes with the processes.
"""

from __future__ import annotations

import asyncio
import logging
import math
import resource
from collections.abc import Coroutine, Hashable
from pathlib import Path

from ghtld.engine import descriptors
from ghtld.engine.evaluation import Evaluation, PoolAnswer, key_of
from ghtld.engine.fair_queue import FairQueue, Full, Ticket
from ghtld.engine.interface import (
    Answer,
    Counts,
    DataSet,
    EngineBusy,
    EngineUnavailable,
    Limits,
    Question,
    Refusal,
)
from ghtld.engine.process import Task, WorkerProcess, task_of
from ghtld.engine.query import admit
from ghtld.engine.spool import SpoolBudget

_RESTART_AFTER = 1.0
_LOOK_EVERY = 1.0
_OVERDUE = 5.0
"""How many seconds after its deadline a worker may still be at work before it is killed."""
_NEWEST = 0.1
"""How much the newest duration counts in the mean that ``Retry-After`` is told by."""

LEAN = 15 * 2**20
"""How many bytes of its own a worker may have at rest."""

_log = logging.getLogger(__name__)


def own_memory(pid: int) -> int:
    """Return the bytes that a process shares with no file and no other process; 0 if it is gone."""
    try:
        _, used, shared, *_ = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return (int(used) - int(shared)) * resource.getpagesize()


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
        self.queue: FairQueue[WorkerProcess] = FairQueue(size, self.limits.queue, share)
        self.budget = SpoolBudget(self.limits.spool)
        self._workers: set[WorkerProcess] = set()
        self._shared: dict[Hashable, Evaluation] = {}
        self._evaluations: set[Evaluation] = set()
        self._starters: set[asyncio.Task[None]] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._mean_seconds = 0.0
        self._failure: Exception | None = None
        self._stopped = self._draining = False

    @property
    def pids(self) -> list[int]:
        """Return the process ids of the workers."""
        return [worker.pid for worker in self._workers]

    @property
    def problem(self) -> Refusal | None:
        """Return why no question can be answered, None while some worker can be asked."""
        usable = self.queue.idle or self.queue.held
        if self._failure is None or usable:
            return None
        said = self._failure.strerror if isinstance(self._failure, OSError) else None
        return EngineUnavailable(said or "", math.ceil(_RESTART_AFTER))

    @property
    def workers(self) -> dict[str, int]:
        """Return how many workers are in which state."""
        queue = self.queue
        return {"idle": len(queue.idle), "working": len(queue.held), "starting": queue.starting}

    async def start(self) -> None:
        """Start the workers; raise EngineFailed when the store can't be opened, and OSError.

        Whatever keeps it from starting, a stop included, leaves no worker behind.
        """
        descriptors.check(self._store)
        starting = [self._do(self._add_worker(), self._starters) for _ in range(self._size)]
        try:
            await asyncio.gather(*starting)
            self._do(self._watch(), self._chores)
        except BaseException:
            await self.stop()
            raise

    def drain(self) -> None:
        """Take no more questions, and turn away those that wait: the server is about to end."""
        self._draining = True
        self.queue.refuse_all()

    async def stop(self) -> None:
        """End every question and every worker."""
        self._stopped = True
        for chore in (*self._starters, *self._chores):
            if not chore.cancelling():  # twice would keep it from reaping its worker
                chore.cancel()
        for evaluation in [*self._evaluations]:
            evaluation.stop()
        await asyncio.gather(*self._starters, *self._chores, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._workers))
        self._workers.clear()

    async def ask(self, question: Question) -> Answer:
        """Answer ``question`` within the limits; see Engine."""
        self.counts.asked += 1
        try:
            found = admit(question.text, self.limits)
            task = task_of(question, found, self._default, self.limits)
            answer = self._answer(task, question.client, can_be_shared=not found.volatile)
            await answer.begin()
        except Refusal as reason:
            self.counts.refuse(reason)
            raise
        return answer

    def _answer(self, task: Task, client: str, *, can_be_shared: bool) -> PoolAnswer:
        problem = self.problem
        if problem is not None:
            raise problem
        if self._draining:
            raise self.busy()
        key = key_of(task)
        same = self._shared.get(key) if can_be_shared else None
        if same is not None and same.spool.is_whole:
            self.counts.joined += 1
            return same.answer(client)
        try:
            ticket = self.queue.enter(client)
        except Full as reason:
            raise self.busy() from reason
        made = Evaluation(self, task, ticket, key)
        answer = made.answer(client)
        if not made.has_ended:
            self._evaluations.add(made)
        if can_be_shared:
            self._shared[key] = made
        return answer

    def forget(self, evaluation: Evaluation) -> None:
        """Let go of an evaluation that is done, and of its answer once nobody reads it."""
        if evaluation.has_ended:
            self._evaluations.discard(evaluation)
        if not evaluation.spool.is_whole and self._shared.get(evaluation.key) is evaluation:
            del self._shared[evaluation.key]

    def busy(self) -> EngineBusy:
        """Return the refusal of a question that finds no place: when places should be free."""
        problem = self.problem
        if isinstance(problem, EngineUnavailable):
            return problem
        ahead = self.queue.waiting + len(self.queue.held)
        expected = self._mean_seconds * ahead / self._size
        return EngineBusy(math.ceil(min(max(expected, 1.0), 2 * self.limits.deadline)))

    def take_back(
        self, ticket: Ticket[WorkerProcess], worker: WorkerProcess, seconds: float
    ) -> None:
        """Take back a worker: for the next question if it can be used again, else to replace it."""
        self._mean_seconds += _NEWEST * (seconds - self._mean_seconds)
        usable = worker.finished and not worker.retired and not worker.is_lost
        self.queue.release(ticket, seconds, usable=usable)
        if not usable:
            self._replace(worker)

    def _replace(self, worker: WorkerProcess) -> None:
        """End a worker that the queue no longer has, and start another one in its place."""
        worker.kill()
        if worker in self._workers and not self._stopped:
            self.counts.killed += not worker.retired
            self._workers.discard(worker)
            self._do(self._start_again(), self._starters)
            self._do(worker.end(), self._chores)

    def _retire(self, worker: WorkerProcess) -> None:
        """Replace a worker that is not at work."""
        if self.queue.lost(worker):
            self._replace(worker)

    async def _add_worker(self) -> None:
        worker = await WorkerProcess.start(self._store, self.limits)
        self.counts.started += 1
        self._workers.add(worker)
        self._failure = None
        worker.when_lost(lambda: self._retire(worker))
        self.queue.started(worker)

    async def _start_again(self) -> None:
        while not self._stopped:
            try:
                await self._add_worker()
            except (Refusal, OSError) as reason:
                self._note_failure(reason)
                await asyncio.sleep(_RESTART_AFTER)
            else:
                return

    def _note_failure(self, reason: Exception) -> None:
        if self._failure is None:
            _log.warning("a worker could not be started; trying again: %s", reason)
        self._failure = reason
        if self.problem is not None:
            self.queue.refuse_all()

    async def _watch(self) -> None:
        every = min(_LOOK_EVERY, self.limits.rest / 2)
        while True:
            await asyncio.sleep(every)
            try:
                self.heal()
                self._replace_fattest()
            except Exception:
                _log.exception("the watchdog of the workers failed")

    def heal(self) -> None:
        """Replace workers that are gone, halted or late, and start those that are missing."""
        now = asyncio.get_running_loop().time()
        overdue = self.limits.deadline + _OVERDUE
        idle, held = set(self.queue.idle), set(self.queue.held)
        for worker in [*self._workers]:
            is_late = worker in held and not worker.finished and now - worker.asked > overdue
            if not (is_late or worker.is_halted):
                continue
            self.counts.healed += 1
            worker.was_halted = not is_late
            if worker in idle:
                self._retire(worker)
            else:
                worker.kill()  # whoever waits for its answer gives it back
        for _ in range(self.queue.starting - len(self._starters)):
            self.counts.healed += 1
            self._do(self._start_again(), self._starters)

    def _replace_fattest(self) -> None:
        """Replace the fattest worker that was asked nothing for a while.

        What the engine has read of the store stays in its cache, which a worker at work is the
        faster for; a server that nobody asks should not pay for it.
        """
        since = asyncio.get_running_loop().time() - self.limits.rest
        resting = (worker for worker in self.queue.idle if worker.asked < since)
        sizes = ((own_memory(worker.pid), worker) for worker in resting)
        size, fattest = max(sizes, key=lambda pair: pair[0], default=(0, None))
        if fattest is not None and size > LEAN:
            fattest.retired = True
            self._retire(fattest)

    def _do(
        self, chore: Coroutine[None, None, None], among: set[asyncio.Task[None]]
    ) -> asyncio.Task[None]:
        task = asyncio.ensure_future(chore)
        among.add(task)
        task.add_done_callback(among.discard)
        return task
