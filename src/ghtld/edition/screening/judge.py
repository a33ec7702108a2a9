"""Let pyshacl judge some nodes against the whole data: its verdict on these is the verdict.

The shapes' targets are narrowed to the nodes to judge, and the data are read through a view, so
that a constraint which looks beyond its node sees all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node, URIRef

from ghtld.edition import validate

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
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
        yield validate.report(data, targeted)
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
        if predicate not in _TARGETS and not is_class:
            kept.add((subject, predicate, value))
    return kept


def _like(shapes: rdflib.Graph) -> rdflib.Graph:
    """Return an empty graph with the prefixes of ``shapes``, which pyshacl's messages use."""
    graph = rdflib.Graph(identifier=shapes.identifier)
    for prefix, namespace in shapes.namespaces():
        graph.bind(prefix, namespace, replace=True)
    return graph
