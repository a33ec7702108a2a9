"""Workers, and the requests that wait for them: who is let in, whose turn it is, who makes room.

Each of the workers is at every moment either starting, idle, or held by one ticket:
``starting + idle + held = workers``. A ticket is waiting, granted (it holds a worker that nobody
has collected yet), working, or over; its state alone decides, whatever happens to the task that
waits.

Places in the queue are for everybody: one client may take all of them while nobody else wants one.
When they are all taken, a client with fewer takes the place of the newest ticket of the one with
the most. A free worker goes to the client with the fewest answers under way, among equals to the
one that has had the least of the workers' time, then to the one that has waited longest.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from enum import Enum, auto
from typing import Generic, TypeVar

W = TypeVar("W")


class Full(Exception):
    """There is no place for this request, or no worker in time."""


class State(Enum):
    """Where a ticket stands."""

    WAITING = auto()
    GRANTED = auto()
    WORKING = auto()
    REFUSED = auto()
    OVER = auto()


class Ticket(Generic[W]):
    """One request in the queue. ``worker`` is what it holds while granted or working."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.state = State.WAITING
        self.worker: W | None = None
        self._changed = asyncio.Event()

    def become(self, state: State, worker: W | None = None) -> None:
        """Change the state, and wake who waits for that."""
        self.state, self.worker = state, worker
        self._changed.set()

    async def settled(self) -> None:
        """Wait until the ticket no longer waits."""
        while self.state is State.WAITING:
            self._changed.clear()
            await self._changed.wait()


