"""The access log: one JSON object per line; no query string and no address unless asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TextIO

from ghtld.web.operation.observe import Exchange


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
