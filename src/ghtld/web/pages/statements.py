"""Statements grouped as pages show them: by property, each value with the graphs that hold it."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from ghtld import iris
from ghtld.terms import DCTERMS, GHT, RDF, RDFS, SKOS
from ghtld.web.site import EDITION, Site

FACTS = f"{iris.BASE}id/fact/"

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(slots=True)
class Value:
    """One value, the facts that hold it and the other graphs that do."""

    term: Term
    facts: list[NamedNode] = field(default_factory=list)
    graphs: list[NamedNode] = field(default_factory=list)


@dataclass(frozen=True)
class Property:
    """A property and what it leads to (or, incoming, what it comes from).

    ``count`` is how many values there are in all; ``values`` those that the page shows.
    """

    predicate: NamedNode
    values: tuple[Value, ...]
    count: int


def said_of(
    site: Site, node: NamedNode, graph: NamedNode = EDITION
) -> dict[NamedNode, tuple[Value, ...]]:
    """Return what ``graph`` says of a thing that a page leads to; pages share such things."""
    return site.remembered(("said", node, graph), lambda: _said_of(site, node, graph))


def _said_of(site: Site, node: NamedNode, graph: NamedNode) -> dict[NamedNode, tuple[Value, ...]]:
    return {p.predicate: p.values for p in grouped(outgoing(site, node), graph)}


def pointing_at(site: Site, node: NamedNode, predicate: NamedNode) -> tuple[Value, ...]:
    """Return what leads to a thing by ``predicate``."""

    def find() -> tuple[Value, ...]:
        quads = site.statements.quads_for_pattern(None, predicate, node, None)
        found = grouped([(p, s, g) for s, p, _, g in quads], EDITION)
        return found[0].values if found else ()

    return site.remembered(("pointing", node, predicate), find)


Held = tuple[NamedNode, Term, NamedNode | BlankNode | DefaultGraph]
"""A property, what it leads to or comes from, and the graph that says so."""


def outgoing(site: Site, node: NamedNode) -> list[Held]:
    """Return what any graph says of a thing."""
    found = site.statements.quads_for_pattern(node, None, None, None)
    return [(p, o, g) for _, p, o, g in found]


def incoming(site: Site, node: NamedNode) -> list[Held]:
    """Return what any graph says that leads to a thing."""
    found = site.statements.quads_for_pattern(None, None, node, None)
    return [(p, s, g) for s, p, _, g in found]


def grouped(found: Iterable[Held], home: NamedNode) -> tuple[Property, ...]:
    """Group what ``home`` holds by property; other graphs only add where it comes from."""
    found = list(found)
    table: dict[NamedNode, dict[Term, Value]] = {}
    for predicate, term, graph in found:
        if graph == home:
            table.setdefault(predicate, {})[term] = Value(term)
    for predicate, term, graph in found:
        if graph != home and predicate in table:
            value = table[predicate].get(term)
            if value is not None and isinstance(graph, NamedNode):
                insort(value.facts if is_fact(graph) else value.graphs, graph, key=_text)
    return tuple(
        Property(predicate, tuple(sorted(values.values(), key=_reading_order)), len(values))
        for predicate, values in sorted(table.items(), key=_by_rank)
    )


def _text(node: NamedNode) -> str:
    return node.value


def _by_rank(entry: tuple[NamedNode, object]) -> tuple[int, bool, str]:
    return _rank(entry[0])


_FIRST = (RDF.type, SKOS.prefLabel, RDFS.label, DCTERMS.title, GHT.quote, GHT.nameForm)


@lru_cache(1024)
def _rank(predicate: NamedNode) -> tuple[int, bool, str]:
    place = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
    return place, predicate not in GHT, predicate.value


def _reading_order(value: Value) -> tuple[bool, bool, str, str, str]:
    """Order values as people read them, and equal ones always alike, wherever they were stored."""
    term, unsaid = value.term, not value.facts
    if isinstance(term, Literal):
        return unsaid, True, term.value, term.language or "", term.datatype.value
    return unsaid, False, str(term) if isinstance(term, Triple) else term.value, "", ""


def is_fact(node: NamedNode) -> bool:
    """Tell whether ``node`` is one fact of a document."""
    return node.value.startswith(FACTS)


def disagree(values: Sequence[Term]) -> bool:
    """Tell whether values of which one only can be true contradict each other.

    A day without its year is no contradiction of the same day of some year, nor is a year of one of
    its days.
    """
    texts = [v.value.lstrip("-") if isinstance(v, Literal) else str(v) for v in values]
    pairs = combinations(sorted(texts, key=len), 2)
    return any(not long.startswith(short) and not long.endswith(short) for short, long in pairs)
