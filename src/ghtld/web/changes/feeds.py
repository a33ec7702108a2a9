"""Atom feeds of changes (RFC 4287): of all, of a region, of a grouping; long ones in pages
(RFC 5005, section 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import StringIO
from typing import Any

from feedgenerator import Atom1Feed
from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.changes import Change, heading
from ghtld.ui.messages import say
from ghtld.web.changes.table import Changes, Scope, path_of, to_show
from ghtld.web.pages import dataset
from ghtld.web.pages.paging import Page, page_number
from ghtld.web.pages.reply import Reply
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View
from ghtld.web.site import Site

ENTRIES = 200
"""How many entries one page of a feed has."""


def everything(site: Site, request: Request) -> Reply:
    """Answer ``/changes.atom``: the feed that stays, whatever the dates of the extracts."""
    return answer(request, request.view(site), Scope("changes"))


def answer(request: Request, view: View, scope: Scope) -> Reply:
    """Answer a feed; one without changes is a feed too, so that a reader can follow it."""
    found = to_show(view.site)
    number = page_number(request.page_parameter)
    count = sum(found.counts(scope.place).values()) if found else 0
    page = Page.of(number, count, ENTRIES)
    some = found.some(ENTRIES, (number - 1) * ENTRIES, place=scope.place) if found else []
    heads = _heads(view, scope, found, page)
    home = iris.BASE + (path_of(found) if found else "changes")
    entries = ((one, f"{home}#{one.fragment}", _about(view, one)) for one in some)
    return Reply(ATOM, write(heads, entries)).speak(view).keep()


def _about(view: View, change: Change) -> str:
    thing = iris.read(change.subject.iri)
    known = thing is not None and view.site.mentions(NamedNode(thing.iri))
    path = f"doc/{thing.kind}/{thing.slug}" if thing is not None and known else "changes"
    return view.known.public(path)


def _heads(view: View, scope: Scope, found: Changes | None, page: Page) -> Heads:
    language, place = view.language, scope.name(view)
    public = view.known.public(scope.path)
    keeping = f"lang={language}"
    others = {"first": 1, "previous": page.previous, "next": page.next, "last": page.pages}
    dates = {"old": found.old, "new": found.new} if found else {}
    return Heads(
        f"{iris.BASE}{scope.path}#atom",
        say("changes-feed-place", language, place=place)
        if place
        else say("changes-feed-all", language),
        say("changes-feed-about", language, **dates)
        if found
        else say("changes-feed-none", language),
        f"{public}?{keeping}",
        _part(public, keeping, page.number),
        language,
        found.new if found else view.site.manifest.issued,
        dataset.maker(view.site) or "ghtld",
        tuple(
            (rel, _part(public, keeping, number))
            for rel, number in others.items()
            if number and page.pages > 1
        ),
    )


def _part(public: str, keeping: str, number: int) -> str:
    return f"{public}.atom?{keeping}" + (f"&page={number}" if number > 1 else "")


ATOM = "application/atom+xml; charset=utf-8"
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Heads:
    """What a feed says of itself.

    ``iri`` names it for good; ``page`` and ``here`` are the addresses of its page and of itself,
    ``links`` those of its other parts by relation; ``updated`` is a date of the register.
    """

    iri: str
    title: str
    about: str
    page: str
    here: str
    language: str
    updated: str
    author: str
    links: tuple[tuple[str, str], ...] = ()


class _Feed(Atom1Feed):  # type: ignore[misc]
    """A feed whose date is that of its extract, never the clock's, with links to other pages."""

    def __init__(self, heads: Heads, **said: object) -> None:
        super().__init__(
            heads.title,
            heads.page,
            heads.about,
            language=heads.language,
            author_name=heads.author,
            feed_url=heads.here,
            feed_guid=heads.iri,
            **said,
        )
        self._heads = heads

    def latest_post_date(self) -> datetime:
        return moment(self._heads.updated)

    def add_root_elements(self, handler: Any) -> None:  # noqa: ANN401 - as the library has it
        super().add_root_elements(handler)
        for rel, href in self._heads.links:
            handler.addQuickElement("link", "", {"rel": rel, "href": href})


def moment(date: str) -> datetime:
    """Return the first moment of a day, month or year as the register dates its extracts."""
    year, month, day = ([int(part) for part in date.split("-")] + [1, 1])[:3]
    return datetime(year, month, day, tzinfo=UTC)


def write(heads: Heads, entries: Iterable[tuple[Change, str, str]]) -> bytes:
    """Return a feed; each entry is a change, its IRI, and the address of what it is about."""
    feed = _Feed(heads)
    for change, iri, address in entries:
        words = change.sentence(heads.language)
        dated = f" {say('changes-dated', heads.language, date=change.on)}" if change.on else ""
        feed.add_item(
            _clean(words),
            address,
            escape(_clean(f"{words}.{dated}")),
            unique_id=iri,
            updateddate=moment(heads.updated),
            categories=[change.kind.value, heading(change.kind, heads.language)],
        )
    text = StringIO()
    feed.write(text, "utf-8")
    return text.getvalue().encode()


def _clean(text: str) -> str:
    """Return ``text`` without what XML 1.0 can't hold."""
    return _UNWRITABLE.sub(" ", text)
