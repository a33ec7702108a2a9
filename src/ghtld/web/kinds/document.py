"""The pages of documents and of their facts.

A document shows its facts in reading order, its silences, its misprints; a fact its words, how they
are read, what they say and their place in the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Triple

from ghtld import iris
from ghtld.terms import DCTERMS, GHT, OA, PROV, RDF, RDFS
from ghtld.web.graph import Term, Value, contents
from ghtld.web.kinds import cells
from ghtld.web.kinds.cells import heads, joined, of, quotes, small, terms, without_empty
from ghtld.web.pages import citation
from ghtld.web.pages.elements import NOTHING, Row, Table, concat, link, markup
from ghtld.web.pages.page_builder import PageBuilder
from ghtld.web.pages.quotations import in_order, words_of
from ghtld.web.pages.source_notes import about_words, picked, place_of, quotations
from ghtld.web.site import Site

_SUBJECTS = 8
_WORDS = 12
_RECORDS = tuple(f"<{iris.BASE}id/{kind}/" for kind in ("membership", "list"))


def write(page: PageBuilder) -> None:
    """Write the page: what the document is, then what it says from its first word to its last."""
    title, issuer = page.take(DCTERMS.title), page.take(GHT.issuer)
    dates = page.take(DCTERMS.date, GHT.date)
    page.lead = _lead(page, title, issuer, dates)
    facts = page.take_from(PROV.wasQuotedFrom, "fact")
    notes = page.take_from(GHT.document, "note")
    page.section(
        "in-short",
        page.row(DCTERMS.title, title, one=True),
        page.row(GHT.issuer, issuer),
        page.row("document-date", dates, one=True) or _undated(page),
        page.rows(GHT.notBefore, GHT.notAfter, GHT.wording, GHT.titleMention, DCTERMS.language),
        _elsewhere(page),
    )
    page.section("facts", _facts(page, facts), count=len(facts), sort="facts")
    silent = [note for note in notes if page.is_a(note.term, GHT.Silence)]
    wrong = [note for note in notes if page.is_a(note.term, GHT.Misprint)]
    left_out = [note for note in notes if page.is_a(note.term, GHT.ExcludedPassage)]
    notes += [v for v in page.take_from(GHT.subject, "note") if v.term not in terms(notes)]
    others = [note for note in notes if note not in (*silent, *wrong, *left_out)]
    page.section("unsaid-here", cells.silences(page, silent), count=len(silent))
    page.section("misprints", _misprints(page, wrong), count=len(wrong))
    page.section("remarks", cells.remarks(page, others), count=len(others))
    page.section("excluded", _excluded(page, left_out), count=len(left_out))
    page.section(
        "text", page.rows(GHT.textLength, GHT.textSha256, DCTERMS.identifier, DCTERMS.source)
    )


def _lead(page: PageBuilder, title: list[Value], issuer: list[Value], dates: list[Value]) -> Markup:
    parts = [
        markup(
            '<p><q lang="{}">{}</q>{}</p>',
            v.term.language or "fr",
            v.term.value,
            page.notes.proof(v),
        )
        for v in title
        if isinstance(v.term, Literal)
    ]
    told = []
    if issuer:
        told.append(page.tell("lead-issuer", issuer=issuer))
    told.append(page.tell("lead-dated", date=dates) if dates else page.tell("lead-undated"))
    return markup("{}<p>{}</p>", concat(parts), concat(told, " "))


def _undated(page: PageBuilder) -> list[Row]:
    return [page.line("document-date", markup('<span class="soft">{}</span>', page.say("undated")))]


def _elsewhere(page: PageBuilder) -> list[Row]:
    """Return where else the text is found, which an outside source tells."""
    found = [
        (aside.graph, value)
        for aside in page.about.asides
        for place in aside.outgoing
        if place.predicate in (DCTERMS.hasFormat, DCTERMS.source)
        for value in place.values
    ]
    cells = [
        markup("{}{}", page.view.element(v.term), page.notes.graph(graph)) for graph, v in found
    ]
    return [page.line("text-at", joined(*cells))] if cells else []


def _facts(page: PageBuilder, facts: Iterable[Value]) -> Markup:
    items = [_kept(page, fact.term) for fact in facts if isinstance(fact.term, NamedNode)]
    return markup('<ol class="reading">{}</ol>', concat(items)) if items else NOTHING


def _kept(page: PageBuilder, fact: NamedNode) -> Markup:
    key = ("in document", fact, page.view.variant)
    return page.view.site.remembered(key, lambda: _fact(page, fact))


def _fact(page: PageBuilder, fact: NamedNode) -> Markup:
    """Return one fact in its place: its words, what is to be known of them, what it speaks of."""
    view, words = page.view, words_of(page.view.site, fact)
    name = fact.value.rpartition("/")[2]
    spoken = _spoken_of(page.view.site, fact)
    shown = concat(map(view.element, spoken[:_SUBJECTS]), ", ")
    if len(spoken) > _SUBJECTS:
        shown = markup("{} … (+\u00a0{})", shown, len(spoken) - _SUBJECTS)
    about = (
        markup('<p class="context">{}</p>', page.words("speaks-of", things=shown))
        if shown
        else NOTHING
    )
    number = link(view.link(fact.value) or "", view.text(view.label(fact)))
    return markup(
        '<li id="fact-{}">{}<p class="reference">{}</p>{}{}</li>',
        name,
        quotations(words),
        number,
        about,
        about_words(view, words),
    )


def _spoken_of(site: Site, fact: NamedNode) -> list[NamedNode]:
    """Return what a fact speaks of: the things it says something of beyond their type and name."""
    subjects: dict[NamedNode, int] = {}
    for quad in contents(site.statements, fact):
        if isinstance(quad.subject, NamedNode):
            subjects[quad.subject] = subjects.get(quad.subject, 0) + 1
    return sorted(subjects, key=lambda node: (-subjects[node], node.value))


def _misprints(page: PageBuilder, notes: Iterable[Value]) -> Table:
    rows = []
    for note in notes:
        properties = page.properties_of(note.term)
        proof = page.notes.proof(note)
        cells = (
            quotes(of(properties, GHT.misprint)),
            quotes(of(properties, GHT.reading)),
            picked(page.view, of(properties, RDFS.comment)),
            concat((page.view.element(v.term) for v in of(properties, GHT.subject)), ", "),
        )
        rows.append(
            [*(markup("{}{}", cell, proof) if cell else cell for cell in cells), page.to(note)]
        )
    head = heads(page, "as-printed", "read-as", "comment", "concerns", "signature-page")
    return without_empty(Table(head, rows))


def _excluded(page: PageBuilder, notes: Iterable[Value]) -> list[Row]:
    """Return which passages are left out and why; never their words."""
    found = []
    for note in notes:
        properties = page.properties_of(note.term)
        why = concat((page.view.element(v.term) for v in of(properties, GHT.exclusion)), ", ")
        where = [
            page.view.element(v.term) for p in (OA.start, OA.end) for v in properties.get(p, ())
        ]
        span = page.words("characters", start=where[0], end=where[1]) if len(where) == 2 else ""
        proof = page.notes.proof(note)
        found.append(Row(why, markup("{}{} {}", span, proof, page.to(note))))
    return found


def write_fact(page: PageBuilder) -> None:
    """Write the page: the quotation first."""
    words = words_of(page.view.site, page.about.node)
    for predicate in (GHT.quote, GHT.context, GHT.ambiguity):
        page.take(predicate)
    documents = page.take(PROV.wasQuotedFrom)
    derived = page.take(PROV.wasDerivedFrom)
    page.lead = quotations(words)
    page.summary = [" ".join(f"«\u202f{quote.value}\u202f»" for quote in words.quotes)]
    notes = page.take_from(GHT.subject, "note")
    page.section("how-read", about_words(page.view, words))
    page.section("states", *_states(page))
    name = page.about.node.value.rpartition("/")[2]
    rows = [
        page.line("document", place_of(page.view, value.term, name))
        for value in documents
        if isinstance(value.term, NamedNode)
    ]
    selectors = page.take(GHT.evidence)
    spots = [_spot(page, of(page.properties_of(v.term), OA.start, OA.end)) for v in selectors]
    links = [markup("{} {}", spot, page.to(v)) for spot, v in zip(spots, selectors, strict=True)]
    if links:
        rows.append(page.line("position", joined(*links)))
    page.section("place-in-document", rows, [*_neighbours(page)])
    page.section("derived-from", page.bullets(derived), count=len(derived))
    after = page.take_from(PROV.wasDerivedFrom, "fact")
    page.section("derived-facts", page.bullets(after), count=len(after))
    others = [note for note in notes if note.term not in words.misprints]
    page.section("remarks", cells.remarks(page, others))


def _spot(page: PageBuilder, ends: list[Value]) -> Markup:
    told = [page.view.element(value.term) for value in ends]
    return page.words("characters", start=told[0], end=told[1]) if len(told) == 2 else NOTHING


def _states(page: PageBuilder) -> list[list[Row]]:
    """Return what the fact says, thing by thing; its words prove each line."""
    things: dict[Term, dict[NamedNode, list[Markup]]] = {}
    names: dict[Term, Markup] = {}
    part = page.about.page
    before = (part.number - 1) * part.length
    for number, triple in enumerate(page.about.contents, before + 1):
        names[triple.subject] = page.view.element(triple.subject)
        known = things.setdefault(triple.subject, {})
        stated = _anchored(number, _stated(page, triple))
        known.setdefault(triple.predicate, []).append(stated)
    rows = []
    for subject in sorted(things, key=lambda node: (_behind(node), str(node))):
        inner = [
            Row(page.view.element(p), concat(things[subject][p], ", "))
            for p in sorted(things[subject], key=lambda p: (p != RDF.type, p.value))
        ]
        rows.append(Row(names[subject], small(inner)))
    return [rows]


def _anchored(number: int, stated: Markup) -> Markup:
    """Return what a statement leads to, where ``#statement-1`` of data (terms.reified) leads."""
    tag = "div" if stated.startswith("<details") else "span"
    return markup('<{} id="statement-{}">{}</{}>', tag, number, stated, tag)


