"""The SPARQL 1.1 Protocol, read side: what a request asks, or why it can't be answered."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope
from werkzeug.http import parse_options_header

from ghtld.engine.backend import BackendRefused
from ghtld.engine.interface import DataSet, Limits, Refusal, SyntaxRefused, UnknownFunction
from ghtld.engine.query import Scan, is_iri, is_long, scan
from ghtld.formats import HTML, RDF_FORMATS, RESULT_FORMATS, Format, called
from ghtld.terms import PREFIXES
from ghtld.ui import messages
from ghtld.ui.negotiation import NotAcceptable, negotiate
from ghtld.ui.problems import Problem, ProblemRaised
from ghtld.web.http import refusals
from ghtld.web.http.forwarded import neighbourhood
from ghtld.web.http.streaming import ClientGone

METHODS = "GET, HEAD, POST, OPTIONS"
_REMEMBERED = 4096
_KEPT = 512
_LONGEST_SHOWN = 80
_MOST_FIELDS = 1000
_NAMING = ("format", "output", "results")
"""The parameters by which clients name a format; some send all of them."""

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SparqlRequest:
    """What a request asks: a query or nothing, over which data set, in which formats by name."""

    query: str | None
    data_set: DataSet | None = None
    formats: tuple[str, ...] = ()
    example: str | None = None
    dialect: str | None = None


async def read(
    scope: Scope, receive: Receive, limits: Limits, intake: Intake, held: ExitStack
) -> SparqlRequest:
    """Return what a request asks (SPARQL 1.1 Protocol, section 2.1).

    Its body counts among those that are taken in until ``held`` is closed. Raises the problem of
    one that breaks the protocol, and ClientGone.
    """
    request = await _read(scope, receive, limits, intake, held)
    query = request.query or ""
    if 4 * len(query) > limits.query_bytes and len(query.encode()) > limits.query_bytes:
        raise too_long(limits)
    if is_long(query):
        await intake.apart(lambda: scan(query))  # which remembers what it read
    return request


async def _read(
    scope: Scope, receive: Receive, limits: Limits, intake: Intake, held: ExitStack
) -> SparqlRequest:
    parameters: bytes = scope["query_string"]
    if scope["method"] != "POST":
        return await _parsed(intake, parameters)
    body = declared(scope["headers"], limits)
    note = held.enter_context(intake.place(client_of(scope), limits))
    sent = await body_of(receive, limits, body.most, note)
    if body.media_type == FORM:
        return await _parsed(intake, b"&".join(part for part in (parameters, sent) if part))
    return await _parsed(intake, parameters, sent)


async def _parsed(intake: Intake, parameters: bytes, text: bytes | None = None) -> SparqlRequest:
    if len(parameters) + len(text or b"") <= _REMEMBERED:
        return _parse_cached(parameters, text)
    return await intake.apart(lambda: _parse(parameters, text))


def _parse(encoded: bytes, text: bytes | None) -> SparqlRequest:
    if encoded.count(b"&") >= _MOST_FIELDS:
        raise ProblemRaised(Problem(400, "many-fields", {"most": _MOST_FIELDS}))
    try:
        parameters = parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict")
        queries = [] if text is None else [text.decode()]
    except UnicodeDecodeError as reason:
        raise ProblemRaised(Problem(400, "bad-utf8")) from reason
    queries += _all(parameters, "query")
    updates = _all(parameters, "update")
    if len(queries) > 1 or (queries and updates):
        raise ProblemRaised(Problem(400, "no-query"))
    if updates:
        raise ProblemRaised(Problem(403, "no-update"))
    return SparqlRequest(
        query=queries[0] if queries else None,
        data_set=_data_set(parameters),
        formats=tuple(name for key in _NAMING for name in _all(parameters, key)),
        example=_first(parameters, "example"),
        dialect=_first(parameters, "dialect"),
    )


_parse_cached = lru_cache(_KEPT)(_parse)


def _data_set(parameters: Parameters) -> DataSet | None:
    # Forms send their empty fields too: no graph is named by them.
    default = [iri for iri in _all(parameters, "default-graph-uri") if iri]
    named = [iri for iri in _all(parameters, "named-graph-uri") if iri]
    if not default and not named:
        return None
    if not all(is_iri(iri) for iri in (*default, *named)):
        raise ProblemRaised(Problem(400, "bad-graph"))
    return DataSet(tuple(default), tuple(named))


def _all(parameters: Parameters, name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _first(parameters: Parameters, name: str) -> str | None:
    return next(iter(_all(parameters, name)), None)


def format_of(request: SparqlRequest, query: str, accept: str) -> Format:
    """Return the format of the answer to ``query``; raise as ``choose`` does."""
    return choose(request, accept, RDF_FORMATS if scan(query).gives_graph else RESULT_FORMATS)


def choose(request: SparqlRequest, accept: str, formats: Sequence[Format]) -> Format:
    """Return the one of ``formats``, or the page, that is asked for by name, else by ``accept``.

    Names that fit none count for nothing as long as ``accept`` fits. Raises the problem of an
    unknown name, and NotAcceptable.
    """
    offers = (*formats, HTML)
    fmt = called(request.formats, offers)
    if fmt is not None:
        return fmt
    try:
        return negotiate(accept, offers)
    except NotAcceptable as reason:
        if not any(request.formats):
            raise
        known = ", ".join(offer.name for offer in offers)
        values = {"name": ", ".join(request.formats)[:_LONGEST_SHOWN], "known": known}
        raise ProblemRaised(Problem(400, "bad-format", values)) from reason


def client_of(scope: Scope) -> str:
    """Return who asks, as far as fairness goes; empty where the server does not know."""
    client = scope.get("client")
    return neighbourhood(client[0]) if client else ""


QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
_UPDATE = "application/sparql-update"
_CHARSETS = ("utf-8", "utf8", "us-ascii")
_LONGEST_TYPE = 1000
_LONGEST_CHARSET = 40
_LONGEST_LENGTH = 15
_ESCAPED = 3
"""A form may write every byte of a query as %XX."""


@dataclass(frozen=True)
class Declared:
    """A body that may be read: its media type, and how many bytes it may have."""

    media_type: str
    most: int


def declared(headers: Sequence[tuple[bytes, bytes]], limits: Limits) -> Declared:
    """Return what the headers say of a body; raise the problem of one that is not to be read."""
    media_type, charset = _content_type(_said(headers, b"content-type"))
    if media_type == _UPDATE:
        raise ProblemRaised(Problem(403, "no-update"))
    if media_type not in (QUERY, FORM):
        raise ProblemRaised(Problem(415, "bad-media-type"))
    if charset not in _CHARSETS:
        shown = charset[:_LONGEST_CHARSET]
        raise ProblemRaised(Problem(415, "bad-charset", {"charset": shown}))
    if _said(headers, b"content-encoding").strip().lower() not in ("", "identity"):
        # RFC 9110, section 15.5.16: it is the coding that is not supported.
        taken = {"Accept-Encoding": "identity"}
        raise ProblemRaised(Problem(415, "bad-encoding", headers=taken))
    most = limits.query_bytes * (_ESCAPED if media_type == FORM else 1)
    length = _said(headers, b"content-length").strip().lstrip("0")
    if length.isdecimal() and (len(length) > _LONGEST_LENGTH or int(length) > most):
        raise too_long(limits)
    return Declared(media_type, most)


def _said(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> str:
    return b", ".join(value for key, value in headers if key == name).decode("latin-1")


@lru_cache(64)
def _content_type(written: str) -> tuple[str, str]:
    """Return media type and charset in small letters; the type is empty if unsaid or too long."""
    if len(written) > _LONGEST_TYPE:
        return "", ""
    media_type, parameters = parse_options_header(written)
    return media_type.strip().lower(), parameters.get("charset", "utf-8").strip().lower()


_SMALL = 64 * 1024
"""A body of so many bytes is always taken: no number of connections makes much of them."""
_SHARE = 4
_RETRY_AFTER = 5

T = TypeVar("T")


class Intake:
    """The bodies of all requests that are being taken in, and the one text that is being read."""

    def __init__(self) -> None:
        self._held: Counter[str] = Counter()
        self._alone = asyncio.Lock()

    async def apart(self, work: Callable[[], T]) -> T:
        """Return what ``work`` does in a thread; there is one such thread."""
        async with self._alone:
            return await asyncio.to_thread(work)

    @contextmanager
    def place(self, client: str, limits: Limits) -> Iterator[Callable[[int], None]]:
        """Give a function that notes how long a body is by now; raises the problem of too much.

        All bodies together have a bound, and one client a share of it.
        """
        held = 0

        def note(size: int) -> None:
            nonlocal held
            more = max(0, size - _SMALL) - held
            own = self._held[client] + more
            if more > 0 and (
                own > limits.intake // _SHARE or self._held.total() + more > limits.intake
            ):
                after = str(_RETRY_AFTER)
                busy = Problem(503, "busy", {"seconds": after}, {"Retry-After": after})
                raise ProblemRaised(busy)
            held += more
            self._held[client] = own

        try:
            yield note
        finally:
            self._held[client] -= held
            if self._held[client] <= 0:
                del self._held[client]


async def body_of(
    receive: Receive, limits: Limits, most: int, note: Callable[[int], None]
) -> bytes:
    """Return a whole body; raise ClientGone, or the problem of one that is too long."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += message.get("body", b"")
        if len(body) > most:
            raise too_long(limits)
        note(len(body))
        if not message.get("more_body"):
            return bytes(body)


