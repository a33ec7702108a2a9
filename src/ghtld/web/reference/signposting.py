"""FAIR signposting (https://signposting.org/FAIR/): typed links that tell a machine where it is.

``Link`` headers (RFC 8288) on every document, download and on the data set; the same links,
spelt out, in a linkset (RFC 9264). Headers use relative addresses, which hold under any host;
linksets use the public ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote
from xml.sax.saxutils import escape

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.formats import BY_ANY_SUFFIX, GRAPH_FORMATS, HTML, RDF_FORMATS, Format
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.http import robots
from ghtld.web.pages import dataset
from ghtld.web.pages.errors import refuse_withdrawn
from ghtld.web.pages.json_ld import SCHEMA, type_of
from ghtld.web.pages.reply import PageFunction, Reply, see_other
from ghtld.web.pages.request import Request
from ghtld.web.reference import sitemap
from ghtld.web.site import Site

NOT_INDEXED = ("X-Robots-Tag", "noindex")
"""The header of an answer that search engines must not list."""
LINKSET = "application/linkset+json"
_ANY = "~slug~"
"""Stands for the name of a thing; no name has such a letter, and no address has it escaped."""
_DOCUMENTS = {"def": "DefinedTermSet", "shapes": "CreativeWork", "dataset": "Dataset"}


@dataclass(frozen=True)
class Link:
    """A typed link; ``href`` is an IRI, or a path below the root when ``local``."""

    rel: str
    href: str
    type: str = ""
    local: bool = False


@dataclass(frozen=True)
class Resource:
    """What a path leads to, as far as links go.

    ``path`` has no suffix; ``iri`` is what to cite; ``type`` a schema.org class; ``formats`` are
    those of its description; ``items`` tells whether the downloads are its parts.
    """

    path: str
    iri: str
    type: str
    formats: tuple[Format, ...] = ()
    items: bool = False
    file: bool = False

    def variant(self, fmt: Format) -> str:
        """Return the path of the description in a format."""
        return f"{_INDEX if self.path == 'dumps/' else self.path}.{fmt.suffix}"


_INDEX = "dumps/index"
_DUMPS = Resource("dumps/", iris.DATASET, "Dataset", GRAPH_FORMATS, items=True)


def resource(site: Site, path: str) -> Resource | None:
    """Return what ``path`` (below the root) leads to, or None when no links are told of it."""
    if path.startswith("dumps/") and not path.startswith(_INDEX):
        return _download(site, path) if path != "dumps/" else _DUMPS
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in BY_ANY_SUFFIX:
        path = stem
    if path == _INDEX:
        return _DUMPS
    first, _, rest = path.partition("/")
    if first == "doc":
        thing = iris.read(f"{iris.BASE}id/{rest}")
        return _of_thing(path, thing) if thing else None
    if first in _DOCUMENTS and (first == "def" or not rest):
        made = iris.BASE + path
        return Resource(path, made, _DOCUMENTS[first], RDF_FORMATS, items=first == "dataset")
    return None


def _of_thing(path: str, thing: iris.Thing) -> Resource:
    return Resource(path, thing.iri, type_of(thing), RDF_FORMATS)


def _download(site: Site, path: str) -> Resource | None:
    if any(dump.path == path for dump in dataset.dumps(site)):
        return Resource(path, iris.DATASET, "DataDownload", file=True)
    return None


def links(site: Site, found: Resource, *, page: bool) -> Iterator[Link]:
    """Yield the links of ``found``: of its page, or of its description in another format."""
    yield Link("cite-as", found.iri)
    licence = dataset.licence(site)
    if licence:
        yield Link("license", licence)
    if found.path != "dataset":
        yield Link("collection", "dataset", HTML.media_type, local=True)
    yield Link("linkset", linkset_path(found.path), LINKSET, local=True)
    if found.file:
        yield Link("describedby", "dataset", local=True)
    elif page:
        yield from _of_page(site, found)
    else:
        yield Link("describes", found.path, HTML.media_type, local=True)


def _of_page(site: Site, found: Resource) -> Iterator[Link]:
    yield Link("type", f"{SCHEMA}AboutPage")
    yield Link("type", SCHEMA + found.type)
    for fmt in found.formats:
        yield Link("describedby", found.variant(fmt), fmt.media_type, local=True)
    if found.items:
        for dump in dataset.dumps(site):
            yield Link("item", dump.path, dump.file.media_type, local=True)


def linkset_path(path: str) -> str:
    """Return the path of the linkset that tells of ``path``."""
    return f"linkset?for={quote(path)}"


def header(found: Iterable[Link], depth: int) -> str:
    """Return the value of a ``Link`` header on an answer so many steps below the root."""
    climb = "../" * depth
    return ", ".join(_written(link, climb) for link in found)


def told(site: Site, path: str, depth: int, *, page: bool) -> str:
    """Return the links of an answer at ``path``, as its ``Link`` header has them; empty for none.

    ``depth`` is how many steps below the root it was asked for.
    Those of things of one kind differ in their names only, and are remembered.
    """
    found = resource(site, path)
    if found is None:
        return ""
    thing = iris.read(found.iri)
    if thing is None:
        return header(links(site, found, page=page), depth)

    def make() -> str:
        any_of_them = _of_thing(f"doc/{thing.kind}/{_ANY}", iris.Thing(thing.kind, _ANY))
        return header(links(site, any_of_them, page=page), depth)

    sort = ("signposts", thing.kind, depth, page)
    return site.remembered(sort, make).replace(_ANY, thing.slug)


def _written(link: Link, climb: str) -> str:
    href = (climb + link.href or "./") if link.local else link.href
    type_ = f'; type="{link.type}"' if link.type else ""
    return f'<{href}>; rel="{link.rel}"{type_}'


def linkset(site: Site, found: Resource, public: str) -> dict[str, object]:
    """Return the linkset of ``found`` in the JSON format of RFC 9264, section 4.2."""
    contexts = [_context(links(site, found, page=True), found.path, public)]
    for fmt in found.formats:
        told = links(site, found, page=False)
        contexts.append(_context(told, found.variant(fmt), public))
    return {"linkset": contexts}


def _context(told: Iterable[Link], path: str, public: str) -> dict[str, object]:
    targets: dict[str, list[dict[str, str]]] = {}
    for link in told:
        target = {"href": public + link.href if link.local else link.href}
        if link.type:
            target["type"] = link.type
        if link.rel != "linkset":
            targets.setdefault(link.rel, []).append(target)
    return {"anchor": public + path, **targets}


_XML = "application/xml; charset=utf-8"
_OPENSEARCH = "application/opensearchdescription+xml; charset=utf-8"


def void(site: Site, request: Request) -> Reply:
    """Answer ``/.well-known/void``: see the description of the data set (VoID, section 7.2)."""
    return see_other(request.view(site).href("dataset"))


def sitemap_xml(site: Site, request: Request) -> Reply:
    """Answer ``/sitemap.xml``: every page, or the index of its parts when there are too many."""
    parts = sitemap.parts(site.derived(sitemap.paths))
    issued, public = site.manifest.issued, request.configuration.public
    if len(parts) == 1:
        return _text(sitemap.file(map(public, parts[0]), issued), _XML)
    names = (public(f"sitemap-{number}.xml") for number in range(1, len(parts) + 1))
    return _text(sitemap.index(names, issued), _XML)


def sitemap_part(site: Site, request: Request, number: int) -> Reply:
    """Answer ``/sitemap-{number}.xml``: one part of a sitemap that has several."""
    parts = sitemap.parts(site.derived(sitemap.paths))
    if not 1 <= number <= len(parts) or len(parts) == 1:
        raise ProblemRaised(NOT_FOUND)
    listed = map(request.configuration.public, parts[number - 1])
    return _text(sitemap.file(listed, site.manifest.issued), _XML)


def robots_txt(site: Site, request: Request) -> Reply:
    """Answer ``/robots.txt``."""
    known = request.configuration
    text = robots.robots_txt(known.prefix, known.public("sitemap.xml"))
    return _text(text, "text/plain; charset=utf-8")


def opensearch(site: Site, request: Request) -> Reply:
    """Answer ``/opensearch.xml``: how a browser searches here (OpenSearch 1.1, draft 6)."""
    view = request.view(site)
    public = request.configuration.public
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
    return _text("\n".join(lines) + "\n", _OPENSEARCH).speak(view)


def linkset_document(site: Site, request: Request) -> Reply:
    """Answer ``/linkset?for={path or IRI}``: the typed links of a document (RFC 9264)."""
    path = _document_path(request)
    found = resource(site, path)
    if found is None or not _exists(site, found.iri, path):
        raise ProblemRaised(NOT_FOUND)
    body = linkset(site, found, request.configuration.public_url)
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return _text(text, LINKSET)


def _document_path(request: Request) -> str:
    asked = request.parameters.get("for", "dataset")
    for base in (iris.BASE, request.configuration.public_url):
        asked = asked.removeprefix(base)
    asked = asked.partition("#")[0].lstrip("/")
    return f"doc/{asked.removeprefix('id/')}" if asked.startswith("id/") else asked


def _exists(site: Site, iri: str, path: str) -> bool:
    refuse_withdrawn(site, iri)
    return path.startswith("dumps") or site.mentions(NamedNode(iri)) or path in _OWN


_OWN = ("def", "shapes", "dataset")


def sign(site: Site, request: Request, reply: Reply) -> Reply:
    """Add to a reply the links that tell a machine where it is, and what robots may not list."""
    path = request.address.path.removeprefix("/")
    if not robots.is_indexed(path):
        reply.headers.append(NOT_INDEXED)
    if reply.status == HTTPStatus.OK:
        is_page = reply.content_type == HTML.content_type
        links = told(site, path, request.depth, page=is_page)
        if links:
            reply.links.append(links)
    return reply


def _text(text: str, content_type: str) -> Reply:
    return Reply(content_type, text.encode()).keep()


ROUTES: tuple[tuple[str, PageFunction], ...] = (
    ("/.well-known/void", void),
    ("/sitemap.xml", sitemap_xml),
    ("/sitemap-<int:number>.xml", sitemap_part),
    ("/robots.txt", robots_txt),
    ("/opensearch.xml", opensearch),
    ("/linkset", linkset_document),
)
