"""The notes of a page: behind each value the words that say it, or who else does.

A fact's note is numbered and quotes its document. What no document says has a note with a letter:
it names the rule, the editors' decision, the extract or the outside source that a value comes from.
Notes are numbered as a reader meets them. Beyond ``MOST`` a marker leads to the fact's own page.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import DCTERMS, GHT, PROV, RDFS
from ghtld.web.graph import Term, Value, properties_of
from ghtld.web.pages import elements
from ghtld.web.pages.elements import concat, markup
from ghtld.web.pages.quotations import Words, words_of
from ghtld.web.pages.view import View

MOST = 90
"""How many facts one page quotes; its other markers lead to the pages of the facts."""
_INFERRED = f"{iris.BASE}id/graph/inferred-"
_LAYERS = f"{iris.BASE}id/concept/layer/"
_OWN_DIALECT = {
    "editorial": "page-editors",
    "concepts": "page-editors",
    "vocabulaire": "page-editors",
    "preuve": "page-record",
}
"""What pages call a layer, where its name says little to readers."""


class Notes:
    """The notes of one page, in the order in which its values call for them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._facts: dict[NamedNode, Markup] = {}
        self._graphs: dict[NamedNode, Markup] = {}

    def proof(self, value: Value) -> Markup:
        """Return the markers of a value: the facts that hold it, else the graphs that do."""
        if len(value.facts) == 1:
            return self.fact(value.facts[0])
        if value.facts:
            return concat(map(self.fact, value.facts))
        return concat(map(self.graph, value.graphs))

    def fact(self, fact: NamedNode) -> Markup:
        """Return the marker that leads to the words of a fact."""
        found = self._facts.get(fact)
        if found is not None:
            return found
        if len(self._facts) >= MOST:
            return self._page_of(fact)
        made = self._facts[fact] = elements.note(len(self._facts) + 1, self._view.language)
        return made

    def _page_of(self, fact: NamedNode) -> Markup:
        number, link = fact.value.rpartition("/")[2], self._view.link(fact.value) or ""
        label = self._view.label(fact).value
        return markup(
            '<sup><a class="note" href="{}" aria-label="{}">{}</a></sup>', link, label, number
        )

    def graph(self, graph: NamedNode) -> Markup:
        """Return the marker that tells what else than a document says a value."""
        found = self._graphs.get(graph)
        if found is None:
            letter, view = letters(len(self._graphs) + 1), self._view
            key = ("badge", graph, letter, view.language)
            found = view.site.remembered(key, lambda: self._badge(graph, letter))
            self._graphs[graph] = found
        return found

    def _badge(self, graph: NamedNode, letter: str) -> Markup:
        view = self._view
        layer = view.site.layers.get(graph)
        sort = layer.value.removeprefix(_LAYERS) if layer is not None else "other"
        name = view.label(layer).value if layer is not None else view.label(graph).value
        if sort in _OWN_DIALECT:
            name = view.say(_OWN_DIALECT[sort])
        label = view.say("page-note-of", name=name, number=letter)
        return markup(
            ' <a class="layer {}" href="#note-{}" aria-label="{}">{} <sup>{}</sup></a>',
            sort,
            letter,
            label,
            name,
            letter,
        )

    def quoting(self) -> Markup:
        """Return the items of the notes that quote, which are numbered."""
        return concat(
            markup('<li id="note-{}">{}</li>\n', number, quotation(self._view, fact))
            for number, fact in enumerate(self._facts, 1)
        )

    def others(self) -> Markup:
        """Return the items of the notes that name another origin, which are lettered."""
        return concat(
            markup('<li id="note-{}">{}</li>\n', letters(number), _origin(self._view, graph))
            for number, graph in enumerate(self._graphs, 1)
        )


@lru_cache(1024)
def letters(number: int) -> str:
    """Return what a lettered list shows for its item ``number``: a, b … z, aa …"""
    found = ""
    while number:
        number, last = divmod(number - 1, 26)
        found = chr(ord("a") + last) + found
    return found


def quotation(view: View, fact: NamedNode) -> Markup:
    """Return the text of a fact's note; it is the same on every page."""
    key = ("quotation", fact, view.variant)
    return view.site.remembered(key, lambda: _quotation(view, words_of(view.site, fact)))


def _quotation(view: View, words: Words) -> Markup:
    return concat((quotations(words), _reference(view, words), about_words(view, words)))


def quotations(words: Words) -> Markup:
    """Return the words of a fact, each quotation in its language."""
    return concat(
        markup(
            '<blockquote lang="{}" dir="auto"><p>«\u202f{}\u202f»</p></blockquote>',
            quote.language or "fr",
            quote.value,
        )
        for quote in words.quotes
    )


