"""What a release says of a thing, and where each statement comes from.

A value's sources are the facts that hold it, each with the words behind it; a value that no fact
holds names the graph it comes from. What other layers know (register, law, external) stands apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from ghtld.terms import GHT, LAYER, PROV, RDF
from ghtld.web.pages.paging import Page
from ghtld.web.pages.quotations import places
from ghtld.web.pages.statements import (
    Held,
    Property,
    Value,
    grouped,
    incoming,
    is_fact,
    outgoing,
)
from ghtld.web.site import EDITION, Site

ON_A_PAGE = 150
"""How many values of all properties together a page shows; the data hold them all."""


@dataclass(frozen=True)
class Aside:
    """What one graph outside the edition says: of the thing, and of others that point at it."""

    graph: NamedNode
    said: tuple[Property, ...]
    incoming: tuple[Property, ...]


@dataclass(frozen=True)
class Description:
    """What a release says of one thing, as far as one page shows it."""

    node: NamedNode
    page: Page
    types: tuple[NamedNode, ...]
    said: tuple[Property, ...]
    incoming: tuple[Property, ...]
    asides: tuple[Aside, ...]
    contents: tuple[Triple, ...]


def describe(site: Site, node: NamedNode, number: int = 1) -> Description:
    """Return what ``site`` says of ``node`` on page ``number``; raise NoSuchPage."""
    out, pointing = outgoing(site, node), incoming(site, node)
    said = grouped(out, EDITION)
    leading = _in_reading_order(site, grouped(pointing, EDITION))
    asides = list(_asides(site, out, pointing))
    contents = list(_contents(site, node))
    page = Page.over(number, _lengths(said, leading, asides, contents), ON_A_PAGE)
    parts = [Aside(a.graph, _part(a.said, page), _part(a.incoming, page)) for a in asides]
    return Description(
        node=node,
        page=page,
        types=tuple(_types(site, out)),
        said=_part(said, page),
        incoming=_part(leading, page),
        asides=tuple(part for part in parts if part.said or part.incoming),
        contents=tuple(page.part(contents)),
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
        fact = isinstance(value.term, NamedNode) and is_fact(value.term)
        start = known.get(value.term, ("", -1))[1] if isinstance(value.term, NamedNode) else -1
        return not fact, start, str(value.term)

    return key


def _lengths(
    said: Iterable[Property],
    incoming: Iterable[Property],
    asides: Iterable[Aside],
    contents: Sequence[Triple],
) -> Iterator[int]:
    apart = (p for aside in asides for p in (*aside.said, *aside.incoming))
    yield from (len(p.values) for p in (*said, *incoming, *apart))
    yield len(contents)


def _part(properties: tuple[Property, ...], page: Page) -> tuple[Property, ...]:
    if page.pages == 1:
        return properties
    parts = (Property(p.predicate, tuple(page.part(p.values)), p.count) for p in properties)
    return tuple(part for part in parts if part.values)


def _types(site: Site, out: Iterable[Held]) -> Iterator[NamedNode]:
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


def _asides(site: Site, out: list[Held], pointing: list[Held]) -> Iterator[Aside]:
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


def _adds(held: list[Held], graph: NamedNode) -> bool:
    """Tell whether ``graph`` says anything that the edition does not."""
    flattened = {(predicate, term) for predicate, term, home in held if home == EDITION}
    return any(home == graph and (p, term) not in flattened for p, term, home in held)


def _contents(site: Site, node: NamedNode) -> Iterator[Triple]:
    for fact in _itself(node):
        quads = site.statements.quads_for_pattern(None, None, None, fact)
        yield from sorted((quad.triple for quad in quads), key=str)


def _itself(node: NamedNode) -> Iterator[NamedNode]:
    if is_fact(node):
        yield node
