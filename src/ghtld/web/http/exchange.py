"""One request and its answer on a connection of uvicorn's: what the server does for us there.

uvicorn checks and joins every header of every answer, and writes head and body apart. An answer of
the cache brings its head along as bytes; only the date, and ``Connection: close``, are of the
moment.

A client that has closed its side may still read (RFC 9112, section 9.6), or have left. What is
answered soon, or is being sent, goes on; what takes long is told that its client has left.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from ghtld.web.http.cache import HEAD


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
