"""Sections about what the sources do not say, and what editors remark."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal

from ghtld.terms import GHT, RDFS
from ghtld.web.kinds.cells import joined, names_of, of
from ghtld.web.pages.elements import NOTHING, Html, Row, safe
from ghtld.web.pages.page_builder import Sheet
from ghtld.web.pages.source_notes import picked
from ghtld.web.pages.statements import Value


def silences(sheet: Sheet, notes: Iterable[Value]) -> list[Row]:
    """Return what the sources do not say, and the words that do not occur in them."""
    found = []
    for note in notes:
        said = sheet.said(note.term)
        words = ", ".join(
            f'<span lang="fr">«\u202f{safe(v.term.value)}\u202f»</span>'
            for v in of(said, GHT.absentWord)
            if isinstance(v.term, Literal)
        )
        absent = sheet.words("absent-words", words=Html(words)) if words else NOTHING
        where = sheet.words("in-document", document=names_of(sheet, of(said, GHT.document)))
        name = ", ".join(sheet.view.html(v.term) for v in of(said, GHT.unsaid))
        comment = picked(sheet.view, of(said, RDFS.comment))
        small_print = Html(f'<span class="soft">{absent} {where}</span>')
        proof = sheet.notes.proof(note)
        found.append(
            Row(
                Html(name or sheet.view.html(note.term)),
                joined(Html(f"{comment}{proof} {sheet.to(note)}"), small_print),
            )
        )
    return found


def remarks(sheet: Sheet, notes: Iterable[Value]) -> Html:
    """Return the editors' remarks, as a list."""
    items = [
        f"<li>{picked(sheet.view, of(sheet.said(note.term), RDFS.comment))}"
        f"{sheet.notes.proof(note)} {sheet.to(note)}</li>"
        for note in notes
    ]
    return Html(f'<ul class="plain">{"".join(items)}</ul>') if items else NOTHING


def editors_notes(sheet: Sheet) -> None:
    """Add what the sources do not say of the thing, and what its editors remark."""
    notes = sheet.take_from(GHT.subject, "note")
    silent = [note for note in notes if sheet.is_a(note.term, GHT.Silence)]
    sheet.section("unsaid-here", silences(sheet, silent), count=len(silent))
    sheet.section("remarks", remarks(sheet, [note for note in notes if note not in silent]))
