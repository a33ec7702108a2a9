"""The page of a register entry, marked as what it is: a dated extract, not a source's words."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ghtld.terms import GHT, LAYER
from ghtld.web.graph import Property
from ghtld.web.pages.elements import Row, concat, markup
from ghtld.web.pages.meta_description import text
from ghtld.web.pages.page_builder import PageBuilder

_FIRST = (
    GHT.registeredName,
    GHT.registeredLongName,
    GHT.registeredNameComplement,
    GHT.finessNumber,
    GHT.groupingNumber,
    GHT.groupingType,
    GHT.category,
    GHT.legalStatus,
    GHT.legalEntity,
    GHT.streetAddress,
    GHT.postcode,
    GHT.communeName,
    GHT.communeCode,
    GHT.department,
    GHT.region,
    GHT.siren,
    GHT.siret,
    GHT.state,
    GHT.openedOn,
    GHT.createdOn,
    GHT.authorizedOn,
    GHT.closedOn,
    GHT.updatedOn,
    GHT.registeredSupport,
    GHT.registeredMember,
)
_DESCRIBING = (GHT.registeredName, GHT.category, GHT.communeName, GHT.department)
_ORDER = {predicate: place for place, predicate in enumerate(_FIRST)}


def write(page: PageBuilder) -> None:
    """Write the page: each extract apart, then which of the edition's things it was matched to."""
    note = markup('<p class="soft">{}</p>', page.say("register-note"))
    page.lead = note
    matches = page.take_from(GHT.entry, "match")
    for extract in [a for a in page.about.asides if _is_register(page, a.graph)]:
        held = page.take_aside(extract.graph)
        named = [p for p in held if p.predicate in _ORDER]
        described = (value for p in held if p.predicate in _DESCRIBING for value in p.values)
        page.summary.append(text(page.view, described, " · "))
        rows = [
            row
            for p in sorted(named, key=lambda p: _ORDER[p.predicate])
            for row in _row(page, p, extract.graph)
        ]
        others = [p for p in held if p not in named]
        rows += [row for p in others for row in _row(page, p, extract.graph)]
        head = markup("<h3>{}</h3>", page.view.element(extract.graph))
        page.section("register", head, rows, sort="aside register")
    page.section("register-own", page.rows(*_FIRST))
    rows = []
    for match in matches:
        properties = page.properties_of(match.term)
        who = page.inline(properties.get(GHT.entity, ()))
        sure = page.inline(properties.get(GHT.confidence, ()))
        rows.append(Row(who, markup("{} {}", sure, page.to(match))))
    page.section("matched-to", rows, count=len(rows))


def _is_register(page: PageBuilder, graph: NamedNode) -> bool:
    return page.view.site.layers.get(graph) == LAYER.registre


def _row(page: PageBuilder, found: Property, graph: NamedNode) -> list[Row]:
    items = [page.view.element(value.term) for value in found.values]
    proof = page.notes.graph(graph)
    cell = (
        markup("{}{}", items[0], proof)
        if len(items) == 1
        else markup("<ul>{}</ul>", concat(markup("<li>{}{}</li>", item, proof) for item in items))
    )
    return [Row(page.view.element(found.predicate), cell)]
