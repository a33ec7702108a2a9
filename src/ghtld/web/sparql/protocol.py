"""The SPARQL 1.1 Protocol, read side: from an HTTP request to what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Network
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from ghtld.engine.clauses import is_iri
from ghtld.engine.interface import DataSet, Limits
from ghtld.engine.scan import is_long, scan
from ghtld.formats import HTML, RDF_FORMATS, RESULT_FORMATS, Format, called
from ghtld.web.delivery.negotiate import negotiate
from ghtld.web.delivery.problems import Problem, ProblemRaised
from ghtld.web.sparql.declared import FORM, declared
from ghtld.web.sparql.intake import Intake, body_of, too_long

METHODS = "GET, HEAD, POST, OPTIONS"
_REMEMBERED = 4096
_KEPT = 512
_MOST_FIELDS = 1000

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What a request asks: a query or nothing, over which data set, in which format by name."""

    query: str | None
    data_set: DataSet | None = None
    format: str | None = None
    example: str | None = None
    dialect: str | None = None


async def read(scope: Scope, receive: Receive, limits: Limits, intake: Intake) -> Asked:
    """Return what a request asks (SPARQL 1.1 Protocol, section 2.1).

    Raises the problem of one that breaks the protocol, and ClientGone.
    """
    asked = await _read(scope, receive, limits, intake)
    query = asked.query or ""
    if 4 * len(query) > limits.query_bytes and len(query.encode()) > limits.query_bytes:
        raise too_long(limits)
    if is_long(query):
        await intake.apart(lambda: scan(query))  # which remembers what it read
    return asked


async def _read(scope: Scope, receive: Receive, limits: Limits, intake: Intake) -> Asked:
    parameters: bytes = scope["query_string"]
    if scope["method"] != "POST":
        return await _asked(intake, parameters)
    body = declared(scope["headers"], limits)
    with intake.place(client_of(scope), limits) as note:
        sent = await body_of(receive, limits, body.most, note)
        if body.media_type == FORM:
            return await _asked(intake, b"&".join(part for part in (parameters, sent) if part))
        return await _asked(intake, parameters, sent)


async def _asked(intake: Intake, parameters: bytes, text: bytes | None = None) -> Asked:
    if len(parameters) + len(text or b"") <= _REMEMBERED:
        return _remembered(parameters, text)
    return await intake.apart(lambda: _understand(parameters, text))


def _understand(encoded: bytes, text: bytes | None) -> Asked:
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
    return Asked(
        query=queries[0] if queries else None,
        data_set=_data_set(parameters),
        format=_first(parameters, "format"),
        example=_first(parameters, "example"),
        dialect=_first(parameters, "dialect"),
    )


_remembered = lru_cache(_KEPT)(_understand)


def _data_set(parameters: Parameters) -> DataSet | None:
    default = _all(parameters, "default-graph-uri")
    named = _all(parameters, "named-graph-uri")
    if not default and not named:
        return None
    if not all(is_iri(iri) for iri in (*default, *named)):
        raise ProblemRaised(Problem(400, "bad-graph"))
    return DataSet(tuple(default), tuple(named))


def _all(parameters: Parameters, name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _first(parameters: Parameters, name: str) -> str | None:
    return next(iter(_all(parameters, name)), None)


def format_of(asked: Asked, query: str, accept: str) -> Format:
    """Return the format of the answer: the one asked for by name, else the most acceptable.

    Raises the problem of an unknown name, and NotAcceptable.
    """
    offers = (*(RDF_FORMATS if scan(query).gives_graph else RESULT_FORMATS), HTML)
    if asked.format is None:
        choose = _negotiated if len(accept) <= _REMEMBERED else negotiate
        return choose(accept, offers)
    fmt = called(asked.format, offers)
    if fmt is None:
        known = ", ".join(offer.name for offer in offers)
        raise ProblemRaised(Problem(400, "bad-format", {"name": asked.format, "known": known}))
    return fmt


_negotiated = lru_cache(_KEPT)(negotiate)


def client_of(scope: Scope) -> str:
    """Return who asks, as far as fairness goes; empty where the server does not know."""
    client = scope.get("client")
    return _neighbourhood(client[0]) if client else ""


@lru_cache(_KEPT)
def _neighbourhood(address: str) -> str:
    """Return who shares a share: one IPv4 address, or the 2^64 IPv6 addresses of one client."""
    address = address.partition("%")[0].removeprefix("::ffff:")
    return str(IPv6Network((address, 64), strict=False)) if ":" in address else address
