"""The sitemap (https://www.sitemaps.org/protocol.html): every page that may be listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from ghtld import iris
from ghtld.web.changes.scope import paths as changes
from ghtld.web.http import robots
from ghtld.web.national.routes import paths as national
from ghtld.web.pictures.routes import FIGURES
from ghtld.web.site import Site

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


def paths(site: Site) -> list[str]:
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


def parts(every: Sequence[str]) -> list[Sequence[str]]:
    """Return ``every`` address in files of MOST at most."""
    return [every[start : start + MOST] for start in range(0, len(every), MOST)]


def file(addresses: Iterable[str], modified: str) -> str:
    """Return the sitemap of these addresses, all ``modified`` on the day of the release."""
    return _listed("urlset", "url", addresses, modified)


def index(addresses: Iterable[str], modified: str) -> str:
    """Return the index of the sitemaps at these addresses."""
    return _listed("sitemapindex", "sitemap", addresses, modified)


def _listed(name: str, entry: str, addresses: Iterable[str], modified: str) -> str:
    day = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
    lines = (f"<{entry}><loc>{escape(a)}</loc>{day}</{entry}>\n" for a in addresses)
    return f'{_HEAD}<{name} xmlns="{_SPACE}">\n{"".join(lines)}</{name}>\n'
