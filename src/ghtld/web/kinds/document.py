"""The page of a document: its facts in reading order, its silences, its misprints."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from ghtld.terms import DCTERMS, GHT, OA, PROV, RDFS
from ghtld.web.kinds import absences
from ghtld.web.kinds.cells import heads, joined, of, quotes, terms, without_empty
from ghtld.web.pages.elements import NOTHING, Html, Row, Table, link, safe
from ghtld.web.pages.page_builder import Sheet
from ghtld.web.pages.quotations import words_of
from ghtld.web.pages.source_notes import about_words, picked
from ghtld.web.pages.statements import Value
from ghtld.web.site import Site

_SUBJECTS = 8


def write(sheet: Sheet) -> None:
    """Write the page: what the document is, then what it says from its first word to its last."""
    title, issuer = sheet.take(DCTERMS.title), sheet.take(GHT.issuer)
    dates = sheet.take(DCTERMS.date, GHT.date)
    sheet.lead = _lead(sheet, title, issuer, dates)
    facts = sheet.take_from(PROV.wasQuotedFrom, "fact")
    notes = sheet.take_from(GHT.document, "note")
    sheet.section(
        "in-short",
        sheet.row(DCTERMS.title, title, one=True),
        sheet.row(GHT.issuer, issuer),
        sheet.row("document-date", dates, one=True) or _undated(sheet),
        sheet.rows(GHT.notBefore, GHT.notAfter, GHT.wording, GHT.titleMention, DCTERMS.language),
        _elsewhere(sheet),
    )
    sheet.section("facts", _facts(sheet, facts), count=len(facts), sort="facts")
    silent = [note for note in notes if sheet.is_a(note.term, GHT.Silence)]
    wrong = [note for note in notes if sheet.is_a(note.term, GHT.Misprint)]
    left_out = [note for note in notes if sheet.is_a(note.term, GHT.ExcludedPassage)]
    notes += [v for v in sheet.take_from(GHT.subject, "note") if v.term not in terms(notes)]
    others = [note for note in notes if note not in (*silent, *wrong, *left_out)]
    sheet.section("unsaid-here", absences.silences(sheet, silent), count=len(silent))
    sheet.section("misprints", _misprints(sheet, wrong), count=len(wrong))
    sheet.section("remarks", absences.remarks(sheet, others), count=len(others))
    sheet.section("excluded", _excluded(sheet, left_out), count=len(left_out))
    sheet.section(
        "text", sheet.rows(GHT.textLength, GHT.textSha256, DCTERMS.identifier, DCTERMS.source)
    )


def _lead(sheet: Sheet, title: list[Value], issuer: list[Value], dates: list[Value]) -> Html:
    parts = [
        f'<p><q lang="{safe(v.term.language or "fr")}">{safe(v.term.value)}</q>'
        f"{sheet.notes.proof(v)}</p>"
        for v in title
        if isinstance(v.term, Literal)
    ]
    told = []
    if issuer:
        told.append(sheet.words("lead-issuer", issuer=sheet.inline(issuer)))
    key = "lead-dated" if dates else "lead-undated"
    told.append(sheet.words(key, date=sheet.inline(dates)))
    return Html("".join(parts) + f"<p>{' '.join(told)}</p>")


def _undated(sheet: Sheet) -> list[Row]:
    return [
        sheet.line("document-date", Html(f'<span class="soft">{safe(sheet.say("undated"))}</span>'))
    ]


def _elsewhere(sheet: Sheet) -> list[Row]:
    """Return where else the text is found, which an outside source tells."""
    found = [
        (aside.graph, value)
        for aside in sheet.about.asides
        for said in aside.said
        if said.predicate in (DCTERMS.hasFormat, DCTERMS.source)
        for value in said.values
    ]
    cells = [Html(sheet.view.html(v.term) + sheet.notes.graph(graph)) for graph, v in found]
    return [sheet.line("text-at", joined(*cells))] if cells else []


def _facts(sheet: Sheet, facts: Iterable[Value]) -> Html:
    items = [_kept(sheet, fact.term) for fact in facts if isinstance(fact.term, NamedNode)]
    return Html(f'<ol class="reading">{"".join(items)}</ol>') if items else NOTHING


def _kept(sheet: Sheet, fact: NamedNode) -> Html:
    key = ("in document", fact, sheet.view.variant)
    return sheet.view.site.remembered(key, lambda: _fact(sheet, fact))


def _fact(sheet: Sheet, fact: NamedNode) -> Html:
    """Return one fact in its place: its words, what is to be known of them, what it speaks of."""
    view, words = sheet.view, words_of(sheet.view.site, fact)
    name = fact.value.rpartition("/")[2]
    quotes = "".join(
        f'<blockquote lang="{safe(quote.language or "fr")}" dir="auto">'
        f"<p>«\u202f{safe(quote.value)}\u202f»</p></blockquote>"
        for quote in words.quotes
    )
    spoken = _spoken_of(sheet.view.site, fact)
    shown = ", ".join(map(view.html, spoken[:_SUBJECTS]))
    if len(spoken) > _SUBJECTS:
        shown += f" … (+\u00a0{len(spoken) - _SUBJECTS})"
    about = (
        f'<p class="context">{sheet.words("speaks-of", things=Html(shown))}</p>' if shown else ""
    )
    number = link(view.link(fact.value) or "", view.text(view.label(fact)))
    return Html(
        f'<li id="fact-{safe(name)}">{quotes}<p class="reference">{number}</p>'
        f"{about}{about_words(view, words)}</li>"
    )


def _spoken_of(site: Site, fact: NamedNode) -> list[NamedNode]:
    """Return what a fact speaks of: the things it says something of beyond their type and name."""
    subjects: dict[NamedNode, int] = {}
    for quad in site.statements.quads_for_pattern(None, None, None, fact):
        if isinstance(quad.subject, NamedNode):
            subjects[quad.subject] = subjects.get(quad.subject, 0) + 1
    return sorted(subjects, key=lambda node: (-subjects[node], node.value))


def _misprints(sheet: Sheet, notes: Iterable[Value]) -> Table:
    rows = []
    for note in notes:
        said = sheet.said(note.term)
        proof = sheet.notes.proof(note)
        cells = (
            quotes(of(said, GHT.misprint)),
            quotes(of(said, GHT.reading)),
            picked(sheet.view, of(said, RDFS.comment)),
            Html(", ".join(sheet.view.html(v.term) for v in of(said, GHT.subject))),
        )
        rows.append([*(Html(cell + proof) if cell else cell for cell in cells), sheet.to(note)])
    head = heads(sheet, "as-printed", "read-as", "comment", "concerns", "signature-page")
    return without_empty(Table(head, rows))


def _excluded(sheet: Sheet, notes: Iterable[Value]) -> list[Row]:
    """Return which passages are left out and why; never their words."""
    found = []
    for note in notes:
        said = sheet.said(note.term)
        why = ", ".join(sheet.view.html(v.term) for v in of(said, GHT.exclusion))
        where = [sheet.view.html(v.term) for p in (OA.start, OA.end) for v in said.get(p, ())]
        span = sheet.words("characters", start=where[0], end=where[1]) if len(where) == 2 else ""
        proof = sheet.notes.proof(note)
        found.append(Row(Html(why), Html(f"{span}{proof} {sheet.to(note)}")))
    return found
