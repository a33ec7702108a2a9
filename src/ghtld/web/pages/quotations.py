"""The words behind facts, and where in its document each of them stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ghtld.terms import GHT, OA, PROV
from ghtld.web.pages.statements import FACTS, Term, is_fact, said_of
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
        statuses=tuple(sorted(set(_statuses(site, fact)), key=str)),
        misprints=tuple(sorted(_misprints(site, fact), key=str)),
    )


def _statuses(site: Site, fact: NamedNode) -> Iterator[NamedNode]:
    for quad in site.statements.quads_for_pattern(None, GHT.status, None, fact):
        if isinstance(quad.object, NamedNode):
            yield quad.object


def _misprints(site: Site, fact: NamedNode) -> Iterator[NamedNode]:
    for quad in site.statements.quads_for_pattern(None, GHT.subject, fact, EDITION):
        if isinstance(quad.subject, NamedNode) and GHT.misprint in said_of(site, quad.subject):
            yield quad.subject


def _literals(said: dict[NamedNode, list[Term]], predicate: NamedNode) -> tuple[Literal, ...]:
    found = (term for term in said.get(predicate, ()) if isinstance(term, Literal))
    return tuple(sorted(found, key=lambda literal: (literal.language or "", literal.value)))


def _nodes(said: dict[NamedNode, list[Term]], predicate: NamedNode) -> tuple[NamedNode, ...]:
    found = (term for term in said.get(predicate, ()) if isinstance(term, NamedNode))
    return tuple(sorted(found, key=str))


def places(site: Site) -> dict[NamedNode, tuple[str, int]]:
    """Return where each fact, and each of its quotations, begins: its document, a character."""
    return site.derived(_places)


def _places(site: Site) -> dict[NamedNode, tuple[str, int]]:
    starts: dict[Term, int] = {}
    for quad in site.store.quads_for_pattern(None, OA.start, None, EDITION):
        if isinstance(quad.object, Literal) and quad.object.value.isdecimal():
            starts[quad.subject] = int(quad.object.value)
    found: dict[NamedNode, tuple[str, int]] = {}
    for quad in site.store.quads_for_pattern(None, GHT.evidence, None, EDITION):
        fact, start = quad.subject, starts.get(quad.object)
        if isinstance(fact, NamedNode) and isinstance(quad.object, NamedNode) and start is not None:
            document = fact.value.removeprefix(FACTS).partition("-")[0]
            found[quad.object] = (document, start)
            found[fact] = min(found.get(fact, (document, start)), (document, start))
    return found


Neighbours = tuple[NamedNode | None, NamedNode | None]


def in_order(site: Site) -> dict[NamedNode, Neighbours]:
    """Return the facts that come before and after each fact in its document's text."""
    return site.derived(_in_order)


def _in_order(site: Site) -> dict[NamedNode, Neighbours]:
    known = places(site)
    facts = sorted((node for node in known if is_fact(node)), key=lambda f: (known[f], f.value))
    padded = [None, *facts, None]
    return {
        fact: (_same(known, fact, padded[place]), _same(known, fact, padded[place + 2]))
        for place, fact in enumerate(facts)
    }


def _same(
    known: dict[NamedNode, tuple[str, int]], fact: NamedNode, other: NamedNode | None
) -> NamedNode | None:
    return other if other is not None and known[other][0] == known[fact][0] else None
