"""Answer for the changes: a page for all, one per kind, region and grouping, and their feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, g, request

from ghtld.changes import Change, Kind, heading
from ghtld.formats import CSV, HTML, TURTLE
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.changes import feeds
from ghtld.web.changes.scope import Scope, changes_of, held, path_of, scope_of, to_show
from ghtld.web.changes.table import Changes
from ghtld.web.pages.flask_adapter import choose, keep, note, see_other, speak, view_of
from ghtld.web.pages.paging import Page, asked_page
from ghtld.web.pages.view import View, render

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


def latest() -> Response:
    """Answer ``/changes``: see those of the two newest extracts; say so when there are none."""
    view = view_of(g.site)
    found = to_show(g.site)
    if found is not None:
        return see_other(view.href(path_of(found)))
    body = render(view, "changes.html", **_told(view, None, Scope("changes"), []))
    return _page(body, view)


def between(old: str, new: str) -> Response:
    """Answer ``/changes/{old}/{new}``, and with a suffix its files."""
    view, found = view_of(g.site), held(g.site)
    stem, dot, suffix = new.rpartition(".")
    if dot and suffix in _SUFFIXES and (old, stem) == (found.old, found.new):
        return see_other(view.plain(f"dumps/changes.{suffix}"))
    if dot and suffix == "atom" and (old, stem) == (found.old, found.new):
        return feeds.answer(view, Scope(f"changes/{old}/{stem}"))
    if (old, new) != (found.old, found.new):
        raise ProblemRaised(NOT_FOUND)
    fmt, negotiated = choose(_FORMATS, None)
    if fmt is HTML:
        response = _overview(view, found)
    else:
        response = see_other(view.plain(f"dumps/changes.{fmt.suffix}"))
    if negotiated:
        response.vary.add("Accept")
        note().offers, note().format = _FORMATS, fmt
    return response


def of_kind(old: str, new: str, kind: str) -> Response:
    """Answer ``/changes/{old}/{new}/{kind}``: all changes of one kind, in pages."""
    view, found = view_of(g.site), held(g.site)
    if (old, new) != (found.old, found.new) or kind not in _KINDS:
        raise ProblemRaised(NOT_FOUND)
    chosen = Kind(kind)
    count = found.counts().get(chosen, 0)
    page = Page.of(asked_page(request.args.get("page")), count, LENGTH)
    some = found.some(LENGTH, (page.number - 1) * LENGTH, kind=chosen)
    section = Section(chosen, count, some)
    told = _told(view, found, Scope(path_of(found)), [section]) | {"page": page, "kind": chosen}
    return page.link(_page(render(view, "changes.html", **told), view), view)


def in_region(name: str) -> Response:
    """Answer ``/changes/region/{code}`` and its feed."""
    return _within("region", name)


def in_grouping(name: str) -> Response:
    """Answer ``/changes/finess-group/{id}`` and its feed."""
    return _within("finess-group", name)


def _within(kind: str, name: str) -> Response:
    view = view_of(g.site)
    stem, dot, suffix = name.rpartition(".")
    slug = stem if dot and suffix == "atom" else name
    scope = scope_of(view.site, kind, slug)
    if slug != name:
        return feeds.answer(view, scope)
    found = to_show(g.site)
    if found is None:
        return _page(render(view, "changes.html", **_told(view, None, scope, [])), view)
    return _at_place(view, found, scope)


def _overview(view: View, found: Changes) -> Response:
    """Answer with the first changes of each kind."""
    counts = found.counts()
    sections = [Section(kind, n, found.some(SHOWN, kind=kind)) for kind, n in counts.items()]
    told = _told(view, found, Scope(path_of(found)), sections)
    return _page(render(view, "changes.html", **told), view)


def _at_place(view: View, found: Changes, scope: Scope) -> Response:
    """Answer with the changes of a region or grouping, each page with some of every kind."""
    counts = found.counts(scope.place)
    page = Page.over(asked_page(request.args.get("page")), counts.values(), LENGTH)
    start, length = (page.number - 1) * page.length, page.length
    sections = [
        Section(kind, n, found.some(length, start, kind=kind, place=scope.place))
        for kind, n in counts.items()
        if n > start
    ]
    told = _told(view, found, scope, sections) | {"page": page}
    return page.link(_page(render(view, "changes.html", **told), view), view)


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


def _page(body: str, view: View) -> Response:
    return keep(speak(Response(body, content_type=HTML.content_type), view))


def has_pair(old: str, new: str) -> bool:
    """Tell whether the changes between two dates have a page, or a file of that name exists."""
    found = changes_of(g.site)
    stem, dot, suffix = new.rpartition(".")
    name = stem if dot and suffix in (*_SUFFIXES, "atom") else new
    return found is not None and (found.old, found.new) == (old, name)


def has_kind(old: str, new: str, kind: str) -> bool:
    """Tell whether the changes of a kind between two dates have a page."""
    return has_pair(old, new) and kind in _KINDS


ROUTES: tuple[tuple[str, Callable[..., Response]], ...] = (
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
