"""Answer for the changes: a page for all, one per kind, region and grouping, and their feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ghtld.changes import Change, Kind, heading
from ghtld.formats import CSV, HTML, TURTLE
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.changes import feeds
from ghtld.web.changes.table import (
    Changes,
    Scope,
    changes_of,
    path_of,
    required_changes,
    scope_of,
    to_show,
)
from ghtld.web.pages.paging import Page, page_number
from ghtld.web.pages.reply import PageFunction, Reply, page_of, see_other
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View, render
from ghtld.web.site import Site

SHOWN, LENGTH = 20, 200
"""Changes of a kind on the page of all kinds; changes on any other page."""
_SUFFIXES = ("csv", "json", "ttl")
_FORMATS = (HTML, TURTLE, CSV)
_KINDS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True)
class Section:
    """Changes of one kind, as many as a page shows, and how many there are."""

    kind: Kind
    count: int
    changes: list[Change]


def latest(site: Site, request: Request) -> Reply:
    """Answer ``/changes``: see those of the two newest extracts; say so when there are none."""
    view = request.view(site)
    found = to_show(site)
    if found is not None:
        return see_other(view.href(path_of(found)))
    body = render(view, "changes.html", **_told(view, None, Scope("changes"), []))
    return _page(body, view)


def between(site: Site, request: Request, old: str, new: str) -> Reply:
    """Answer ``/changes/{old}/{new}``, and with a suffix its files."""
    view, found = request.view(site), required_changes(site)
    stem, dot, suffix = new.rpartition(".")
    if dot and suffix in _SUFFIXES and (old, stem) == (found.old, found.new):
        return see_other(view.plain(f"dumps/changes.{suffix}"))
    if dot and suffix == "atom" and (old, stem) == (found.old, found.new):
        return feeds.answer(request, view, Scope(f"changes/{old}/{stem}"))
    if (old, new) != (found.old, found.new):
        raise ProblemRaised(NOT_FOUND)
    fmt, negotiated = request.choose(_FORMATS, None)
    if fmt is HTML:
        reply = _overview(view, found)
    else:
        reply = see_other(view.plain(f"dumps/changes.{fmt.suffix}"))
    return reply.negotiated(_FORMATS, fmt) if negotiated else reply


def of_kind(site: Site, request: Request, old: str, new: str, kind: str) -> Reply:
    """Answer ``/changes/{old}/{new}/{kind}``: all changes of one kind, in pages."""
    view, found = request.view(site), required_changes(site)
    if (old, new) != (found.old, found.new) or kind not in _KINDS:
        raise ProblemRaised(NOT_FOUND)
    chosen = Kind(kind)
    count = found.counts().get(chosen, 0)
    page = Page.of(page_number(request.page_parameter), count, LENGTH)
    some = found.some(LENGTH, (page.number - 1) * LENGTH, kind=chosen)
    section = Section(chosen, count, some)
    told = _told(view, found, Scope(path_of(found)), [section]) | {"page": page, "kind": chosen}
    return _page(render(view, "changes.html", **told), view).link_pages(page, view)


def in_region(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/changes/region/{code}`` and its feed."""
    return _within(site, request, "region", name)


def in_grouping(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/changes/finess-group/{id}`` and its feed."""
    return _within(site, request, "finess-group", name)


def _within(site: Site, request: Request, kind: str, name: str) -> Reply:
    view = request.view(site)
    stem, dot, suffix = name.rpartition(".")
    slug = stem if dot and suffix == "atom" else name
    scope = scope_of(view.site, kind, slug)
    if slug != name:
        return feeds.answer(request, view, scope)
    found = to_show(site)
    if found is None:
        return _page(render(view, "changes.html", **_told(view, None, scope, [])), view)
    return _at_place(request, view, found, scope)


def _overview(view: View, found: Changes) -> Reply:
    """Answer with the first changes of each kind."""
    counts = found.counts()
    sections = [Section(kind, n, found.some(SHOWN, kind=kind)) for kind, n in counts.items()]
    told = _told(view, found, Scope(path_of(found)), sections)
    return _page(render(view, "changes.html", **told), view)


def _at_place(request: Request, view: View, found: Changes, scope: Scope) -> Reply:
    """Answer with the changes of a region or grouping, each page with some of every kind."""
    counts = found.counts(scope.place)
    page = Page.over(page_number(request.page_parameter), counts.values(), LENGTH)
    start, length = (page.number - 1) * page.length, page.length
    sections = [
        Section(kind, n, found.some(length, start, kind=kind, place=scope.place))
        for kind, n in counts.items()
        if n > start
    ]
    told = _told(view, found, scope, sections) | {"page": page}
    return _page(render(view, "changes.html", **told), view).link_pages(page, view)


def _told(
    view: View, found: Changes | None, scope: Scope, sections: list[Section]
) -> dict[str, object]:
    """Return what the template needs."""
    regions = [scope_of(view.site, "region", code) for code in found.regions()] if found else []
    return {
        "found": found,
        "scope": scope,
        "sections": sections,
        "regions": regions,
        "page": None,
        "kind": None,
        "path": path_of(found) if found else "changes",
        "heading": heading,
    }


def _page(body: str, view: View) -> Reply:
    return page_of(body, view).keep()


def has_pair(site: Site, old: str, new: str) -> bool:
    """Tell whether the changes between two dates have a page, or a file of that name exists."""
    found = changes_of(site)
    stem, dot, suffix = new.rpartition(".")
    name = stem if dot and suffix in (*_SUFFIXES, "atom") else new
    return found is not None and (found.old, found.new) == (old, name)


def has_kind(site: Site, old: str, new: str, kind: str) -> bool:
    """Tell whether the changes of a kind between two dates have a page."""
    return has_pair(site, old, new) and kind in _KINDS


ROUTES: tuple[tuple[str, PageFunction], ...] = (
    ("/changes", latest),
    ("/changes.atom", feeds.everything),
    ("/changes/region/<name>", in_region),
    ("/changes/finess-group/<name>", in_grouping),
    ("/changes/<old>/<new>", between),
    ("/changes/<old>/<new>/<kind>", of_kind),
)
"""What the application of the pages registers."""
EXISTS: dict[str, Callable[..., bool]] = {
    "/changes/<old>/<new>": has_pair,
    "/changes/<old>/<new>/<kind>": has_kind,
}
