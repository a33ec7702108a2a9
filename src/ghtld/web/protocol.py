"""The SPARQL 1.1 protocol, read side: from an HTTP request to what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request

from ghtld.engine.interface import DataSet, Limits
from ghtld.web.problems import Problem, ProblemRaised

_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_FORM = "application/x-www-form-urlencoded"

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What a request asks: a query or nothing, over which data set, in which format by name."""

    query: str | None
    data_set: DataSet | None
    format: str | None
    example: str | None


async def read(request: Request, limits: Limits) -> Asked:
    """Return what ``request`` asks; raise the problem of one that breaks the protocol."""
    parameters = _parameters(request.scope["query_string"])
    if request.method != "POST":
        return _asked(parameters, [])
    body = await _body(request, limits)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == _UPDATE:
        raise ProblemRaised(Problem(403, "no-update"))
    if media_type == _QUERY:
        return _asked(parameters, [_decoded(body)])
    if media_type == _FORM:
        return _asked([*parameters, *_parameters(body)], [])
    raise ProblemRaised(Problem(415, "bad-media-type"))


async def _body(request: Request, limits: Limits) -> bytes:
    # A form may write every byte as %XX.
    most = 3 * limits.query_bytes
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise ProblemRaised(Problem(413, "too-long", {"limit": limits.query_bytes}))
    return bytes(body)


def _parameters(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as reason:
        raise ProblemRaised(Problem(400, "bad-utf8")) from reason


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as reason:
        raise ProblemRaised(Problem(400, "bad-utf8")) from reason


def _asked(parameters: Parameters, queries: list[str]) -> Asked:
    queries = queries + _all(parameters, "query")
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
    )


def _data_set(parameters: Parameters) -> DataSet | None:
    default = _all(parameters, "default-graph-uri")
    named = _all(parameters, "named-graph-uri")
    if not default and not named:
        return None
    if not all(_is_absolute(iri) for iri in (*default, *named)):
        raise ProblemRaised(Problem(400, "bad-graph"))
    return DataSet(tuple(default), tuple(named))


def _is_absolute(iri: str) -> bool:
    try:
        return bool(urlsplit(iri).scheme) and not any(c in '<>"{}|\\^` \t\r\n' for c in iri)
    except ValueError:
        return False


def _all(parameters: Parameters, name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _first(parameters: Parameters, name: str) -> str | None:
    return next(iter(_all(parameters, name)), None)
