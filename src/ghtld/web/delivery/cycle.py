"""Send answers from the cache in one write, and answers under way to clients that send no more.

uvicorn checks and joins every header of every answer, and writes head and body apart. An answer of
the cache brings its head along as bytes; only the date, and ``Connection: close``, are of the
moment.

A client that has closed its side may still read (RFC 9112, section 9.6), or have left. What is
answered soon, or is being sent, goes on; what takes long is told that its client has left.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from ghtld.web.delivery.stored import HEAD


class Cycle(RequestResponseCycle):
    """A request and its answer; a message that has ``HEAD`` is written as it is."""

    _first: bytes | None = None
    _body_given = False
    half_closed = False

    async def receive(self) -> Any:  # noqa: ANN401 - as uvicorn has it
        """Return what the client sent, then wait until it leaves."""
        if self.half_closed and self._body_given and not self.response_started:
            self.disconnected = True
            self.transport.close()
        message = await super().receive()
        if message["type"] == "http.request":
            self._body_given = not message["more_body"]
        return message

    async def send(self, message: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        """Send one message of an answer."""
        if self._first is None:
            head = message.get(HEAD)
            if head is None or self.response_started:
                await super().send(message)
            else:
                self.response_started = True
                self.waiting_for_100_continue = False
                self._first = head
            return
        first, self._first = self._first, None
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        # The answer to a HEAD has no body (RFC 9110, section 9.3.2).
        body = b"" if self.scope["method"] == "HEAD" else message.get("body", b"")
        lines = [b"%s: %s\r\n" % pair for pair in self.default_headers]
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        self.transport.write(b"".join((first, *lines, b"\r\n", body)))
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()
