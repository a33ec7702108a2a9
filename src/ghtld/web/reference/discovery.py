"""The addresses by which programs find their way: sitemap, robots, VoID, OpenSearch, linksets."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from xml.sax.saxutils import escape

from flask import Response, g, request
from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.web.configuration import configuration
from ghtld.web.delivery.problems import NOT_FOUND, ProblemRaised, refuse_withdrawn
from ghtld.web.delivery.respond import keep, see_other, speak, view_of
from ghtld.web.reference import robots, signposting, sitemap
from ghtld.web.site import Site

_XML = "application/xml; charset=utf-8"
_OPENSEARCH = "application/opensearchdescription+xml; charset=utf-8"


def void() -> Response:
    """Answer ``/.well-known/void``: see the description of the data set (VoID, section 7.2)."""
    return see_other(view_of(g.site).href("dataset"))


def sitemap_xml() -> Response:
    """Answer ``/sitemap.xml``: every page, or the index of its parts when there are too many."""
    site: Site = g.site
    parts = sitemap.parts(site.derived(sitemap.paths))
    issued, public = site.manifest.issued, configuration().public
    if len(parts) == 1:
        return _text(sitemap.file(map(public, parts[0]), issued), _XML)
    names = (public(f"sitemap-{number}.xml") for number in range(1, len(parts) + 1))
    return _text(sitemap.index(names, issued), _XML)


def sitemap_part(number: int) -> Response:
    """Answer ``/sitemap-{number}.xml``: one part of a sitemap that has several."""
    site: Site = g.site
    parts = sitemap.parts(site.derived(sitemap.paths))
    if not 1 <= number <= len(parts) or len(parts) == 1:
        raise ProblemRaised(NOT_FOUND)
    listed = map(configuration().public, parts[number - 1])
    return _text(sitemap.file(listed, site.manifest.issued), _XML)


def robots_txt() -> Response:
    """Answer ``/robots.txt``."""
    known = configuration()
    text = robots.robots_txt(known.prefix, known.public("sitemap.xml"))
    return _text(text, "text/plain; charset=utf-8")


def opensearch() -> Response:
    """Answer ``/opensearch.xml``: how a browser searches here (OpenSearch 1.1, draft 6)."""
    view = view_of(g.site)
    public = configuration().public
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        "<ShortName>ghtld</ShortName>",
        f"<Description>{escape(view.say('tagline'))}</Description>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "<Language>fr</Language>",
        "<Language>en</Language>",
        f'<Image type="image/svg+xml">{escape(public("static/icon.svg"))}</Image>',
        f'<Url type="text/html" template="{escape(public("search?q={searchTerms}"))}"/>',
        f'<Url type="application/opensearchdescription+xml" rel="self" '
        f'template="{escape(public("opensearch.xml"))}"/>',
        "</OpenSearchDescription>",
    ]
    return speak(_text("\n".join(lines) + "\n", _OPENSEARCH), view)


def linkset() -> Response:
    """Answer ``/linkset?for={path or IRI}``: the typed links of a document (RFC 9264)."""
    site: Site = g.site
    path = _document_path(request.args.get("for", "dataset"))
    found = signposting.resource(site, path)
    if found is None or not _exists(site, found.iri, path):
        raise ProblemRaised(NOT_FOUND)
    body = signposting.linkset(site, found, configuration().public_url)
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return _text(text, signposting.LINKSET)


def _document_path(asked: str) -> str:
    known = configuration()
    for base in (iris.BASE, known.public_url):
        asked = asked.removeprefix(base)
    asked = asked.partition("#")[0].lstrip("/")
    return f"doc/{asked.removeprefix('id/')}" if asked.startswith("id/") else asked


def _exists(site: Site, iri: str, path: str) -> bool:
    refuse_withdrawn(site, iri)
    return path.startswith("dumps") or site.mentions(NamedNode(iri)) or path in _OWN


_OWN = ("def", "shapes", "dataset")


def sign(response: Response) -> Response:
    """Add to an answer the links that tell a machine where it is, and what robots may not list."""
    path, page = request.path.removeprefix("/"), response.mimetype == "text/html"
    if not robots.is_indexed(path):
        response.headers.extend([signposting.NOT_INDEXED])
    if response.status_code == HTTPStatus.OK and request.method == "GET":
        links = [*response.headers.getlist("Link"), signposting.told(g.site, path, page=page)]
        if any(links):
            response.headers["Link"] = ", ".join(filter(None, links))
    return response


def _text(text: str, content_type: str) -> Response:
    return keep(Response(text, content_type=content_type))


ROUTES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/.well-known/void", void),
    ("/sitemap.xml", sitemap_xml),
    ("/sitemap-<int:number>.xml", sitemap_part),
    ("/robots.txt", robots_txt),
    ("/opensearch.xml", opensearch),
    ("/linkset", linkset),
)
