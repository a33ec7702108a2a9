"""Around the pages of Flask: take a whole answer, have it finished and kept, send it."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from functools import partial
from typing import Any

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import Body, build_environ
from starlette.types import Receive, Scope, Send

from ghtld.web.delivery.finished import kept, ready
from ghtld.web.delivery.front import read
from ghtld.web.delivery.stored import NOTE, Headers, Note, Stored
from ghtld.web.site import CurrentSite, Site


class Captured:
    """A WSGI application of short answers, each taken whole: no slow reader holds a thread.

    a2wsgi passes every part of an answer from the thread to the event loop by itself; a whole
    answer crosses once.
    """

    def __init__(self, app: Any, current: CurrentSite) -> None:  # noqa: ANN401 - any WSGI application
        self._bridge: Any = WSGIMiddleware(app)
        self._current = current

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; HEAD is asked as GET, and the server drops the body."""
        if scope["type"] != "http":
            await self._bridge(scope, receive, send)
            return
        site, wants = self._current(), read(scope["headers"])
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        inner = {**scope, "method": method, NOTE: Note()}
        plain = await self._take(inner, receive, site)
        stored = await kept(site, scope, wants, inner[NOTE], plain)
        await stored.pass_on(wants, send)

    async def _take(self, scope: Any, receive: Any, site: Site) -> Stored:  # noqa: ANN401
        loop = asyncio.get_running_loop()
        environ: Any = build_environ(scope, Body(loop, receive))
        run = partial(contextvars.copy_context().run, self._answer, environ)
        status, headers, body = await loop.run_in_executor(self._bridge.executor, run)
        return ready(site, scope[NOTE], status, headers, body)

    def _answer(self, environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
        begun: list[tuple[int, Headers]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[..., None]:
            pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
            begun.append((int(status.partition(" ")[0]), pairs))
            return lambda _: None

        parts = self._bridge.app(environ, start)
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        return (*begun[-1], body)
