"""An answer as the server keeps it, what it says it depends on, and what a request wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus

from starlette.types import Message, Send

from ghtld.formats import Format
from ghtld.web.delivery import encodings
from ghtld.web.delivery.conditions import is_known

NOTE = "ghtld.note"
"""Where the scope of a request holds its Note."""
HEAD = "ghtld.head"
"""Where the first message of an answer holds its status line and headers as bytes."""
_OVERHEAD = 1200
_OF_THE_BODY = (b"content-type", b"content-language", b"content-encoding", b"content-length")

Headers = list[tuple[bytes, bytes]]


@dataclass
class Note:
    """What a page says of its answer: whether it may be kept, and what it depends on.

    ``offers`` are the formats it was negotiated among, empty when it was not negotiated; ``spoken``
    tells that the language was taken from the request's headers. ``dated`` answers change with the
    release only.
    """

    keep: bool = False
    offers: tuple[Format, ...] = ()
    format: Format | None = None
    spoken: bool = False
    language: str = ""
    dated: bool = True


@dataclass(frozen=True)
class Wants:
    """The headers of a request that choose among answers; empty when absent.

    ``hosts`` counts its Host headers; ``coding`` is how its body was coded for the way.
    """

    accept: str = ""
    language: str = ""
    encoding: str = ""
    none_match: str = ""
    modified_since: str = ""
    hosts: int = 0
    coding: str = ""


def _start(status: int, headers: Headers) -> Message:
    """Return the first message of an answer; refuse what would break out of its header."""
    lines = b"".join([b"%s: %s\r\n" % pair for pair in headers])
    count = len(headers)
    if lines.count(b"\r") != count or lines.count(b"\n") != count or b"\0" in lines:
        raise ValueError(f"no headers: {headers!r}")
    head = b"HTTP/1.1 %d %s\r\n%s" % (status, HTTPStatus(status).phrase.encode(), lines)
    return {"type": "http.response.start", "status": status, "headers": headers, HEAD: head}


@dataclass(eq=False)
class Stored:
    """A whole answer, ready to be sent: its messages are made once and never changed."""

    status: int
    headers: Headers
    body: bytes
    tag: str | None = None
    modified: str | None = None
    compressible: bool = False
    start: Message = field(init=False)
    whole: Message = field(init=False)

    def __post_init__(self) -> None:
        length = [(b"content-length", str(len(self.body)).encode())]
        plain = self.headers if self.status in (204, 304) else self.headers + length
        self.start = _start(self.status, plain)
        self.whole = {"type": "http.response.body", "body": self.body}

    @cached_property
    def unchanged(self) -> Message:
        """Return the first message of the 304 that answers who has this already."""
        return _start(304, [pair for pair in self.headers if pair[0] not in _OF_THE_BODY])

    @cached_property
    def size(self) -> int:
        """Return the bytes that the answer is counted with."""
        # The headers are there four times: as pairs and as bytes, of the answer and of its 304.
        return len(self.body) + 4 * sum([len(k) + len(v) for k, v in self.headers]) + _OVERHEAD

    def is_known(self, wants: Wants) -> bool:
        """Tell whether the client has this answer already."""
        return self.status == 200 and is_known(
            self.tag, self.modified, wants.none_match, wants.modified_since
        )

    async def pass_on(self, wants: Wants, send: Send) -> None:
        """Send the answer through layers that may add headers to it."""

        async def plainly(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": list(message["headers"])}
                del message[HEAD]
            await send(message)

        await self.send(wants, plainly)

    async def send(self, wants: Wants, send: Send) -> None:
        """Send the answer, or 304 to who has it. The server drops the body of a HEAD."""
        if (wants.none_match or wants.modified_since) and self.is_known(wants):
            await send(self.unchanged)
            await send({"type": "http.response.body"})
        else:
            await send(self.start)
            await send(self.whole)

    def encoded(self, encoding: str) -> Stored:
        """Return the same answer in another encoding."""
        headers = [pair for pair in self.headers if pair[0] != b"etag"]
        tag = f'{self.tag[:-1]}-{encoding}"' if self.tag else None
        if tag:
            headers.append((b"etag", tag.encode()))
        headers.append((b"content-encoding", encoding.encode()))
        body = encodings.compress(self.body, encoding)
        return Stored(self.status, headers, body, tag, self.modified)
