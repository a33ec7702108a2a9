"""Through how many modules of ghtld a request passes until the function that writes its page runs.

The application runs in this process over a release, without sockets. One page that is not kept
is asked for. At the first call of a function of a module that writes pages we look at who waits for
it: the callers on the stack of its thread, and the coroutines of the request, each awaiting the
next, that wait on the event loop for that thread. Distinct modules of ghtld among them are counted,
that of the page's function included. What has returned by then, such as a question whether the
answer is kept, is no part of the way; nor is the server of the sockets, which is not started.

Every thread is watched with a profile function that the interpreter calls at each call.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Any

import httpx

from ghtld.engine.interface import Limits
from ghtld.web.app import create_app
from ghtld.web.server import opener
from ghtld.web.sites import Sites

PACKAGE = "ghtld."
WRITERS = ("ghtld.web.kinds.",)
"""How the full names of the functions begin that write the page of a thing."""
KIND = "group"
"""The kind of thing whose page is asked for."""
_PATIENCE = 10


class Watch:
    """Notes the way of the first call of a function whose full name begins as one of ``wanted``."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self.way: list[str] = []
        self._wanted = wanted
        self._request: asyncio.Task[Any] | None = None
        self._loop_thread = 0

    def begin(self, request: asyncio.Task[Any]) -> None:
        """Take a request that runs on the loop of this thread for the one to watch."""
        self._request, self._loop_thread = request, threading.get_ident()

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Take note of a call, as a profile function."""
        if event != "call" or self.way or self._request is None:
            return
        if f"{_module(frame)}.{frame.f_code.co_qualname}".startswith(self._wanted):
            passed = [*self._waiting(self._request), *reversed(list(_callers(frame)))]
            names = (name for name in map(_module, passed) if name.startswith(PACKAGE))
            self.way = list(dict.fromkeys(names))

    def _waiting(self, request: asyncio.Task[Any]) -> list[FrameType]:
        """Return the frames of the request on the loop: there, where none of them runs just now."""
        if threading.get_ident() == self._loop_thread:
            return []  # they are callers
        found: SimpleQueue[list[FrameType]] = SimpleQueue()
        request.get_loop().call_soon_threadsafe(lambda: found.put(list(_awaiting(request))))
        return found.get(timeout=_PATIENCE)


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _callers(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield a frame and its callers, the outermost last."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def _awaiting(task: asyncio.Task[Any]) -> Iterator[FrameType]:
    """Yield the frames of the coroutines of a task, the outermost first."""
    awaited: Any = task.get_coro()
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None)
        if frame is not None:
            yield frame
        awaited = getattr(awaited, "cr_await", None)


def way(build: Path, address: str | None = None, wanted: tuple[str, ...] = WRITERS) -> list[str]:
    """Return the modules that a page of the release in ``build`` passes, the outermost first."""
    watch = Watch(wanted)
    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        asyncio.run(_ask(build, address, watch))
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return watch.way


async def _ask(build: Path, address: str | None, watch: Watch) -> None:
    sites = Sites(build, opener(1, Limits()))
    transport = httpx.ASGITransport(create_app(sites))
    await sites.start()
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            asked = client.get(address or _a_thing(sites), headers={"Accept": "text/html"})
            request = asyncio.create_task(asked)
            watch.begin(request)
            (await request).raise_for_status()
    finally:
        await sites.stop()


def _a_thing(sites: Sites) -> str:
    name = sites.latest.things[KIND][0].value.partition("/id/")[2]
    return f"/doc/{name}"
