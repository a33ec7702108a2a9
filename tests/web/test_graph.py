"""Look-ups of statements: one module of the web makes them, and tells where each value is from."""

import ast
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

import ghtld.web
from ghtld.terms import RDF
from ghtld.web import graph

ROOM = Path(ghtld.web.__file__).parent
LOOK_UPS = {
    "graph.py": "it is what the others ask",
    "site.py": "it lies below: a site knows the names, the kinds and the layers of its things",
}
"""Which modules of the web match patterns themselves, and why."""

A, B, C, P, Q = (NamedNode(f"https://example.org/{name}") for name in "abcpq")
FACT = NamedNode("https://w3id.org/ghtld/id/fact/000-01")
RULE = NamedNode("https://w3id.org/ghtld/id/graph/inferred-types")


def test_one_module_matches_patterns():
    asking = {
        path.relative_to(ROOM).as_posix()
        for path in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "quads_for_pattern"
    }
    assert asking - set(LOOK_UPS) == set(), "ask web/graph.py"
    assert {"graph.py", "site.py"} <= asking


@pytest.fixture
def store() -> Store:
    made = Store()
    made.extend(
        [
            Quad(A, P, B, graph.EDITION),
            Quad(A, P, B, FACT),
            Quad(A, P, B, RULE),
            Quad(A, P, C, graph.EDITION),
            Quad(A, Q, Literal("b", language="fr"), graph.EDITION),
            Quad(A, Q, Literal("a", language="en"), RULE),
            Quad(A, RDF.type, C, RULE),
            Quad(BlankNode(), P, B, graph.EDITION),
            Quad(C, P, B, graph.EDITION),
        ]
    )
    return made


def test_look_ups_in_a_store(store):
    assert list(graph.objects(store, A, P, FACT)) == [B]
    assert sorted(map(str, graph.objects(store, A, P))) == [str(B)] * 3 + [str(C)]
    assert graph.nodes(store, A, P, RDF.type) == [B, C]
    assert graph.subjects(store, P, B) == [A, C]
    assert graph.subjects(store, P, B, FACT) == [A]
    assert [literal.value for literal in graph.literals(store, A, Q)] == ["a", "b"]
    assert [literal.value for literal in graph.literals(store, A, Q, RULE)] == ["a"]
    assert graph.instances(store, C) == [A]
    assert graph.instances(store, C, graph.EDITION) == []
    assert list(graph.pairs(store, Q, RULE)) == [(A, Literal("a", language="en"))]
    assert {quad.object for quad in graph.outgoing(store, A, graph.EDITION)} >= {B, C}
    assert {quad.subject for quad in graph.incoming(store, C)} == {A}
    assert [quad.subject for quad in graph.contents(store, FACT)] == [A]
    assert graph.holders(store, A, P) == {FACT, RULE, graph.EDITION}
    assert graph.holders(store, A, P, C) == {graph.EDITION}


def test_a_value_names_its_facts_apart_from_other_graphs(store):
    found = [(quad.predicate, quad.object, quad.graph_name) for quad in graph.outgoing(store, A)]
    by_predicate = {each.predicate: each for each in graph.grouped(found, graph.EDITION)}
    assert set(by_predicate) == {P, Q}, "what only a rule says is not the edition's"
    first, second = by_predicate[P].values
    assert (first.term, first.facts, first.graphs) == (B, [FACT], [RULE]), "a fact's comes first"
    assert (second.term, second.facts, second.graphs) == (C, [], [])
    assert by_predicate[P].count == 2
    (words,) = by_predicate[Q].values
    assert (words.term, words.graphs) == (Literal("b", language="fr"), [])
