"""The vocabulary and the shapes as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from ghtld import iris
from ghtld.terms import FOREIGN, GHT, OWL, RDF, RDFS, SH, SKOS, Namespace
from ghtld.web.site import in_language
from ghtld.web.view import View

VS = Namespace(FOREIGN["vs"])
VOCABULARY = iris.graph("vocabulary")

_GROUPS = (
    ("classes", OWL.Class),
    ("object-properties", OWL.ObjectProperty),
    ("data-properties", OWL.DatatypeProperty),
    ("annotation-properties", OWL.AnnotationProperty),
)
_RELATIONS = (
    ("subclass-of", RDFS.subClassOf),
    ("subproperty-of", RDFS.subPropertyOf),
    ("inverse-of", OWL.inverseOf),
    ("domain", RDFS.domain),
    ("range", RDFS.range),
)
_REMARKS = (("example", SKOS.example), ("scope-note", SKOS.scopeNote), ("status", VS.term_status))


@dataclass(frozen=True)
class TermEntry:
    """A term of the vocabulary: definitions, relations to other terms, remarks."""

    node: NamedNode
    definitions: Sequence[Literal]
    relations: Sequence[tuple[str, Sequence[NamedNode]]]
    remarks: Sequence[tuple[str, Sequence[Literal]]]

    @property
    def name(self) -> str:
        """Return the local name, which is also the anchor."""
        return self.node.value.partition("#")[2]


def groups(view: View) -> list[tuple[str, list[TermEntry]]]:
    """Return the terms of the vocabulary, grouped by what they are, each group sorted by name."""
    return [(key, [_entry(view, node) for node in _terms(view, cls)]) for key, cls in _GROUPS]


def _terms(view: View, cls: NamedNode) -> list[NamedNode]:
    typed = view.site.store.quads_for_pattern(None, RDF.type, cls, VOCABULARY)
    found = {quad.subject for quad in typed if isinstance(quad.subject, NamedNode)}
    return sorted((node for node in found if node in GHT), key=str)


def _entry(view: View, node: NamedNode) -> TermEntry:
    store = view.site.store
    relations = ((key, _nodes(store, node, predicate)) for key, predicate in _RELATIONS)
    remarks = ((key, _words(view, node, predicate)) for key, predicate in _REMARKS)
    return TermEntry(
        node,
        _words(view, node, SKOS.definition),
        [(key, nodes) for key, nodes in relations if nodes],
        [(key, words) for key, words in remarks if words],
    )


def _words(view: View, node: NamedNode, predicate: NamedNode) -> Sequence[Literal]:
    return view.pick(_literals(view.site.store, node, predicate))


def _literals(store: Store, node: object, predicate: NamedNode) -> list[Literal]:
    if not isinstance(node, NamedNode):
        return []
    quads = store.quads_for_pattern(node, predicate, None, None)
    return sorted({q.object for q in quads if isinstance(q.object, Literal)}, key=str)


def _nodes(store: Store, node: NamedNode, *predicates: NamedNode) -> list[NamedNode]:
    quads = (q for p in predicates for q in store.quads_for_pattern(node, p, None, None))
    return sorted({q.object for q in quads if isinstance(q.object, NamedNode)}, key=str)


@dataclass(frozen=True)
class Constraint:
    """One constraint of a shape: what it is called and what it says."""

    name: str
    label: str
    severity: str
    words: Sequence[Literal]


@dataclass(frozen=True)
class ShapeEntry:
    """A shape: what it applies to and its constraints."""

    name: str
    label: str
    targets: Sequence[NamedNode]
    constraints: Sequence[Constraint]


def shapes(view: View) -> list[ShapeEntry]:
    """Return the node shapes of the release, sorted by name."""
    store = view.site.shapes
    typed = store.quads_for_pattern(None, RDF.type, SH.NodeShape, None)
    nodes = sorted({q.subject for q in typed if isinstance(q.subject, NamedNode)}, key=str)
    return [_shape(view, node) for node in nodes]


def _shape(view: View, node: NamedNode) -> ShapeEntry:
    store = view.site.shapes
    targets = _nodes(store, node, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    return ShapeEntry(_anchor(node), _name(view, node), targets, list(_constraints(view, node)))


def _constraints(view: View, shape: NamedNode) -> Iterator[Constraint]:
    store = view.site.shapes
    for predicate in (SH.property, SH.sparql):
        for node in _nodes(store, shape, predicate):
            severity = "".join(_anchor(s) for s in _nodes(store, node, SH.severity))
            words = _literals(store, node, SH.description) or _literals(store, node, SH.message)
            yield Constraint(_anchor(node), _name(view, node), severity, view.pick(words))


def _name(view: View, node: NamedNode) -> str:
    for predicate in (SH.name, RDFS.label):
        found = in_language(_literals(view.site.shapes, node, predicate), view.language)
        if found is not None:
            return found.value
    return _anchor(node)


def _anchor(node: NamedNode) -> str:
    return node.value.rpartition("#")[2]
