"""Nothing hangs in the air: every name used is known, every node is described, facts stand alone.

RDF's open world would let a misspelt property or a forgotten label pass; an edition must not.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad

from ghtld import iris
from ghtld.edition import layers
from ghtld.finding import Finding, violation
from ghtld.terms import GHT, OWL, RDF, RDFS, SKOS, shorten

_META = (
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    RDFS.Class,
    RDF.Property,
)
_LANGUAGES = ("fr", "en")


def findings(
    curated: Iterable[Quad], everything: Iterable[Quad], beside: Iterable[Quad] = ()
) -> Iterator[Finding]:
    """Yield unknown terms, undescribed nodes and untyped subjects.

    ``curated`` is what people wrote; ``everything`` includes what the rules made of it; ``beside``
    is what registers say of nodes that the edition only mentions.
    """
    curated, everything = list(curated), list(everything)
    yield from _unknown_terms(curated)
    yield from _undescribed(curated, everything, beside)
    yield from _untyped(curated)


def known_terms(quads: Iterable[Quad]) -> set[str]:
    """Return the IRIs of the classes and properties that the vocabulary declares."""
    vocabulary = iris.graph("vocabulary")
    return {
        q.subject.value
        for q in quads
        if q.graph_name == vocabulary and q.predicate == RDF.type and q.object in _META
        if isinstance(q.subject, NamedNode)
    }


def _unknown_terms(quads: list[Quad]) -> Iterator[Finding]:
    vocabulary = iris.graph("vocabulary")
    known = known_terms(quads)
    reported: set[str] = set()
    for quad in quads:
        if quad.graph_name == vocabulary:
            continue
        used = [quad.predicate.value]
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            used.append(quad.object.value)
        for term in used:
            place = _place(quad)
            if term in known or _is_elsewhere(term) or term in reported:
                continue
            reported.add(term)
            yield unknown(term, place, known)


def _is_elsewhere(term: str) -> bool:
    """Tell whether RDF itself defines the term, or the term lint (which knows lines) judges it."""
    return any(term in space for space in (RDF, RDFS, OWL, GHT))


def _place(quad: Quad) -> str:
    graph = quad.graph_name
    if isinstance(graph, NamedNode) and layers.layer_of(graph.value) == layers.SOURCE:
        return graph.value
    return quad.subject.value if isinstance(quad.subject, NamedNode) else ""


def unknown(term: str, focus: str, known: set[str]) -> Finding:
    """Return the finding of a term that the vocabulary lacks, with the nearest that it has."""
    close = difflib.get_close_matches(shorten(term), [shorten(k) for k in known], n=1, cutoff=0.75)
    fr = f" ; vouliez-vous dire {close[0]} ?" if close else "."
    en = f"; did you mean {close[0]}?" if close else "."
    return violation(
        f"Terme inconnu du vocabulaire : {shorten(term)}{fr}",
        f"Term unknown to the vocabulary: {shorten(term)}{en}",
        focus=focus or None,
    )


def is_label(quad: Quad) -> bool:
    """Tell whether a statement names its subject for people."""
    return quad.predicate in (RDFS.label, SKOS.prefLabel)


def _undescribed(
    curated: list[Quad], everything: list[Quad], beside: Iterable[Quad]
) -> Iterator[Finding]:
    labelled: dict[str, set[str]] = {}
    for quad in chain(everything, beside):
        if is_label(quad) and isinstance(quad.object, Literal):
            languages = labelled.setdefault(str(quad.subject).strip("<>"), set())
            languages.add(quad.object.language or "")
    users: dict[str, str] = {}
    for quad in everything:
        for node in (quad.subject, quad.object):
            if isinstance(node, NamedNode) and iris.read(node.value) is not None:
                users.setdefault(node.value, _place(quad))
    written = {q.graph_name.value for q in curated if isinstance(q.graph_name, NamedNode)}
    for name, user in sorted(users.items()):
        missing = [tag for tag in _LANGUAGES if tag not in labelled.get(name, set())]
        if missing and name not in written and not name.startswith(f"{iris.BASE}id/graph/"):
            yield _without_label(name, user, missing)


def _without_label(node: str, user: str, missing: list[str]) -> Finding:
    fr = " et ".join({"fr": "en français", "en": "en anglais"}[tag] for tag in missing)
    en = " and ".join({"fr": "in French", "en": "in English"}[tag] for tag in missing)
    return violation(
        f"{shorten(node)} n’a pas de libellé (rdfs:label) {fr} ; il est employé par "
        f"{shorten(user)}.",
        f"{shorten(node)} has no label (rdfs:label) {en}; it is used by {shorten(user)}.",
        focus=user,
    )


def _untyped(quads: list[Quad]) -> Iterator[Finding]:
    subjects: set[tuple[str, str]] = set()
    typed: set[tuple[str, str]] = set()
    for quad in quads:
        graph = quad.graph_name
        if not isinstance(graph, NamedNode) or not isinstance(quad.subject, NamedNode):
            continue
        if layers.layer_of(graph.value) == layers.SOURCE:
            subjects.add((graph.value, quad.subject.value))
            if quad.predicate == RDF.type:
                typed.add((graph.value, quad.subject.value))
    for graph_iri, subject in sorted(subjects - typed):
        yield violation(
            f"Dans {shorten(graph_iri)}, {shorten(subject)} n’a pas de type : un fait se lit seul.",
            f"In {shorten(graph_iri)}, {shorten(subject)} has no type: a fact is readable alone.",
            focus=graph_iri,
        )