def too_long(limits: Limits) -> ProblemRaised:
    """Return the problem of a query that is too long."""
    return ProblemRaised(Problem(413, "too-long", {"limit": limits.query_bytes}))


_SCHEMES = ("http", "https", "urn")
_ENGINE_SAYS = {
    "The SELECT contains": "select-unbound",
    "Duplicated variable name in SELECT": "select-twice",
    "SELECT * is not authorized": "select-star",
    "The SELECT overrides": "variable-taken",
    "BIND is overriding": "variable-taken",
    "should be a non negative integer": "no-number",
    "IRI parsing failed": "no-iri",
    "VALUES": "values-uneven",
    "escape sequence": "no-escape",
}
"""What the embedded engine says in English, as far as it explains more than a place does."""


def explain(refusal: Refusal, query: str, limits: Limits) -> Problem:
    """Return the problem that a refusal of ``query`` is: what is wrong with its words, if any."""
    if isinstance(refusal, SyntaxRefused | BackendRefused):
        found = scan(query)
        if found.undeclared:
            return _undeclared(found)
        if found.form is None:
            return Problem(400, "no-form")
    if isinstance(refusal, UnknownFunction):
        return Problem(400, "unknown-function", {"name": refusal.name})
    if isinstance(refusal, SyntaxRefused):
        return _syntax(refusal, limits)
    return refusals.of_refusal(refusal, limits)


def _undeclared(found: Scan) -> Problem:
    """Return the problem of prefixes without a PREFIX: ours with the line to add."""
    scheme = next((prefix for prefix in found.undeclared if prefix in _SCHEMES), None)
    if scheme is not None:
        return Problem(400, "bare-iri", {"scheme": scheme})
    names = ", ".join(f"{prefix}:" for prefix in found.undeclared)
    lines = " ".join(f"PREFIX {p}: <{PREFIXES.get(p, '…')}>" for p in found.undeclared)
    key = "undeclared" if len(found.undeclared) == 1 else "undeclared-many"
    return Problem(400, key, {"names": names, "lines": lines})


def _syntax(refusal: SyntaxRefused, limits: Limits) -> Problem:
    """Return the problem of a query that has a fault in some place."""
    plain = refusals.of_refusal(refusal, limits)
    for words, key in _ENGINE_SAYS.items():
        if words in refusal.words:
            return replace(plain, detail=key)
    if not refusal.expected:
        return plain

    def expected(language: str) -> str:
        return messages.say("or", language).join(refusal.expected)

    values = {**plain.values, "expected": expected}
    return replace(plain, detail="syntax-expected", values=values)
