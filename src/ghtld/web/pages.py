"""The pages of things: home, lists, and one generic page for whatever an IRI of ours names."""

from __future__ import annotations

from flask import Response, g
from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.formats import ALL, HTML, Format
from ghtld.web import foreign, quads
from ghtld.web.describe import describe
from ghtld.web.problems import NOT_FOUND, Problem, ProblemRaised
from ghtld.web.respond import Document, see_other, split_suffix, view_of
from ghtld.web.site import Site
from ghtld.web.view import View, render

LIMIT = 100
"""How many values of one property a page shows; the data hold them all."""

_LISTED = ("document", "group", "network", "agreement", "establishment")


def home() -> Response:
    """Answer ``/``: what the edition holds."""
    site: Site = g.site
    view = view_of(site)
    titles = {"fr": site.manifest.title_fr, "en": site.manifest.title_en}
    kinds = [kind for kind in foreign.KINDS if kind in site.things]
    kinds.sort(key=lambda kind: kind not in _LISTED)
    page = render(
        view,
        "home.html",
        title=titles[view.language],
        things=site.things,
        kinds=kinds,
        listed=_LISTED,
    )
    return html(page, view)


def kind_index(kind: str) -> Response:
    """Answer ``/doc/{kind}/``: every thing of one kind, by its label."""
    site: Site = g.site
    if kind not in site.things:
        raise ProblemRaised(NOT_FOUND)
    view = view_of(site)
    nodes = sorted(site.things[kind], key=lambda node: view.label(node).value.casefold())
    return html(render(view, "kind.html", kind=kind, nodes=nodes), view)


def html(page: str, view: View) -> Response:
    """Return a page that exists as HTML only."""
    response = Response(page, content_type=HTML.content_type)
    response.headers["Content-Language"] = view.language
    if not view.chosen:
        response.vary.add("Accept-Language")
    return response


def identify(kind: str, slug: str) -> Response:
    """Answer ``/id/{kind}/{slug}``: see the document about the thing."""
    thing = _existing(kind, slug)
    if thing.slug != slug:
        return see_other(view_of(g.site).href(f"id/{thing.kind}/{thing.slug}"), 301)
    return see_other(view_of(g.site).href(f"doc/{thing.kind}/{thing.slug}"))


def finess(number: str) -> Response:
    """Answer ``/finess/{number}``: the short door to a register entry."""
    thing = _existing("finess", number)
    return see_other(view_of(g.site).href(f"id/finess/{thing.slug}"))


def document(kind: str, name: str) -> Response:
    """Answer ``/doc/{kind}/{slug}`` and its suffixed forms: what the release says of the thing."""
    slug, asked = split_suffix(name)
    thing = _existing(kind, slug)
    site: Site = g.site
    view = view_of(site)
    if thing.slug != slug:
        return see_other(view.href(f"doc/{thing.kind}/{thing.slug}"), 301)
    response = about(view, NamedNode(thing.iri), asked, foreign.kind(thing.kind, view.language))
    if thing.kind == "person":
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def about(view: View, node: NamedNode, asked: Format | None, kind: str = "") -> Response:
    """Answer with what the release says of ``node``, as a page or as data."""
    thing = iris.read(node.value)
    path = f"doc/{thing.kind}/{thing.slug}" if thing else node.value.removeprefix(iris.BASE)
    written = Document(
        path,
        ALL,
        page=lambda: _page(view, node, written, kind),
        data=lambda fmt: quads.document(view.site, node, fmt),
    )
    response = written.answer(view, asked)
    response.headers.add("Link", f'<{node.value}>; rel="describes"')
    return response


def _page(view: View, node: NamedNode, written: Document, kind: str) -> str:
    return render(
        view,
        "thing.html",
        about=describe(view.site, node),
        label=view.label(node),
        kind=kind,
        links=written.links(view),
        alternates=written.alternates(view),
        limit=LIMIT,
    )


def _existing(kind: str, slug: str) -> iris.Thing:
    """Return the thing there is; raise the problem of one that is unknown or withdrawn."""
    slug = slug.upper() if kind == "finess" else slug
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
