"""Numbers: figures, ranks, lists and where counts differ, as sections and as pages of their own."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup
from pyoxigraph import NamedNode

from ghtld.terms import GHT, PREFIXES, Namespace
from ghtld.web.graph import Properties, Value
from ghtld.web.kinds import cells
from ghtld.web.kinds.cells import heads, joined, of, small, terms
from ghtld.web.pages.elements import Row, Table, concat, markup
from ghtld.web.pages.meta_description import text
from ghtld.web.pages.page_builder import PageBuilder

QUALIFIER = Namespace(PREFIXES["qualifier"])
_ITEMS = 12


def amount(page: PageBuilder, properties: Properties) -> Markup:
    """Return the number of a figure with its qualifier: « plus de 53 »."""
    values = of(properties, GHT.value)
    if len(values) > 1:
        return page.cell(values, one=True)
    before = concat(page.view.element(v.term) + "\u00a0" for v in _qualifiers(properties))
    return markup("{}{}", before, concat(map(page.value, values)))


def amounts_as_text(page: PageBuilder, figures: Iterable[Value]) -> str:
    """Return the numbers of figures, each with its qualifier, as plain text."""
    return ", ".join(
        text(page.view, [*_qualifiers(properties), *of(properties, GHT.value)], " ")
        for properties in (page.properties_of(figure.term) for figure in figures)
    )


def _qualifiers(properties: Properties) -> list[Value]:
    return [v for v in of(properties, GHT.qualifier) if v.term != QUALIFIER.exact]


def figures(page: PageBuilder, values: Iterable[Value]) -> Table:
    """Return figures as a table: what is counted, how many, of what exactly, who says so."""
    rows = []
    for value in values:
        properties = page.properties_of(value.term)
        details = [
            row
            for predicate in (GHT.scope, GHT.period, GHT.partOf, GHT.claimant, GHT.statedOn)
            for row in page.row(predicate, of(properties, predicate))
        ]
        measured = page.inline(of(properties, GHT.measure)) or page.value(value)
        rows.append((measured, figure_link(page, value, properties), small(details)))
    return Table(heads(page, "measure", "number", "details"), rows)


def figure_link(page: PageBuilder, value: Value, properties: Properties) -> Markup:
    """Return the number of a figure, and the link to its page."""
    return markup("{} {}", amount(page, properties), page.to(value))


def rankings(page: PageBuilder, values: Iterable[Value]) -> list[Row]:
    """Return ranks that somebody claims: the words, among what and where, by what, who says so."""
    found = []
    for value in values:
        properties = page.properties_of(value.term)
        details = [
            row
            for predicate in (GHT.comparisonClass, GHT.area, GHT.criterion, GHT.claimant)
            for row in page.row(predicate, of(properties, predicate))
        ]
        rank = page.cell(of(properties, GHT.rank, GHT.rankAsWritten))
        found.append(page.line("claimed-rank", joined(rank, small(details), page.to(value))))
    return found


def lists(page: PageBuilder, values: Iterable[Value], *, items: bool = True) -> list[Row]:
    """Return lists: what they announce against what they name, whether they are closed."""
    return [
        Row(page.value(value), counted(page, value.term, items=items))
        for value in values
        if isinstance(value.term, NamedNode)
    ]


def counted(page: PageBuilder, node: NamedNode, *, items: bool = False) -> Markup:
    """Return the counts of a list: stated, named, unnamed; its closure; its first items."""
    properties = page.properties_of(node)
    rows = []
    for figure in of(properties, GHT.statedFigure):
        rows.append(page.line("stated", amount(page, page.properties_of(figure.term))))
    rows += page.row("listed", of(properties, GHT.listedCount))
    rows += page.row("unnamed", of(properties, GHT.unnamedCount))
    rows += page.row("closure", of(properties, GHT.closure))
    held = of(properties, GHT.item) if items else []
    if held:
        shown = page.inline(held[:_ITEMS])
        rest = f" … (+\u00a0{len(held) - _ITEMS})" if len(held) > _ITEMS else ""
        rows.append(page.line("named", markup("{}{}", shown, rest)))
    return small(rows)


def discrepancies(page: PageBuilder, values: Iterable[Value]) -> list[Row]:
    """Return where what is stated and what is listed differ: both, side by side."""
    found = []
    for value in values:
        properties = page.properties_of(value.term)
        about = of(properties, GHT.list)
        sides = [
            markup(
                '<li><span class="what">{}</span> {}</li>', page.say(key), page.cell(properties[p])
            )
            for key, p in (("stated", GHT.statedCount), ("listed", GHT.listedCount))
            if p in properties
        ]
        gap = page.words("gap", number=page.inline(of(properties, GHT.difference)))
        cell = markup('<ul class="side">{}</ul><p class="disagree">{}</p>', concat(sides), gap)
        name = page.inline(about) if about else page.value(value)
        found.append(Row(name, joined(cell, page.to(value))))
    return found


def numbers(page: PageBuilder) -> None:
    """Add figures, ranks and discrepancies about the thing."""
    found = page.take_from(GHT.subject, "figure")
    claimed = page.take_from(GHT.claimant, "figure", "ranking")
    others = [value for value in claimed if value.term not in terms(found)]
    ranked = page.take_from(GHT.subject, "ranking")
    only_claimed = [v for v in others if v.term not in terms(ranked)]
    table = figures(page, found)
    ranks = rankings(page, ranked)
    page.section(
        "figures",
        table,
        ranks,
        page.row("also-claims", only_claimed),
        count=len(found) + len(ranked),
    )


def gaps(page: PageBuilder) -> None:
    """Add where counts about the thing differ."""
    page.section(
        "discrepancies-here", discrepancies(page, page.take_from(GHT.subject, "discrepancy"))
    )


def write_figure(page: PageBuilder) -> None:
    """Write the page of a figure: how many of what, and who says so."""
    properties: Properties = page.properties_of(page.about.node)
    measure, subject = page.take(GHT.measure), page.take(GHT.subject)
    value, qualifier = page.take(GHT.value), page.take(GHT.qualifier)
    number = amount(page, properties)
    page.lead = markup(
        "{} {}{} {}", number, page.inline(measure), page.say("colon"), page.inline(subject)
    )
    told = [
        text(page.view, values, " ") for values in ([*_qualifiers(properties), *value], measure)
    ]
    page.summary.append(f"{' '.join(told)}{page.say('colon')} {text(page.view, subject)}")
    page.section(
        "figure-said",
        page.row(GHT.value, value, one=True),
        page.row(GHT.qualifier, qualifier),
        page.row(GHT.measure, measure),
        page.row(GHT.subject, subject),
        page.rows(GHT.scope, GHT.period, GHT.partOf, GHT.claimant, GHT.statedOn, GHT.status),
    )
    page.section("parts", page.rows(GHT.partition), page.bullets(page.take_from(GHT.partOf)))
    page.section("lists", lists(page, page.take_from(GHT.statedFigure, "list")))
    page.section("result-of", page.bullets(page.take_from(GHT.resultFigure)))
    cells.editors_notes(page)


def write_list(page: PageBuilder) -> None:
    """Write the page of a list: what it announces, what it names, what it leaves unnamed."""
    items = page.take(GHT.item)
    gaps = page.take_from(GHT.list, "discrepancy")
    announced = page.take(GHT.statedFigure)
    listed, unnamed = page.take(GHT.listedCount), page.take(GHT.unnamedCount)
    subject, sort = page.take(GHT.subject), page.take(GHT.listOf)
    stated = [amount(page, page.properties_of(f.term)) for f in announced]
    parts = []
    if stated:
        page.describe("lead-stated-of", number=amounts_as_text(page, announced))
        parts.append(page.words("lead-stated-of", number=concat(stated, ", ")))
    if listed:
        parts.append(page.tell("lead-listed-of", number=listed))
    page.lead = concat(parts, " ")
    page.section("items", page.bullets(page.in_order(items)), count=len(items))
    page.section("discrepancies-here", discrepancies(page, gaps))
    page.section(
        "list-said",
        page.row(GHT.listOf, sort),
        page.row(GHT.subject, subject),
        page.row(GHT.statedFigure, announced),
        page.row("listed", listed),
        page.row("unnamed", unnamed),
        page.row("closure", page.take(GHT.closure)),
        page.rows(GHT.listedRole, GHT.parentList, GHT.status),
    )
    parts_of = page.take_from(GHT.parentList, "list")
    page.section("parts", lists(page, parts_of))
    used = [
        row
        for predicate in (GHT.partyList, GHT.actorList, GHT.counterpartList)
        for row in page.row(predicate, page.take_from(predicate))
    ]
    page.section("used-as", used)
    numbers(page)
    cells.editors_notes(page)


def write_discrepancy(page: PageBuilder) -> None:
    """Write the page of a discrepancy: both numbers side by side, each with its words."""
    stated, listed = page.take(GHT.statedCount), page.take(GHT.listedCount)
    difference = page.take(GHT.difference)
    lists = page.take(GHT.list)
    page.lead = page.tell("lead-gap", stated=stated, listed=listed, difference=difference)
    rows = [page.line("list-at-issue", page.cell(lists))] if lists else []
    rows += page.rows(GHT.subject)
    page.section("discrepancy-said", rows)
    sides = []
    for value in lists:
        if isinstance(value.term, NamedNode):
            properties = page.properties_of(value.term)
            announced = of(properties, GHT.statedFigure)
            words = [figure_link(page, f, page.properties_of(f.term)) for f in announced]
            if words:
                sides.append(page.line("stated", concat(words, ", ")))
            named = of(properties, GHT.item)
            sides.append(page.line("listed", page.cell(page.in_order(named))))
    page.section("both-sides", sides)
    cells.editors_notes(page)
