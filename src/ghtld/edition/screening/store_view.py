"""An Oxigraph store as an rdflib graph: the judge reads the whole data without a copy of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import rdflib
from pyoxigraph import BlankNode, NamedNode, Store
from pyoxigraph import Literal as OxLiteral
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.term import BNode, Literal, Node, URIRef

OxTerm = NamedNode | BlankNode | OxLiteral


def graph_of(store: Store, graphs: Iterable[NamedNode]) -> rdflib.Graph:
    """Return the triples of ``graphs`` in ``store``, each once, as one read-only rdflib graph."""
    return rdflib.Graph(store=_View(store, tuple(graphs)))


class _View(SimpleMemory):
    """Answers rdflib's patterns from Oxigraph; only the prefixes are kept here."""

    context_aware = True
    graph_aware = True  # pyshacl wraps every graph in a data set

    def __init__(self, store: Store, graphs: tuple[NamedNode, ...]) -> None:
        super().__init__()
        self._inner = store
        self._graphs = graphs

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:  # noqa: ANN401
        """Yield the matching triples, those of several graphs once."""
        subject, predicate, value = (to_ox(term) for term in triple_pattern)
        if isinstance(subject, OxLiteral) or not isinstance(predicate, NamedNode | None):
            return
        found: Iterable[Any] = (
            quad.triple
            for graph in self._graphs
            for quad in self._inner.quads_for_pattern(subject, predicate, value, graph)
        )
        for s, p, o in dict.fromkeys(found) if len(self._graphs) > 1 else found:
            yield (to_rdflib(s), to_rdflib(p), to_rdflib(o)), iter(())

    def __len__(self, context: Any = None) -> int:  # noqa: ANN401
        """Return 1: pyshacl only asks whether there is a graph, at every result."""
        return 1


def to_ox(term: Node | None) -> OxTerm | None:
    """Return an rdflib term as the engine's, a wildcard as None."""
    if isinstance(term, Literal):
        datatype = None if term.datatype is None else NamedNode(str(term.datatype))
        return OxLiteral(str(term), datatype=datatype, language=term.language)
    if isinstance(term, BNode):
        return BlankNode(str(term))
    return None if term is None else NamedNode(str(term))


def to_rdflib(term: OxTerm) -> Node:
    """Return the engine's term as rdflib reads it from N-Triples."""
    if isinstance(term, NamedNode):
        return _named(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    # pyshacl switches rdflib's rewriting of literals on behind our back: say no each time
    if term.language:
        return Literal(term.value, lang=term.language, normalize=False)
    name = term.datatype.value
    datatype = None if name == _STRING else _named(name)
    return Literal(term.value, datatype=datatype, normalize=False)


_STRING = "http://www.w3.org/2001/XMLSchema#string"


@lru_cache(maxsize=10_000)
def _named(iri: str) -> URIRef:
    return URIRef(iri)
