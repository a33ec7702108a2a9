"""How programs find their way: sitemap, robots, VoID, OpenSearch, linksets, security contact."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.ui.problems import NOT_FOUND, Problem, ProblemRaised
from ghtld.web.changes.table import paths as changes
from ghtld.web.configuration import Configuration
from ghtld.web.http import robots
from ghtld.web.national.routes import paths as national
from ghtld.web.pages.errors import refuse_withdrawn
from ghtld.web.pages.reply import PageFunction, Reply, see_other
from ghtld.web.pages.request import Request
from ghtld.web.pictures.routes import FIGURES
from ghtld.web.reference.signposting import LINKSET, linkset, resource
from ghtld.web.site import Site

_XML = "application/xml; charset=utf-8"
_OPENSEARCH = "application/opensearchdescription+xml; charset=utf-8"


MOST = 50_000
"""How many addresses one file may hold."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = (
    "",
    "sparql",
    "def",
    "shapes",
    "dataset",
    "dumps/",
    *FIGURES,
    "legal",
    "privacy",
    "accessibility",
    "licences",
)


def sitemap_paths(site: Site) -> list[str]:
    """Return the paths of the pages that may be listed: of the release, then of things."""
    every = (*_PAGES, *national(site), *changes(site), *_of_things(site))
    return [path for path in every if robots.is_indexed(path)]


def _of_things(site: Site) -> Iterator[str]:
    for kind in iris.KINDS:
        nodes = site.things.get(kind, [])
        if nodes:
            yield f"doc/{kind}/"
        for node in nodes:
            if node.value not in site.withdrawn:
                yield f"doc/{node.value.removeprefix(f'{iris.BASE}id/')}"


def sitemap_parts(every: Sequence[str]) -> list[Sequence[str]]:
    """Return ``every`` address in files of MOST at most."""
    return [every[start : start + MOST] for start in range(0, len(every), MOST)]


def sitemap_file(addresses: Iterable[str], modified: str) -> str:
    """Return the sitemap of these addresses, all ``modified`` on the day of the release."""
    return _listed("urlset", "url", addresses, modified)


def sitemap_index(addresses: Iterable[str], modified: str) -> str:
    """Return the index of the sitemaps at these addresses."""
    return _listed("sitemapindex", "sitemap", addresses, modified)


def _listed(name: str, entry: str, addresses: Iterable[str], modified: str) -> str:
    day = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
    lines = (f"<{entry}><loc>{escape(a)}</loc>{day}</{entry}>\n" for a in addresses)
    return f'{_HEAD}<{name} xmlns="{_SPACE}">\n{"".join(lines)}</{name}>\n'


SECURITY_PATH = ".well-known/security.txt"
_MONTHS = 6
_UNSET = Problem(404, "security-unset")


def expires(today: date) -> date:
    """Return until when the file may be believed: the first of the sixth month from ``today``.

    RFC 9116 recommends less than a year. Whole months, so that several servers say the same.
    """
    months = today.year * 12 + today.month - 1 + _MONTHS
    return date(months // 12, months % 12 + 1, 1)


def security_text(known: Configuration, today: date) -> str:
    """Return the file."""
    lines = [
        "# Où signaler une faille de sécurité / Where to report a vulnerability (RFC 9116)",
        f"Contact: {known.security_contact}",
        f"Expires: {expires(today).isoformat()}T00:00:00Z",
        "Preferred-Languages: fr, en",
        *(f"Canonical: {address}" for address in _addresses(known)),
    ]
    return "\n".join(lines) + "\n"


def _addresses(known: Configuration) -> list[str]:
    """Return where the file is seen from outside: at the root of the host, and below a prefix.

    Where no public address is configured, or one without TLS, nothing is claimed.
    """
    if not known.is_public or not known.public_url.startswith("https://"):
        return []
    return list(
        dict.fromkeys([urljoin(known.public_url, f"/{SECURITY_PATH}"), known.public(SECURITY_PATH)])
    )


def security_txt(site: Site, request: Request) -> Reply:
    """Answer ``/.well-known/security.txt``; 404 where the operator gave no contact."""
    known = request.configuration
    if not known.security_contact:
        raise ProblemRaised(_UNSET)
    # Never kept: it says when it expires.
    written = security_text(known, datetime.now(UTC).date())
    return Reply("text/plain; charset=utf-8", written.encode())


def void(site: Site, request: Request) -> Reply:
    """Answer ``/.well-known/void``: see the description of the data set (VoID, section 7.2)."""
    return see_other(request.view(site).href("dataset"))


def sitemap_xml(site: Site, request: Request) -> Reply:
    """Answer ``/sitemap.xml``: every page, or the index of its parts when there are too many."""
    parts = sitemap_parts(site.derived(sitemap_paths))
    issued, public = site.manifest.issued, request.configuration.public
    if len(parts) == 1:
        return _text(sitemap_file(map(public, parts[0]), issued), _XML)
    names = (public(f"sitemap-{number}.xml") for number in range(1, len(parts) + 1))
    return _text(sitemap_index(names, issued), _XML)


def sitemap_part(site: Site, request: Request, number: int) -> Reply:
    """Answer ``/sitemap-{number}.xml``: one part of a sitemap that has several."""
    parts = sitemap_parts(site.derived(sitemap_paths))
    if not 1 <= number <= len(parts) or len(parts) == 1:
        raise ProblemRaised(NOT_FOUND)
    listed = map(request.configuration.public, parts[number - 1])
    return _text(sitemap_file(listed, site.manifest.issued), _XML)


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


def _text(text: str, content_type: str) -> Reply:
    return Reply(content_type, text.encode()).keep()


ROUTES: tuple[tuple[str, PageFunction], ...] = (
    ("/.well-known/void", void),
    ("/sitemap.xml", sitemap_xml),
    ("/sitemap-<int:number>.xml", sitemap_part),
    ("/robots.txt", robots_txt),
    ("/opensearch.xml", opensearch),
    ("/linkset", linkset_document),
    (f"/{SECURITY_PATH}", security_txt),
)
