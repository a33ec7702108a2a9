"""Connections that are slow, endless or too many: uvicorn's HTTP protocol with limits of its own.

uvicorn bounds neither the length of headers nor the time a client takes to send them, nor how long
it may leave an answer unread, nor how many connections one client has; each of these holds memory
and a descriptor. What is refused here was never a whole request, so no layer above sees it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from ghtld.ui.problems import MEDIA_TYPE, Problem
from ghtld.ui.security_headers import with_security
from ghtld.web.configuration import is_among
from ghtld.web.http.cache import HEAD
from ghtld.web.http.forwarded import neighbourhood

_LINE = "".join(map(chr, range(0x80)))


@dataclass(frozen=True)
class Patience:
    """Limits of a connection. Seconds: until a request is whole, ``idle`` between two requests,
    ``stalled`` with an answer that the client does not read. Bytes: of the ``address``, of one
    ``line`` of the headers, and of all ``headers``. ``connections`` at once, ``of_one`` client.
    """

    request: float = 20.0
    idle: float = 15.0
    stalled: float = 60.0
    address: int = 60 * 2**10
    line: int = 8 * 2**10
    headers: int = 64 * 2**10
    connections: int = 1000
    of_one: int = 256

    def within(self, connections: int) -> Patience:
        """Return the same with no more than so many connections, the share of one in proportion."""
        most = min(connections, self.connections)
        return replace(self, connections=most, of_one=-(-self.of_one * most // self.connections))


class Connection(HttpToolsProtocol):
    """One connection; ``patient`` makes the class with the limits of a server."""

    patience = Patience()
    trusted: tuple[str, ...] = ()
    of_client: ClassVar[Counter[str]] = Counter()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._unread: asyncio.TimerHandle | None = None
        self._incomplete: asyncio.TimerHandle | None = None
        self.timeout_keep_alive = self.patience.idle  # type: ignore[assignment]
        self._in_headers = True
        self._received = 0
        self._head = 0
        self._exchange: Exchange | None = None
        self._half_closed = False
        self._client = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, or turn the client away when there are too many."""
        super().connection_made(transport)
        reason = self._count()
        if reason is None:
            self._wait()
        else:
            seconds = (("seconds", round(self.patience.idle)),)
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, reason, seconds)

    def _count(self) -> str | None:
        """Count the connection as one of its client's; return why there is no place for it."""
        address = self.client[0] if self.client else ""
        if address and not is_among(address, self.trusted):
            self._client = neighbourhood(address)
            self.of_client[self._client] += 1
            if self.of_client[self._client] > self.patience.of_one:
                return "full-of-one"
        return "full" if len(self.connections) > self.patience.connections else None

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop every clock."""
        if self._client:
            self.of_client[self._client] -= 1
            if not self.of_client[self._client]:
                del self.of_client[self._client]
        for clock in (self._incomplete, self._unread, self.timeout_keep_alive_task):
            if clock is not None:
                clock.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._incomplete is None:
            self._incomplete = self.loop.call_later(self.patience.request, self._too_slow)

    def data_received(self, data: bytes) -> None:
        """Read a part of a request, as long as its head stays within bounds."""
        if self.parser is None or self.transport.is_closing():
            return
        if self._in_headers and not self._received and not data.isascii():
            data = _escaped(data)
        self._received += len(data)
        self._wait()
        super().data_received(data)
        if self._in_headers and self._received > self.patience.address + self.patience.headers:
            self._refuse_headers()

    def on_message_begin(self) -> None:
        """Begin to count the head of a request."""
        super().on_message_begin()
        self._in_headers = True
        self._head = 0

    def on_url(self, url: bytes) -> None:
        """Take a part of the address, as long as it stays within bounds."""
        super().on_url(url)
        if len(self.url) > self.patience.address:
            limit = (("limit", self.patience.address),)
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG, "long-address", limit)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, as long as it and all of them stay within bounds."""
        line = len(name) + len(value) + 4
        self._head += line
        if line > self.patience.line:
            limit = (("limit", self.patience.line),)
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "long-header", limit)
        elif self._head > self.patience.headers:
            self._refuse_headers()
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the request was refused."""
        self._in_headers = False
        self._received = 0
        if not self.transport.is_closing():
            super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGIApp) -> None:  # type: ignore[override]
        self._exchange = Exchange(app, cycle)
        self._exchange.half_closed = self._half_closed
        super()._start_asgi_task(cycle, self._exchange)  # type: ignore[arg-type]

    def on_body(self, body: bytes) -> None:
        """Take a part of the body, unless the request was refused."""
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Stop waiting: the request is whole."""
        if self._incomplete is not None:
            self._incomplete.cancel()
            self._incomplete = None
        self._received = 0
        self._in_headers = True
        if not self.transport.is_closing():
            super().on_message_complete()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer what was asked whole by a client that sends no more; hang up on any other."""
        cycle, exchange = self.cycle, self._exchange
        if exchange is None or cycle.more_body or cycle.response_complete:
            return False
        self._half_closed = exchange.half_closed = True
        cycle.keep_alive = False
        cycle.message_event.set()
        return True

    def pause_writing(self) -> None:
        """Begin to wait for a client that does not read."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(self.patience.stalled, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        self._refuse(HTTPStatus.BAD_REQUEST, "no-request")

    def _refuse_headers(self) -> None:
        limit = (("limit", self.patience.headers),)
        self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "long-headers", limit)

    def _too_slow(self) -> None:
        self._incomplete = None
        if self.cycle is not None and not self.cycle.response_complete:
            # Its body is half sent: whoever reads it learns that the client is gone.
            self.transport.close()
        elif self._received:
            seconds = (("seconds", f"{self.patience.request:g}"),)
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "slow", seconds)
        else:
            self.transport.close()

    def _refuse(
        self, status: HTTPStatus, reason: str, values: tuple[tuple[str, object], ...] = ()
    ) -> None:
        if not self.transport.is_closing():
            self.transport.write(_refusal(status, reason, values))
            self.transport.close()


