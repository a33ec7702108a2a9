"""Send an answer as it comes: to a client that is there, and that reads at some pace.

What ends too early is left unfinished: the server then breaks the chunked body, which no client
takes for a whole answer. HTTP 1.0 has no such body, so a client of it gets whole answers only.
"""

from __future__ import annotations

import asyncio
import logging
import mmap
from collections.abc import AsyncIterator
from types import TracebackType

from starlette.types import Message, Receive, Send

from ghtld.engine.interface import Limits, NoRoom, Refusal
from ghtld.engine.spool import Spool, SpoolBudget
from ghtld.web.http.cache import Headers

_log = logging.getLogger(__name__)

AT_ONCE = 64 * 1024
"""An answer of fewer bytes is sent in one piece, with its length."""
_PROMPT = 0.05


class ClientGone(Exception):
    """The client left before its request was whole, or its answer."""


class Watch:
    """Within it, the task under way ends with ClientGone when the client leaves.

    Most answers come before it is worth while to look.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._looking: asyncio.Task[None] | None = None
        self._gone = False

    def __enter__(self) -> None:
        self._watched = asyncio.current_task()
        self._clock = asyncio.get_running_loop().call_later(_PROMPT, self._begin)

    def _begin(self) -> None:
        self._looking = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._watched is not None:
            self._watched.cancel()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        reason: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clock.cancel()
        if self._looking is not None:
            self._looking.cancel()
        if self._gone and isinstance(reason, asyncio.CancelledError):
            if self._watched is not None:
                self._watched.uncancel()
            raise ClientGone from reason


async def first_parts(answer: AsyncIterator[bytes]) -> tuple[list[bytes], bool]:
    """Return the parts that fill the first piece, and whether they are the whole answer."""
    parts: list[bytes] = []
    size = 0
    async for part in answer:
        parts.append(part)
        size += len(part)
        if size >= AT_ONCE:
            return parts, False
    return parts, True


class Paced:
    """Sends parts to a client; raises ClientGone when it reads more slowly than it may."""

    def __init__(self, send: Send, limits: Limits) -> None:
        self._send = send
        self._limits = limits
        self._until = asyncio.get_running_loop().time() + limits.patience

    async def __call__(self, message: Message) -> None:
        """Send one message; each byte read buys time for others."""
        try:
            async with asyncio.timeout_at(self._until):
                await self._send(message)
        except TimeoutError as reason:
            # Strangers can have this line as often as they like.
            _log.debug("an answer was given up: its client reads too slowly")
            raise ClientGone from reason
        self._until += len(message.get("body", b"")) / self._limits.pace


class Collected:
    """A body that goes by, as long as it is not longer than ``most`` bytes.

    In pages of its own: what is put into the heap and taken out again leaves holes there.
    """

    def __init__(self, most: int) -> None:
        self._pages = mmap.mmap(-1, most) if most else None

    def take(self, part: bytes) -> None:
        """Take a part."""
        if self._pages is not None and self._pages.tell() + len(part) <= len(self._pages):
            self._pages.write(part)
        else:
            self.close()

    @property
    def body(self) -> bytes | None:
        """Return the whole body, None when it was too long."""
        return None if self._pages is None else self._pages[: self._pages.tell()]

    def close(self) -> None:
        """Let go of the body."""
        if self._pages is not None:
            self._pages.close()
            self._pages = None


async def stream(
    answer: AsyncIterator[bytes],
    begun: list[bytes],
    headers: Headers,
    send: Send,
    collected: Collected,
) -> None:
    """Send the ``begun`` parts and the rest; raise ClientGone where the answer is cut short."""
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    try:
        async for part in _chain(begun, answer):
            await send({"type": "http.response.body", "body": part, "more_body": True})
            collected.take(part)
    except Refusal as reason:
        _log.debug("an answer was cut short: %s", type(reason).__name__)  # the engine counts it
        raise ClientGone from reason
    await send({"type": "http.response.body"})


async def send_whole(
    answer: AsyncIterator[bytes],
    begun: list[bytes],
    headers: Headers,
    send: Send,
    budget: SpoolBudget,
) -> None:
    """Send an answer once all of it is here; raise the Refusal of one that is never whole."""
    spool = Spool(budget)
    reader, size = spool.reader(), 0
    try:
        async for part in _chain(begun, answer):
            if spool.is_full:
                raise NoRoom
            spool.put(part)
            size += len(part)
        spool.end()
        length = (b"content-length", str(size).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [*headers, length]})
        while (kept := await reader.get()) is not None:
            await send({"type": "http.response.body", "body": kept, "more_body": True})
    finally:
        reader.close()
    await send({"type": "http.response.body"})


async def _chain(begun: list[bytes], answer: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while begun:
        yield begun.pop(0)
    async for part in answer:
        yield part
