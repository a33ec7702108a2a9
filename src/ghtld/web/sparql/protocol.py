"""The SPARQL 1.1 Protocol, read side: from an HTTP request to what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from ghtld.engine.clauses import is_iri
from ghtld.engine.interface import DataSet, Limits
from ghtld.engine.scan import is_long, scan
from ghtld.formats import HTML, RDF_FORMATS, RESULT_FORMATS, Format, called
from ghtld.web.delivery.clients import neighbourhood
from ghtld.web.delivery.negotiate import NotAcceptable, negotiate
from ghtld.web.delivery.problems import Problem, ProblemRaised
from ghtld.web.sparql.declared import FORM, declared
from ghtld.web.sparql.intake import Intake, body_of, too_long

METHODS = "GET, HEAD, POST, OPTIONS"
_REMEMBERED = 4096
_KEPT = 512
_LONGEST_SHOWN = 80
_MOST_FIELDS = 1000
_NAMING = ("format", "output", "results")
"""The parameters by which clients name a format; some send all of them."""

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What a request asks: a query or nothing, over which data set, in which formats by name."""

    query: str | None
    data_set: DataSet | None = None
    formats: tuple[str, ...] = ()
    example: str | None = None
    dialect: str | None = None


async def read(
    scope: Scope, receive: Receive, limits: Limits, intake: Intake, held: ExitStack
) -> Asked:
    """Return what a request asks (SPARQL 1.1 Protocol, section 2.1).

    Its body counts among those that are taken in until ``held`` is closed. Raises the problem of
    one that breaks the protocol, and ClientGone.
    """
    asked = await _read(scope, receive, limits, intake, held)
    query = asked.query or ""
    if 4 * len(query) > limits.query_bytes and len(query.encode()) > limits.query_bytes:
        raise too_long(limits)
    if is_long(query):
        await intake.apart(lambda: scan(query))  # which remembers what it read
    return asked


async def _read(
    scope: Scope, receive: Receive, limits: Limits, intake: Intake, held: ExitStack
) -> Asked:
    parameters: bytes = scope["query_string"]
    if scope["method"] != "POST":
        return await _asked(intake, parameters)
    body = declared(scope["headers"], limits)
    note = held.enter_context(intake.place(client_of(scope), limits))
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
        formats=tuple(name for key in _NAMING for name in _all(parameters, key)),
        example=_first(parameters, "example"),
        dialect=_first(parameters, "dialect"),
    )


_remembered = lru_cache(_KEPT)(_understand)


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


def format_of(asked: Asked, query: str, accept: str) -> Format:
    """Return the format of the answer to ``query``; raise as ``choose`` does."""
    return choose(asked, accept, RDF_FORMATS if scan(query).gives_graph else RESULT_FORMATS)


def choose(asked: Asked, accept: str, formats: Sequence[Format]) -> Format:
    """Return the one of ``formats``, or the page, that is asked for by name, else by ``accept``.

    Names that fit none count for nothing as long as ``accept`` fits. Raises the problem of an
    unknown name, and NotAcceptable.
    """
    offers = (*formats, HTML)
    fmt = called(asked.formats, offers)
    if fmt is not None:
        return fmt
    try:
        return negotiate(accept, offers)
    except NotAcceptable as reason:
        if not any(asked.formats):
            raise
        known = ", ".join(offer.name for offer in offers)
        values = {"name": ", ".join(asked.formats)[:_LONGEST_SHOWN], "known": known}
        raise ProblemRaised(Problem(400, "bad-format", values)) from reason


def client_of(scope: Scope) -> str:
    """Return who asks, as far as fairness goes; empty where the server does not know."""
    client = scope.get("client")
    return neighbourhood(client[0]) if client else ""
