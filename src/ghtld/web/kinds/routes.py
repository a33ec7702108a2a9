"""The addresses of things: lists of a kind, the way from a thing to its document, the document."""

from __future__ import annotations

from flask import Response, g, request

from ghtld.formats import BY_ANY_SUFFIX
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.kinds.resource import existing, leading, of_thing
from ghtld.web.pages.flask_adapter import (
    asked,
    carry,
    html,
    response_of,
    see_other,
    view_of,
)
from ghtld.web.pages.paging import Page, asked_page
from ghtld.web.pages.reply import split_suffix
from ghtld.web.pages.view import render
from ghtld.web.site import Site

_ON_A_LIST = 500


def kind_index(kind: str) -> Response:
    """Answer ``/doc/{kind}/``: every thing of one kind, by its label."""
    site: Site = g.site
    if kind not in site.things:
        raise ProblemRaised(NOT_FOUND)
    view = view_of(site)
    nodes = sorted(site.things[kind], key=lambda node: view.label(node).value.casefold())
    page = Page.of(asked_page(request.args.get("page")), len(nodes), _ON_A_LIST)
    written = render(
        view, "kind.html", kind=kind, nodes=page.part(nodes), count=len(nodes), page=page
    )
    return page.link(html(written, view), view)


def identify(kind: str, slug: str) -> Response:
    """Answer ``/id/{kind}/{slug}``: see the document about the thing."""
    thing = existing(g.site, kind, slug)
    return response_of(leading(asked(), thing))


def finess(number: str) -> Response:
    """Answer ``/finess/{number}``: the short door to a register entry."""
    thing = existing(g.site, "finess", number)
    return see_other(carry(f"id/finess/{thing.slug}"))


def document(kind: str, name: str) -> Response:
    """Answer ``/doc/{kind}/{slug}`` and its suffixed forms: what the release says of the thing."""
    slug, suffix = split_suffix(name)
    thing = existing(g.site, kind, slug)
    return response_of(of_thing(asked(), view_of(g.site), thing, suffix))


def has_thing(kind: str, slug: str) -> bool:
    """Tell whether ``/id/{kind}/{slug}`` answers, be it to say that the thing was withdrawn."""
    try:
        existing(g.site, kind, slug)
    except ProblemRaised as raised:
        return raised.problem is not NOT_FOUND
    return True


def has_document(kind: str, name: str) -> bool:
    """Tell whether ``/doc/{kind}/{name}`` answers."""
    stem, dot, suffix = name.rpartition(".")
    return (suffix in BY_ANY_SUFFIX and has_thing(kind, stem)) if dot else has_thing(kind, name)


def has_entry(number: str) -> bool:
    """Tell whether ``/finess/{number}`` answers."""
    return has_thing("finess", number)


def has_kind(kind: str) -> bool:
    """Tell whether ``/doc/{kind}/`` answers."""
    site: Site = g.site
    return kind in site.things
