"""The way of an answer from another engine: parts, deadlines, and what goes wrong between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx

from ghtld.engine.backend import BackendFailed, check_end, check_whole
from ghtld.engine.interface import DeadlineExceeded, FormatUnfit, ResultTooLarge
from ghtld.engine.unfit import Unfit, XmlReader
from ghtld.formats import RESULTS_JSON, TURTLE, Format
from ghtld.json_ld import TypedJsonLd

FIRST = 64 * 1024
"""How many bytes of an answer are looked at before the first is passed on."""
_TAIL = 64
_EXPANDED = b'[{"@id":"'
"""How JSON-LD without a context begins in which types are written as any other property."""


class Passing:
    """The parts of one answer, the first of which is there before the answer is given."""

    def __init__(self, parts: AsyncGenerator[bytes]) -> None:
        self._parts = parts
        self._ready: list[bytes] = []

    async def begin(self) -> None:
        """Wait for all of a small answer, the beginning of another; raise the Refusal instead."""
        async for part in self._parts:
            self._ready.append(part)
            if len(part) >= FIRST:
                break

    def __aiter__(self) -> Passing:
        return self

    async def __anext__(self) -> bytes:
        if self._ready:
            return self._ready.pop(0)
        return await anext(self._parts)

    async def aclose(self) -> None:
        """Let go of the connection, and with it of the work."""
        await self._parts.aclose()


async def checked(
    answer: httpx.Response, fmt: Format, most: int, until: float
) -> AsyncGenerator[bytes]:
    """Yield the body in parts of FIRST bytes; raise what is wrong with it.

    ``most`` is its greatest size, ``until`` the time of the event loop at which it has to be here.
    """
    body = answer.aiter_raw(FIRST)
    size = 0
    tail = b""
    while part := await _next(body, until):
        size += len(part)
        if size > most:
            raise ResultTooLarge
        tail = (tail + part)[-_TAIL:]
        if size < FIRST:  # the only part: the whole answer
            check_whole(fmt, part)
        yield part
    check_end(fmt, tail)


async def fit(parts: AsyncIterator[bytes], fmt: Format) -> AsyncGenerator[bytes]:
    """Yield XML as long as it is some; raise FormatUnfit."""
    reader = XmlReader()
    async for part in parts:
        try:
            reader.look(part)
        except Unfit as reason:
            instead = RESULTS_JSON if fmt.rdf is None else TURTLE
            raise FormatUnfit(reason.what, instead.name) from reason
        yield part


async def typed(parts: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """Yield JSON-LD with ``@type`` where it is written as our own engine does."""
    typing = TypedJsonLd()
    begun = ours = False
    async for part in parts:
        if not begun:
            begun, ours = True, part.startswith(_EXPANDED)
        if given := typing.feed(part) if ours else part:
            yield given
    if rest := typing.end():
        yield rest


async def start_of(answer: httpx.Response, until: float) -> bytes:
    """Return the first bytes of a body that is not an answer."""
    return await _next(answer.aiter_raw(FIRST), until)


async def _next(body: AsyncIterator[bytes], until: float) -> bytes:
    """Return the next part of a body, empty at its end."""
    async with deadline(until), on_the_way():
        return await anext(body, b"")


@asynccontextmanager
async def deadline(until: float) -> AsyncIterator[None]:
    """Raise DeadlineExceeded within, once the event loop's clock shows ``until``."""
    try:
        async with asyncio.timeout_at(until):
            yield
    except TimeoutError as reason:
        raise DeadlineExceeded from reason


@asynccontextmanager
async def on_the_way() -> AsyncIterator[None]:
    """Turn what goes wrong with a connection into a Refusal."""
    try:
        yield
    except httpx.ConnectTimeout as reason:
        raise BackendFailed("unreachable", "no connection") from reason
    except httpx.TimeoutException as reason:
        raise DeadlineExceeded from reason
    except httpx.ConnectError as reason:
        raise BackendFailed("unreachable", str(reason)) from reason
    except (httpx.HTTPError, httpx.InvalidURL) as reason:
        raise BackendFailed("cut", str(reason)) from reason
