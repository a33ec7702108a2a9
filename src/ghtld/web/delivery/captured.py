"""Around the pages: take a whole answer, give it its validators and encoding, keep it, send it."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from functools import partial
from typing import Any

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import Body, build_environ
from starlette.types import Receive, Scope, Send

from ghtld.web.delivery import encodings
from ghtld.web.delivery.cache import known_parameters
from ghtld.web.delivery.conditions import etag, last_modified
from ghtld.web.delivery.front import in_encoding, read
from ghtld.web.delivery.headers import with_security
from ghtld.web.delivery.stored import NOTE, Headers, Note, Stored
from ghtld.web.operation.observe import CACHE
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
        note, site, wants = Note(), self._current(), read(scope["headers"])
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        plain = await self._take({**scope, "method": method, NOTE: note}, receive, site)
        stored = await in_encoding(plain, encodings.choose(wants.encoding))
        query = known_parameters(scope["query_string"])
        if note.keep and method == "GET" and query is not None:
            scope[CACHE] = "miss"
            asked = (scope["raw_path"], query)
            key = site.cache.keep(asked, note, plain)
            if stored is not plain:
                site.cache.add(asked, key, encodings.choose(wants.encoding), stored)
        await stored.pass_on(wants, send)

    async def _take(self, scope: Any, receive: Any, site: Site) -> Stored:  # noqa: ANN401
        loop = asyncio.get_running_loop()
        environ: Any = build_environ(scope, Body(loop, receive))
        run = partial(contextvars.copy_context().run, self._answer, environ)
        status, headers, body = await loop.run_in_executor(self._bridge.executor, run)
        return _stored(site, scope[NOTE], status, headers, body)

    def _answer(self, environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
        begun: list[tuple[int, Headers]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[..., None]:
            pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers]
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


def _stored(site: Site, note: Note, status: int, headers: Headers, body: bytes) -> Stored:
    said = {name.decode().lower(): value.decode("latin-1") for name, value in headers}
    headers = [
        (name.lower(), value) for name, value in headers if name.lower() != b"content-length"
    ]
    if status != 200:
        return Stored(status, with_security(headers), body)
    content_type = said.get("content-type", "")
    compressible = encodings.is_compressible(content_type, len(body))
    tag = f'"{etag(site.release.path.name, content_type, said.get("content-language", ""), body)}"'
    added = {"etag": tag, "cache-control": said.get("cache-control", "no-cache")}
    modified = last_modified(site.opened) if note.dated else None
    if modified is not None:
        added["last-modified"] = modified
    if compressible:
        added["vary"] = ", ".join(filter(None, (said.get("vary"), "Accept-Encoding")))
    kept = [pair for pair in headers if pair[0].decode() not in added]
    kept += [(name.encode(), value.encode("latin-1")) for name, value in added.items()]
    return Stored(status, with_security(kept), body, tag, modified, compressible)
