"""Watch every exchange from outside: what was asked, what was answered, how long it took.

One middleware measures; metrics and access log only listen. A layer within may leave word of its
cache in the scope under ``CACHE``: ``hit``, ``miss``, ``validated`` or what else it knows.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ghtld.web.http.cache import CACHE

_KINDS = {
    "": "home",
    "index": "home",
    "national": "list",
    "changes": "list",
    "id": "thing",
    "finess": "thing",
    "doc": "document",
    "def": "vocabulary",
    "shapes": "vocabulary",
    "dataset": "dataset",
    "dumps": "dump",
    "sparql": "sparql",
    "search": "search",
    "questions": "search",
    "list": "list",
    "timeline": "picture",
    "network": "picture",
    "matrix": "picture",
    "discrepancies": "picture",
    "map": "picture",
    "editor.json": "sparql",
    "cite": "cite",
    "static": "static",
    "legal": "page",
    "privacy": "page",
    "accessibility": "page",
    "licences": "page",
    "sitemap.xml": "discovery",
    "robots.txt": "discovery",
    "opensearch.xml": "discovery",
    "linkset": "discovery",
    ".well-known": "discovery",
    "healthz": "health",
    "readyz": "health",
    "metrics": "health",
}
KINDS = (*dict.fromkeys(_KINDS.values()), "other")
"""The closed list of kinds of requests."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. ``status`` is 0 when the client got no answer at all."""

    client: str
    method: str
    path: str
    query: str
    kind: str
    status: int
    bytes: int
    seconds: float
    cache: str


Listener = Callable[[Exchange], None]


class Observer:
    """ASGI middleware that tells each listener of every exchange once it is over."""

    def __init__(self, app: ASGIApp, listeners: Sequence[Listener]) -> None:
        self._app = app
        self._listeners = listeners

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell the listeners when it is done or broken off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = size = 0
        began = time.perf_counter()

        async def measure(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, measure)
        finally:
            seconds = time.perf_counter() - began
            for tell in self._listeners:
                tell(_exchange(scope, status, size, seconds))


def _exchange(scope: Scope, status: int, size: int, seconds: float) -> Exchange:
    client = scope.get("client")
    return Exchange(
        client=client[0] if client else "",
        method=scope["method"],
        path=scope["path"],
        query=scope.get("query_string", b"").decode("latin-1"),
        kind=kind_of(scope["path"]),
        status=status,
        bytes=size,
        seconds=seconds,
        cache=scope.get(CACHE, "none"),
    )


def kind_of(path: str) -> str:
    """Return the kind of what is asked for at ``path``, one of KINDS."""
    first = path.lstrip("/").partition("/")[0]
    if first.startswith("sitemap-"):
        return "discovery"
    return _KINDS.get(first) or _KINDS.get(first.partition(".")[0] or "-", "other")


class AccessLog:
    """A listener that writes each exchange to ``stream``.

    ``full`` adds what can tell about a person: the query string and the client's address.
    """

    def __init__(self, stream: TextIO, *, full: bool = False) -> None:
        self._stream = stream
        self._full = full

    def __call__(self, exchange: Exchange) -> None:
        """Write one line; a log that can't be written stops no answer."""
        line = json.dumps(dict(self._members(exchange)), ensure_ascii=True)
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError):
            return

    def _members(self, exchange: Exchange) -> Iterator[tuple[str, object]]:
        yield "time", datetime.now(UTC).isoformat(timespec="milliseconds")
        yield "method", exchange.method
        yield "path", exchange.path
        yield "kind", exchange.kind
        yield "status", exchange.status
        yield "bytes", exchange.bytes
        yield "seconds", round(exchange.seconds, 6)
        yield "cache", exchange.cache
        if self._full:
            yield "query", exchange.query
            yield "client", exchange.client
