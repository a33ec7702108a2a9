"""How requests come in: their bodies within bounds, and long texts read one at a time, apart.

A text of some length takes a while to read; on the event loop everybody would wait for it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from starlette.types import Receive

from ghtld.engine.interface import Limits
from ghtld.web.delivery.problems import Problem, ProblemRaised

_SMALL = 64 * 1024
"""A body of so many bytes is always taken: no number of connections makes much of them."""
_SHARE = 4
_RETRY_AFTER = 5

T = TypeVar("T")


class ClientGone(Exception):
    """The client left before its request was whole, or its answer."""


class Intake:
    """The bodies of all requests that are being taken in, and the one text that is being read."""

    def __init__(self) -> None:
        self._held: Counter[str] = Counter()
        self._alone = asyncio.Lock()

    async def apart(self, work: Callable[[], T]) -> T:
        """Return what ``work`` does in a thread; there is one such thread."""
        async with self._alone:
            return await asyncio.to_thread(work)

    @contextmanager
    def place(self, client: str, limits: Limits) -> Iterator[Callable[[int], None]]:
        """Give a function that notes how long a body is by now; raises the problem of too much.

        All bodies together have a bound, and one client a share of it.
        """
        held = 0

        def note(size: int) -> None:
            nonlocal held
            more = max(0, size - _SMALL) - held
            own = self._held[client] + more
            if more > 0 and (
                own > limits.intake // _SHARE or self._held.total() + more > limits.intake
            ):
                after = str(_RETRY_AFTER)
                busy = Problem(503, "busy", {"seconds": after}, {"Retry-After": after})
                raise ProblemRaised(busy)
            held += more
            self._held[client] = own

        try:
            yield note
        finally:
            self._held[client] -= held
            if self._held[client] <= 0:
                del self._held[client]


async def body_of(
    receive: Receive, limits: Limits, most: int, note: Callable[[int], None]
) -> bytes:
    """Return a whole body; raise ClientGone, or the problem of one that is too long."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += message.get("body", b"")
        if len(body) > most:
            raise too_long(limits)
        note(len(body))
        if not message.get("more_body"):
            return bytes(body)


def too_long(limits: Limits) -> ProblemRaised:
    """Return the problem of a query that is too long."""
    return ProblemRaised(Problem(413, "too-long", {"limit": limits.query_bytes}))