def _reference(view: View, words: Words) -> Markup:
    name = words.fact.value.rpartition("/")[2]
    fact = elements.link(view.link(words.fact.value) or "", view.text(view.label(words.fact)))
    parts = [
        markup("<cite>{}</cite>", place_of(view, document, name)) for document in words.documents
    ]
    dates = (
        properties_of(view.site, document).get(DCTERMS.date, ()) for document in words.documents
    )
    parts += [view.element(value.term) for values in dates for value in values]
    return markup('<p class="reference">{}</p>', concat([*parts, fact], " · "))


def place_of(view: View, document: NamedNode, fact: str) -> Markup:
    """Return the link to where a document's page quotes a fact."""
    href = view.href(f"doc/document/{document.value.rpartition('/')[2]}#fact-{fact}")
    return elements.link(href, view.text(view.label(document)))


def about_words(view: View, words: Words) -> Markup:
    """Return what is to be known of the words: context, status, origin, ambiguity, misprints."""
    parts = [
        _line(
            view,
            "context",
            markup(
                '<span lang="{}" dir="auto">«\u202f{}\u202f»</span>', c.language or "fr", c.value
            ),
        )
        for c in words.context
    ]
    if words.statuses:
        parts.append(
            _line(view, "page-fact-status", concat(map(view.element, words.statuses), " · "))
        )
    if words.derived_from:
        parts.append(_line(view, "derived", concat(map(view.element, words.derived_from), ", ")))
    for ambiguity in view.pick(words.ambiguity):
        parts.append(_line(view, "ambiguity", view.element(ambiguity), "ambiguity"))
    parts += [misprint(view, note) for note in words.misprints]
    return concat(parts)


def misprint(view: View, note: NamedNode) -> Markup:
    """Return the line that tells a misprint and how it is read."""
    said = properties_of(view.site, note)
    wrong = concat((_plain(v.term) for v in said.get(GHT.misprint, ())), " · ")
    right = concat((_plain(v.term) for v in said.get(GHT.reading, ())), " · ")
    reading = markup(' → <span lang="fr">«\u202f{}\u202f»</span>', right) if right else ""
    words = markup('<span lang="fr">«\u202f{}\u202f»</span>{}', wrong, reading)
    comment = picked(view, said.get(RDFS.comment, ()))
    page = markup(
        ' <a class="to" href="{}" aria-label="{}">→</a>',
        view.link(note.value) or "",
        view.label(note).value,
    )
    line = concat((words, " – " if comment else "", comment, page))
    return _line(view, "page-misprint", line, "ambiguity")


def picked(view: View, values: Iterable[Value]) -> Markup:
    """Return those texts that are in the language of the page, or else all."""
    literals = [value.term for value in values if isinstance(value.term, Literal)]
    return concat(map(view.element, view.pick(literals)), " ")


def _plain(term: Term) -> str:
    return term.value if isinstance(term, Literal | NamedNode) else str(term)


def _line(view: View, key: str, inner: Markup, sort: str = "context") -> Markup:
    return markup('<p class="{}"><span class="what">{}</span> {}</p>', sort, view.say(key), inner)


def _origin(view: View, graph: NamedNode) -> Markup:
    key = ("origin", graph, view.variant)
    return view.site.remembered(key, lambda: _told_origin(view, graph))


def _told_origin(view: View, graph: NamedNode) -> Markup:
    """Tell the rule, the decision, the extract or the source behind a graph, with a link."""
    said, name = properties_of(view.site, graph), graph.value.removeprefix(_INFERRED)
    layer = view.layer(graph)
    first = markup('<span class="what">{}</span> ', view.text(layer)) if layer else ""
    parts = [markup("<p>{}{}</p>", first, view.element(graph))]
    rule = view.site.rules.get(name) if name != graph.value else None
    if rule is not None:
        parts.append(markup("<p>{}</p>", rule.heading.get(f"description-{view.language}", "")))
    sort = _sort(view, graph)
    if f"page-origin-{sort}" in _TOLD:
        parts.append(markup("<p>{}</p>", view.say(f"page-origin-{sort}")))
    for predicate in (DCTERMS.date, DCTERMS.source, PROV.hadPrimarySource):
        values = said.get(predicate, ())
        if values:
            told = concat((view.element(value.term) for value in values), ", ")
            parts.append(
                markup(
                    '<p class="context">{}{} {}</p>',
                    view.element(predicate),
                    view.say("page-colon"),
                    told,
                )
            )
    comment = picked(view, said.get(RDFS.comment, ()))
    if comment:
        parts.append(markup('<p class="context">{}</p>', comment))
    return concat(parts)


_TOLD = {
    f"page-origin-{sort}"
    for sort in ("editorial", "deduit", "registre", "externe", "droit", "preuve")
}


def _sort(view: View, graph: NamedNode) -> str:
    layer = view.site.layers.get(graph)
    return layer.value.removeprefix(_LAYERS) if layer is not None else ""
