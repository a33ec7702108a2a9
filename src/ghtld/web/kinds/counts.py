"""Sections about numbers: figures, ranks, lists, and where counts differ."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from ghtld.terms import GHT, PREFIXES, Namespace
from ghtld.web.kinds.cells import heads, joined, of, small, terms
from ghtld.web.pages.elements import Html, Row, Table, safe
from ghtld.web.pages.page_builder import Said, Sheet
from ghtld.web.pages.statements import Value

QUALIFIER = Namespace(PREFIXES["qualifier"])
_ITEMS = 12


def amount(sheet: Sheet, said: Said) -> Html:
    """Return the number of a figure with its qualifier: « plus de 53 »."""
    values = of(said, GHT.value)
    if len(values) > 1:
        return sheet.cell(values, one=True)
    words = [v for v in of(said, GHT.qualifier) if v.term != QUALIFIER.exact]
    before = "".join(sheet.view.html(v.term) + "\u00a0" for v in words)
    return Html(before + "".join(map(sheet.value, values)))


def figures(sheet: Sheet, values: Iterable[Value]) -> Table:
    """Return figures as a table: what is counted, how many, of what exactly, who says so."""
    rows = []
    for value in values:
        said = sheet.said(value.term)
        details = [
            row
            for predicate in (GHT.scope, GHT.period, GHT.partOf, GHT.claimant, GHT.statedOn)
            for row in sheet.row(predicate, of(said, predicate))
        ]
        measured = sheet.inline(of(said, GHT.measure)) or sheet.value(value)
        rows.append((measured, figure_link(sheet, value, said), small(details)))
    return Table(heads(sheet, "measure", "number", "details"), rows)


def figure_link(sheet: Sheet, value: Value, said: Said) -> Html:
    """Return the number of a figure, and the link to its page."""
    return Html(f"{amount(sheet, said)} {sheet.to(value)}")


def rankings(sheet: Sheet, values: Iterable[Value]) -> list[Row]:
    """Return ranks that somebody claims: the words, among what and where, by what, who says so."""
    found = []
    for value in values:
        said = sheet.said(value.term)
        details = [
            row
            for predicate in (GHT.comparisonClass, GHT.area, GHT.criterion, GHT.claimant)
            for row in sheet.row(predicate, of(said, predicate))
        ]
        rank = sheet.cell(of(said, GHT.rank, GHT.rankAsWritten))
        found.append(sheet.line("claimed-rank", joined(rank, small(details), sheet.to(value))))
    return found


def lists(sheet: Sheet, values: Iterable[Value], *, items: bool = True) -> list[Row]:
    """Return lists: what they announce against what they name, whether they are closed."""
    return [
        Row(sheet.value(value), counted(sheet, value.term, items=items))
        for value in values
        if isinstance(value.term, NamedNode)
    ]


def counted(sheet: Sheet, node: NamedNode, *, items: bool = False) -> Html:
    """Return the counts of a list: stated, named, unnamed; its closure; its first items."""
    said = sheet.said(node)
    rows = []
    for figure in of(said, GHT.statedFigure):
        rows.append(sheet.line("stated", amount(sheet, sheet.said(figure.term))))
    rows += sheet.row("listed", of(said, GHT.listedCount))
    rows += sheet.row("unnamed", of(said, GHT.unnamedCount))
    rows += sheet.row("closure", of(said, GHT.closure))
    held = of(said, GHT.item) if items else []
    if held:
        shown = sheet.inline(held[:_ITEMS])
        rest = f" … (+\u00a0{len(held) - _ITEMS})" if len(held) > _ITEMS else ""
        rows.append(sheet.line("named", Html(shown + rest)))
    return small(rows)


def discrepancies(sheet: Sheet, values: Iterable[Value]) -> list[Row]:
    """Return where what is stated and what is listed differ: both, side by side."""
    found = []
    for value in values:
        said = sheet.said(value.term)
        about = of(said, GHT.list)
        sides = [
            f'<li><span class="what">{safe(sheet.say(key))}</span> {sheet.cell(of(said, p))}</li>'
            for key, p in (("stated", GHT.statedCount), ("listed", GHT.listedCount))
            if p in said
        ]
        gap = sheet.words("gap", number=sheet.inline(of(said, GHT.difference)))
        cell = Html(f'<ul class="side">{"".join(sides)}</ul><p class="disagree">{gap}</p>')
        name = sheet.inline(about) if about else sheet.value(value)
        found.append(Row(name, joined(cell, sheet.to(value))))
    return found


def numbers(sheet: Sheet) -> None:
    """Add figures, ranks and discrepancies about the thing."""
    found = sheet.take_from(GHT.subject, "figure")
    claimed = sheet.take_from(GHT.claimant, "figure", "ranking")
    others = [value for value in claimed if value.term not in terms(found)]
    ranked = sheet.take_from(GHT.subject, "ranking")
    only_claimed = [v for v in others if v.term not in terms(ranked)]
    table = figures(sheet, found)
    ranks = rankings(sheet, ranked)
    sheet.section(
        "figures",
        table,
        ranks,
        sheet.row("also-claims", only_claimed),
        count=len(found) + len(ranked),
    )


def gaps(sheet: Sheet) -> None:
    """Add where counts about the thing differ."""
    sheet.section(
        "discrepancies-here", discrepancies(sheet, sheet.take_from(GHT.subject, "discrepancy"))
    )
