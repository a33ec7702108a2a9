"""How the sections of several kinds put things: cells, small lists, headings, dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode

from ghtld.terms import GHT
from ghtld.web.pages.elements import NOTHING, Html, Row, Table, link, safe
from ghtld.web.pages.page_builder import Said, Sheet
from ghtld.web.pages.statements import Term, Value

_WHEN = (GHT.date, GHT.dayOfWeek)
_BOUNDS = (GHT.notBefore, GHT.notAfter)


def of(said: Said, *predicates: NamedNode) -> list[Value]:
    """Return the values of these properties."""
    return [value for predicate in predicates for value in said.get(predicate, ())]


def joined(*cells: Html) -> Html:
    """Return the cells that hold anything, one under the other."""
    held = [cell for cell in cells if cell]
    if len(held) < 2:
        return held[0] if held else NOTHING
    return Html("".join(f"<div>{cell}</div>" for cell in held))


def heads(sheet: Sheet, *keys: str) -> list[str]:
    """Return the headings of a table."""
    return [sheet.say(key) for key in keys]


def small(rows: Sequence[Row]) -> Html:
    """Return rows as a small list inside a cell."""
    lines = "".join(f"<div><dt>{row.name}</dt><dd>{row.cell}</dd></div>" for row in rows)
    return Html(f'<dl class="inner">{lines}</dl>') if lines else NOTHING


def without_empty(table: Table) -> Table:
    """Return a table without the columns in which no row says anything."""
    used = [n for n in range(len(table.head)) if any(row[n] for row in table.rows)]
    return Table([table.head[n] for n in used], [[row[n] for n in used] for row in table.rows])


def status(sheet: Sheet, said: Said) -> Html:
    """Return the status that the source gives."""
    return sheet.cell(of(said, GHT.status))


def wording(sheet: Sheet, said: Said) -> Html:
    """Return how the source words a thing."""
    return sheet.cell(of(said, GHT.wording))


def date(sheet: Sheet, said: Said) -> Html:
    """Return when an event was, at the precision known; else the bounds that are inferred."""
    when = of(said, *_WHEN)
    if when:
        return sheet.cell(when, one=len({type(value.term) for value in when}) == 1)
    bounds = [
        sheet.words(key, date=sheet.inline(said[bound]))
        for key, bound in zip(("not-before", "not-after"), _BOUNDS, strict=True)
        if bound in said
    ]
    return joined(*bounds) or Html(f'<span class="soft">{safe(sheet.say("no-date"))}</span>')


def terms(values: Iterable[Value]) -> set[Term]:
    """Return the values without their sources."""
    return {value.term for value in values}


def names_of(sheet: Sheet, values: Iterable[Value]) -> Html:
    """Return the names of things, which lead to them, without their sources."""
    return Html(", ".join(sheet.view.html(value.term) for value in values))


def as_written(sheet: Sheet, value: Value) -> Html:
    """Return the link to a thing under the words by which its source calls it."""
    written = of(sheet.said(value.term), GHT.wording)
    if not written or not isinstance(value.term, NamedNode):
        return sheet.value(value)
    href = sheet.view.link(value.term.value) or ""
    proved = {fact for wording in written for fact in wording.facts}
    proofs = [fact for fact in value.facts if fact not in proved]
    words = (link(href, sheet.view.html(w.term)) + sheet.notes.proof(w) for w in written)
    return Html(" · ".join(words) + "".join(map(sheet.notes.fact, proofs)))


def quoted(sheet: Sheet, said: Said) -> Html:
    """Return how the source words a thing, as a quotation."""
    return Html(
        "".join(
            f'<q class="wording" lang="{safe(v.term.language or "fr")}">{safe(v.term.value)}</q>'
            f"{sheet.notes.proof(v)}"
            for v in of(said, GHT.wording)
            if isinstance(v.term, Literal)
        )
    )


def quotes(values: Iterable[Value]) -> Html:
    """Return words of a document, as quotations in one line, without markers."""
    return Html(
        ", ".join(
            f'<q lang="{safe(v.term.language or "fr")}">{safe(v.term.value)}</q>'
            for v in values
            if isinstance(v.term, Literal)
        )
    )
