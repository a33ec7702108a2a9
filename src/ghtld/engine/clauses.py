"""The data set that a query names itself: its FROM clauses (SPARQL 1.1 Query, section 13.2)."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ghtld.engine.interface import DataSet
from ghtld.engine.tokens import prefix_of, tokens


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
    end = ("", "")
    read = tokens(text)
    for kind, written in read:
        keyword = written.upper() if kind == "words" else ""
        if keyword == "PREFIX":
            prefix = next(read, end)[1]
            prefixes[prefix_of(prefix)] = next(read, end)[1][1:-1]
        elif keyword == "FROM":
            graph = next(read, end)
            graphs = named if graph[1].upper() == "NAMED" else default
            iri = _iri(*(next(read, end) if graphs is named else graph), prefixes)
            if iri is None:
                return None
            graphs.append(iri)
        elif "FROM" in _glued(kind, written, prefixes):
            return None
    return DataSet(tuple(default), tuple(named))


def _glued(kind: str, written: str, prefixes: dict[str, str]) -> str:
    """Return, in capitals, what may be words that no space parts from what follows."""
    if kind == "name":
        written = prefix_of(written)
        return "" if written in prefixes else written.upper()
    return written.upper() if kind == "words" else ""


def _iri(kind: str, written: str, prefixes: dict[str, str]) -> str | None:
    iri = None
    if kind == "iri":
        iri = written[1:-1]
    elif kind == "name" and (space := prefixes.get(prefix_of(written))) is not None:
        iri = space + written.partition(":")[2]
    return iri if iri is not None and "\\" not in iri and is_iri(iri) else None
