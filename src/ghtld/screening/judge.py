"""Run pyshacl on some nodes against the whole data: its report on these is final.

The shapes' targets are narrowed to the nodes to judge, and the data are read through a view of the
store, not a copy, so that a constraint which looks beyond its node sees all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyshacl
import rdflib
from pyoxigraph import BlankNode, NamedNode, Store
from pyoxigraph import Literal as OxLiteral
from pyshacl.errors import ReportableRuntimeError
from rdflib.namespace import RDF, RDFS, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.query import Result
from rdflib.term import BNode, Literal, Node, URIRef

from ghtld.screening.shape_reader import TARGETS

_FAILURES = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, re.error)
"""What pyshacl raises of itself on data it can't compare or put into a message."""
_AT_ONCE = 500
"""Nodes judged in one run: bounds the memory of the results."""


@dataclass(frozen=True)
class Crash:
    """A node on which pyshacl itself fails, as on an ill-typed date that is to be compared."""

    shape: Node
    focus: Node
    reason: str


def judge(
    data: rdflib.Graph, shapes: rdflib.Graph, suspects: Mapping[Node, Iterable[Node]]
) -> Iterator[rdflib.Graph | Crash]:
    """Yield pyshacl's reports on ``suspects``, which are focus nodes by shape."""
    pairs = [
        (shape, focus)
        for shape, nodes in sorted(suspects.items(), key=lambda entry: str(entry[0]))
        for focus in sorted(nodes, key=lambda node: node.n3())
    ]
    untargeted = _untargeted(shapes)
    for start in range(0, len(pairs), _AT_ONCE):
        yield from _judge_some(data, untargeted, pairs[start : start + _AT_ONCE])


def _judge_some(
    data: rdflib.Graph, shapes: rdflib.Graph, pairs: list[tuple[Node, Node]]
) -> Iterator[rdflib.Graph | Crash]:
    targeted = _like(shapes)
    for triple in shapes:
        targeted.add(triple)
    for shape, focus in pairs:
        targeted.add((shape, SH.targetNode, focus))
    try:
        yield report(data, targeted)
    except _FAILURES as reason:
        if len(pairs) == 1:
            yield Crash(*pairs[0], str(reason))
            return
        half = len(pairs) // 2
        yield from _judge_some(data, shapes, pairs[:half])
        yield from _judge_some(data, shapes, pairs[half:])


def _untargeted(shapes: rdflib.Graph) -> rdflib.Graph:
    """Return a copy of ``shapes`` that targets nothing, with the same blank nodes."""
    kinds = {RDFS.Class, *shapes.transitive_subjects(RDFS.subClassOf, RDFS.Class)}
    kept = _like(shapes)
    for subject, predicate, value in shapes:
        is_class = predicate == RDF.type and value in kinds and isinstance(value, URIRef)
        if predicate not in TARGETS and not is_class:
            kept.add((subject, predicate, value))
    return kept


def _like(shapes: rdflib.Graph) -> rdflib.Graph:
    """Return an empty graph with the prefixes of ``shapes``, which pyshacl's messages use."""
    graph = rdflib.Graph(identifier=shapes.identifier)
    for prefix, namespace in shapes.namespaces():
        graph.bind(prefix, namespace, replace=True)
    return graph


class _Prepared(rdflib.Graph):
    """A view of a graph that parses each query once: pyshacl asks the same one of every node."""

    def __init__(self, graph: rdflib.Graph) -> None:
        super().__init__(graph.store, graph.identifier)
        self._queries: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:  # noqa: ANN401
        """Answer a query, given as text or prepared."""
        if isinstance(query_object, str):
            if query_object not in self._queries:
                self._queries[query_object] = prepareQuery(query_object)
            query_object = self._queries[query_object]
        return super().query(query_object, *args, **options)


class BrokenShapes(Exception):
    """Shapes that can't be read or run; ``reason`` says why in a line."""

    def __init__(self, reason: object) -> None:
        super().__init__(str(reason))
        lines = str(reason).strip().splitlines() or [type(reason).__name__]
        self.reason = lines[0]


def report(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    """Return pyshacl's validation report on ``data``; raise BrokenShapes where it has none."""
    try:
        _, results, text = pyshacl.validate(
            _Prepared(data), shacl_graph=shapes, inference="none", advanced=False, inplace=True
        )
    except ReportableRuntimeError as error:
        raise BrokenShapes(error.message) from error
    if not isinstance(results, rdflib.Graph):
        raise BrokenShapes(text)
    return results


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
    # pyshacl switches rdflib's normalization of literals on again: it is refused for each
    if term.language:
        return Literal(term.value, lang=term.language, normalize=False)
    name = term.datatype.value
    datatype = None if name == _STRING else _named(name)
    return Literal(term.value, datatype=datatype, normalize=False)


_STRING = "http://www.w3.org/2001/XMLSchema#string"


@lru_cache(maxsize=10_000)
def _named(iri: str) -> URIRef:
    return URIRef(iri)
