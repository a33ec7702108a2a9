"""What is said of X by P, in which graph, by which fact: the look-ups behind every page.

Rooms above ask here and match no patterns of their own. There are two ways to ask:

* *The statements of a store*, or of anything that finds statements as a store does: ``objects`` and
  ``subjects`` of a property, ``literals`` and ``nodes`` among them, ``instances`` of a class, what
  is ``outgoing`` from a thing or ``incoming``, the ``contents`` of a graph, the ``holders`` of a
  statement. Without a graph, any is
  meant, so that a statement comes once for each graph that holds it.
* *The values of a site* and their sources: ``properties_of`` a thing, ``values_leading_to`` it.
  A fact is a graph (``iris.is_fact``): a value names the facts that hold it and, apart, the other
  graphs, such as a rule's or an extract's. The site remembers them, for pages share them.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ghtld import iris
from ghtld.engine.interface import Statements
from ghtld.terms import DCTERMS, GHT, RDF, RDFS, SKOS
from ghtld.web.site import EDITION, Site

Term = NamedNode | BlankNode | Literal | Triple


def objects(
    store: Statements,
    subject: NamedNode | BlankNode,
    predicate: NamedNode,
    graph: NamedNode | None = None,
) -> Iterator[Term]:
    """Yield what ``subject`` leads to by ``predicate``."""
    for quad in store.quads_for_pattern(subject, predicate, None, graph):
        yield quad.object


def subjects(
    store: Statements, predicate: NamedNode, object_: Term, graph: NamedNode | None = None
) -> list[NamedNode]:
    """Return what leads to ``object_`` by ``predicate`` and has a name, each once, sorted."""
    found = store.quads_for_pattern(None, predicate, object_, graph)
    return _named({quad.subject for quad in found})


def literals(
    store: Statements,
    node: NamedNode | BlankNode,
    predicate: NamedNode,
    graph: NamedNode | None = None,
) -> list[Literal]:
    """Return the literals that ``node`` has, each once, sorted."""
    found = {term for term in objects(store, node, predicate, graph) if isinstance(term, Literal)}
    return sorted(found, key=str)


def nodes(store: Statements, node: NamedNode, *predicates: NamedNode) -> list[NamedNode]:
    """Return the things with a name that ``node`` leads to, each once, sorted."""
    return _named({term for p in predicates for term in objects(store, node, p)})


def instances(store: Statements, cls: NamedNode, graph: NamedNode | None = None) -> list[NamedNode]:
    """Return the things with a name of a class, each once, sorted."""
    return subjects(store, RDF.type, cls, graph)


def pairs(
    store: Statements, predicate: NamedNode, graph: NamedNode | None = None
) -> Iterator[tuple[NamedNode | BlankNode | Triple, Term]]:
    """Yield both ends of each statement with a property."""
    for quad in store.quads_for_pattern(None, predicate, None, graph):
        yield quad.subject, quad.object


def outgoing(
    store: Statements, node: NamedNode | BlankNode, graph: NamedNode | None = None
) -> Iterator[Quad]:
    """Return the statements about ``node``."""
    return store.quads_for_pattern(node, None, None, graph)


def incoming(store: Statements, node: Term, graph: NamedNode | None = None) -> Iterator[Quad]:
    """Return the statements that lead to ``node``."""
    return store.quads_for_pattern(None, None, node, graph)


def holders(
    store: Statements,
    subject: NamedNode,
    predicate: NamedNode | None = None,
    object_: Term | None = None,
) -> set[NamedNode]:
    """Return the graphs that hold a statement."""
    found = store.quads_for_pattern(subject, predicate, object_, None)
    return {quad.graph_name for quad in found if isinstance(quad.graph_name, NamedNode)}


def contents(store: Statements, graph: NamedNode) -> Iterator[Quad]:
    """Return the statements that ``graph`` holds: of a fact, what its words say."""
    return store.quads_for_pattern(None, None, None, graph)


def _named(terms: Iterable[object]) -> list[NamedNode]:
    return sorted((term for term in terms if isinstance(term, NamedNode)), key=str)


def _text(node: NamedNode) -> str:
    return node.value


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


Properties = Mapping[NamedNode, tuple[Value, ...]]
"""The values of a thing by property."""

Statement = tuple[NamedNode, Term, object]
"""A property, what it leads to or comes from, and the graph that says so."""


def properties_of(site: Site, node: NamedNode, graph: NamedNode = EDITION) -> Properties:
    """Return what ``graph`` says of a thing, by property."""

    def find() -> Properties:
        found = grouped(statements_of(site, node), graph)
        return {each.predicate: each.values for each in found}

    return site.remembered(("properties", node, graph), find)


def values_leading_to(site: Site, node: NamedNode, predicate: NamedNode) -> tuple[Value, ...]:
    """Return the things that lead to ``node`` by ``predicate`` in the edition."""

    def find() -> tuple[Value, ...]:
        quads = site.statements.quads_for_pattern(None, predicate, node, None)
        found = grouped([(p, s, g) for s, p, _, g in quads], EDITION)
        return found[0].values if found else ()

    return site.remembered(("leading", node, predicate), find)


def statements_of(site: Site, node: NamedNode) -> list[Statement]:
    """Return what any graph says of a thing."""
    return [(p, o, g) for _, p, o, g in outgoing(site.statements, node)]


def statements_leading_to(site: Site, node: NamedNode) -> list[Statement]:
    """Return what any graph says that leads to a thing."""
    return [(p, s, g) for s, p, _, g in incoming(site.statements, node)]


def grouped(found: Iterable[Statement], home: NamedNode) -> tuple[Property, ...]:
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
                is_fact = iris.is_fact(graph.value)
                insort(value.facts if is_fact else value.graphs, graph, key=_text)
    return tuple(
        Property(predicate, tuple(sorted(values.values(), key=_reading_order)), len(values))
        for predicate, values in sorted(table.items(), key=_by_rank)
    )


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
