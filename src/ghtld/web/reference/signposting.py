"""FAIR signposting (https://signposting.org/FAIR/): typed links that tell a machine where it is.

``Link`` headers (RFC 8288) on every document, download and on the data set; the same links,
spelt out, in a linkset (RFC 9264). Headers use relative addresses, which hold under any host;
linksets use the public ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from ghtld import iris
from ghtld.formats import BY_ANY_SUFFIX, GRAPH_FORMATS, HTML, RDF_FORMATS, Format
from ghtld.web.http import robots
from ghtld.web.pages import dataset
from ghtld.web.pages.json_ld import SCHEMA, type_of
from ghtld.web.pages.reply import Reply
from ghtld.web.pages.request import Request
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