def _stated(page: PageBuilder, triple: Triple) -> Markup:
    """Return what a statement leads to, and where to report it as wrong if anywhere."""
    shown, subject = page.view.element(triple.object), triple.subject
    if page.view.known.contact_link is None or not isinstance(subject, NamedNode):
        return shown
    asked = (subject, triple.predicate, triple.object, (page.about.node,))
    href = citation.report_value(page.view, *asked) or ""
    label = page.say("report-value")
    return markup('{} <a class="to" href="{}" aria-label="{}">⚑</a>', shown, href, label)


def _behind(node: Term) -> bool:
    """Tell whether a thing is a mere record of what the fact says of others."""
    return str(node).startswith(_RECORDS)


def _neighbours(page: PageBuilder) -> Iterator[Row]:
    """Yield the facts before and after in the text, each with the beginning of its words."""
    order = in_order(page.view.site)
    here = order.get(page.about.node)
    if here is None:
        return
    for key, node in zip(("before", "after"), here, strict=True):
        if node is not None:
            yield page.line(key, _short(page, node))


def _short(page: PageBuilder, fact: NamedNode) -> Markup:
    quotes = words_of(page.view.site, fact).quotes
    words = quotes[0].value.split() if quotes else []
    cut = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
    href = page.view.link(fact.value) or ""
    name = link(href, page.view.text(page.view.label(fact)))
    return markup('{} <q lang="fr">{}</q>', name, cut) if words else name
