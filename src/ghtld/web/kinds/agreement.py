"""The page of an agreement: who, when, with whom, on what; and what the source leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from ghtld.terms import GHT, ORG, PREFIXES, Namespace
from ghtld.web.kinds import absences, actions, counts
from ghtld.web.kinds.cells import as_written, date, heads, joined, of, terms, without_empty
from ghtld.web.pages.elements import NOTHING, Html, Row, Table, safe
from ghtld.web.pages.page_builder import Sheet
from ghtld.web.pages.statements import Value

STATUS = Namespace(PREFIXES["status"])


def write(sheet: Sheet) -> None:
    """Write the page, the most asked first."""
    parties, listed = sheet.take(GHT.party), sheet.take(GHT.partyList)
    happened = sheet.take_from(GHT.subject, "event")
    signings = [event for event in happened if sheet.is_a(event.term, GHT.Signing)]
    signatures = [
        found for event in signings for found in sheet.leading(event.term, GHT.signing, "signature")
    ]
    signatures = sheet.in_order(signatures)
    instrument, status = sheet.take(GHT.instrument), sheet.take(GHT.status)
    sheet.mirrored(GHT.partyTo, terms(parties))
    sheet.lead = _lead(sheet, instrument, signings, signatures)
    _parties(sheet, parties, listed)
    _signing(sheet, signings, signatures)
    missions = sheet.in_order(sheet.take(GHT.mission))
    sheet.section("missions", sheet.bullets(missions), _matrix(sheet), count=len(missions))
    sheet.section("aims", sheet.bullets(sheet.in_order(sheet.take(GHT.aim))))
    _deeds(sheet)
    _terms_of(sheet, instrument, status)
    others = [event for event in happened if event not in signings]
    sheet.section("approval-and-events", without_empty(actions.events(sheet, others)))
    counts.numbers(sheet)
    counts.gaps(sheet)
    sheet.section("lists", counts.lists(sheet, sheet.take_from(GHT.subject, "list")))
    absences.editors_notes(sheet)


def _lead(
    sheet: Sheet,
    instrument: list[Value],
    signings: list[Value],
    signatures: list[Value],
) -> Html:
    parts = []
    if instrument:
        parts.append(sheet.words("lead-instrument", instrument=sheet.inline(instrument)))
    for signing in signings:
        parts.append(sheet.words("lead-signed", date=date(sheet, sheet.said(signing.term))))
    if signatures:
        people = [v for s in signatures for v in of(sheet.said(s.term), GHT.signatory)]
        parts.append(sheet.words("lead-signatories", people=sheet.inline(people)))
    return Html(" ".join(parts))


def _parties(sheet: Sheet, parties: list[Value], listed: list[Value]) -> None:
    stated = [value for value in parties if value.facts]
    inferred = [value for value in parties if not value.facts]
    rows = []
    for value in listed:
        counted = (
            counts.counted(sheet, value.term) if isinstance(value.term, NamedNode) else NOTHING
        )
        rows.append(Row(sheet.view.html(GHT.partyList), joined(sheet.value(value), counted)))
    sheet.section(
        "parties",
        sheet.bullets(stated),
        rows,
        sheet.row("parties-of-list", inferred),
        count=len(parties),
    )


def _signing(sheet: Sheet, signings: list[Value], signatures: list[Value]) -> None:
    rows: list[Row] = []
    for signing in signings:
        said = sheet.said(signing.term)
        rows.append(sheet.line("when", date(sheet, said)))
        if GHT.date in said or GHT.dayOfWeek in said:
            rows += _bounds(sheet, signing)
        for predicate in (GHT.place, GHT.actor, GHT.actorList):
            rows += sheet.row(predicate, of(said, predicate))
        rows += sheet.row("event", [signing])
    notes = [n for s in signings for n in sheet.leading(s.term, GHT.subject, "note")]
    silent = [note for note in notes if sheet.is_a(note.term, GHT.Silence)]
    sheet.section("signing", rows, signatories(sheet, signatures), absences.silences(sheet, silent))


def _bounds(sheet: Sheet, signing: Value) -> list[Row]:
    """Return what a rule infers about a date that is not whole; never a date itself."""
    said = sheet.said(signing.term)
    found = [
        sheet.words(key, date=sheet.inline(said[bound]))
        for key, bound in (("not-before", GHT.notBefore), ("not-after", GHT.notAfter))
        if bound in said
    ]
    return [sheet.line("bounds", joined(*found))] if found else []


def signatories(sheet: Sheet, signatures: Iterable[Value]) -> Table:
    """Return who signed, in which capacity, of which organisation or on whose behalf."""
    rows = []
    for signature in signatures:
        said = sheet.said(signature.term)
        posts = of(said, GHT.capacity)
        capacity = [as_written(sheet, post) for post in posts]
        homes = [v for p in posts for v in of(sheet.said(p.term), ORG.postIn)]
        principals = of(said, GHT.principal)
        rows.append(
            (
                sheet.cell(of(said, GHT.signatory)),
                joined(*capacity),
                sheet.cell(homes),
                sheet.cell(principals),
                sheet.to(signature),
            )
        )
    head = heads(sheet, "signatory", "in-capacity", "post-in", "on-behalf", "signature-page")
    return without_empty(Table(head, rows))


def _matrix(sheet: Sheet) -> Html:
    href, said = sheet.view.href("matrix"), sheet.say("see-matrix")
    return Html(f'<p class="see"><a href="{safe(href)}">{safe(said)}</a></p>')


def _deeds(sheet: Sheet) -> None:
    """Keep apart what is promised, what is to be done and what is done already."""
    found = sheet.in_order(sheet.take_from(GHT.agreement, "action"))
    promised = [value for value in found if sheet.is_a(value.term, GHT.Commitment)]
    left = [value for value in found if value not in promised]
    planned = [v for v in left if STATUS.prevu in terms(of(sheet.said(v.term), GHT.status))]
    others = [value for value in left if value not in planned]
    for key, values in (("commitments", promised), ("planned", planned), ("other-deeds", others)):
        sheet.section(key, actions.actions(sheet, values), count=len(values))
    fields = {
        value.term: value for deed in found for value in of(sheet.said(deed.term), GHT.specialty)
    }
    own = sheet.take(GHT.specialty)
    every = [*own, *(v for t, v in fields.items() if t not in terms(own))]
    sheet.section("specialties", sheet.bullets(every), count=len(every))


def _terms_of(sheet: Sheet, instrument: list[Value], status: list[Value]) -> None:
    rows = sheet.row(GHT.instrument, instrument) + sheet.row(GHT.status, status)
    rows += sheet.row(GHT.horizon, sheet.take(GHT.horizon), one=True)
    rows += sheet.rows(GHT.legalBasisAsWritten, GHT.legalBasis, GHT.framework, GHT.wording)
    rows += sheet.rows(GHT.nameForm, GHT.theme, GHT.form, GHT.partOf)
    rows += _law(sheet)
    sheet.section("terms", rows)


def _law(sheet: Sheet) -> list[Row]:
    """Return the text that editors read where a document names a law without its number."""
    found = []
    for aside in sheet.about.asides:
        for said in aside.said:
            if said.predicate == GHT.legalBasis:
                proof = sheet.notes.graph(aside.graph)
                cell = Html(", ".join(sheet.view.html(v.term) for v in said.values) + proof)
                found.append(sheet.line("legal-basis-read", cell))
    return found
