"""The outermost layer: refuse what is no request, answer from the cache, hold the site of the rest.

An answer found here never enters Flask or FastAPI.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache
from http import HTTPStatus
from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from ghtld.ui.problems import MEDIA_TYPE, Problem
from ghtld.ui.security_headers import secured, with_security
from ghtld.web.http import encodings
from ghtld.web.http.cache import CACHE, ByteCache, CachedResponse, RequestHeaders, known_parameters

_HOST = re.compile(rb"[A-Za-z0-9._~%!$&'()*+,;=-]*(:[0-9]*)?|\[[0-9A-Fa-f:.]+\](:[0-9]*)?")
_AT_ONCE = 2**16
_LONGEST_PATH = 8192
"""How many bytes a path may have: far more than the longest of ours. Queries have no such bound."""


class Cached(Protocol):
    """What has a byte cache of its own: a site."""

    cache: ByteCache


class Served(Protocol):
    """What is served: the latest site, and a hold on it for as long as a request lasts."""

    @property
    def latest(self) -> Cached:
        """Return the site that new requests get."""

    def holding(self) -> AbstractContextManager[object]:
        """Hold the latest site for one request."""


class CacheMiddleware:
    """ASGI middleware over the site that ``sites`` gives each request.

    ``recall`` finds answers to queries, which are kept by themselves.
    """

    def __init__(
        self,
        app: ASGIApp,
        sites: Served,
        recall: Callable[[Scope, RequestHeaders], CachedResponse | None],
    ) -> None:
        self._app = app
        self._sites = sites
        self._recall = recall

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or pass the request on with one site until its end."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wants = read(scope["headers"])
        refused = _refused(wants, scope)
        if refused is not None:
            await refused.send(wants, send)
            return
        if scope["method"] in ("GET", "HEAD"):
            stored = await self._kept(scope, wants)
            if stored is not None:
                scope[CACHE] = "validated" if stored.is_known(wants) else "hit"
                await stored.send(wants, send)
                return
        with self._sites.holding():
            await self._app(scope, receive, secured(send))

    async def _kept(self, scope: Scope, wants: RequestHeaders) -> CachedResponse | None:
        query = scope["query_string"]
        if query:
            query = known_parameters(query)
        if query is None:
            return self._recall(scope, wants)
        cache = self._sites.latest.cache
        asked = (scope["raw_path"], query)
        found = cache.find(asked, wants)
        if found is None:
            return None
        key, variant = found
        encoding = encodings.choose(wants.encoding)
        stored = variant.get(encoding)
        plain = variant.get(encodings.IDENTITY)
        if stored is None and plain is not None:
            stored = await _encoded(cache, (asked, key), plain, encoding)
        if stored is not None:
            cache.touch(stored)
        return stored


def _refused(wants: RequestHeaders, scope: Scope) -> CachedResponse | None:
    """Return why a request is none that can be answered, or None."""
    if wants.hosts != 1 and not (wants.hosts == 0 and scope["http_version"] == "1.0"):
        return refusal(HTTPStatus.BAD_REQUEST, "one-host")
    if wants.coding and wants.coding.strip().lower() != "chunked":  # RFC 9112, section 6.1
        return refusal(HTTPStatus.NOT_IMPLEMENTED, "transfer-coding")
    if len(scope["raw_path"]) > _LONGEST_PATH:
        return refusal(HTTPStatus.REQUEST_URI_TOO_LONG, "long-path", limit=_LONGEST_PATH)
    return None


async def _encoded(
    cache: ByteCache,
    place: tuple[tuple[bytes, bytes], tuple[str, str]],
    plain: CachedResponse,
    name: str,
) -> CachedResponse:
    if not plain.compressible:
        return plain
    stored = await in_encoding(plain, name)
    cache.add(*place, name, stored)
    return stored


async def in_encoding(plain: CachedResponse, name: str) -> CachedResponse:
    """Return ``plain`` in an encoding; a large body is compressed in a thread."""
    if name == encodings.IDENTITY or not plain.compressible:
        return plain
    if len(plain.body) < _AT_ONCE:
        return plain.encoded(name)
    return await asyncio.to_thread(plain.encoded, name)


def read(headers: list[tuple[bytes, bytes]]) -> RequestHeaders:
    """Return what the headers of a request want; a Host that is none counts as two."""
    accept = language = encoding = none_match = modified_since = coding = b""
    hosts = 0
    for name, value in headers:
        if name == b"accept":
            accept = accept + b", " + value if accept else value
        elif name == b"accept-encoding":
            encoding = encoding + b", " + value if encoding else value
        elif name == b"accept-language":
            language = language + b", " + value if language else value
        elif name == b"host":
            hosts += 1 if _is_host(value) else 2
        elif name == b"if-none-match":
            none_match = none_match + b", " + value if none_match else value
        elif name == b"if-modified-since":
            modified_since = value
        elif name == b"transfer-encoding":
            coding = coding + b", " + value if coding else value
    return RequestHeaders(
        accept.decode("latin-1"),
        language.decode("latin-1"),
        encoding.decode("latin-1"),
        none_match.decode("latin-1"),
        modified_since.decode("latin-1"),
        hosts,
        coding.decode("latin-1"),
    )


@lru_cache(256)
def _is_host(value: bytes) -> bool:
    return len(value) < 300 and _HOST.fullmatch(value) is not None


def refusal(status: HTTPStatus, reason: str, **values: object) -> CachedResponse:
    """Return the answer to what is no proper request: the problem in French and English."""
    problem = Problem(status, reason, values)
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"cache-control", b"no-store")]
    return CachedResponse(status, with_security(headers), problem.in_both_languages())
