"""Whose turn it is: places for those who wait, shares of them, and workers handed out in fairness.

A client may hold a share of all places, those of the workers included; one who holds it is turned
away while others are let in. A free worker goes to the client that has the fewest at work, among
equals to the one that has had the least of their time, then to the one that has waited longest.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Full(Exception):
    """There is no place for this client."""


class Turns(Generic[T]):
    """Workers of any sort ``T``, and the clients who wait for them.

    ``places`` is how many may wait; ``share`` how many one client may hold, waiting, at work and
    until it has read its answer. The client without a name has no share to keep to.
    """

    def __init__(self, places: int, share: int) -> None:
        self._places = places
        self._share = share
        self._present: Counter[str] = Counter()
        self._at_work: Counter[str] = Counter()
        self._spent: dict[str, float] = {}
        self._queues: dict[str, deque[asyncio.Future[T]]] = {}
        self._idle: list[T] = []
        self.waiting = 0

    @property
    def idle(self) -> tuple[T, ...]:
        """Return the workers that wait for a question."""
        return tuple(self._idle)

    def enter(self, client: str) -> None:
        """Let ``client`` in; raise Full when there is no place or it has its share already."""
        if client and self._present[client] >= self._share:
            raise Full
        if not self._idle and self.waiting >= self._places:
            raise Full
        self._present[client] += 1

    def leave(self, client: str) -> None:
        """Give back the place of ``client``; one who has none left is forgotten."""
        _less(self._present, client)
        if client not in self._present:
            self._spent.pop(client, None)

    async def take(self, client: str, seconds: float) -> T:
        """Return a worker when it is this client's turn; raise Full when that takes too long."""
        if self._idle:
            worker = self._idle.pop()
            self._at_work[client] += 1
            return worker
        turn: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(turn)
        self.waiting += 1
        try:
            async with asyncio.timeout(seconds):
                return await turn
        except BaseException as reason:
            self._withdraw(client, turn)
            if isinstance(reason, TimeoutError):
                raise Full from reason
            raise

    def _withdraw(self, client: str, turn: asyncio.Future[T]) -> None:
        if turn.done() and not turn.cancelled():
            self.done(client)
            self.free(turn.result())
            return
        self._queues[client].remove(turn)
        self._forget_empty(client)

    def _forget_empty(self, client: str) -> None:
        self.waiting -= 1
        if not self._queues[client]:
            del self._queues[client]

    def done(self, client: str, seconds: float = 0.0) -> None:
        """Note that a worker no longer works for ``client``, and how long it did."""
        _less(self._at_work, client)
        self._spent[client] = self._spent.get(client, 0.0) + seconds

    def free(self, worker: T) -> None:
        """Hand a worker that can work to whose turn it is."""
        if not self._queues:
            self._idle.append(worker)
            return
        client = min(self._queues, key=lambda c: (self._at_work[c], self._spent.get(c, 0.0)))
        turn = self._queues[client].popleft()
        rest = self._queues.pop(client)
        if rest:
            self._queues[client] = rest
        self.waiting -= 1
        self._at_work[client] += 1
        turn.set_result(worker)

    def forget(self, worker: T) -> None:
        """Take a worker that is no more from those that wait."""
        if worker in self._idle:
            self._idle.remove(worker)


def _less(counter: Counter[str], name: str) -> None:
    counter[name] -= 1
    if counter[name] <= 0:
        del counter[name]
