"""What a page is about in a few words: for search engines, and where its address is shared.

The words are made from data: what defines the thing; else what its lead tells, and, where that is
short, its type and the first statements about it. They are in the language of the page, and what
names a person is left out of them (decision 0013).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import DCTERMS, FOREIGN, GHT, RDF, RDFS, SKOS
from ghtld.ui.literals import cut
from ghtld.web.graph import Term, Value, instances, literals
from ghtld.web.http import robots
from ghtld.web.pages import json_ld
from ghtld.web.pages.description import Description
from ghtld.web.pages.elements import NOTHING, markup
from ghtld.web.pages.view import View
from ghtld.web.site import EDITION, Site

_ENOUGH = 50
"""With how many characters nothing more is added."""
_VALUES = 5
"""How many values of a property are told."""
_UNTOLD = (RDF.type, RDFS.label, SKOS.prefLabel, DCTERMS.title, DCTERMS.description)
"""Properties whose values stand elsewhere: in the title, or as the type."""
_PERSON = NamedNode(FOREIGN["foaf"] + "Person")
_NOBODY = re.compile(r"(?!)")
_SHORTEST_NAME = 3


def describe(view: View, about: Description, lead: Iterable[str]) -> str:
    """Return what the page of a thing is about; empty where no search engine may list it.

    ``lead`` are the sentences that its lead is made of.
    """
    if not view.indexed:
        return ""
    people = view.site.derived(_people)
    defined = json_ld.in_words(about.outgoing, view.language)
    own = defined is not None and defined.language == view.language
    if defined is not None and own and not people.search(defined.value):
        return cut(defined.value)
    told, colon = "", view.say("page-colon")
    for name, words in (*(("", sentence) for sentence in lead), *_statements(view, about)):
        if len(told) >= _ENOUGH or told.endswith("»"):  # a quotation stands alone
            break
        sentence = f"{name}{colon} {words}" if name else words
        if words and words not in told and not people.search(sentence):
            told = f"{told} {_closed(sentence)}".strip()
    is_whole = told.endswith("»") or len(told) >= _ENOUGH
    return cut(told if is_whole else f"{told} {view.say('tagline')}.".strip())


def _closed(sentence: str) -> str:
    """Return a sentence with its stop; no letter of it changes, for it may be a document's."""
    return sentence if sentence[-1] in ".!?…»" else f"{sentence}."


def _statements(view: View, about: Description) -> Iterator[tuple[str, str]]:
    """Yield name and type of a thing, then what is said of it: each property and its values.

    What is known from elsewhere is left out: a line without its source would not tell it apart.
    """
    if about.types:
        yield view.label(about.node).value, view.label(about.types[0]).value
    for found in about.outgoing:
        if found.predicate not in _UNTOLD:
            yield view.label(found.predicate).value, text(view, found.values[:_VALUES])


def text(view: View, values: Iterable[Value], between: str = ", ") -> str:
    """Return values as plain text, without words in another language than the page's.

    People, and what is about one person, are left out as well.
    """
    return between.join(filter(None, (_plain(view, value.term) for value in values)))


def _plain(view: View, term: Term) -> str:
    if isinstance(term, Literal):
        is_own = term.language in (None, view.language)
        return view.cut(view.show(term).text).value.strip() if is_own else ""
    if not isinstance(term, NamedNode):
        return ""
    thing = iris.read(term.value)
    is_private = thing is not None and thing.kind in robots.PRIVATE_KINDS
    return "" if is_private else view.name(term).value


def _people(site: Site) -> re.Pattern[str]:
    """Return what finds the names and the surnames of the people of the edition."""
    names: set[str] = set()
    for person in instances(site.store, _PERSON, EDITION):
        for predicate in (RDFS.label, GHT.nameForm):
            names |= {name.value for name in literals(site.store, person, predicate)}
    names |= {name.split()[-1] for name in names if name.split()}
    known = sorted(name for name in names if len(name) >= _SHORTEST_NAME)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b") if known else _NOBODY


def elements(description: str) -> Markup:
    """Return the elements of the head that say ``description``; nothing where nothing is."""
    if not description:
        return NOTHING
    return markup(
        '<meta name="description" content="{}">\n<meta property="og:description" content="{}">\n',
        description,
        description,
    )
