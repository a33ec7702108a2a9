"""Search: what a question names, as a page without script and as JSON for search as you type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote, urlencode

from pyoxigraph import NamedNode

from ghtld import iris, spelling
from ghtld.content import AnnotatedQuery
from ghtld.terms import expand
from ghtld.web.index import NoIndex
from ghtld.web.pages import external_labels
from ghtld.web.pages.paging import NoSuchPage, page_number
from ghtld.web.pages.reply import PageFunction, Reply, page_of, see_other
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View, render
from ghtld.web.search.finder import LONGEST, Finder, Hit, Page
from ghtld.web.site import Site

ON_A_PAGE = 20
AS_YOU_TYPE = 8
_ADDRESS = re.compile(r"(?:^|/)(?:id|doc)/([a-z-]+)/([^?#\s]+?)(?:\.[a-z]{2,6})?/?(?:[?#].*)?$")
_PREFIXED = re.compile(r"[a-z-]+:[A-Za-z0-9/-]+")


def finder(site: Site) -> Finder:
    """Return the finder of a site; raise NoIndex for a release that has no sound index."""
    found = site.index(Finder, site.release.search)
    if found is None:
        raise NoIndex(Finder.problem)
    return found


def page(site: Site, request: Request) -> Reply:
    """Answer ``/search?q=``: the thing itself for an IRI, else what the question names."""
    view = request.view(site)
    question = request.parameters.get("q", "").strip()
    in_json = request.parameters.get("format") == "json"
    place = None if in_json else _place(site, question)
    if place is not None:
        return see_other(view.href(place))
    return _as_json(view, question) if in_json else _as_page(request, view, question)


def _as_page(request: Request, view: View, question: str) -> Reply:
    kind = request.parameters.get("kind", "")
    number = 0
    with suppress(NoSuchPage):
        number = page_number(request.page_parameter)
    found = look_up(view, question, ON_A_PAGE, max(0, number - 1) * ON_A_PAGE, kind)
    pages = max(1, -(-found.count // ON_A_PAGE))
    past = not 0 < number <= pages
    state = {"q": question[:LONGEST], "kind": kind}
    view = view.carrying({k: v for k, v in state.items() if v}, 1 if past else number)
    text = render(
        view,
        "search.html",
        question=question[:LONGEST],
        found=found,
        questions=[] if kind or number > 1 else questions_like(view, question),
        kind=kind,
        links=_Links(view, question[:LONGEST], kind),
        number=number,
        pages=pages,
        past=past,
    )
    status = HTTPStatus.NOT_FOUND if past else HTTPStatus.OK
    return page_of(text, view, status)


class _Links:
    """The links of a page of answers to the same question, narrowed or at another page."""

    def __init__(self, view: View, question: str, kind: str) -> None:
        self._view, self._question, self._kind = view, question, kind

    def to(self, page: int) -> str:
        """Return the link to another page."""
        return self._link(self._kind, page)

    def narrowed(self, kind: str) -> str:
        """Return the link to the answers of one kind, of every kind when it is empty."""
        return self._link(kind, 1)

    def _link(self, kind: str, page: int) -> str:
        said = [("q", self._question), ("kind", kind), ("page", "" if page == 1 else str(page))]
        return self._view.href(f"search?{urlencode([pair for pair in said if pair[1]])}")


def _questions(site: Site) -> tuple[TitledQuestion, ...]:
    return read(site.questions.values())


def questions_like(view: View, text: str) -> list[tuple[str, str]]:
    """Return title and link of the project’s questions that ask in the words of ``text``."""
    known = view.site.derived(_questions)
    return [
        (query.title(view.language), view.href(f"questions/{query.name}"))
        for query in matching(known, text[:LONGEST])
    ]


def look_up(view: View, question: str, limit: int, offset: int = 0, kind: str = "") -> Page:
    """Return what ``question`` names: a number of the register, or words."""
    index = finder(view.site)
    number = question.replace(" ", "").replace("\u00a0", "").upper()
    if iris.FINESS_NUMBER.fullmatch(number):
        hits = index.by_number(number, view.language)
        kept = tuple(hit for hit in hits if kind in ("", hit.kind))
        if kept:
            kinds = {hit.kind: sum(other.kind == hit.kind for other in hits) for hit in hits}
            return Page(kept[offset : offset + limit], len(kept), kinds, {})
    return index.find(question, view.language, limit, offset, kind)


def _as_json(view: View, question: str) -> Reply:
    found = look_up(view, question, AS_YOU_TYPE)
    hits = found.hits
    place = _place(view.site, question)
    named = iris.read(iris.BASE + "id/" + place.removeprefix("doc/")) if place else None
    if named is not None:
        hit = finder(view.site).by_iri([named.iri], view.language)
        hits = (hit,) if hit else ()
    body = {
        "question": question[:LONGEST],
        "count": max(found.count, len(hits)),
        "spelt": found.spelt,
        "only": found.only,
        "hits": [_told(view, hit) for hit in hits],
        "questions": [
            {"label": title, "href": href, "kind_label": view.say("a-question")}
            for title, href in questions_like(view, question)
        ],
    }
    text = json.dumps(body, ensure_ascii=False)
    return Reply("application/json; charset=utf-8", text.encode()).speak(view)


def _told(view: View, hit: Hit) -> dict[str, object]:
    return {
        "iri": hit.iri,
        "href": view.link(hit.iri),
        "label": hit.label,
        "language": hit.language,
        "pieces": [[piece.text, piece.marked] for piece in hit.pieces],
        "kind": hit.kind,
        "kind_label": external_labels.kind(hit.kind, view.language),
        "why": hit.why,
        "why_label": why(view, hit),
    }


def why(view: View, hit: Hit) -> str:
    """Return the sentence that says by what a thing was found, empty when its name says it."""
    return "" if hit.why in ("label", "iri") else view.say(f"why-{hit.why}", words=hit.words)


def _place(site: Site, question: str) -> str | None:
    """Return the path of what an IRI, an address or a prefixed name leads to, None for words."""
    for iri in _readings(question[:2_000]):
        thing = iris.read(iri)
        if thing is not None and (thing.iri in site.withdrawn or site.mentions(NamedNode(iri))):
            return f"doc/{thing.kind}/{thing.slug}"
        if iri.startswith(f"{iris.DEF}#") and site.mentions(NamedNode(iri)):
            return iri.removeprefix(iris.BASE)
    return None


def _readings(question: str) -> Iterator[str]:
    question = unquote(question.strip("<> \t"))
    found = _ADDRESS.search(question)
    if found and ("://" in question or question.lstrip("/").startswith(("id/", "doc/"))):
        kind, slug = found[1], found[2]
        yield f"{iris.BASE}id/{kind}/{slug.upper() if kind == 'finess' else slug.lower()}"
    elif re.fullmatch(rf"{re.escape(iris.DEF)}#[A-Za-z]+", question):
        yield question
    elif _PREFIXED.fullmatch(question):
        with suppress(KeyError):
            yield expand(question)


def suggestions(view: View, path: str) -> list[tuple[str, str, str | None, str]]:
    """Return link, label, its language and kind of the things nearest to a path that is nowhere."""
    hits: tuple[Hit, ...] = ()
    with suppress(NoIndex):
        hits = finder(view.site).suggest(path, view.language)
    return [
        (view.link(h.iri) or "", h.label, h.language, external_labels.kind(h.kind, view.language))
        for h in hits
    ]


ROUTES: tuple[tuple[str, PageFunction], ...] = (("/search", page),)


MOST = 3
_ALIKE = 4
"""How many letters two long words share at their start when they are forms of one."""
_ENOUGH = 0.6
"""The share of the words asked that a question must meet; two words at least."""


@dataclass(frozen=True)
class TitledQuestion:
    """A question with the words of its titles, folded."""

    query: AnnotatedQuery
    words: frozenset[str]


def read(queries: Iterable[AnnotatedQuery]) -> tuple[TitledQuestion, ...]:
    """Return the questions ready to be looked for."""
    return tuple(TitledQuestion(query, _words(query)) for query in queries)


def _words(query: AnnotatedQuery) -> frozenset[str]:
    said = {word for language in ("fr", "en") for word in spelling.words(query.title(language))}
    return frozenset(said | spelling.other_forms(sorted(said)))


def matching(asked: Iterable[TitledQuestion], text: str) -> list[AnnotatedQuery]:
    """Return at most ``MOST`` questions that meet most of the words of ``text``, best first."""
    every = set(spelling.words(text))
    sought = every - spelling.STOP_WORDS
    needed = max(2, round(_ENOUGH * len(sought) + 0.4))
    ranked: list[tuple[int, int, int, AnnotatedQuery]] = []
    for one in asked:
        met = sum(_meets(word, one.words) for word in sought)
        if met >= needed:
            ranked.append((-met, -len(every & one.words), len(one.words), one.query))
    return [query for *_, query in sorted(ranked, key=lambda row: (row[:3], row[3].name))][:MOST]


def _meets(word: str, words: frozenset[str]) -> bool:
    if word in words:
        return True
    start = word[:_ALIKE]
    return len(start) == _ALIKE and any(other.startswith(start) for other in words)
