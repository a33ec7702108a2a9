"""Lint the SHACL shapes: unknown terms, targets without a node, missing messages and severities.

SHACL conforms in silence when a shape is never applied, so the shapes themselves are held to rules:
every name they use is known, every rule is reached, says its severity and speaks both languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import rdflib
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD
from rdflib.term import BNode, Literal, Node, URIRef

from ghtld import iris
from ghtld.content import Content
from ghtld.finding import Finding, Severity
from ghtld.screening import TARGETS, prefixes
from ghtld.terms import FOREIGN, shorten
from ghtld.text import Text

_CLOSED = (SH, DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, VANN, XSD)
_STRUCTURE = {SH.property, SH.message, SH.severity, SH.deactivated, SH.name, SH.description}
_SEVERITIES = {SH.Violation, SH.Warning, SH.Info}
_LANGUAGES = {"fr", "en"}
_PROPERTY_TYPES = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
_NAME_IN_QUERY = re.compile(r"(?<![\w<:/?$])([a-z]\w*):([A-Za-z]\w*)")
_IRI_IN_QUERY = re.compile(r"<(https?://[^>\s]+)>")
_STRING_IN_QUERY = re.compile(r'"(?:[^"\\]|\\.)*"')


def findings(content: Content, shapes: rdflib.Graph, data: rdflib.Graph) -> Iterator[Finding]:
    """Yield what is wrong with the shapes, given the vocabulary and the things in ``data``."""
    places = _places(content)
    for found in [*lint(shapes, data), *idle_shapes(shapes, data)]:
        file, line = places.get(found.focus or "", (None, None))
        yield Finding(found.severity, found.message, file, line, found.focus)


def lint(shapes: rdflib.Graph, vocabulary: rdflib.Graph) -> list[Finding]:
    """Return what is wrong with the shapes, whatever the things they are held against."""
    checks: tuple[Callable[[rdflib.Graph, rdflib.Graph], Iterator[Finding]], ...] = (
        _unknown_names,
        _misplaced_names,
        _unreached,
        _anonymous_rules,
        _poor_rules,
        _poor_shapes,
        _poor_queries,
    )
    found = {finding for check in checks for finding in check(shapes, vocabulary)}
    return sorted(found, key=Finding.sort_key)


def idle_shapes(shapes: rdflib.Graph, data: rdflib.Graph) -> list[Finding]:
    """Return the shapes to whose targets nothing in ``data`` answers."""
    targets: dict[Node, list[tuple[URIRef, Node]]] = {}
    for kind in TARGETS:
        for shape, target in shapes.subject_objects(kind):
            targets.setdefault(shape, []).append((kind, target))
    found = [
        _finding(
            Severity.WARNING,
            shape,
            "Rien dans les données ne répond à la cible de cette forme : elle n’a rien vérifié.",
            "Nothing in the data answers to the target of this shape: it has checked nothing.",
        )
        for shape, aims in targets.items()
        if not any(_has_focus(data, kind, target) for kind, target in aims)
    ]
    return sorted(found, key=Finding.sort_key)


def _has_focus(data: rdflib.Graph, kind: URIRef, target: Node) -> bool:
    if kind == SH.targetClass:
        classes = data.transitive_subjects(RDFS.subClassOf, target)
        return any((None, RDF.type, one) in data for one in classes)
    if kind == SH.targetNode:
        return (target, None, None) in data
    return (None, target, None) in data


def _unknown_names(shapes: rdflib.Graph, vocabulary: rdflib.Graph) -> Iterator[Finding]:
    for subject, predicate, thing in shapes:
        names = [n for n in (predicate, thing) if isinstance(n, URIRef)]
        if predicate == SH.select:
            names += _names_in_query(shapes, str(thing))
        for name in names:
            if not _is_known(name, shapes, vocabulary):
                yield _wrong(
                    _owner(shapes, subject),
                    f"Nom inconnu : {shorten(str(name))}.",
                    f"Unknown name: {shorten(str(name))}.",
                )


def _names_in_query(shapes: rdflib.Graph, query: str) -> list[URIRef]:
    bare = _STRING_IN_QUERY.sub('""', query)
    full = [URIRef(iri) for iri in _IRI_IN_QUERY.findall(bare)]
    short = _NAME_IN_QUERY.findall(_IRI_IN_QUERY.sub("", bare))
    table = prefixes(shapes)
    return full + [URIRef(table.get(prefix, f"{prefix}:") + name) for prefix, name in short]


def _is_known(name: URIRef, shapes: rdflib.Graph, vocabulary: rdflib.Graph) -> bool:
    if name.startswith(iris.SHAPES):
        return (name, None, None) in shapes
    if name.startswith(iris.BASE):
        return (name, None, None) in vocabulary
    for namespace in _CLOSED:
        if name.startswith(str(namespace)):
            return name in namespace
    if any(name.startswith(base) for base in FOREIGN.values()):
        return (name, RDF.type, None) in vocabulary
    return name.startswith("http")


def _misplaced_names(shapes: rdflib.Graph, vocabulary: rdflib.Graph) -> Iterator[Finding]:
    for place, wrong, fr, en in (
        (SH.targetClass, _PROPERTY_TYPES, "une propriété", "a property"),
        (SH["class"], _PROPERTY_TYPES, "une propriété", "a property"),
        (SH.path, {OWL.Class}, "une classe", "a class"),
    ):
        for shape, name in shapes.subject_objects(place):
            if wrong & set(vocabulary.objects(name, RDF.type)):
                used = shorten(str(place))
                yield _wrong(
                    _owner(shapes, shape),
                    f"{shorten(str(name))} est {fr}, et ne convient pas à {used}.",
                    f"{shorten(str(name))} is {en}, and does not suit {used}.",
                )


def _unreached(shapes: rdflib.Graph, _: rdflib.Graph) -> Iterator[Finding]:
    reached = {node for _, p, node in shapes if p != RDF.type}
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in shapes.subjects(RDF.type, kind):
            if shape not in reached and not any((shape, t, None) in shapes for t in TARGETS):
                yield _wrong(
                    shape,
                    "Aucune cible, et aucune forme n’y renvoie : rien ne sera vérifié.",
                    "No target, and no shape refers to it: nothing will be checked.",
                )


def _anonymous_rules(shapes: rdflib.Graph, _: rdflib.Graph) -> Iterator[Finding]:
    for shape, rule in shapes.subject_objects(SH.property):
        if isinstance(rule, BNode):
            yield _wrong(
                shape,
                "Une règle de cette forme n’a pas d’IRI.",
                "A rule of this shape has no IRI.",
            )


def _poor_rules(shapes: rdflib.Graph, _: rdflib.Graph) -> Iterator[Finding]:
    for rule in shapes.subjects(RDF.type, SH.PropertyShape):
        for predicate in (SH.name, SH.description, SH.message):
            yield from _not_in_both_languages(shapes, rule, predicate)
        yield from _without_severity(shapes, rule)
        for predicate in (SH.group, SH.order):
            if shapes.value(rule, predicate) is None:
                name = shorten(str(predicate))
                yield _wrong(rule, f"{name} manque.", f"{name} is missing.")


def _poor_shapes(shapes: rdflib.Graph, _: rdflib.Graph) -> Iterator[Finding]:
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        yield from _not_in_both_languages(shapes, shape, RDFS.label)
        yield from _not_in_both_languages(shapes, shape, RDFS.comment)
        used = {p for p in shapes.predicates(shape) if isinstance(p, URIRef) and p in SH}
        if used - _STRUCTURE - set(TARGETS):
            yield from _not_in_both_languages(shapes, shape, SH.message)
            yield from _without_severity(shapes, shape)


def _poor_queries(shapes: rdflib.Graph, _: rdflib.Graph) -> Iterator[Finding]:
    for rule, query in shapes.subject_objects(SH.sparql):
        for ignored in (SH.severity, SH.message):
            if (query, ignored, None) in shapes:
                name = shorten(str(ignored))
                yield _wrong(
                    rule,
                    f"{name} se met sur la forme, non sur sa requête.",
                    f"{name} goes on the shape, not on its query.",
                )


def _not_in_both_languages(
    shapes: rdflib.Graph, node: Node, predicate: URIRef
) -> Iterator[Finding]:
    written = [v.language for v in shapes.objects(node, predicate) if isinstance(v, Literal)]
    if sorted(filter(None, written)) != sorted(_LANGUAGES) or None in written:
        name = shorten(str(predicate))
        yield _wrong(
            node,
            f"{name} : il en faut un en français et un en anglais.",
            f"{name}: one in French and one in English are needed.",
        )


def _without_severity(shapes: rdflib.Graph, node: Node) -> Iterator[Finding]:
    given = set(shapes.objects(node, SH.severity))
    if len(given) != 1 or not given <= _SEVERITIES:
        yield _wrong(
            node,
            "Gravité absente, double ou inconnue (sh:severity).",
            "Severity missing, double or unknown (sh:severity).",
        )


def _owner(shapes: rdflib.Graph, node: Node) -> Node:
    """Return the shape with an IRI that ``node`` is a part of."""
    while isinstance(node, BNode):
        parent = next(shapes.subjects(None, node), None)
        if parent is None:
            break
        node = parent
    return node


def _wrong(focus: Node, fr: str, en: str) -> Finding:
    return _finding(Severity.VIOLATION, focus, fr, en)


def _finding(severity: Severity, focus: Node, fr: str, en: str) -> Finding:
    return Finding(severity, Text(fr, en), focus=str(focus))


def _places(content: Content) -> dict[str, tuple[str, int]]:
    """Return file and line of every shape."""
    return {
        f"{iris.SHAPES}#{name}": (content.name(file), line)
        for file in content.files("shapes/*.ttl")
        for line, name in _subjects(file)
    }


def _subjects(file: Path) -> Iterator[tuple[int, str]]:
    for line, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        found = re.match(r"shapes:(\S+)", text)
        if found:
            yield line, found[1]
