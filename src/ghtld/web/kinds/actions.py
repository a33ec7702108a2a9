"""Sections about what is done: events, actions, agreements, posts."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal

from ghtld.terms import GHT, ORG
from ghtld.web.kinds.cells import (
    as_written,
    date,
    heads,
    joined,
    of,
    quoted,
    small,
    status,
    terms,
    without_empty,
)
from ghtld.web.pages.elements import Html, Table, safe
from ghtld.web.pages.page_builder import Said, Sheet
from ghtld.web.pages.statements import Value

_FIELDS = (GHT.specialty, GHT.theme, GHT.mission, GHT.form)


def events(sheet: Sheet, values: Iterable[Value]) -> Table:
    """Return dated events as a table: when, what, who and where; undated ones come last."""
    rows = []
    for value in sorted(values, key=lambda value: _moment(sheet.said(value.term))):
        said = sheet.said(value.term)
        details = [
            row
            for predicate in (GHT.actor, GHT.actorList, GHT.counterpart, GHT.place, GHT.vote)
            for row in sheet.row(predicate, of(said, predicate))
        ]
        rows.append((sheet.value(value), date(sheet, said), small(details), status(sheet, said)))
    return Table(heads(sheet, "event", "when", "details", "fact-status"), rows)


def _moment(said: Said) -> tuple[bool, str]:
    when = [value.term.value for value in of(said, GHT.date) if isinstance(value.term, Literal)]
    return not when, min(when, default="")


def actions(sheet: Sheet, values: Iterable[Value]) -> Table:
    """Return deeds as a table: what, by whom, with whom, in which fields, its status."""
    rows = []
    for value in values:
        said = sheet.said(value.term)
        details = [
            row
            for predicate in (GHT.promisedAction, GHT.agreement, GHT.framework, GHT.place)
            if predicate != GHT.agreement or sheet.about.node not in terms(of(said, predicate))
            for row in sheet.row(predicate, of(said, predicate))
        ]
        deed = joined(sheet.value(value), quoted(sheet, said), small(details))
        actors = sheet.cell(of(said, GHT.actor, GHT.actorList))
        with_whom = sheet.cell(of(said, GHT.counterpart, GHT.counterpartList))
        fields = sheet.cell(of(said, *_FIELDS))
        rows.append((deed, actors, with_whom, fields, status(sheet, said)))
    head = heads(sheet, "deed", "by-whom", "with-whom", "fields", "fact-status")
    return without_empty(Table(head, rows))


def agreements(sheet: Sheet, values: Iterable[Value]) -> Table:
    """Return agreements as a table: what, with whom, when signed, for which missions."""
    rows = []
    for value in values:
        said = sheet.said(value.term)
        events = sheet.leading(value.term, GHT.subject, "event")
        signed = [event for event in events if sheet.is_a(event.term, GHT.Signing)]
        dates = joined(*(date(sheet, sheet.said(event.term)) for event in signed))
        parties = [v for v in of(said, GHT.party) if v.term != sheet.about.node]
        many = of(said, GHT.partyList)
        stated = [v for v in parties if v.facts] if many else parties
        rows.append(
            (
                sheet.value(value),
                sheet.cell([*stated, *many]),
                dates,
                sheet.cell(of(said, GHT.mission)),
                status(sheet, said),
            )
        )
    head = heads(sheet, "agreement", "other-parties", "signed", "missions", "fact-status")
    return without_empty(Table(head, rows))


def posts(sheet: Sheet, values: Iterable[Value]) -> Table:
    """Return posts and who holds them, as the sources say at their dates."""
    rows = []
    for value in values:
        said = sheet.said(value.term)
        held = sheet.cell(of(said, ORG.heldBy)) or Html(
            f'<span class="soft">{safe(sheet.say("not-named"))}</span>'
        )
        rows.append((as_written(sheet, value), held))
    return Table(heads(sheet, "post", "person"), rows)
