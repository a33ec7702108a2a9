"""The data set that a query names itself: its FROM clauses (SPARQL 1.1 Query, section 13.2)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from ghtld.engine.interface import DataSet
from ghtld.engine.scan import TOKEN


def is_iri(written: str) -> bool:
    """Tell whether ``written`` is an absolute IRI, as the engine reads one."""
    try:
        NamedNode(written)
    except ValueError:
        return False
    return True


def data_set_of(text: str) -> DataSet | None:
    """Return the data set that the FROM clauses of ``text`` name.

    None where the words alone don't tell (relative or escaped IRIs, unknown prefixes): the engine
    reads the clauses then.
    """
    prefixes: dict[str, str] = {}
    default: list[str] = []
    named: list[str] = []
    tokens = _tokens(text)
    for token in tokens:
        keyword = token.upper()
        if keyword == "PREFIX":
            prefix = next(tokens, "")
            prefixes[prefix] = next(tokens, "")[1:-1]
        elif keyword == "FROM":
            graph = next(tokens, "")
            graphs = named if graph.upper() == "NAMED" else default
            iri = _iri(next(tokens, "") if graphs is named else graph, prefixes)
            if iri is None:
                return None
            graphs.append(iri)
    return DataSet(tuple(default), tuple(named))


def _tokens(text: str) -> Iterator[str]:
    for found in TOKEN.finditer(text):
        if not found.group().startswith("#"):
            yield found.group()


def _iri(token: str, prefixes: dict[str, str]) -> str | None:
    if token.startswith("<"):
        iri: str | None = token[1:-1]
    else:
        prefix, colon, local = token.partition(":")
        space = prefixes.get(prefix + colon)
        iri = None if space is None else space + local
    return iri if iri is not None and "\\" not in iri and is_iri(iri) else None
