"""What a release says of a thing, and where each statement comes from.

A value's sources are the facts that hold it, each with the words behind it; a value that no fact
holds names the graph it comes from. What other layers know (register, law, external) stands apart.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ghtld import iris
from ghtld.terms import DCTERMS, GHT, LAYER, PROV, RDF, RDFS, SKOS
from ghtld.web.pages.paging import Page
from ghtld.web.site import EDITION, Site

ON_A_PAGE = 150
"""How many values of all properties together a page shows; the data hold them all."""
_FACTS = f"{iris.BASE}id/fact/"

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Words:
    """The words behind a fact: quotations, context, ambiguity, the document they are from."""

    fact: NamedNode
    quotes: tuple[Literal, ...]
    context: tuple[Literal, ...]
    ambiguity: tuple[Literal, ...]
    documents: tuple[NamedNode, ...]
    derived_from: tuple[NamedNode, ...]


@dataclass
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
    words: tuple[Words, ...]

    @property
    def notes(self) -> dict[NamedNode, int]:
        """Return the number of the note that quotes each fact."""
        return {words.fact: number for number, words in enumerate(self.words, start=1)}


def describe(site: Site, node: NamedNode, number: int = 1) -> Description:
    """Return what ``site`` says of ``node`` on page ``number``; raise NoSuchPage."""
    outgoing = list(site.statements.quads_for_pattern(node, None, None, None))
    pointing = list(site.statements.quads_for_pattern(None, None, node, None))
    said = _properties(outgoing, EDITION, _object)
    incoming = _properties(pointing, EDITION, _subject)
    asides = list(_asides(outgoing, pointing))
    contents = list(_contents(site, node))
    page = Page.over(number, _lengths(said, incoming, asides, contents), ON_A_PAGE)
    said = _part(said, page)
    facts = dict.fromkeys([*_itself(node), *(f for p in said for v in p.values for f in v.facts)])
    parts = [Aside(a.graph, _part(a.said, page), _part(a.incoming, page)) for a in asides]
    return Description(
        node=node,
        page=page,
        types=tuple(_types(site, outgoing)),
        said=said,
        incoming=_part(incoming, page),
        asides=tuple(part for part in parts if part.said or part.incoming),
        contents=tuple(page.part(contents)),
        words=tuple(words_of(site, fact) for fact in facts),
    )


def _lengths(
    said: Iterable[Property],
    incoming: Iterable[Property],
    asides: Iterable[Aside],
    contents: Sequence[Triple],
) -> Iterator[int]:
    apart = (p for aside in asides for p in (*aside.said, *aside.incoming))
    yield from (len(p.values) for p in (*said, *incoming, *apart))
    yield len(contents)


def _part(properties: Iterable[Property], page: Page) -> tuple[Property, ...]:
    parts = (Property(p.predicate, tuple(page.part(p.values)), p.count) for p in properties)
    return tuple(part for part in parts if part.values)


def words_of(site: Site, fact: NamedNode) -> Words:
    """Return the words behind ``fact``; many pages quote the same ones."""
    return site.remembered(("words", fact), lambda: _words_of(site, fact))


def _words_of(site: Site, fact: NamedNode) -> Words:
    said: dict[NamedNode, list[Term]] = {}
    for quad in site.statements.quads_for_pattern(fact, None, None, EDITION):
        said.setdefault(quad.predicate, []).append(quad.object)
    return Words(
        fact=fact,
        quotes=_literals(said, GHT.quote),
        context=_literals(said, GHT.context),
        ambiguity=_literals(said, GHT.ambiguity),
        documents=_nodes(said, PROV.wasQuotedFrom),
        derived_from=_nodes(said, PROV.wasDerivedFrom),
    )


def _literals(said: dict[NamedNode, list[Term]], predicate: NamedNode) -> tuple[Literal, ...]:
    found = (term for term in said.get(predicate, ()) if isinstance(term, Literal))
    return tuple(sorted(found, key=lambda literal: (literal.language or "", literal.value)))


def _nodes(said: dict[NamedNode, list[Term]], predicate: NamedNode) -> tuple[NamedNode, ...]:
    found = (term for term in said.get(predicate, ()) if isinstance(term, NamedNode))
    return tuple(sorted(found, key=str))


def _object(quad: Quad) -> Term:
    return quad.object


def _subject(quad: Quad) -> Term:
    return quad.subject


def _properties(
    quads: Iterable[Quad], home: NamedNode, end: Callable[[Quad], Term]
) -> tuple[Property, ...]:
    """Group what ``home`` holds by property; other graphs only add where it comes from."""
    quads = list(quads)
    table: dict[NamedNode, dict[Term, Value]] = {}
    for quad in quads:
        if quad.graph_name == home:
            term = end(quad)
            table.setdefault(quad.predicate, {})[term] = Value(term)
    for quad in quads:
        value = table.get(quad.predicate, {}).get(end(quad))
        if value is not None and quad.graph_name != home:
            _add_source(value, quad.graph_name)
    return tuple(
        Property(
            predicate,
            tuple(sorted(table[predicate].values(), key=_reading_order)),
            len(table[predicate]),
        )
        for predicate in sorted(table, key=_rank)
    )


def _add_source(value: Value, graph: object) -> None:
    if isinstance(graph, NamedNode):
        insort(value.facts if _is_fact(graph) else value.graphs, graph, key=str)


_FIRST = (RDF.type, SKOS.prefLabel, RDFS.label, DCTERMS.title, GHT.quote, GHT.nameForm)


def _rank(predicate: NamedNode) -> tuple[int, bool, str]:
    place = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
    return place, predicate not in GHT, predicate.value


def _reading_order(value: Value) -> tuple[bool, bool, str]:
    return not value.facts, isinstance(value.term, Literal), str(value.term)


def _types(site: Site, quads: Iterable[Quad]) -> Iterator[NamedNode]:
    """Yield the types that were stated; those that only a rule adds stand in the table."""
    types = {
        quad.object
        for quad in quads
        if quad.predicate == RDF.type
        and isinstance(quad.object, NamedNode)
        and isinstance(quad.graph_name, NamedNode)
        and quad.graph_name != EDITION
        and site.layers.get(quad.graph_name) != LAYER.deduit
    }
    yield from sorted(types, key=lambda node: (node not in GHT, node.value))


def _asides(outgoing: list[Quad], pointing: list[Quad]) -> Iterator[Aside]:
    every = outgoing + pointing
    flattened = {quad.triple for quad in every if quad.graph_name == EDITION}
    beyond = {
        quad.graph_name
        for quad in every
        if quad.triple not in flattened and isinstance(quad.graph_name, NamedNode)
    }
    for graph in sorted(beyond, key=str):
        yield Aside(
            graph, _properties(outgoing, graph, _object), _properties(pointing, graph, _subject)
        )


def _contents(site: Site, node: NamedNode) -> Iterator[Triple]:
    for fact in _itself(node):
        quads = site.statements.quads_for_pattern(None, None, None, fact)
        yield from sorted((quad.triple for quad in quads), key=str)


def _itself(node: NamedNode) -> Iterator[NamedNode]:
    if _is_fact(node):
        yield node


def _is_fact(node: NamedNode) -> bool:
    return node.value.startswith(_FACTS)
