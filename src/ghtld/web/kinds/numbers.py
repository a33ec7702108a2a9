"""The pages of figures, lists and discrepancies."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ghtld.terms import GHT
from ghtld.web.kinds import absences, counts
from ghtld.web.kinds.cells import of
from ghtld.web.pages.elements import Html
from ghtld.web.pages.page_builder import Said, Sheet


def figure(sheet: Sheet) -> None:
    """Write the page of a figure: how many of what, and who says so."""
    said: Said = sheet.said(sheet.about.node)
    measure, subject = sheet.take(GHT.measure), sheet.take(GHT.subject)
    value, qualifier = sheet.take(GHT.value), sheet.take(GHT.qualifier)
    number = counts.amount(sheet, said)
    sheet.lead = Html(
        f"{number} {sheet.inline(measure)}{sheet.say('colon')} {sheet.inline(subject)}"
    )
    sheet.section(
        "figure-said",
        sheet.row(GHT.value, value, one=True),
        sheet.row(GHT.qualifier, qualifier),
        sheet.row(GHT.measure, measure),
        sheet.row(GHT.subject, subject),
        sheet.rows(GHT.scope, GHT.period, GHT.partOf, GHT.claimant, GHT.statedOn, GHT.status),
    )
    sheet.section("parts", sheet.rows(GHT.partition), sheet.bullets(sheet.take_from(GHT.partOf)))
    lists = sheet.take_from(GHT.statedFigure, "list")
    sheet.section("lists", counts.lists(sheet, lists))
    sheet.section("result-of", sheet.bullets(sheet.take_from(GHT.resultFigure)))
    absences.editors_notes(sheet)


def stated_list(sheet: Sheet) -> None:
    """Write the page of a list: what it announces, what it names, what it leaves unnamed."""
    items = sheet.take(GHT.item)
    gaps = sheet.take_from(GHT.list, "discrepancy")
    figures = sheet.take(GHT.statedFigure)
    listed, unnamed = sheet.take(GHT.listedCount), sheet.take(GHT.unnamedCount)
    subject, sort = sheet.take(GHT.subject), sheet.take(GHT.listOf)
    stated = [counts.amount(sheet, sheet.said(f.term)) for f in figures]
    parts = [sheet.words("lead-stated-of", number=Html(", ".join(stated)))] if stated else []
    if listed:
        parts.append(sheet.words("lead-listed-of", number=sheet.inline(listed)))
    sheet.lead = Html(" ".join(parts))
    sheet.section("items", sheet.bullets(sheet.in_order(items)), count=len(items))
    sheet.section("discrepancies-here", counts.discrepancies(sheet, gaps))
    sheet.section(
        "list-said",
        sheet.row(GHT.listOf, sort),
        sheet.row(GHT.subject, subject),
        sheet.row(GHT.statedFigure, figures),
        sheet.row("listed", listed),
        sheet.row("unnamed", unnamed),
        sheet.row("closure", sheet.take(GHT.closure)),
        sheet.rows(GHT.listedRole, GHT.parentList, GHT.status),
    )
    parts_of = sheet.take_from(GHT.parentList, "list")
    sheet.section("parts", counts.lists(sheet, parts_of))
    used = [
        row
        for predicate in (GHT.partyList, GHT.actorList, GHT.counterpartList)
        for row in sheet.row(predicate, sheet.take_from(predicate))
    ]
    sheet.section("used-as", used)
    counts.numbers(sheet)
    absences.editors_notes(sheet)


def discrepancy(sheet: Sheet) -> None:
    """Write the page of a discrepancy: both numbers side by side, each with its words."""
    stated, listed = sheet.take(GHT.statedCount), sheet.take(GHT.listedCount)
    difference = sheet.take(GHT.difference)
    lists = sheet.take(GHT.list)
    sheet.lead = sheet.words(
        "lead-gap",
        stated=sheet.inline(stated),
        listed=sheet.inline(listed),
        difference=sheet.inline(difference),
    )
    rows = [sheet.line("list-at-issue", sheet.cell(lists))] if lists else []
    rows += sheet.rows(GHT.subject)
    sheet.section("discrepancy-said", rows)
    sides = []
    for value in lists:
        if isinstance(value.term, NamedNode):
            said = sheet.said(value.term)
            figures = of(said, GHT.statedFigure)
            words = [counts.figure_link(sheet, f, sheet.said(f.term)) for f in figures]
            if words:
                sides.append(sheet.line("stated", Html(", ".join(words))))
            named = of(said, GHT.item)
            sides.append(sheet.line("listed", Html(sheet.cell(sheet.in_order(named)))))
    sheet.section("both-sides", sides)
    absences.editors_notes(sheet)
