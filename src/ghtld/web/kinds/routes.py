"""The addresses of things: lists of a kind, the way from a thing to its document, the document."""

from __future__ import annotations

from ghtld.formats import BY_ANY_SUFFIX
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.kinds.resource import existing, leading, of_thing
from ghtld.web.pages.paging import Page, page_number
from ghtld.web.pages.reply import Reply, page_of, see_other, split_suffix
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import render
from ghtld.web.site import Site

_ON_A_LIST = 500


def kind_index(site: Site, request: Request, kind: str) -> Reply:
    """Answer ``/doc/{kind}/``: every thing of one kind, by its label."""
    if kind not in site.things:
        raise ProblemRaised(NOT_FOUND)
    view = request.view(site)
    nodes = sorted(site.things[kind], key=lambda node: view.label(node).value.casefold())
    page = Page.of(page_number(request.page_parameter), len(nodes), _ON_A_LIST)
    written = render(
        view, "kind.html", kind=kind, nodes=page.part(nodes), count=len(nodes), page=page
    )
    return page_of(written, view).keep().link_pages(page, view)


def identify(site: Site, request: Request, kind: str, slug: str) -> Reply:
    """Answer ``/id/{kind}/{slug}``: see the document about the thing."""
    return leading(request, existing(site, kind, slug))


def finess(site: Site, request: Request, number: str) -> Reply:
    """Answer ``/finess/{number}``: the short door to a register entry."""
    thing = existing(site, "finess", number)
    return see_other(request.carry(f"id/finess/{thing.slug}"))


def document(site: Site, request: Request, kind: str, name: str) -> Reply:
    """Answer ``/doc/{kind}/{slug}`` and its suffixed forms: what the release says of the thing."""
    slug, suffix = split_suffix(name)
    return of_thing(request, site, existing(site, kind, slug), suffix)


def has_thing(site: Site, kind: str, slug: str) -> bool:
    """Tell whether ``/id/{kind}/{slug}`` answers, be it to say that the thing was withdrawn."""
    try:
        existing(site, kind, slug)
    except ProblemRaised as raised:
        return raised.problem is not NOT_FOUND
    return True


def has_document(site: Site, kind: str, name: str) -> bool:
    """Tell whether ``/doc/{kind}/{name}`` answers."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return has_thing(site, kind, name)
    return suffix in BY_ANY_SUFFIX and has_thing(site, kind, stem)


def has_entry(site: Site, number: str) -> bool:
    """Tell whether ``/finess/{number}`` answers."""
    return has_thing(site, "finess", number)


def has_kind(site: Site, kind: str) -> bool:
    """Tell whether ``/doc/{kind}/`` answers."""
    return kind in site.things
