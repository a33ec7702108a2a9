"""Run the rules: small SPARQL CONSTRUCT queries, each into a graph of its own.

A rule (``ontology/rules/{name}.rq``) reads the edition so far: the layers source, evidence,
editorial, concepts and vocabulary, and what the rules named in its ``after`` heading have made.
Its triples go to ``graph/inferred-{name}``; with ``#+ into: each-fact`` it reads one fact graph at
a time (bound to ``?fact``) and what it makes joins that fact, because the fact's words say it.
A triple that the edition holds already is not made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from pyoxigraph import NamedNode, Quad, QueryTriples, Store, Triple, Variable

from ghtld import iris
from ghtld.content import AnnotatedQuery, Content, read_query
from ghtld.edition import layers
from ghtld.finding import Finding, Invalid, violation
from ghtld.terms import PREFIXES


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the names of the rules it builds on, where it writes, its query."""

    name: str
    after: tuple[str, ...]
    into_each_fact: bool
    query: AnnotatedQuery

    @property
    def graph(self) -> NamedNode:
        """Return the graph that the rule's triples go to (unless they join each fact)."""
        return iris.graph(f"inferred-{self.name}")


def load_rules(content: Content) -> list[Rule]:
    """Read the rules, each after those it builds on; raise Invalid when they have no order."""
    rules = {path.stem: _rule(read_query(path)) for path in content.files("ontology/rules/*.rq")}
    sorter = TopologicalSorter({name: sorted(rule.after) for name, rule in sorted(rules.items())})
    try:
        order = list(sorter.static_order())
        return [rules[name] for name in order]
    except (CycleError, KeyError) as reason:
        raise Invalid(
            violation(
                f"Ordre des règles impossible : {reason}.", f"The rules have no order: {reason}."
            )
        ) from reason


def _rule(query: AnnotatedQuery) -> Rule:
    after = query.heading.get("after", "").replace(",", " ").split()
    return Rule(query.name, tuple(after), query.heading.get("into") == "each-fact", query)


def infer(quads: Iterable[Quad], rules: Iterable[Rule]) -> list[Quad]:
    """Return what ``rules`` add to ``quads``, in a fixed order."""
    store = Store()
    store.extend(quads)
    made: list[Quad] = []
    for rule in rules:
        new = sorted(_run(store, rule), key=str)
        store.extend(new)
        made.extend(new)
    return made


def _run(store: Store, rule: Rule) -> list[Quad]:
    edition = edition_graphs(store)
    if not rule.into_each_fact:
        triples = _construct(store, rule, edition, {})
        return [q for q in _in_graph(triples, rule.graph) if not _known(store, q, edition)]
    made: list[Quad] = []
    for graph in edition:
        if iris.is_fact(graph.value):
            triples = _construct(store, rule, [graph], {Variable("fact"): graph})
            made += [q for q in _in_graph(triples, graph) if q not in store]
    return made


def edition_graphs(store: Store) -> list[NamedNode]:
    """Return the graphs of ``store`` whose layers make up the edition, sorted."""
    named = (g for g in store.named_graphs() if isinstance(g, NamedNode))
    chosen = (g for g in named if layers.layer_of(g.value) in layers.EDITION)
    return sorted(chosen, key=lambda g: g.value)


def _construct(
    store: Store, rule: Rule, graphs: list[NamedNode], bindings: dict[Variable, NamedNode]
) -> list[Triple]:
    try:
        result = store.query(
            rule.query.text,
            prefixes=PREFIXES,
            default_graph=list(graphs),
            substitutions=dict(bindings),
        )
    except SyntaxError as error:
        raise Invalid(_broken(rule, str(error))) from error
    if not isinstance(result, QueryTriples):
        raise Invalid(_broken(rule, "CONSTRUCT"))
    return list(result)


def _in_graph(triples: Iterable[Triple], graph: NamedNode) -> list[Quad]:
    return [Quad(t.subject, t.predicate, t.object, graph) for t in dict.fromkeys(triples)]


def _known(store: Store, quad: Quad, graphs: list[NamedNode]) -> bool:
    edition = set(graphs)
    same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(found.graph_name in edition for found in same)


def _broken(rule: Rule, why: str) -> Finding:
    return violation(
        f"La règle {rule.name} ne s’exécute pas : {why}.",
        f"The rule {rule.name} does not run: {why}.",
        file=f"ontology/rules/{rule.name}.rq",
    )