class FairQueue(Generic[W]):
    """``workers`` workers of any sort ``W`` (hashable), ``places`` for tickets that wait for them.

    ``share`` is how many answers of one client may be at work or not read yet; its further tickets
    wait in its own line. The client without a name has neither share nor place to keep to.
    """

    def __init__(self, workers: int, places: int, share: int) -> None:
        self.places = places
        self.share = share
        self.starting = workers
        self._idle: list[W] = []
        self._held: dict[W, Ticket[W]] = {}
        self._lines: dict[str, deque[Ticket[W]]] = {}
        self._under_way: Counter[str] = Counter()
        self._spent: dict[str, float] = {}

    @property
    def idle(self) -> tuple[W, ...]:
        """Return the workers that wait for a request."""
        return tuple(self._idle)

    @property
    def held(self) -> tuple[W, ...]:
        """Return the workers that tickets hold."""
        return tuple(self._held)

    @property
    def waiting(self) -> int:
        """Return how many tickets wait."""
        return sum(map(len, self._lines.values()))

    def started(self, worker: W) -> None:
        """Take in a worker that has started."""
        self.starting -= 1
        self._idle.append(worker)
        self._dispatch()

    def lost(self, worker: W) -> bool:
        """Take out a worker that is gone; tell whether another one has to be started for it.

        A ticket that was granted it waits again, first in its line. A worker at work is for
        ``release`` to take out.
        """
        ticket = self._held.get(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        elif ticket is not None and ticket.state is State.GRANTED:
            self._take_back(ticket)
            ticket.become(State.WAITING)
            self._lines.setdefault(ticket.client, deque()).appendleft(ticket)
        else:
            return False
        self.starting += 1
        self._dispatch()
        return True

    def enter(self, client: str) -> Ticket[W]:
        """Return a ticket for ``client``; raise Full when there is no place for one."""
        at_once = self._idle and self._may_work(client)
        if client and not at_once and self.waiting >= self.places:
            self._make_room(client)
        ticket: Ticket[W] = Ticket(client)
        self._lines.setdefault(client, deque()).append(ticket)
        self._dispatch()
        return ticket

    async def take(self, ticket: Ticket[W], seconds: float) -> W:
        """Return the worker of ``ticket``; raise Full where it is turned away or waits too long.

        Whatever else ends the wait, the ticket leaves; of a task that is cancelled before its first
        step, the ticket has to be left by whoever made it.
        """
        if ticket.state is State.WAITING:
            try:
                async with asyncio.timeout(seconds):
                    await ticket.settled()
            except BaseException as reason:
                self.leave(ticket)
                if isinstance(reason, TimeoutError):
                    raise Full from reason
                raise
        return self.collect(ticket)

    def collect(self, ticket: Ticket[W]) -> W:
        """Return the worker that ``ticket`` was granted; raise Full where it was turned away."""
        if ticket.state is not State.GRANTED or ticket.worker is None:
            raise Full
        ticket.state = State.WORKING
        return ticket.worker

    def release(self, ticket: Ticket[W], seconds: float = 0.0, *, usable: bool = True) -> None:
        """Take back the worker of ``ticket``, which took ``seconds``; else one is to be started."""
        worker = self._take_back(ticket)
        self._spent[ticket.client] = self._spent.get(ticket.client, 0.0) + seconds
        ticket.become(State.OVER)
        if usable:
            self._idle.append(worker)
        else:
            self.starting += 1
        self._forget(ticket.client)
        self._dispatch()

    def leave(self, ticket: Ticket[W]) -> None:
        """Let go of a ticket that nobody needs any longer; one at work has to be released."""
        if ticket.state is State.WAITING:
            self._drop(ticket)
            ticket.become(State.OVER)
            self._forget(ticket.client)
        elif ticket.state is State.GRANTED:
            self.release(ticket)
        elif ticket.state is State.WORKING:
            raise RuntimeError("a ticket at work has to be released")

    def hold(self, client: str) -> None:
        """Count one more answer of ``client`` that is not read yet."""
        self._under_way[client] += 1

    def let_go(self, client: str) -> None:
        """Count one answer less; a line that waited for that may move on."""
        self._lessen(client)
        self._forget(client)
        self._dispatch()

    def refuse_all(self) -> None:
        """Turn away all who wait: no worker will come for them."""
        for line in self._lines.values():
            for ticket in line:
                ticket.become(State.REFUSED)
        self._lines.clear()

    def _may_work(self, client: str) -> bool:
        return not client or self._under_way[client] < self.share

    def _make_room(self, client: str) -> None:
        named = [name for name in self._lines if name]
        longest = max(named, key=lambda name: len(self._lines[name]), default="")
        own = len(self._lines.get(client, ()))
        if not longest or len(self._lines[longest]) <= own + 1:
            raise Full
        ticket = self._lines[longest][-1]
        self._drop(ticket)
        ticket.become(State.REFUSED)

    def _drop(self, ticket: Ticket[W]) -> None:
        line = self._lines[ticket.client]
        line.remove(ticket)
        if not line:
            del self._lines[ticket.client]

    def _dispatch(self) -> None:
        while self._idle:
            ready = [client for client in self._lines if self._may_work(client)]
            if not ready:
                return
            client = min(ready, key=self._precedence)
            line = self._lines.pop(client)
            ticket = line.popleft()
            if line:
                self._lines[client] = line  # behind the others that have waited as long
            worker = self._idle.pop()
            self._held[worker] = ticket
            self._under_way[client] += 1
            ticket.become(State.GRANTED, worker)

    def _precedence(self, client: str) -> tuple[bool, int, float]:
        return bool(client), self._under_way[client], self._spent.get(client, 0.0)

    def _take_back(self, ticket: Ticket[W]) -> W:
        worker = ticket.worker
        if worker is None or self._held.get(worker) is not ticket:
            raise RuntimeError("this ticket holds no worker")
        del self._held[worker]
        self._lessen(ticket.client)
        return worker

    def _lessen(self, client: str) -> None:
        self._under_way[client] -= 1
        if self._under_way[client] <= 0:
            del self._under_way[client]

    def _forget(self, client: str) -> None:
        if client not in self._under_way and client not in self._lines:
            self._spent.pop(client, None)
