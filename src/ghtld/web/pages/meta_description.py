"""What a page is about in a few words: for search engines, and where its address is shared.

The words are those that define the thing, else those of the page: its lead, or the beginning of its
first section. They are in one language, and what names a person is left out of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from markupsafe import Markup
from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.terms import FOREIGN, GHT, RDFS
from ghtld.ui.literals import MOST, cut
from ghtld.web.graph import instances, literals
from ghtld.web.pages import json_ld
from ghtld.web.pages.elements import NOTHING, markup
from ghtld.web.pages.page_builder import PageBuilder
from ghtld.web.site import EDITION, Site

_ENOUGH = 50
"""With how many characters nothing more is added."""
_READ = 1_000
"""How many characters of markup are read."""
_OTHERS = {
    page: re.compile(
        rf'<(q|blockquote) lang="(?!{page}")[^"]*".*?</\1>|<li><bdi lang="(?!{page}").*?</li>',
        re.DOTALL,
    )
    for page in ("fr", "en")
}
_ENDS = re.compile(r"</(?:div|li|p|tr|h3|blockquote)>")
_SENTENCES = re.compile(r"(?<=[\w)»]{3}[.!?])\s+")  # not after “Dr.”
_HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)
_ELEMENT = re.compile(
    r'<sup>.*?</sup>|<a class="(?:layer|note|to)\b.*?</a>|<[^>]*(?:>|\Z)', re.DOTALL
)
"""An element’s tag; of a marker of sources, all of it."""
_LOOSE = re.compile(r"\s+([.,])")
_APART = " ·;,\n"
_ALONE = ('<bdi lang="', "<blockquote")
"""What nothing is added to: words in another language, a quotation."""
_EVIDENCE = f"{iris.BASE}id/evidence/"
_PERSON = NamedNode(FOREIGN["foaf"] + "Person")


def of_sheet(page: PageBuilder) -> str:
    """Return what the page of a thing is about; empty where no search engine may list it."""
    if not page.view.indexed:
        return ""
    view, people, said = page.view, page.view.site.derived(_people), ""
    defined = json_ld.in_words(page.about.outgoing, view.language)
    own = defined is not None and defined.language == view.language
    if defined is not None and own and not _names(defined.value, people):
        return cut(defined.value)
    for found in _beginnings(page):
        kept = _OTHERS[view.language].sub("", found) if ' lang="' in found else found
        words = _words(kept, page.say("colon"), people)
        if not words and not said:
            words = _words(found, page.say("colon"), people)
            if words:  # a quotation, in the language of its document, stands alone
                return cut(words)
        said = f"{said} {words}".strip()
        if len(said) >= _ENOUGH or (said and any(mark in kept for mark in _ALONE)):
            return cut(said)
    if not said:
        label = view.label(page.about.node).value
        said = "" if _names(label, people) else f"{label}."
    return cut(f"{said} {view.say('tagline')}.".strip())


def _beginnings(page: PageBuilder) -> Iterator[str]:
    """Yield the markup of the lead, then of the first section under its heading."""
    if page.lead and not page.lead.startswith('<p class="soft">'):  # which speaks of the layer
        yield _rows(page.lead)
    for section in page.sections[:1]:
        body = _rows(section.body)
        if page.about.node.value.startswith(_EVIDENCE):  # the words around are cut anywhere
            body = body.partition("</div>")[0]
        rows_are_named = body.startswith("<dl")
        yield body if rows_are_named else f"{section.heading}{page.say('colon')} {body}"


def _rows(markup: str) -> str:
    """Return the first rows of some markup, as many as are read."""
    if len(markup) <= _READ:
        return markup
    read = markup[:_READ]
    end = max(read.rfind(f"</{name}>") for name in ("div", "li", "tr", "p"))
    return read[:end] if end > 0 else read


def _words(markup: str, colon: str, people: frozenset[str]) -> str:
    """Return the words of the first rows of some markup, without those that name a person."""
    said, length = [], 0
    for row in _ENDS.split(_HEAD.sub("", markup) if "<thead>" in markup else markup):
        plain = _ELEMENT.sub(
            "", row.replace("</dt>", f"{colon} ").replace("</td>", " · ").replace("</th>", " · ")
        )
        words = _LOOSE.sub(r"\1", unescape(plain) if "&" in plain else plain).strip(_APART)
        if _names(words, people):
            words = " ".join(w for w in _SENTENCES.split(words) if not _names(w, people))
        words = words.lstrip(".")
        if any(map(str.isalnum, words.rpartition(":")[2])):
            said.append(words[:1].upper() + words[1:] + ("" if words[-1] in ".!?…»" else "."))
            length += len(words)
            if length > MOST:
                break
    return " ".join(said)


def _names(words: str, people: frozenset[str]) -> bool:
    return any(name in words for name in people)


def _people(site: Site) -> frozenset[str]:
    """Return the names of the people of the edition."""
    names: set[str] = set()
    for person in instances(site.store, _PERSON, EDITION):
        for predicate in (RDFS.label, GHT.nameForm):
            names |= {name.value for name in literals(site.store, person, predicate)}
    return frozenset(names)


def elements(told: str) -> Markup:
    """Return the elements of the head that say ``told``; nothing where nothing is."""
    if not told:
        return NOTHING
    return markup(
        '<meta name="description" content="{}">\n<meta property="og:description" content="{}">\n',
        told,
        told,
    )
