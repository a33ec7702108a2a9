"""The words behind facts, and where in its document each of them stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import GHT, OA, PROV
from ghtld.web import graph
from ghtld.web.graph import Term, properties_of
from ghtld.web.site import EDITION, Site


@dataclass(frozen=True)
class Words:
    """The words behind a fact: quotations, context, ambiguity, the document they are from.

    ``statuses`` are those of what the fact speaks of; ``misprints`` the notes on its words.
    """

    fact: NamedNode
    quotes: tuple[Literal, ...]
    context: tuple[Literal, ...]
    ambiguity: tuple[Literal, ...]
    documents: tuple[NamedNode, ...]
    derived_from: tuple[NamedNode, ...]
    statuses: tuple[NamedNode, ...] = ()
    misprints: tuple[NamedNode, ...] = ()


def words_of(site: Site, fact: NamedNode) -> Words:
    """Return the words behind ``fact``; many pages quote the same ones."""
    return site.remembered(("words", fact), lambda: _words_of(site, fact))


def _words_of(site: Site, fact: NamedNode) -> Words:
    found: dict[NamedNode, list[Term]] = {}
    for quad in graph.outgoing(site.statements, fact, EDITION):
        found.setdefault(quad.predicate, []).append(quad.object)
    return Words(
        fact=fact,
        quotes=_literals(found, GHT.quote),
        context=_literals(found, GHT.context),
        ambiguity=_literals(found, GHT.ambiguity),
        documents=_nodes(found, PROV.wasQuotedFrom),
        derived_from=_nodes(found, PROV.wasDerivedFrom),
        statuses=tuple(sorted(set(_statuses(site, fact)), key=str)),
        misprints=tuple(_misprints(site, fact)),
    )


def _statuses(site: Site, fact: NamedNode) -> Iterator[NamedNode]:
    for _, status in graph.pairs(site.statements, GHT.status, fact):
        if isinstance(status, NamedNode):
            yield status


def _misprints(site: Site, fact: NamedNode) -> list[NamedNode]:
    notes = graph.subjects(site.statements, GHT.subject, fact, EDITION)
    return [note for note in notes if GHT.misprint in properties_of(site, note)]


def _literals(found: dict[NamedNode, list[Term]], predicate: NamedNode) -> tuple[Literal, ...]:
    words = (term for term in found.get(predicate, ()) if isinstance(term, Literal))
    return tuple(sorted(words, key=lambda literal: (literal.language or "", literal.value)))


def _nodes(found: dict[NamedNode, list[Term]], predicate: NamedNode) -> tuple[NamedNode, ...]:
    nodes = (term for term in found.get(predicate, ()) if isinstance(term, NamedNode))
    return tuple(sorted(nodes, key=str))


def places(site: Site) -> dict[NamedNode, tuple[str, int]]:
    """Return where each fact, and each of its quotations, begins: its document, a character."""
    return site.derived(_places)


def _places(site: Site) -> dict[NamedNode, tuple[str, int]]:
    starts: dict[Term, int] = {}
    for position, start in graph.pairs(site.store, OA.start, EDITION):
        if isinstance(start, Literal) and start.value.isdecimal():
            starts[position] = int(start.value)
    found: dict[NamedNode, tuple[str, int]] = {}
    for fact, selector in graph.pairs(site.store, GHT.evidence, EDITION):
        if isinstance(fact, NamedNode) and isinstance(selector, NamedNode) and selector in starts:
            document = fact.value.rpartition("/")[2].partition("-")[0]
            place = document, starts[selector]
            found[selector] = place
            found[fact] = min(found.get(fact, place), place)
    return found


Neighbours = tuple[NamedNode | None, NamedNode | None]


def in_order(site: Site) -> dict[NamedNode, Neighbours]:
    """Return the facts that come before and after each fact in its document's text."""
    return site.derived(_in_order)


def _in_order(site: Site) -> dict[NamedNode, Neighbours]:
    known = places(site)
    facts = sorted(
        (node for node in known if iris.is_fact(node.value)), key=lambda f: (known[f], f.value)
    )
    padded = [None, *facts, None]
    return {
        fact: (_same(known, fact, padded[place]), _same(known, fact, padded[place + 2]))
        for place, fact in enumerate(facts)
    }


def _same(
    known: dict[NamedNode, tuple[str, int]], fact: NamedNode, other: NamedNode | None
) -> NamedNode | None:
    return other if other is not None and known[other][0] == known[fact][0] else None
