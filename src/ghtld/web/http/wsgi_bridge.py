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

from ghtld.ui.security_headers import with_security
from ghtld.web.http import encodings
from ghtld.web.http.cache import CACHE, NOTE, Headers, Note, Stored, Wants, known_parameters
from ghtld.web.http.cache_middleware import in_encoding, read
from ghtld.web.http.conditional import etag, last_modified
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


def ready(site: Site, note: Note, status: int, headers: Headers, body: bytes) -> Stored:
    """Return an answer with its validators and the headers that every answer has.

    ``headers`` are its own, with names in lower case.
    """
    headers = [pair for pair in headers if pair[0] != b"content-length"]
    if status != 200:
        return Stored(status, with_security(headers), body)
    said = {name: value.decode("latin-1") for name, value in headers}
    content_type = said.get(b"content-type", "")
    compressible = encodings.is_compressible(content_type, len(body))
    spoken = said.get(b"content-language", "")
    tag = f'"{etag(site.release.path.name, content_type, spoken, body)}"'
    added = {b"etag": tag, b"cache-control": said.get(b"cache-control", "no-cache")}
    modified = last_modified(site.opened) if note.dated else None
    if modified is not None:
        added[b"last-modified"] = modified
    if compressible:
        added[b"vary"] = ", ".join(filter(None, (said.get(b"vary"), "Accept-Encoding")))
    kept = [pair for pair in headers if pair[0] not in added]
    kept += [(name, value.encode("latin-1")) for name, value in added.items()]
    return Stored(status, with_security(kept), body, tag, modified, compressible)


async def kept(site: Site, scope: Scope, wants: Wants, note: Note, plain: Stored) -> Stored:
    """Return an answer in the encoding that is wanted, having kept it where its note allows."""
    encoding = encodings.choose(wants.encoding)
    stored = await in_encoding(plain, encoding)
    query = known_parameters(scope["query_string"])
    if note.keep and query is not None and scope["method"] in ("GET", "HEAD"):
        scope[CACHE] = "miss"
        asked = (scope["raw_path"], query)
        key = site.cache.keep(asked, note, plain)
        if stored is not plain:
            site.cache.add(asked, key, encoding, stored)
    return stored
