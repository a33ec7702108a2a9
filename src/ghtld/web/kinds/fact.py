"""The page of a fact: its words, how they are read, what they say, their place in the document."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from ghtld import iris
from ghtld.terms import GHT, OA, PROV, RDF
from ghtld.web.kinds import absences
from ghtld.web.kinds.cells import joined, of, small
from ghtld.web.pages import citation
from ghtld.web.pages.elements import NOTHING, Html, Row, link, safe
from ghtld.web.pages.page_builder import Sheet
from ghtld.web.pages.quotations import in_order, words_of
from ghtld.web.pages.source_notes import about_words, place_of
from ghtld.web.pages.statements import Term, Value

_WORDS = 12
_RECORDS = tuple(f"<{iris.BASE}id/{kind}/" for kind in ("membership", "list"))


def write(sheet: Sheet) -> None:
    """Write the page: the quotation first."""
    words = words_of(sheet.view.site, sheet.about.node)
    for predicate in (GHT.quote, GHT.context, GHT.ambiguity):
        sheet.take(predicate)
    documents = sheet.take(PROV.wasQuotedFrom)
    derived = sheet.take(PROV.wasDerivedFrom)
    sheet.lead = Html(
        "".join(
            f'<blockquote lang="{safe(quote.language or "fr")}" dir="auto">'
            f"<p>«\u202f{safe(quote.value)}\u202f»</p></blockquote>"
            for quote in words.quotes
        )
    )
    notes = sheet.take_from(GHT.subject, "note")
    sheet.section("how-read", about_words(sheet.view, words))
    sheet.section("states", *_states(sheet))
    name = sheet.about.node.value.rpartition("/")[2]
    rows = [
        sheet.line("document", place_of(sheet.view, value.term, name))
        for value in documents
        if isinstance(value.term, NamedNode)
    ]
    selectors = sheet.take(GHT.evidence)
    spots = [_spot(sheet, of(sheet.said(v.term), OA.start, OA.end)) for v in selectors]
    links = [Html(f"{spot} {sheet.to(v)}") for spot, v in zip(spots, selectors, strict=True)]
    if links:
        rows.append(sheet.line("position", joined(*links)))
    sheet.section("place-in-document", rows, [*_neighbours(sheet)])
    sheet.section("derived-from", sheet.bullets(derived), count=len(derived))
    after = sheet.take_from(PROV.wasDerivedFrom, "fact")
    sheet.section("derived-facts", sheet.bullets(after), count=len(after))
    others = [note for note in notes if note.term not in words.misprints]
    sheet.section("remarks", absences.remarks(sheet, others))


def _spot(sheet: Sheet, ends: list[Value]) -> Html:
    told = [sheet.view.html(value.term) for value in ends]
    return sheet.words("characters", start=told[0], end=told[1]) if len(told) == 2 else NOTHING


def _states(sheet: Sheet) -> list[list[Row]]:
    """Return what the fact says, thing by thing; its words prove each line."""
    said: dict[Term, dict[NamedNode, list[Html]]] = {}
    names: dict[Term, Html] = {}
    page = sheet.about.page
    before = (page.number - 1) * page.length
    for number, triple in enumerate(sheet.about.contents, before + 1):
        names[triple.subject] = sheet.view.html(triple.subject)
        properties = said.setdefault(triple.subject, {})
        stated = _anchored(number, _stated(sheet, triple))
        properties.setdefault(triple.predicate, []).append(stated)
    rows = []
    for subject in sorted(said, key=lambda node: (_behind(node), str(node))):
        inner = [
            Row(sheet.view.html(p), Html(", ".join(said[subject][p])))
            for p in sorted(said[subject], key=lambda p: (p != RDF.type, p.value))
        ]
        rows.append(Row(names[subject], small(inner)))
    return [rows]


def _anchored(number: int, stated: Html) -> Html:
    """Return what a statement leads to, where ``#statement-1`` of data (terms.reified) leads."""
    tag = "div" if stated.startswith("<details") else "span"
    return Html(f'<{tag} id="statement-{number}">{stated}</{tag}>')


def _stated(sheet: Sheet, triple: Triple) -> Html:
    """Return what a statement leads to, and where to report it as wrong if anywhere."""
    shown, subject = sheet.view.html(triple.object), triple.subject
    if sheet.view.known.contact_link is None or not isinstance(subject, NamedNode):
        return shown
    asked = (subject, triple.predicate, triple.object, (sheet.about.node,))
    href = citation.report_value(sheet.view, *asked) or ""
    said = safe(sheet.say("report-value"))
    return Html(f'{shown} <a class="to" href="{safe(href)}" aria-label="{said}">⚑</a>')


def _behind(node: Term) -> bool:
    """Tell whether a thing is a mere record of what the fact says of others."""
    return str(node).startswith(_RECORDS)


def _neighbours(sheet: Sheet) -> Iterator[Row]:
    """Yield the facts before and after in the text, each with the beginning of its words."""
    order = in_order(sheet.view.site)
    here = order.get(sheet.about.node)
    if here is None:
        return
    for key, node in zip(("before", "after"), here, strict=True):
        if node is not None:
            yield sheet.line(key, _short(sheet, node))


def _short(sheet: Sheet, fact: NamedNode) -> Html:
    quotes = words_of(sheet.view.site, fact).quotes
    words = quotes[0].value.split() if quotes else []
    cut = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
    href = sheet.view.link(fact.value) or ""
    name = link(href, sheet.view.text(sheet.view.label(fact)))
    return Html(f'{name} <q lang="fr">{safe(cut)}</q>') if words else name
