"""The pages of things: lists, and one generic page for whatever an IRI of ours names."""

from __future__ import annotations

from flask import Response, g, request
from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.formats import ALL, BY_SUFFIX, CSV, HTML, Format
from ghtld.web.delivery.problems import NOT_FOUND, Problem, ProblemRaised
from ghtld.web.delivery.respond import (
    Document,
    carry,
    keep,
    see_other,
    speak,
    split_suffix,
    view_of,
)
from ghtld.web.national import grouping
from ghtld.web.pages import foreign, leaf, quads, table
from ghtld.web.pages.describe import describe
from ghtld.web.pages.paging import Page, asked_page
from ghtld.web.pages.sheet import Sheet
from ghtld.web.pages.view import View, render
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


def html(page: str, view: View) -> Response:
    """Return a page that exists as HTML only, and may be kept."""
    return keep(speak(Response(page, content_type=HTML.content_type), view))


def identify(kind: str, slug: str) -> Response:
    """Answer ``/id/{kind}/{slug}``: see the document about the thing."""
    thing = _existing(kind, slug)
    return see_other(carry(f"doc/{thing.kind}/{thing.slug}"))


def finess(number: str) -> Response:
    """Answer ``/finess/{number}``: the short door to a register entry."""
    thing = _existing("finess", number)
    return see_other(carry(f"id/finess/{thing.slug}"))


def document(kind: str, name: str) -> Response:
    """Answer ``/doc/{kind}/{slug}`` and its suffixed forms: what the release says of the thing."""
    slug, suffix = split_suffix(name)
    thing = _existing(kind, slug)
    view = view_of(g.site)
    return about(view, NamedNode(thing.iri), suffix, foreign.kind(thing.kind, view.language))


def about(view: View, node: NamedNode, suffix: Format | None, kind: str = "") -> Response:
    """Answer with what the release says of ``node``, as a page or as data."""
    pages: list[Page] = []

    def page() -> str:
        own = grouping.written(view, node, written.links(view), written.alternates(view))
        if own is not None:
            Page.of(asked_page(request.args.get("page")), 1, 1)
            return own
        description = describe(view.site, node, asked_page(request.args.get("page")))
        pages.append(description.page)
        return leaf.write(leaf.Leaf(Sheet(view, description), kind))

    written = Document(leaf.path_of(node), ALL, page, lambda fmt: _data(view, node, fmt))
    response = written.answer(view, suffix)
    response.headers.add("Link", f'<{node.value}>; rel="describes"')
    return pages[0].link(response, view) if pages else response


def _data(view: View, node: NamedNode, fmt: Format) -> bytes:
    if fmt is CSV:
        return table.write(view, node, request.args.get("dialect", ""))
    return quads.document(view.site, node, fmt)


def _existing(kind: str, slug: str) -> iris.Thing:
    """Return the thing there is; raise the problem of one that is unknown or withdrawn."""
    if kind not in iris.KINDS or not iris.is_slug(kind, slug):
        raise ProblemRaised(NOT_FOUND)
    thing = iris.Thing(kind, slug)
    site: Site = g.site
    withdrawn = site.withdrawn.get(thing.iri)
    if withdrawn is not None:
        values = {"date": withdrawn.date, "reason": withdrawn.why}
        raise ProblemRaised(Problem(410, "error-410-detail", values))
    if not site.mentions(NamedNode(thing.iri)):
        raise ProblemRaised(NOT_FOUND)
    return thing


def has_thing(kind: str, slug: str) -> bool:
    """Tell whether ``/id/{kind}/{slug}`` answers, be it to say that the thing was withdrawn."""
    try:
        _existing(kind, slug)
    except ProblemRaised as raised:
        return raised.problem is not NOT_FOUND
    return True


def has_document(kind: str, name: str) -> bool:
    """Tell whether ``/doc/{kind}/{name}`` answers."""
    stem, dot, suffix = name.rpartition(".")
    return (suffix in BY_SUFFIX and has_thing(kind, stem)) if dot else has_thing(kind, name)


def has_entry(number: str) -> bool:
    """Tell whether ``/finess/{number}`` answers."""
    return has_thing("finess", number)


def has_kind(kind: str) -> bool:
    """Tell whether ``/doc/{kind}/`` answers."""
    site: Site = g.site
    return kind in site.things
