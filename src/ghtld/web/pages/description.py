"""What a release says of a thing, and where each statement comes from.

A value's sources are the facts that hold it, each with the words behind it; a value that no fact
holds names the graph it comes from. What other layers know (register, law, external) stands apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from ghtld import iris
from ghtld.terms import GHT, LAYER, PROV, RDF
from ghtld.web.graph import (
    Property,
    Statement,
    Value,
    contents,
    grouped,
    statements_leading_to,
    statements_of,
)
from ghtld.web.pages.paging import Page
from ghtld.web.pages.quotations import places
from ghtld.web.site import EDITION, Site

ON_A_PAGE = 150
"""How many values of all properties together a page shows; the data hold them all."""


@dataclass(frozen=True)
class Aside:
    """What one graph outside the edition says: of the thing, and of others that point at it."""

    graph: NamedNode
    outgoing: tuple[Property, ...]
    incoming: tuple[Property, ...]


@dataclass(frozen=True)
class Description:
    """What a release says of one thing, as far as one page shows it."""

    node: NamedNode
    page: Page
    types: tuple[NamedNode, ...]
    outgoing: tuple[Property, ...]
    incoming: tuple[Property, ...]
    asides: tuple[Aside, ...]
    contents: tuple[Triple, ...]


def describe(site: Site, node: NamedNode, number: int = 1) -> Description:
    """Return what ``site`` says of ``node`` on page ``number``; raise NoSuchPage."""
    out, pointing = statements_of(site, node), statements_leading_to(site, node)
    outgoing = grouped(out, EDITION)
    leading = _in_reading_order(site, grouped(pointing, EDITION))
    asides = list(_asides(site, out, pointing))
    triples = _contents(site, node)
    page = Page.over(number, _lengths(outgoing, leading, asides, triples), ON_A_PAGE)
    parts = [Aside(a.graph, _part(a.outgoing, page), _part(a.incoming, page)) for a in asides]
    return Description(
        node=node,
        page=page,
        types=tuple(_types(site, out)),
        outgoing=_part(outgoing, page),
        incoming=_part(leading, page),
        asides=tuple(part for part in parts if part.outgoing or part.incoming),
        contents=tuple(page.part(triples)),
    )


def _in_reading_order(site: Site, properties: tuple[Property, ...]) -> tuple[Property, ...]:
    """Order the facts quoted from a document as its text does; their selectors come last."""
    return tuple(
        Property(p.predicate, tuple(sorted(p.values, key=_place(site))), p.count)
        if p.predicate == PROV.wasQuotedFrom
        else p
        for p in properties
    )


def _place(site: Site) -> Callable[[Value], tuple[bool, int, str]]:
    known = places(site)

    def key(value: Value) -> tuple[bool, int, str]:
        if not isinstance(value.term, NamedNode):
            return True, -1, str(value.term)
        start = known.get(value.term, ("", -1))[1]
        return not iris.is_fact(value.term.value), start, str(value.term)

    return key


def _lengths(
    outgoing: Iterable[Property],
    incoming: Iterable[Property],
    asides: Iterable[Aside],
    contents: Sequence[Triple],
) -> Iterator[int]:
    apart = (p for aside in asides for p in (*aside.outgoing, *aside.incoming))
    yield from (len(p.values) for p in (*outgoing, *incoming, *apart))
    yield len(contents)


def _part(properties: tuple[Property, ...], page: Page) -> tuple[Property, ...]:
    if page.pages == 1:
        return properties
    parts = (Property(p.predicate, tuple(page.part(p.values)), p.count) for p in properties)
    return tuple(part for part in parts if part.values)


def _types(site: Site, out: Iterable[Statement]) -> Iterator[NamedNode]:
    """Yield the types that were stated; those that only a rule adds stand in the table."""
    types = {
        term
        for predicate, term, graph in out
        if predicate == RDF.type
        and isinstance(term, NamedNode)
        and isinstance(graph, NamedNode)
        and graph != EDITION
        and site.layers.get(graph) != LAYER.deduit
    }
    yield from sorted(types, key=lambda node: (node not in GHT, node.value))


_FLATTENED = frozenset(
    (LAYER.source, LAYER.preuve, LAYER.editorial, LAYER.concepts, LAYER.vocabulaire, LAYER.deduit)
)
"""The layers that the edition is made of: all that their graphs say is in it."""


def _asides(site: Site, out: list[Statement], pointing: list[Statement]) -> Iterator[Aside]:
    graphs = {graph for held in (out, pointing) for _, _, graph in held}
    beyond = [
        graph
        for graph in graphs
        if isinstance(graph, NamedNode)
        and graph != EDITION
        and site.layers.get(graph) not in _FLATTENED
    ]
    for graph in sorted(beyond, key=str):
        if _adds(out, graph) or _adds(pointing, graph):
            yield Aside(graph, grouped(out, graph), grouped(pointing, graph))


def _adds(held: list[Statement], graph: NamedNode) -> bool:
    """Tell whether ``graph`` says anything that the edition does not."""
    flattened = {(predicate, term) for predicate, term, home in held if home == EDITION}
    return any(home == graph and (p, term) not in flattened for p, term, home in held)


def _contents(site: Site, node: NamedNode) -> list[Triple]:
    """Return what a fact says; nothing of any other thing."""
    if not iris.is_fact(node.value):
        return []
    return sorted((quad.triple for quad in contents(site.statements, node)), key=str)
