"""The page of an establishment or another body: groups, agreements, people, figures, register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode

from ghtld.terms import DCTERMS, GHT, ORG, RDFS
from ghtld.web.kinds import absences, actions, counts
from ghtld.web.kinds.cells import heads, joined, of, small, terms, without_empty
from ghtld.web.pages.elements import Html, Row, Table, safe
from ghtld.web.pages.page_builder import Sheet
from ghtld.web.pages.source_notes import picked
from ghtld.web.pages.statements import Value

_GROUPS = (GHT.support, GHT.partyEstablishment, GHT.member, GHT.associate, GHT.partner)
_ENTRY = (
    GHT.registeredName,
    GHT.finessNumber,
    GHT.category,
    GHT.legalStatus,
    GHT.communeName,
    GHT.postcode,
    GHT.legalEntity,
    GHT.state,
)


def write(sheet: Sheet) -> None:
    """Write the page, the most asked first."""
    kinds = sheet.take(GHT.statedKind)
    memberships = sheet.take_from(ORG.member, "membership")
    direct = {p: sheet.take_from(p, "group", "network", "body") for p in _GROUPS}
    sheet.lead = _lead(sheet, kinds, direct)
    table = groups(sheet, memberships, direct)
    sheet.section("groups", table, count=len(table.rows))
    sheet.mirrored(ORG.hasMembership, terms(memberships))
    of_groups = {g for m in memberships for g in terms(of(sheet.said(m.term), ORG.organization))}
    of_groups |= {value.term for values in direct.values() for value in values}
    for predicate in (GHT.memberOf, GHT.supportOf, ORG.memberOf, ORG.hasMember):
        sheet.mirrored(predicate, of_groups)
    agreements(sheet, ())
    people(sheet)
    counts.numbers(sheet)
    cooperation(sheet)
    specialties(sheet)
    history(sheet)
    bodies(sheet)
    documents(sheet)
    sheet.section(
        "in-short",
        sheet.rows(GHT.place, GHT.status, ORG.subOrganizationOf, GHT.wording),
    )
    sheet.section("names", sheet.rows(GHT.nameForm))
    absences.editors_notes(sheet)
    register(sheet)


def _lead(sheet: Sheet, kinds: Sequence[Value], direct: dict[NamedNode, list[Value]]) -> Html:
    parts = []
    if kinds:
        parts.append(sheet.words("lead-kind", kind=sheet.inline(kinds)))
    if direct[GHT.support]:
        parts.append(sheet.words("lead-support-of", group=sheet.inline(direct[GHT.support])))
    left = [v for v in direct[GHT.member] if v.term not in terms(direct[GHT.support])]
    if left:
        parts.append(sheet.words("lead-member-of", group=sheet.inline(left)))
    return Html(" ".join(parts))


def groups(
    sheet: Sheet, memberships: Sequence[Value], direct: dict[NamedNode, list[Value]]
) -> Table:
    """Return the groups a thing belongs to, and as what."""
    rows, known = [], set()
    for membership in memberships:
        said = sheet.said(membership.term)
        for group in of(said, ORG.organization):
            known.add(group.term)
            rows.append(
                [
                    sheet.value(group),
                    sheet.cell(of(said, ORG.role)),
                    sheet.cell(of(said, GHT.roleAsWritten)),
                    sheet.cell(of(said, GHT.statedOn)),
                    sheet.to(membership),
                ]
            )
    for predicate, values in direct.items():
        role = sheet.view.html(predicate)
        rows += [
            [sheet.value(v), role, Html(""), Html(""), Html("")]
            for v in values
            if v.term not in known
        ]
    head = heads(sheet, "group", "role", "role-as-written", "stated-on", "signature-page")
    return without_empty(Table(head, rows))


def agreements(sheet: Sheet, more: Iterable[Value]) -> None:
    """Add the agreements of the thing, and those that name it through a list."""
    found = sheet.take_from(GHT.party, "agreement")
    every = {value.term: value for value in (*found, *more)}
    table = actions.agreements(sheet, sheet.in_order(every.values()))
    sheet.section("agreements", table, count=len(table.rows))
    sheet.mirrored(GHT.partyTo, every)


def people(sheet: Sheet) -> None:
    """Add who holds which post, as stated."""
    found = sheet.in_order(sheet.take_from(ORG.postIn, "post"))
    table = actions.posts(sheet, found)
    sheet.mirrored(ORG.hasPost, terms(found))
    note = Html(f'<p class="soft">{safe(sheet.say("people-note"))}</p>') if found else Html("")
    sheet.section("people", table, note, count=len(found))


def cooperation(sheet: Sheet) -> None:
    """Add what the thing does with others, or is to do."""
    found = {
        value.term: value
        for predicate in (GHT.actor, GHT.counterpart, GHT.subject, GHT.agreement)
        for value in sheet.take_from(predicate, "action")
    }
    table = actions.actions(sheet, sheet.in_order(found.values()))
    sheet.section("cooperation", table, count=len(found))
    plans = sheet.take_from(GHT.subject, "programme")
    rows = [
        Row(sheet.value(v), sheet.cell(of(sheet.said(v.term), GHT.wording, GHT.status)))
        for v in plans
    ]
    sheet.section("programmes", rows)


def specialties(sheet: Sheet) -> None:
    """Add the specialties of the thing: its own, and those of its lists."""
    own = sheet.take(GHT.specialty)
    sheet.section("specialties", sheet.bullets(own), count=len(own))
    lists = sheet.take_from(GHT.subject, "list")
    sheet.section("lists", counts.lists(sheet, lists), sheet.row("in-lists", _in_lists(sheet)))


def _in_lists(sheet: Sheet) -> list[Value]:
    return sheet.take_from(GHT.item, "list")


def history(sheet: Sheet) -> None:
    """Add the dated events that concern the thing."""
    found = {
        value.term: value
        for predicate in (GHT.subject, GHT.actor, GHT.counterpart, GHT.place)
        for value in sheet.take_from(predicate, "event")
    }
    sheet.section("history", without_empty(actions.events(sheet, found.values())), count=len(found))


def bodies(sheet: Sheet) -> None:
    """Add the bodies within the thing."""
    sheet.section("bodies", sheet.bullets(sheet.take_from(ORG.subOrganizationOf)))


def documents(sheet: Sheet) -> None:
    """Add the documents that the thing issued or that name it in their titles."""
    issued = sheet.take_from(GHT.issuer, "document")
    named = sheet.take_from(GHT.titleMention, "document")
    rows = sheet.row("issued", issued) + sheet.row("named-in-title", named)
    sheet.section("documents", rows)


def register(sheet: Sheet) -> None:
    """Add what a dated extract of the register holds of it, marked as what it is."""
    searches = sheet.take_from(GHT.entity, "match")
    rows = [row for search in searches for row in _entry(sheet, search)]
    note = Html(f'<p class="soft">{safe(sheet.say("register-note"))}</p>') if rows else Html("")
    sheet.section("register", note, rows, sort="aside register")


def _entry(sheet: Sheet, search: Value) -> list[Row]:
    said = sheet.said(search.term)
    extracts = of(said, GHT.extract)
    rows = []
    for entry in of(said, GHT.entry):
        for extract in extracts:
            if isinstance(extract.term, NamedNode):
                held = sheet.said(entry.term, extract.term)
                proof = sheet.notes.graph(extract.term)
                rows += [
                    Row(sheet.view.html(p), Html(_plain(sheet, held[p]) + proof))
                    for p in _ENTRY
                    if p in held
                ]
    rows += sheet.row(GHT.extract, extracts)
    rows += sheet.row(GHT.confidence, of(said, GHT.confidence))
    rows += sheet.row("matched-on", of(said, DCTERMS.date))
    told = picked(sheet.view, of(said, GHT.method, RDFS.comment))
    if told:
        proof = sheet.notes.proof(search)
        rows.append(sheet.line("matched-how", Html(f"{told}{proof} {sheet.to(search)}")))
    entries = sheet.inline(of(said, GHT.entry)) or Html(safe(sheet.say("no-entry")))
    return [sheet.line("entry", joined(entries, small(rows)))]


def _plain(sheet: Sheet, values: Iterable[Value]) -> str:
    return ", ".join(sheet.view.html(value.term) for value in values)
