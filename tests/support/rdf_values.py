"""Rows of answers as RDF values: how an engine spells a value does not count, the value does."""

from __future__ import annotations

import io
import re
from collections.abc import Hashable
from decimal import Decimal, InvalidOperation

from pyoxigraph import (
    BlankNode,
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)

Row = tuple[Hashable, ...]
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMERIC = {f"{_XSD}{name}" for name in ("integer", "decimal", "int", "long", "double", "float")}
_DURATION = re.compile(
    r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?"
)


def rows_of(body: bytes) -> list[Row] | bool:
    """Return the rows of an answer in JSON, or its yes or no."""
    found = parse_query_results(io.BytesIO(body), format=QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean):
        return bool(found)
    assert isinstance(found, QuerySolutions)
    return [tuple(value_of(term) for term in solution) for solution in found]


def value_of(term: object) -> Hashable:
    """Return what a term stands for."""
    if isinstance(term, BlankNode):
        return "blank"
    if not isinstance(term, Literal):
        return str(term) if term is not None else None
    datatype = term.datatype.value
    if datatype in _NUMERIC:
        return _number(term.value)
    if datatype == f"{_XSD}boolean":
        return {"1": True, "true": True, "0": False, "false": False}.get(term.value, term.value)
    if datatype == f"{_XSD}duration":
        return _duration(term.value)
    return (term.value, datatype, term.language)


def _number(written: str) -> Hashable:
    try:
        return ("number", Decimal(written).normalize())
    except InvalidOperation:
        return written


def _duration(written: str) -> Hashable:
    """Return a duration as months and seconds (XSD 1.1, 3.3.6), what is none as it is written."""
    found = _DURATION.fullmatch(written)
    if not found or written.endswith(("P", "T")):
        return ("no duration", written)
    years, months, days, hours, minutes = (int(part or 0) for part in found.groups()[1:6])
    seconds = Decimal(found[7] or 0) + 60 * (minutes + 60 * (hours + 24 * days))
    sign = -1 if found[1] else 1
    return ("duration", sign * (12 * years + months), sign * seconds)
