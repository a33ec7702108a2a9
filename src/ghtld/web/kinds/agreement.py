"""The page of an agreement: who, when, with whom, on what; and what the source leaves unsaid.

Below it, tables of what is done, which other pages show too: events, actions, agreements, posts.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from ghtld.terms import GHT, ORG, PREFIXES, Namespace
from ghtld.web.graph import Properties, Value
from ghtld.web.kinds import cells, counts
from ghtld.web.kinds.cells import (
    as_written,
    date,
    heads,
    joined,
    names_of,
    of,
    quoted,
    small,
    status,
    terms,
    when,
    without_empty,
)
from ghtld.web.pages.elements import NOTHING, Row, Table, concat, markup
from ghtld.web.pages.meta_description import text
from ghtld.web.pages.page_builder import PageBuilder

STATUS = Namespace(PREFIXES["status"])
_FIELDS = (GHT.specialty, GHT.theme, GHT.mission, GHT.form)


def write(page: PageBuilder) -> None:
    """Write the page, the most asked first."""
    parties, listed = page.take(GHT.party), page.take(GHT.partyList)
    happened = page.take_from(GHT.subject, "event")
    signings = [event for event in happened if page.is_a(event.term, GHT.Signing)]
    signatures = [
        found for event in signings for found in page.leading(event.term, GHT.signing, "signature")
    ]
    signatures = page.in_order(signatures)
    instrument, status = page.take(GHT.instrument), page.take(GHT.status)
    page.mirrored(GHT.partyTo, terms(parties))
    page.lead = _lead(page, instrument, signings, signatures)
    _parties(page, parties, listed)
    _signing(page, signings, signatures)
    missions = page.in_order(page.take(GHT.mission))
    page.section("missions", page.bullets(missions), _matrix(page), count=len(missions))
    page.section("aims", page.bullets(page.in_order(page.take(GHT.aim))))
    _deeds(page)
    _terms_of(page, instrument, status)
    others = [event for event in happened if event not in signings]
    page.section("approval-and-events", without_empty(events(page, others)))
    counts.numbers(page)
    counts.gaps(page)
    page.section("lists", counts.lists(page, page.take_from(GHT.subject, "list")))
    cells.editors_notes(page)


def _lead(
    page: PageBuilder,
    instrument: list[Value],
    signings: list[Value],
    signatures: list[Value],
) -> Markup:
    parts = []
    if instrument:
        parts.append(page.tell("lead-instrument", instrument=instrument))
    for signing in signings:
        properties = page.properties_of(signing.term)
        page.describe("lead-signed", date=text(page.view, when(properties)))
        parts.append(page.words("lead-signed", date=date(page, properties)))
    if signatures:
        people = [v for s in signatures for v in of(page.properties_of(s.term), GHT.signatory)]
        parts.append(page.words("lead-signatories", people=page.inline(people)))
    return concat(parts, " ")


def _parties(page: PageBuilder, parties: list[Value], listed: list[Value]) -> None:
    stated = [value for value in parties if value.facts]
    inferred = [value for value in parties if not value.facts]
    rows = []
    for value in listed:
        counted = counts.counted(page, value.term) if isinstance(value.term, NamedNode) else NOTHING
        rows.append(Row(page.view.element(GHT.partyList), joined(page.value(value), counted)))
    page.section(
        "parties",
        page.bullets(stated),
        rows,
        page.row("parties-of-list", inferred),
        count=len(parties),
    )


def _signing(page: PageBuilder, signings: list[Value], signatures: list[Value]) -> None:
    rows: list[Row] = []
    for signing in signings:
        properties = page.properties_of(signing.term)
        rows.append(page.line("when", date(page, properties)))
        if GHT.date in properties or GHT.dayOfWeek in properties:
            rows += _bounds(page, signing)
        for predicate in (GHT.place, GHT.actor, GHT.actorList):
            rows += page.row(predicate, of(properties, predicate))
        rows += page.row("event", [signing])
    notes = [n for s in signings for n in page.leading(s.term, GHT.subject, "note")]
    silent = [note for note in notes if page.is_a(note.term, GHT.Silence)]
    page.section("signing", rows, signatories(page, signatures), cells.silences(page, silent))


def _bounds(page: PageBuilder, signing: Value) -> list[Row]:
    """Return what a rule infers about a date that is not whole; never a date itself."""
    properties = page.properties_of(signing.term)
    found = [
        page.words(key, date=page.inline(properties[bound]))
        for key, bound in (("not-before", GHT.notBefore), ("not-after", GHT.notAfter))
        if bound in properties
    ]
    return [page.line("bounds", joined(*found))] if found else []


def signatories(page: PageBuilder, signatures: Iterable[Value]) -> Table:
    """Return who signed, in which capacity, of which organisation or on whose behalf."""
    rows = []
    for signature in signatures:
        properties = page.properties_of(signature.term)
        posts = of(properties, GHT.capacity)
        capacity = [as_written(page, post) for post in posts]
        homes = [v for p in posts for v in of(page.properties_of(p.term), ORG.postIn)]
        principals = of(properties, GHT.principal)
        rows.append(
            (
                page.cell(of(properties, GHT.signatory)),
                joined(*capacity),
                page.cell(homes),
                page.cell(principals),
                page.to(signature),
            )
        )
    head = heads(page, "signatory", "in-capacity", "post-in", "on-behalf", "signature-page")
    return without_empty(Table(head, rows))


def _matrix(page: PageBuilder) -> Markup:
    href, text = page.view.href("matrix"), page.say("see-matrix")
    return markup('<p class="see"><a href="{}">{}</a></p>', href, text)


def _deeds(page: PageBuilder) -> None:
    """Keep apart what is promised, what is to be done and what is done already."""
    found = page.in_order(page.take_from(GHT.agreement, "action"))
    promised = [value for value in found if page.is_a(value.term, GHT.Commitment)]
    left = [value for value in found if value not in promised]
    planned = [v for v in left if STATUS.prevu in terms(of(page.properties_of(v.term), GHT.status))]
    others = [value for value in left if value not in planned]
    for key, values in (("commitments", promised), ("planned", planned), ("other-deeds", others)):
        page.section(key, actions(page, values), count=len(values))
    fields = {
        value.term: value
        for deed in found
        for value in of(page.properties_of(deed.term), GHT.specialty)
    }
    own = page.take(GHT.specialty)
    every = [*own, *(v for t, v in fields.items() if t not in terms(own))]
    page.section("specialties", page.bullets(every), count=len(every))


def _terms_of(page: PageBuilder, instrument: list[Value], status: list[Value]) -> None:
    rows = page.row(GHT.instrument, instrument) + page.row(GHT.status, status)
    rows += page.row(GHT.horizon, page.take(GHT.horizon), one=True)
    rows += page.rows(GHT.legalBasisAsWritten, GHT.legalBasis, GHT.framework, GHT.wording)
    rows += page.rows(GHT.nameForm, GHT.theme, GHT.form, GHT.partOf)
    rows += _law(page)
    page.section("terms", rows)


def _law(page: PageBuilder) -> list[Row]:
    """Return the text that editors read where a document names a law without its number."""
    found = []
    for aside in page.about.asides:
        for law in aside.outgoing:
            if law.predicate == GHT.legalBasis:
                proof = page.notes.graph(aside.graph)
                cell = concat((names_of(page, law.values), proof))
                found.append(page.line("legal-basis-read", cell))
    return found


def events(page: PageBuilder, values: Iterable[Value]) -> Table:
    """Return dated events as a table: when, what, who and where; undated ones come last."""
    rows = []
    for value in sorted(values, key=lambda value: _moment(page.properties_of(value.term))):
        properties = page.properties_of(value.term)
        details = [
            row
            for predicate in (GHT.actor, GHT.actorList, GHT.counterpart, GHT.place, GHT.vote)
            for row in page.row(predicate, of(properties, predicate))
        ]
        rows.append(
            (page.value(value), date(page, properties), small(details), status(page, properties))
        )
    return Table(heads(page, "event", "when", "details", "fact-status"), rows)


def _moment(properties: Properties) -> tuple[bool, str]:
    when = [
        value.term.value for value in of(properties, GHT.date) if isinstance(value.term, Literal)
    ]
    return not when, min(when, default="")


def actions(page: PageBuilder, values: Iterable[Value]) -> Table:
    """Return deeds as a table: what, by whom, with whom, in which fields, its status."""
    rows = []
    for value in values:
        properties = page.properties_of(value.term)
        details = [
            row
            for predicate in (GHT.promisedAction, GHT.agreement, GHT.framework, GHT.place)
            if predicate != GHT.agreement or page.about.node not in terms(of(properties, predicate))
            for row in page.row(predicate, of(properties, predicate))
        ]
        deed = joined(page.value(value), quoted(page, properties), small(details))
        actors = page.cell(of(properties, GHT.actor, GHT.actorList))
        with_whom = page.cell(of(properties, GHT.counterpart, GHT.counterpartList))
        fields = page.cell(of(properties, *_FIELDS))
        rows.append((deed, actors, with_whom, fields, status(page, properties)))
    head = heads(page, "deed", "by-whom", "with-whom", "fields", "fact-status")
    return without_empty(Table(head, rows))


def agreements(page: PageBuilder, values: Iterable[Value]) -> Table:
    """Return agreements as a table: what, with whom, when signed, for which missions."""
    rows = []
    for value in values:
        properties = page.properties_of(value.term)
        events = page.leading(value.term, GHT.subject, "event")
        signed = [event for event in events if page.is_a(event.term, GHT.Signing)]
        dates = joined(*(date(page, page.properties_of(event.term)) for event in signed))
        parties = [v for v in of(properties, GHT.party) if v.term != page.about.node]
        many = of(properties, GHT.partyList)
        stated = [v for v in parties if v.facts] if many else parties
        rows.append(
            (
                page.value(value),
                page.cell([*stated, *many]),
                dates,
                page.cell(of(properties, GHT.mission)),
                status(page, properties),
            )
        )
    head = heads(page, "agreement", "other-parties", "signed", "missions", "fact-status")
    return without_empty(Table(head, rows))


def posts(page: PageBuilder, values: Iterable[Value]) -> Table:
    """Return posts and who holds them, as the sources say at their dates."""
    rows = []
    for value in values:
        properties = page.properties_of(value.term)
        held = page.cell(of(properties, ORG.heldBy)) or markup(
            '<span class="soft">{}</span>', page.say("not-named")
        )
        rows.append((as_written(page, value), held))
    return Table(heads(page, "post", "person"), rows)
