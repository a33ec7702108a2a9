"""Discrepancies and open questions: what was counted, and where the open questions lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import sqrt

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import GHT, RDFS
from ghtld.web.graph import contents
from ghtld.web.pages.quotations import words_of
from ghtld.web.pages.view import View
from ghtld.web.pictures import external_rows
from ghtld.web.pictures.evidence import (
    STATUS,
    all_named,
    documents,
    holders,
    in_own_words,
    named,
    nodes,
    note_documents,
    of_class,
    once,
    proof,
    spoken,
    stated_literals,
    stated_nodes,
)
from ghtld.web.pictures.external_rows import known_elsewhere
from ghtld.web.pictures.figure import WIDTH, DrawingContext, Figure, Link, cut
from ghtld.web.pictures.svg import Element, Picture, circle, line, lines, link, rect, text, wrap
from ghtld.web.tables.table import Row, Section, Table, Value, Values

_LABELS = 330.0
_UNIT = 19.0
_HEADS = ("what", "said", "against", "document", "proof")


def figure(view: View, to: Link) -> Figure:
    """Return the discrepancies and open questions of the release."""
    ctx = DrawingContext(view, to)
    sections = [_section(ctx, key, find) for key, find in GROUPS]
    table = ctx.table("discrepancies", ctx.columns("open", _HEADS), sections)
    return Figure("discrepancies", draw(ctx, table), table, cut(ctx, table))


def _section(ctx: DrawingContext, key: str, find: Finder) -> Section:
    rows = tuple(find(ctx))
    return Section(ctx.say(f"open-{key}"), rows, ctx.say(f"open-{key}-note"), key)


def draw(ctx: DrawingContext, table: Table) -> Picture:
    """Draw each discrepancy as squares, then how many questions there are by document."""
    body: list[Element] = []
    y = 8.0
    found = of_class(ctx.view.site, "Discrepancy")
    for one in found:
        body += _squares(ctx, one, y)
        y += 76
    body += _grid(ctx, table, y + 14)
    height = y + 14 + 62 + 34 * len(table.sections)
    counts = {"discrepancies": len(found), "questions": table.count}
    title = ctx.say("discrepancies-title")
    description = ctx.say("discrepancies-desc", **counts)
    return Picture("discrepancies", WIDTH, height, title, description, tuple(body))


def _squares(ctx: DrawingContext, one: NamedNode, y: float) -> list[Element]:
    """Draw the number that is stated above the number that is named, a square for each."""
    site = ctx.view.site
    lists = stated_nodes(site, one, GHT.list)
    name = ", ".join(ctx.name(listed) for listed in lists) or ctx.name(one)
    stated, listed = (_number(ctx, one, n) for n in (GHT.statedCount, GHT.listedCount))
    unit = min(_UNIT, (WIDTH - _LABELS - 130) / max(1, stated, listed))
    label = lines(0, y + 20, wrap(name, _LABELS - 16), "p-text")
    rows: list[Element] = []
    for place, (count, key) in enumerate(((stated, "stated-count"), (listed, "listed-count"))):
        top = y + place * 27
        for n in range(count):
            class_ = "p-mark" if n < min(stated, listed) else "p-other"
            rows.append(rect(_LABELS + n * unit, top + 4, unit * 0.8, 15, class_, rx=2))
        end = _LABELS + count * unit + 8
        rows.append(text(end, top + 16, ctx.say(key, count=count), "p-text"))
    counts = (ctx.say("stated-count", count=stated), ctx.say("listed-count", count=listed))
    said = ctx.titled(name, ", ".join(counts))
    hit = rect(-4, y - 2, WIDTH, 60, "p-hit")
    return [link(ctx.href(one), said, hit, *label, *rows), line(0, y + 64, WIDTH, y + 64)]


def _number(ctx: DrawingContext, one: NamedNode, predicate: NamedNode) -> int:
    found = stated_literals(ctx.view.site, one, predicate)
    digits = found[0].value if found else ""
    return int(digits) if digits.isdecimal() and len(digits) < 7 else 0


def _grid(ctx: DrawingContext, table: Table, y: float) -> list[Element]:
    """Draw the groups against the documents, a disc for how many there are."""
    papers = of_class(ctx.view.site, "Document")
    width = (WIDTH - _LABELS - 70) / max(1, len(papers))
    drawn: list[Element] = []
    for place, paper in enumerate(papers):
        label = _short(paper)
        x = _LABELS + (place + 0.5) * width
        head = text(x, y + 18, label, "p-head", text_anchor="middle")
        hit = rect(x - width / 2, y, width, 28, "p-hit")
        drawn.append(link(ctx.href(paper), ctx.name(paper), hit, head))
    drawn.append(text(WIDTH - 30, y + 18, ctx.say("total"), "p-head", text_anchor="middle"))
    for place, section in enumerate(table.sections):
        top = y + 34 + 34 * place
        drawn += _line(ctx, section, papers, top, width)
    return drawn


def _short(paper: NamedNode) -> str:
    thing = iris.read(paper.value)
    return thing.slug if thing is not None else paper.value


def _line(
    ctx: DrawingContext, section: Section, papers: list[NamedNode], y: float, width: float
) -> list[Element]:
    href = ctx.link(f"{iris.BASE}discrepancies#{section.anchor}")
    hit = rect(-4, y, _LABELS, 32, "p-hit")
    total = len(section.rows)
    name = text(0, y + 21, section.title)
    drawn = [line(0, y, WIDTH, y), link(href, ctx.titled(section.title, str(total)), hit, name)]
    for place, paper in enumerate(papers):
        cells = (row.values[3] for row in section.rows)
        count = sum(any(part.iri == paper.value for part in cell) for cell in cells)
        if count:
            x = _LABELS + (place + 0.5) * width
            drawn.append(circle(x - 12, y + 17, min(14.0, 3.2 * sqrt(count)), "p-mark"))
            drawn.append(text(x + 8, y + 21.5, str(count), "p-text"))
    drawn.append(text(WIDTH - 30, y + 21.5, str(total), "p-head", text_anchor="middle"))
    return drawn


_UNRESOLVED = (STATUS["non-resolu"], STATUS["non-dit"])


def counted(ctx: DrawingContext) -> Iterator[Row]:
    """Yield the lists whose announced number is not the number of what they name."""
    site, view = ctx.view.site, ctx.view
    for one in of_class(ctx.view.site, "Discrepancy"):
        lists = stated_nodes(site, one, GHT.list)
        figures = [f for listed in lists for f in stated_nodes(site, listed, GHT.statedFigure)]
        stating = [fact for f in figures for fact in holders(site, f, GHT.value)]
        listing = once(f for listed in lists for f in holders(site, listed, GHT.item))
        stated, listed = (
            tuple(spoken(view, number) for number in stated_literals(site, one, count))
            for count in (GHT.statedCount, GHT.listedCount)
        )
        yield Row(
            (
                all_named(ctx.view, lists),
                (*_labelled(ctx, "stated-count", stated), *proof(view, stating)),
                (*_labelled(ctx, "listed-count", listed), *proof(view, listing)),
                documents(view, once([*stating, *listing])),
                (named(view, one),),
            )
        )


def _labelled(ctx: DrawingContext, key: str, numbers: Values) -> Values:
    return tuple(Value(ctx.say(key, count=number.value)) for number in numbers)


def ambiguous(ctx: DrawingContext) -> Iterator[Row]:
    """Yield the facts whose words can be read in more than one way."""
    site, view = ctx.view.site, ctx.view
    asked = "SELECT DISTINCT ?f WHERE { GRAPH graph:edition { ?f ght:ambiguity ?a } } ORDER BY ?f"
    for fact in nodes(site, asked):
        subjects = {quad.subject for quad in contents(site.store, fact)}
        about = sorted((s for s in subjects if isinstance(s, NamedNode)), key=str)
        quotes = _quotes(words_of(site, fact).quotes)
        explained = in_own_words(view, stated_literals(site, fact, GHT.ambiguity))
        yield Row(
            (
                all_named(ctx.view, about[:3]),
                quotes,
                explained,
                documents(view, [fact]),
                (named(view, fact),),
            )
        )


def _quotes(words: Iterable[Literal]) -> Values:
    return tuple(Value(quote.value, quote.language or "fr", style="quote") for quote in words)


def misprinted(ctx: DrawingContext) -> Iterator[Row]:
    """Yield what is misprinted, and how the editors read it."""
    site, view = ctx.view.site, ctx.view
    for note in of_class(ctx.view.site, "Misprint"):
        printed = _quotes(stated_literals(site, note, GHT.misprint))
        reading = _quotes(stated_literals(site, note, GHT.reading))
        comments = in_own_words(view, stated_literals(site, note, RDFS.comment), "soft")
        yield _noted(ctx, note, printed, (*reading, *comments))


def silent(ctx: DrawingContext) -> Iterator[Row]:
    """Yield what documents are checked not to say."""
    site, view = ctx.view.site, ctx.view
    for note in of_class(ctx.view.site, "Silence"):
        unsaid = all_named(ctx.view, stated_nodes(site, note, GHT.unsaid))
        yield _noted(
            ctx, note, unsaid, in_own_words(view, stated_literals(site, note, RDFS.comment))
        )


def _noted(ctx: DrawingContext, note: NamedNode, said: Values, against: Values) -> Row:
    view = ctx.view
    about = all_named(ctx.view, stated_nodes(view.site, note, GHT.subject))
    return Row((about, said, against, note_documents(view, note), (named(view, note),)))


def not_found(ctx: DrawingContext) -> Iterator[Row]:
    """Yield what was looked for in a register and not found."""
    site, view = ctx.view.site, ctx.view
    for search in of_class(ctx.view.site, "FailedSearch"):
        entities = stated_nodes(site, search, GHT.entity)
        facts = once(
            f for one in entities for f in holders(site, one, GHT.nameForm) if iris.is_fact(f.value)
        )
        explained = in_own_words(view, stated_literals(site, search, RDFS.comment))
        how = in_own_words(view, stated_literals(site, search, GHT.method), "soft")
        yield Row(
            (
                all_named(ctx.view, entities),
                proof(view, facts),
                (*explained, *how),
                documents(view, facts),
                all_named(ctx.view, (search, *stated_nodes(site, search, GHT.extract))),
            )
        )


def unresolved(ctx: DrawingContext) -> Iterator[Row]:
    """Yield what has a state that the documents leave open."""
    site, view = ctx.view.site, ctx.view
    for status in _UNRESOLVED:
        asked = f"""SELECT DISTINCT ?x WHERE {{
            GRAPH graph:edition {{ ?x ght:status {status} }} }} ORDER BY ?x"""
        for one in nodes(site, asked):
            facts = holders(site, one, GHT.status, status)
            state = (named(view, status),)
            about = (named(view, one),)
            quotes = tuple(part for part in proof(view, facts) if part.style == "quote")
            yield Row((about, quotes, state, documents(view, facts), all_named(ctx.view, facts)))


Finder = Callable[[DrawingContext], Iterator[Row]]
GROUPS: tuple[tuple[str, Finder], ...] = (
    ("counted", counted),
    ("registered", external_rows.categories),
    ("members", external_rows.memberships),
    ("elsewhere", known_elsewhere),
    ("unresolved", unresolved),
    ("not-found", not_found),
    ("ambiguous", ambiguous),
    ("silent", silent),
    ("misprinted", misprinted),
)
