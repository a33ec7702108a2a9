"""The byte cache: whole answers of one release, bounded in bytes, the least recently used leave.

An answer is found by what was asked (path as sent, known parameters) and by what it depends on:
format, language, encoding. Only the event loop touches a cache.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from http import HTTPStatus

from starlette.types import Message, Send

from ghtld.formats import Format
from ghtld.ui import negotiation
from ghtld.ui.negotiation import NotAcceptable, negotiate
from ghtld.web.http import encodings
from ghtld.web.http.conditional import is_known

CACHE = "ghtld.cache"
"""Where the scope of a request says what its cache did: hit, miss, validated or what else."""
POLICY = "ghtld.policy"
"""Where the scope of a request holds its CachePolicy."""
HEAD = "ghtld.head"
"""Where the first message of an answer holds its status line and headers as bytes."""
_OVERHEAD = 1200
_OF_THE_BODY = (b"content-type", b"content-language", b"content-encoding", b"content-length")

Headers = list[tuple[bytes, bytes]]


@dataclass
class CachePolicy:
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
class RequestHeaders:
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
class CachedResponse:
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

    def is_known(self, wants: RequestHeaders) -> bool:
        """Tell whether the client has this answer already."""
        return self.status == 200 and is_known(
            self.tag, self.modified, wants.none_match, wants.modified_since
        )

    async def pass_on(self, wants: RequestHeaders, send: Send) -> None:
        """Send the answer through layers that may add headers to it."""

        async def plainly(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": list(message["headers"])}
                del message[HEAD]
            await send(message)

        await self.send(wants, plainly)

    async def send(self, wants: RequestHeaders, send: Send) -> None:
        """Send the answer, or 304 to who has it. The server drops the body of a HEAD."""
        if (wants.none_match or wants.modified_since) and self.is_known(wants):
            await send(self.unchanged)
            await send({"type": "http.response.body"})
        else:
            await send(self.start)
            await send(self.whole)

    def encoded(self, encoding: str) -> CachedResponse:
        """Return the same answer in another encoding."""
        headers = [pair for pair in self.headers if pair[0] != b"etag"]
        tag = f'{self.tag[:-1]}-{encoding}"' if self.tag else None
        if tag:
            headers.append((b"etag", tag.encode()))
        headers.append((b"content-encoding", encoding.encode()))
        body = encodings.compress(self.body, encoding)
        return CachedResponse(self.status, headers, body, tag, self.modified)


_KNOWN: dict[str, Callable[[str], bool]] = {
    "lang": frozenset(negotiation.LANGUAGES).__contains__,
    "format": lambda value: value.isascii() and len(value) < 64,
    "page": lambda value: value.isdecimal() and len(value) < 7,
}
_LONGEST_REMEMBERED = 512
_SHARE = 8

CacheKey = tuple[bytes, bytes]


@dataclass
class _Resource:
    """The answers to one address: by format and language, then by encoding."""

    offers: tuple[Format, ...]
    spoken: set[str] = field(default_factory=set)
    variants: dict[tuple[str, str], Variant] = field(default_factory=dict)


Variant = dict[str, CachedResponse]
_Place = tuple[CacheKey, tuple[str, str], str]


class ByteCache:
    """Answers of one release, at most ``limit`` bytes of them; nothing is kept when it is 0."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self.hits = 0
        self._resources: dict[CacheKey, _Resource] = {}
        self._places: OrderedDict[CachedResponse, _Place] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of answers kept."""
        return len(self._places)

    def find(
        self, asked: CacheKey, wants: RequestHeaders
    ) -> tuple[tuple[str, str], Variant] | None:
        """Return the variant that answers, with its key, or None when it is not here."""
        resource = self._resources.get(asked)
        if resource is None:
            return None
        name = _chosen(resource.offers, wants.accept) if resource.offers else ""
        if name is None:
            return None
        spoken = (
            negotiation.choose_language(None, wants.language) if name in resource.spoken else ""
        )
        variant = resource.variants.get((name, spoken))
        return None if variant is None else ((name, spoken), variant)

    def touch(self, stored: CachedResponse) -> None:
        """Note that an answer was used."""
        self.hits += 1
        if stored in self._places:  # it may have left while it was compressed
            self._places.move_to_end(stored)

    def keep(self, asked: CacheKey, policy: CachePolicy, stored: CachedResponse) -> tuple[str, str]:
        """Keep an answer as ``policy`` says and return its key; not one that is too large."""
        resource = self._resources.setdefault(asked, _Resource(policy.offers))
        name = policy.format.name if policy.format is not None and policy.offers else ""
        if policy.spoken:
            resource.spoken.add(name)
        key = (name, policy.language if policy.spoken else "")
        self.add(asked, key, encodings.IDENTITY, stored)
        return key

    def add(
        self, asked: CacheKey, key: tuple[str, str], encoding: str, stored: CachedResponse
    ) -> None:
        """Add one encoding of a variant whose address is known."""
        resource = self._resources.get(asked)
        if resource is None:
            return
        if stored.size <= self.limit // _SHARE:
            self._forget(resource.variants.get(key, {}).get(encoding))
            resource = self._resources.setdefault(asked, resource)
            resource.variants.setdefault(key, {})[encoding] = stored
            self._places[stored] = (asked, key, encoding)
            self.bytes += stored.size
        elif not resource.variants:
            del self._resources[asked]
        while self.bytes > self.limit:
            self._forget(next(iter(self._places)))

    def _forget(self, stored: CachedResponse | None) -> None:
        if stored is None:
            return
        asked, key, encoding = self._places.pop(stored)
        self.bytes -= stored.size
        variants = self._resources[asked].variants
        del variants[key][encoding]
        if not variants[key]:
            del variants[key]
        if not variants:
            del self._resources[asked]

    def clear(self) -> None:
        """Let go of everything."""
        self._resources.clear()
        self._places.clear()
        self.bytes = self.limit = 0


def known_parameters(query: bytes) -> bytes | None:
    """Return the query string in one order, or None when it holds more than we know."""
    return _known_parameters(query) if len(query) <= _LONGEST_REMEMBERED else None


@lru_cache(1024)
def _known_parameters(query: bytes) -> bytes | None:
    pairs = [part.partition("=") for part in query.decode("latin-1").split("&")] if query else []
    names = [name for name, _, _ in pairs]
    if len(set(names)) < len(names):
        return None
    if not all(name in _KNOWN and _KNOWN[name](value) for name, _, value in pairs):
        return None
    return "&".join(sorted("".join(pair) for pair in pairs)).encode("latin-1")


def _chosen(offers: Sequence[Format], accept: str) -> str | None:
    try:
        return negotiate(accept, offers).name
    except NotAcceptable:
        return None
