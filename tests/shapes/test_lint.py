"""Each way for a shape to check nothing is found, in a copy broken that way and no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import BNode, Literal, URIRef
from shape_fixtures import ROOT, SHAPES, all_shapes, vocabulary

from ghtld import iris
from ghtld.content import Content
from ghtld.edition import shapes_lint
from ghtld.finding import Severity

AGREEMENT = URIRef(SHAPES + "Agreement")
STATUS = URIRef(SHAPES + "Agreement-status")
GROUND = URIRef(SHAPES + "FactGround")
SUM = URIRef(SHAPES + "Figure-partition-sum")
ORPHAN = URIRef(SHAPES + "Orphan")
GHT = rdflib.Namespace(iris.DEF + "#")

Edit = Callable[[rdflib.Graph], None]


def setting(subject: URIRef, predicate: URIRef, *values: rdflib.term.Node) -> Edit:
    def edit(shapes: rdflib.Graph) -> None:
        shapes.remove((subject, predicate, None))
        for value in values:
            shapes.add((subject, predicate, value))

    return edit


def adding(subject: URIRef, predicate: URIRef, value: rdflib.term.Node) -> Edit:
    return lambda shapes: shapes.add((subject, predicate, value)) and None


def _misspell_min_count(shapes: rdflib.Graph) -> None:
    shapes.remove((STATUS, SH.minCount, None))
    shapes.add((STATUS, URIRef(str(SH) + "minCont"), Literal(1)))


def _misspell_in_a_list(shapes: rdflib.Graph) -> None:
    node = next(s for s in shapes.subjects(SH["class"], GHT.Agreement) if isinstance(s, BNode))
    shapes.set((node, SH["class"], GHT.Agrement))


def _query(old: str, new: str) -> Edit:
    def edit(shapes: rdflib.Graph) -> None:
        node = shapes.value(SUM, SH.sparql)
        text = str(shapes.value(node, SH.select))
        assert old in text
        shapes.set((node, SH.select, Literal(text.replace(old, new))))

    return edit


def _on_the_query(predicate: URIRef, value: rdflib.term.Node) -> Edit:
    return lambda shapes: shapes.add((shapes.value(SUM, SH.sparql), predicate, value)) and None


def _anonymous(shapes: rdflib.Graph) -> None:
    rule = BNode()
    shapes.add((AGREEMENT, SH.property, rule))
    shapes.add((rule, SH.path, GHT.clause))
    shapes.add((rule, SH.minCount, Literal(1)))


BROKEN: dict[str, tuple[Edit, URIRef, str]] = {
    "unknown target class": (
        setting(AGREEMENT, SH.targetClass, GHT.Agrement),
        AGREEMENT,
        "Unknown name: ght:Agrement.",
    ),
    "unknown path": (
        setting(STATUS, SH.path, GHT.statut),
        STATUS,
        "Unknown name: ght:statut.",
    ),
    "unknown foreign term": (
        setting(STATUS, SH["class"], URIRef("http://www.w3.org/2004/02/skos/core#Concpt")),
        STATUS,
        "Unknown name: skos:Concpt.",
    ),
    "unknown term of a vocabulary without closed list": (
        setting(STATUS, SH.path, URIRef("http://www.w3.org/ns/oa#exacte")),
        STATUS,
        "Unknown name: oa:exacte.",
    ),
    "unknown SHACL term": (_misspell_min_count, STATUS, "Unknown name: sh:minCont."),
    "unknown class inside sh:or": (
        _misspell_in_a_list,
        URIRef(SHAPES + "Agreement-legalBasis"),
        "Unknown name: ght:Agrement.",
    ),
    "unknown rule": (
        adding(AGREEMENT, SH.property, URIRef(SHAPES + "Agreement-statut")),
        AGREEMENT,
        "Unknown name: shapes:Agreement-statut.",
    ),
    "unknown group": (
        setting(STATUS, SH.group, URIRef(SHAPES + "group-autre")),
        STATUS,
        "Unknown name: shapes:group-autre.",
    ),
    "unknown term in a query": (
        _query("ght:partition", "ght:parts"),
        SUM,
        "Unknown name: ght:parts.",
    ),
    "undeclared prefix in a query": (
        _query("ght:partition", "gth:partition"),
        SUM,
        "Unknown name: gth:partition.",
    ),
    "unknown concept in a query": (
        _query("ght:partition", f"<{iris.BASE}id/concept/status/faite>"),
        SUM,
        "Unknown name: status:faite.",
    ),
    "a property as target class": (
        setting(AGREEMENT, SH.targetClass, GHT.party),
        AGREEMENT,
        "ght:party is a property, and does not suit sh:targetClass.",
    ),
    "a property as class of values": (
        setting(STATUS, SH["class"], GHT.party),
        STATUS,
        "ght:party is a property, and does not suit sh:class.",
    ),
    "a class as path": (
        setting(STATUS, SH.path, GHT.Agreement),
        STATUS,
        "ght:Agreement is a class, and does not suit sh:path.",
    ),
    "no target": (
        setting(AGREEMENT, SH.targetClass),
        AGREEMENT,
        "No target, and no shape refers to it: nothing will be checked.",
    ),
    "a rule that no shape has": (
        lambda shapes: shapes.remove((None, SH.property, STATUS)) and None,
        STATUS,
        "No target, and no shape refers to it: nothing will be checked.",
    ),
    "a rule without IRI": (_anonymous, AGREEMENT, "A rule of this shape has no IRI."),
    "no name": (
        setting(STATUS, SH.name),
        STATUS,
        "sh:name: one in French and one in English are needed.",
    ),
    "no description in English": (
        setting(STATUS, SH.description, Literal("Le statut.", lang="fr")),
        STATUS,
        "sh:description: one in French and one in English are needed.",
    ),
    "no message in French": (
        setting(STATUS, SH.message, Literal("One status.", lang="en")),
        STATUS,
        "sh:message: one in French and one in English are needed.",
    ),
    "a message without language": (
        adding(STATUS, SH.message, Literal("One status.")),
        STATUS,
        "sh:message: one in French and one in English are needed.",
    ),
    "no severity": (
        setting(STATUS, SH.severity),
        STATUS,
        "Severity missing, double or unknown (sh:severity).",
    ),
    "two severities": (
        setting(STATUS, SH.severity, SH.Warning, SH.Info),
        STATUS,
        "Severity missing, double or unknown (sh:severity).",
    ),
    "unknown severity": (
        setting(STATUS, SH.severity, SH.Literal),
        STATUS,
        "Severity missing, double or unknown (sh:severity).",
    ),
    "no group": (setting(STATUS, SH.group), STATUS, "sh:group is missing."),
    "no order": (setting(STATUS, SH.order), STATUS, "sh:order is missing."),
    "a shape without label": (
        setting(AGREEMENT, RDFS.label),
        AGREEMENT,
        "rdfs:label: one in French and one in English are needed.",
    ),
    "a shape without comment": (
        setting(AGREEMENT, RDFS.comment),
        AGREEMENT,
        "rdfs:comment: one in French and one in English are needed.",
    ),
    "a shape with a constraint and no message": (
        setting(GROUND, SH.message),
        GROUND,
        "sh:message: one in French and one in English are needed.",
    ),
    "a shape with a constraint and no severity": (
        setting(GROUND, SH.severity),
        GROUND,
        "Severity missing, double or unknown (sh:severity).",
    ),
    "a severity on a query": (
        _on_the_query(SH.severity, SH.Warning),
        SUM,
        "sh:severity goes on the shape, not on its query.",
    ),
    "a message on a query": (
        _on_the_query(SH.message, Literal("Somme", lang="fr")),
        SUM,
        "sh:message goes on the shape, not on its query.",
    ),
}


def copy() -> rdflib.Graph:
    return rdflib.Graph() + all_shapes()


def test_the_shapes_are_clean():
    assert shapes_lint.lint(all_shapes(), vocabulary()) == []


@pytest.mark.parametrize(("edit", "focus", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_copy_is_found(edit: Edit, focus: URIRef, sentence: str):
    shapes = copy()
    edit(shapes)
    found = shapes_lint.lint(shapes, vocabulary())
    assert sentence in {f.message.en for f in found if f.focus == str(focus)}, found
    assert {f.severity for f in found} == {Severity.VIOLATION}
    assert all(f.message.fr != f.message.en for f in found)


def test_a_shape_that_checked_nothing_is_reported():
    shapes, data = rdflib.Graph(), rdflib.Graph()
    shapes.add((ORPHAN, RDF.type, SH.NodeShape))
    shapes.add((ORPHAN, SH.targetClass, GHT.Agreement))
    (finding,) = shapes_lint.idle_shapes(shapes, data)
    assert (finding.severity, finding.focus) == (Severity.WARNING, str(ORPHAN))


@pytest.mark.parametrize(
    ("target", "value", "triple"),
    [
        (SH.targetClass, GHT.Event, (GHT.x, RDF.type, GHT.Event)),
        (SH.targetClass, GHT.Event, (GHT.x, RDF.type, GHT.Signing)),
        (SH.targetNode, GHT.x, (GHT.x, RDFS.label, Literal("x"))),
        (SH.targetSubjectsOf, GHT.quote, (GHT.x, GHT.quote, Literal("x"))),
        (SH.targetObjectsOf, GHT.quote, (GHT.x, GHT.quote, Literal("x"))),
    ],
)
def test_a_shape_that_checked_something_is_not(target, value, triple):
    shapes, data = rdflib.Graph(), rdflib.Graph()
    data.add((GHT.Signing, RDFS.subClassOf, GHT.Event))
    shapes.add((ORPHAN, target, value))
    assert len(shapes_lint.idle_shapes(shapes, data)) == 1
    data.add(triple)
    assert shapes_lint.idle_shapes(shapes, data) == []


def test_one_target_that_answers_is_enough():
    shapes, data = rdflib.Graph(), rdflib.Graph()
    shapes.add((ORPHAN, SH.targetClass, GHT.Nobody))
    shapes.add((ORPHAN, SH.targetSubjectsOf, GHT.quote))
    data.add((GHT.x, GHT.quote, Literal("x")))
    assert shapes_lint.idle_shapes(shapes, data) == []


def test_a_finding_says_where_the_shape_is_written():
    shapes = copy()
    BROKEN["no name"][0](shapes)
    found = list(shapes_lint.findings(Content(ROOT), shapes, vocabulary()))
    place = next(f for f in found if f.focus == str(STATUS))
    line = Path(ROOT, place.file).read_text(encoding="utf-8").splitlines()[place.line - 1]
    assert (place.file, line) == (
        "shapes/agreement.ttl",
        "shapes:Agreement-status a sh:PropertyShape ;",
    )
