"""Answer for the feeds of changes: of all, of a region, of a grouping."""

from __future__ import annotations

from flask import Response, g, request
from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.changes import Change
from ghtld.ui.messages import say
from ghtld.web.changes import feed
from ghtld.web.changes.scope import Scope, path_of, to_show
from ghtld.web.changes.table import Changes
from ghtld.web.configuration import configuration
from ghtld.web.pages import dataset
from ghtld.web.pages.flask_adapter import keep, speak, view_of
from ghtld.web.pages.paging import Page, asked_page
from ghtld.web.pages.view import View

ENTRIES = 200
"""How many entries one page of a feed has."""


def everything() -> Response:
    """Answer ``/changes.atom``: the feed that stays, whatever the dates of the extracts."""
    return answer(view_of(g.site), Scope("changes"))


def answer(view: View, scope: Scope) -> Response:
    """Answer a feed; one without changes is a feed too, so that a reader can follow it."""
    found = to_show(g.site)
    number = asked_page(request.args.get("page"))
    count = sum(found.counts(scope.place).values()) if found else 0
    page = Page.of(number, count, ENTRIES)
    some = found.some(ENTRIES, (number - 1) * ENTRIES, place=scope.place) if found else []
    heads = _heads(view, scope, found, page)
    home = iris.BASE + (path_of(found) if found else "changes")
    entries = ((one, f"{home}#{one.fragment}", _about(one)) for one in some)
    response = Response(feed.write(heads, entries), content_type=feed.ATOM)
    return keep(speak(response, view))


def _about(change: Change) -> str:
    thing = iris.read(change.subject.iri)
    known = thing is not None and g.site.mentions(NamedNode(thing.iri))
    path = f"doc/{thing.kind}/{thing.slug}" if thing is not None and known else "changes"
    return configuration().public(path)


def _heads(view: View, scope: Scope, found: Changes | None, page: Page) -> feed.Heads:
    language, place = view.language, scope.name(view)
    public = configuration().public(scope.path)
    keeping = f"lang={language}"
    others = {"first": 1, "previous": page.previous, "next": page.next, "last": page.pages}
    dates = {"old": found.old, "new": found.new} if found else {}
    return feed.Heads(
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
