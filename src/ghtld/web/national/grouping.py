"""The page of a grouping of the register: its members, where they are, its place in the edition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import DCTERMS, GHT, RDF
from ghtld.ui import literals
from ghtld.web import graph
from ghtld.web.index import NoIndex
from ghtld.web.national import tables
from ghtld.web.national.country_index import CountryIndex, Grouping
from ghtld.web.national.country_labels import country, link, value_iri, value_text
from ghtld.web.national.map import drawn
from ghtld.web.national.territory import changes_link, crumbs, shown, source
from ghtld.web.pages import json_ld
from ghtld.web.pages.reply import Document
from ghtld.web.pages.view import View, render
from ghtld.web.site import EDITION, Site
from ghtld.web.tables.table import Cell, Value, plain, values

_MOST = 300
"""How many members a page shows; the file has them all."""


@dataclass(frozen=True)
class Match:
    """A grouping of the edition that the editors match with one of the register."""

    entity: NamedNode
    decision: NamedNode
    date: str
    confidence: NamedNode | None
    method: list[Literal]


def written(view: View, node: NamedNode, document: Document) -> str | None:
    """Return the page of a grouping of the newest lifted extract; None for any other thing, and
    where the index is damaged.
    """
    thing = iris.read(node.value)
    found = country(view.site)
    if thing is None or thing.kind != "finess-group" or found is None:
        return None
    with suppress(NoIndex):
        one = found.grouping(thing.slug)
        return None if one is None else _page(view, found, one, document)
    return None


def _page(view: View, found: CountryIndex, one: Grouping, document: Document) -> str:
    node, chosen = NamedNode(one.iri), {"grouping": one.slug}
    number, region = found.support(one.slug)
    support = found.entry(number) if number else None
    everything = link(view, "list", chosen)
    members = tables.members(view, chosen).first(_MOST, everything)
    facts = list(_facts(view, found, one))
    told = _told(view, facts)
    return render(
        view,
        "national/grouping.html",
        title=one.name,
        node=node,
        links=document.links(view),
        alternates=document.alternates(view),
        told=told,
        json_ld=json_ld.of_thing(view, node, description=told),
        source=source(view),
        crumbs=crumbs(view, region, support.department if support else "", one.name),
        facts=[(name, map(values, cells)) for name, cells in facts],
        remark=_remark(found, one),
        map=drawn(view, chosen, view.link),
        members=shown(view, members, chosen),
        everything=(everything, found.count(chosen)),
        unresolved=found.unresolved(one.slug),
        matches=_matches(view.site, node),
        changes=changes_link(view, f"/finess-group/{one.slug}"),
        others=_others(view.site, node, found.graph),
    )


def _remark(found: CountryIndex, one: Grouping) -> str:
    """Return the message that says what is odd about the supports; empty for a single one."""
    supports = sum(member.support for member in found.members(one.slug))
    lost = sum(support for _, support in found.unresolved(one.slug))
    if supports + lost > 1:
        return "nat-several-supports"
    if lost:
        return "nat-support-lost"
    return "" if supports else "nat-no-support"


def _facts(view: View, found: CountryIndex, one: Grouping) -> Iterator[tuple[str, list[Cell]]]:
    """Yield what the register says of a grouping, each with its name."""
    for key, said in (("code", one.code), ("number", one.number)):
        if said:
            yield view.say(f"nat-fact-{key}"), [said]
    if one.type:
        text, iri = value_text(view, "type", one.type), value_iri(view, "type", one.type)
        yield view.say("nat-fact-type"), [Value.of(text, view.link(iri) if iri else None)]
    if one.state:
        yield view.say("nat-fact-state"), [Value.of(value_text(view, "state", one.state))]
    supports: list[Cell] = [
        tables.entity(view, member.entry)
        if member.entry
        else Value(member.number, href=view.link(iris.Thing("finess", member.number).iri))
        for member in found.members(one.slug)
        if member.support
    ]
    if supports:
        yield view.say("nat-fact-support"), supports
    yield view.say("nat-fact-members"), [one.members]
    if one.updated:
        yield view.say("nat-fact-updated"), [view.date(one.updated)]


def _told(view: View, facts: list[tuple[str, list[Cell]]]) -> str:
    """Return what the register says of a grouping in a few words."""
    colon = view.say("page-colon")
    said = (
        f"{name}{colon} {', '.join(str(plain(cell)) for cell in cells)}." for name, cells in facts
    )
    return literals.cut(f"{view.say('nat-registered')}. {' '.join(said)}")


def _matches(site: Site, node: NamedNode) -> list[Match]:
    """Return what the editors match with a grouping of the register, in the order of decisions."""
    decisions = graph.subjects(site.store, GHT.entry, node, EDITION)
    return [match for decision in decisions for match in _decided(site, decision)]


def _decided(site: Site, decision: NamedNode) -> Iterator[Match]:
    said: dict[NamedNode, list[NamedNode | Literal]] = {}
    for quad in graph.outgoing(site.store, decision, EDITION):
        if isinstance(quad.object, NamedNode | Literal):
            said.setdefault(quad.predicate, []).append(quad.object)
    confidence = next((n for n in said.get(GHT.confidence, []) if isinstance(n, NamedNode)), None)
    date = next((day.value for day in said.get(DCTERMS.date, [])), "")
    method = [words for words in said.get(GHT.method, []) if isinstance(words, Literal)]
    for entity in said.get(GHT.entity, []):
        if isinstance(entity, NamedNode):
            yield Match(entity, decision, date, confidence, sorted(method, key=str))


def _others(site: Site, node: NamedNode, current: NamedNode) -> list[NamedNode]:
    """Return the other extracts that hold a grouping."""
    return sorted(graph.holders(site.store, node, RDF.type) - {current, EDITION}, key=str)
