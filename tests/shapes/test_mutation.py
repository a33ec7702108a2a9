"""Weaken every constraint in turn: some fixture of its shape must notice.

A mutant that survives is a constraint nobody would miss: add the fixture, or drop the constraint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Literal, Node, URIRef
from shape_fixtures import (
    HEADER,
    SHAPES,
    Expected,
    Fixture,
    Triple,
    all_fixtures,
    all_shapes,
    closure,
    data_of,
    node_shapes,
    slice_of,
    summary,
)

from ghtld.edition.validate import validate

pytestmark = pytest.mark.mutation

TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
SPOKEN = {SH.name, SH.description, SH.message, SH.group, SH.order, SH.severity}
STRUCTURE = {SH.path, SH.alternativePath, SH.inversePath, SH.zeroOrMorePath, SH.select, SH.prefixes}
LOWER = {SH.minCount, SH.qualifiedMinCount, SH.minInclusive}
HIGHER = {SH.maxCount, SH.qualifiedMaxCount}
LISTS = (SH["or"], SH.xone, SH["in"], SH.languageIn, SH.alternativePath)
ELSEWHERE = URIRef("https://w3id.org/ghtld/def#elsewhere")


@dataclass(frozen=True)
class Mutant:
    """What is taken from a shape and what is put in its place."""

    name: str
    out: tuple[Triple, ...]
    into: tuple[Triple, ...] = ()


def mutants(shape: rdflib.Graph, triples: Iterable[Triple]) -> Iterator[Mutant]:
    for triple in sorted(triples, key=str):
        node, predicate, value = triple
        if not (isinstance(predicate, URIRef) and predicate in SH):
            continue
        if predicate not in SPOKEN | STRUCTURE:
            yield Mutant(f"without {_said(triple)}", (triple,))
        if predicate in LOWER | HIGHER:
            step = 1 if predicate in HIGHER else -1
            looser = Literal(int(value) + step)
            yield Mutant(f"looser {_said(triple)}", (triple,), ((node, predicate, looser),))
        if predicate in TARGETS or (predicate == SH.path and _chooses(shape, node, value)):
            yield Mutant(f"elsewhere {_said(triple)}", (triple,), ((node, predicate, ELSEWHERE),))
        if predicate == SH.severity:
            other = SH.Info if value != SH.Info else SH.Warning
            yield Mutant(f"weaker {_said(triple)}", (triple,), ((node, predicate, other),))
        if predicate in LISTS:
            yield from _shorter_lists(shape, triple)


def _chooses(shape: rdflib.Graph, rule: Node, path: Node) -> bool:
    """A query chooses its values itself; its path only tells readers where to look."""
    return isinstance(path, URIRef) and (rule, SH.sparql, None) not in shape


def _shorter_lists(shape: rdflib.Graph, triple: Triple) -> Iterator[Mutant]:
    members = list(Collection(shape, triple[2]))
    for index, member in enumerate(members):
        shorter = rdflib.Graph()
        Collection(shorter, head := BNode(), members[:index] + members[index + 1 :])
        into = ((*triple[:2], head), *shorter)
        yield Mutant(f"{_said(triple)} without member {index}: {member}", (triple,), into)


def _said(triple: Triple) -> str:
    return " ".join(str(part).rpartition("#")[2] for part in triple)


@contextmanager
def mutated(shape: rdflib.Graph, mutant: Mutant) -> Iterator[None]:
    for triple in mutant.out:
        shape.remove(triple)
    for triple in mutant.into:
        shape.add(triple)
    try:
        yield
    finally:
        for triple in mutant.into:
            shape.remove(triple)
        for triple in mutant.out:
            shape.add(triple)


@dataclass(frozen=True)
class Bench:
    """The smallest graph that still runs one rule, and what its fixtures expect of that rule."""

    graph: rdflib.Graph
    mutants: tuple[Mutant, ...]
    trials: tuple[tuple[Fixture, Expected], ...]

    def survivors(self) -> list[str]:
        assert not self.noticed(), "the fixtures fail before anything is weakened"
        return [m.name for m in self.mutants if not self._killed(m)]

    def _killed(self, mutant: Mutant) -> bool:
        with mutated(self.graph, mutant):
            return self.noticed(first=str(mutant.out[0][2]))

    def noticed(self, first: str = "") -> bool:
        trials = sorted(self.trials, key=lambda t: all(shape != first for _, shape, _ in t[1]))
        return any(summary(validate(data_of(x), self.graph)) != said for x, said in trials)


def bench_of_node(shape: URIRef) -> Bench:
    """Weaken the targets, the constraints of the node itself, and the list of its rules."""
    graph = rdflib.Graph() + slice_of(shape)
    own = [t for t in closure(shape) if _root(shape, t[0]) == shape]
    fixtures = [x for x in all_fixtures() if x.shape == shape]
    return Bench(graph, tuple(mutants(graph, own)), tuple((x, x.expected) for x in fixtures))


def bench_of_rule(shape: URIRef, rule: URIRef) -> Bench:
    """Weaken one rule, alone on the targets of its shape."""
    graph = rdflib.Graph()
    for triple in [*closure(HEADER), *closure(rule), (shape, SH.property, rule)]:
        graph.add(triple)
    for triple in slice_of(shape).triples((shape, None, None)):
        if triple[1] in TARGETS or triple[1] == RDF.type:
            graph.add(triple)
    trials = [(x, _of(rule, x.expected)) for x in all_fixtures() if x.shape == shape]
    trials.sort(key=lambda trial: not trial[1])
    owned = [t for t in closure(rule) if not isinstance(t[2], URIRef) or t[1] != SH.group]
    owned = [t for t in owned if t[0] == rule or isinstance(t[0], BNode)]
    return Bench(graph, tuple(mutants(graph, owned)), tuple(trials))


def _of(rule: URIRef, expected: Expected) -> Expected:
    return Expected({key: count for key, count in expected.items() if key[1] == str(rule)})


def _root(shape: URIRef, node: Node) -> Node:
    """The named node of which ``node`` is a part."""
    while isinstance(node, BNode):
        node = next(all_shapes().subjects(None, node))
    return node


def rules() -> list[tuple[URIRef, URIRef]]:
    pairs = all_shapes().subject_objects(SH.property)
    return sorted((s, r) for s, r in pairs if isinstance(s, URIRef) and isinstance(r, URIRef))


@pytest.mark.parametrize("shape", node_shapes(), ids=lambda shape: shape.fragment)
def test_a_weakened_shape_is_noticed(shape: URIRef):
    bench = bench_of_node(shape)
    assert bench.mutants
    assert bench.survivors() == []


@pytest.mark.parametrize(("shape", "rule"), rules(), ids=lambda node: node.fragment)
def test_a_weakened_rule_is_noticed(shape: URIRef, rule: URIRef):
    bench = bench_of_rule(shape, rule)
    assert bench.mutants
    assert bench.survivors() == []


def test_a_useless_constraint_survives():
    """This test can fail: a constraint that no fixture breaks is reported."""
    shape = URIRef(SHAPES + "Agreement")
    bench = bench_of_rule(shape, URIRef(SHAPES + "Agreement-status"))
    useless = (URIRef(SHAPES + "Agreement-status"), SH.minLength, Literal(1))
    bench.graph.add(useless)
    (survivor,) = replace(bench, mutants=(Mutant("without it", (useless,)),)).survivors()
    assert survivor == "without it"
