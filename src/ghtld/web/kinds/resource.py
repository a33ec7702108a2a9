"""The document about a thing: whether there is one, and what it says in each format. Pure."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.formats import ALL, CSV, Format
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.kinds import layout
from ghtld.web.national import grouping
from ghtld.web.pages import external_labels, rdf
from ghtld.web.pages.description import describe
from ghtld.web.pages.errors import refuse_withdrawn
from ghtld.web.pages.page_builder import PageBuilder
from ghtld.web.pages.paging import Page, page_number
from ghtld.web.pages.reply import Document, Reply, see_other
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View
from ghtld.web.site import Site
from ghtld.web.tables import statement_table


def existing(site: Site, kind: str, slug: str) -> iris.Thing:
    """Return the thing there is; raise the problem of one that is unknown or withdrawn."""
    if kind not in iris.KINDS or not iris.is_slug(kind, slug):
        raise ProblemRaised(NOT_FOUND)
    thing = iris.Thing(kind, slug)
    refuse_withdrawn(site, thing.iri)
    if not site.mentions(NamedNode(thing.iri)):
        raise ProblemRaised(NOT_FOUND)
    return thing


def leading(request: Request, thing: iris.Thing) -> Reply:
    """Return what leads from the IRI of ``thing`` to the document about it."""
    return see_other(request.carry(f"doc/{thing.kind}/{thing.slug}"))


def of_thing(request: Request, site: Site, thing: iris.Thing, suffix: Format | None) -> Reply:
    """Return what the release says of ``thing``; raise as ``of_node`` does."""
    view = request.view(site)
    kind = external_labels.kind(thing.kind, view.language)
    return of_node(request, view, NamedNode(thing.iri), suffix, kind)


def of_node(
    request: Request, view: View, node: NamedNode, suffix: Format | None, kind: str = ""
) -> Reply:
    """Return what the release says of ``node``, as a page or as data.

    Raises NotAcceptable and NoSuchPage.
    """
    pages: list[Page] = []

    def as_page() -> str:
        number = page_number(request.page_parameter)
        own = grouping.written(view, node, written)
        if own is not None:
            Page.of(number, 1, 1)
            return own
        description = describe(view.site, node, number)
        pages.append(description.page)
        return layout.write(PageBuilder(view, description), kind)

    def as_data(fmt: Format) -> bytes:
        if fmt is not CSV:
            return rdf.document(view.site, node, fmt)
        return statement_table.write(view, node, request.parameters.get("dialect", ""))

    written = Document(layout.path_of(node), ALL, as_page, as_data)
    reply = written.reply(request, view, suffix)
    reply.link(node.value, "describes")
    return reply.link_pages(pages[0], view) if pages else reply
