"""What the pages of several kinds share: cells, small lists, headings, dates, editors' notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from ghtld.terms import GHT, RDFS
from ghtld.web.graph import Properties, Term, Value
from ghtld.web.pages.elements import NOTHING, Row, Table, concat, link, markup
from ghtld.web.pages.page_builder import PageBuilder
from ghtld.web.pages.source_notes import picked

_WHEN = (GHT.date, GHT.dayOfWeek)
_BOUNDS = (GHT.notBefore, GHT.notAfter)


def of(properties: Properties, *predicates: NamedNode) -> list[Value]:
    """Return the values of these properties."""
    return [value for predicate in predicates for value in properties.get(predicate, ())]


def joined(*cells: Markup) -> Markup:
    """Return the cells that hold anything, one under the other."""
    held = [cell for cell in cells if cell]
    if len(held) < 2:
        return held[0] if held else NOTHING
    return concat(markup("<div>{}</div>", cell) for cell in held)


def heads(page: PageBuilder, *keys: str) -> list[str]:
    """Return the headings of a table."""
    return [page.say(key) for key in keys]


def small(rows: Sequence[Row]) -> Markup:
    """Return rows as a small list inside a cell."""
    lines = concat(markup("<div><dt>{}</dt><dd>{}</dd></div>", row.name, row.cell) for row in rows)
    return markup('<dl class="inner">{}</dl>', lines) if lines else NOTHING


def without_empty(table: Table) -> Table:
    """Return a table without the columns in which no row says anything."""
    used = [n for n in range(len(table.head)) if any(row[n] for row in table.rows)]
    return Table([table.head[n] for n in used], [[row[n] for n in used] for row in table.rows])


def status(page: PageBuilder, properties: Properties) -> Markup:
    """Return the status that the source gives."""
    return page.cell(of(properties, GHT.status))


def wording(page: PageBuilder, properties: Properties) -> Markup:
    """Return how the source words a thing."""
    return page.cell(of(properties, GHT.wording))


def when(properties: Properties) -> list[Value]:
    """Return when an event was, as the sources say."""
    return of(properties, *_WHEN)


def date(page: PageBuilder, properties: Properties) -> Markup:
    """Return when an event was, at the precision known; else the bounds that are inferred."""
    stated = when(properties)
    if stated:
        return page.cell(stated, one=len({type(value.term) for value in stated}) == 1)
    bounds = [
        page.words(key, date=page.inline(properties[bound]))
        for key, bound in zip(("not-before", "not-after"), _BOUNDS, strict=True)
        if bound in properties
    ]
    return joined(*bounds) or markup('<span class="soft">{}</span>', page.say("no-date"))


def terms(values: Iterable[Value]) -> set[Term]:
    """Return the values without their sources."""
    return {value.term for value in values}


def names_of(page: PageBuilder, values: Iterable[Value]) -> Markup:
    """Return the names of things, which lead to them, without their sources."""
    return concat((page.view.element(value.term) for value in values), ", ")


def as_written(page: PageBuilder, value: Value) -> Markup:
    """Return the link to a thing under the words by which its source calls it."""
    written = of(page.properties_of(value.term), GHT.wording)
    if not written or not isinstance(value.term, NamedNode):
        return page.value(value)
    href = page.view.link(value.term.value) or ""
    proved = {fact for wording in written for fact in wording.facts}
    proofs = [fact for fact in value.facts if fact not in proved]
    words = (
        markup("{}{}", link(href, page.view.element(w.term)), page.notes.proof(w)) for w in written
    )
    return markup("{}{}", concat(words, " · "), concat(map(page.notes.fact, proofs)))


def quoted(page: PageBuilder, properties: Properties) -> Markup:
    """Return how the source words a thing, as a quotation."""
    return concat(
        markup(
            '<q class="wording" lang="{}">{}</q>{}',
            v.term.language or "fr",
            v.term.value,
            page.notes.proof(v),
        )
        for v in of(properties, GHT.wording)
        if isinstance(v.term, Literal)
    )


def quotes(values: Iterable[Value]) -> Markup:
    """Return words of a document, as quotations in one line, without markers."""
    return concat(
        (
            markup('<q lang="{}">{}</q>', v.term.language or "fr", v.term.value)
            for v in values
            if isinstance(v.term, Literal)
        ),
        ", ",
    )


def silences(page: PageBuilder, notes: Iterable[Value]) -> list[Row]:
    """Return what the sources do not say, and the words that do not occur in them."""
    found = []
    for note in notes:
        properties = page.properties_of(note.term)
        words = concat(
            (
                markup('<span lang="fr">«\u202f{}\u202f»</span>', v.term.value)
                for v in of(properties, GHT.absentWord)
                if isinstance(v.term, Literal)
            ),
            ", ",
        )
        absent = page.words("absent-words", words=words) if words else NOTHING
        where = page.words("in-document", document=names_of(page, of(properties, GHT.document)))
        name = concat((page.view.element(v.term) for v in of(properties, GHT.unsaid)), ", ")
        comment = picked(page.view, of(properties, RDFS.comment))
        small_print = markup('<span class="soft">{} {}</span>', absent, where)
        proof = page.notes.proof(note)
        found.append(
            Row(
                name or page.view.element(note.term),
                joined(markup("{}{} {}", comment, proof, page.to(note)), small_print),
            )
        )
    return found


def remarks(page: PageBuilder, notes: Iterable[Value]) -> Markup:
    """Return the editors' remarks, as a list."""
    items = [
        markup(
            "<li>{}{} {}</li>",
            picked(page.view, of(page.properties_of(note.term), RDFS.comment)),
            page.notes.proof(note),
            page.to(note),
        )
        for note in notes
    ]
    return markup('<ul class="plain">{}</ul>', concat(items)) if items else NOTHING


def editors_notes(page: PageBuilder) -> None:
    """Add what the sources do not say of the thing, and what its editors remark."""
    notes = page.take_from(GHT.subject, "note")
    silent = [note for note in notes if page.is_a(note.term, GHT.Silence)]
    page.section("unsaid-here", silences(page, silent), count=len(silent))
    page.section("remarks", remarks(page, [note for note in notes if note not in silent]))