def _escaped(data: bytes) -> bytes:
    """Return the beginning of a request with the bytes beyond ASCII in its first line escaped.

    Some clients send an address in UTF-8 as it is typed; the parser takes no such bytes.
    """
    line, end, rest = data.partition(b"\n")
    return quote(line, safe=_LINE).encode() + end + rest


@lru_cache(32)
def _refusal(status: HTTPStatus, reason: str, values: tuple[tuple[str, object], ...]) -> bytes:
    body = Problem(status, reason, dict(values)).in_both_languages()
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", str(dict(values).get("seconds", 1)).encode()))
    lines = [b"%s: %s\r\n" % pair for pair in with_security(headers)]
    first = f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode()
    return b"".join([first, *lines, b"\r\n", body])


def patient(patience: Patience, trusted: tuple[str, ...] = ()) -> type[Connection]:
    """Return the class of the connections of one server.

    Proxies that are ``trusted``, addresses or networks, bring many clients: they may have more.
    """
    of_server = {"patience": patience, "trusted": trusted, "of_client": Counter()}
    return type("PatientConnection", (Connection,), of_server)


class Exchange:
    """An ASGI application for one ``cycle`` of uvicorn's: ``app``, with what is said above."""

    def __init__(self, app: ASGIApp, cycle: RequestResponseCycle) -> None:
        self._app = app
        self._cycle = cycle
        self._first: bytes | None = None
        self._body_given = False
        self.half_closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the request answered; an answer that was cut short breaks the connection off."""
        await self._app(scope, self._receive, self._send)
        cycle = self._cycle
        if cycle.response_started and not cycle.response_complete and not cycle.disconnected:
            # Left to uvicorn this would be a line in the log, which strangers could repeat.
            cycle.disconnected = True
            cycle.transport.close()

    async def _receive(self) -> Message:
        cycle = self._cycle
        if self.half_closed and self._body_given and not cycle.response_started:
            cycle.disconnected = True
            cycle.transport.close()
        message: Message = dict(await cycle.receive())
        if message["type"] == "http.request":
            self._body_given = not message["more_body"]
        return message

    async def _send(self, message: Message) -> None:
        cycle = self._cycle
        if self._first is not None:
            first, self._first = self._first, None
            await self._send_whole(first, message.get("body", b""))
        elif HEAD in message and not cycle.response_started:
            cycle.response_started = True
            cycle.waiting_for_100_continue = False
            self._first = message[HEAD]
        else:
            await cycle.send(message)  # type: ignore[arg-type]

    async def _send_whole(self, first: bytes, body: bytes) -> None:
        cycle = self._cycle
        if cycle.flow.write_paused and not cycle.disconnected:
            await cycle.flow.drain()
        if cycle.disconnected:
            return
        # The answer to a HEAD has no body (RFC 9110, section 9.3.2).
        body = b"" if cycle.scope["method"] == "HEAD" else body
        lines = [b"%s: %s\r\n" % pair for pair in cycle.default_headers]
        if not cycle.keep_alive:
            lines.append(b"connection: close\r\n")
        cycle.transport.write(b"".join((first, *lines, b"\r\n", body)))
        cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()
