"""How many things of each kind there are, and the kinds that the menu of every page leads to."""

from __future__ import annotations

from ghtld.web.index import NoIndex
from ghtld.web.pages.view import View
from ghtld.web.search.search import finder
from ghtld.web.site import Site

_KINDS = ("group", "establishment", "agreement", "document")


def in_menu(view: View) -> list[str]:
    """Return the kinds that the menu leads to; for it the things of the store are never counted."""
    held = view.site.derived(tally)
    return [kind for kind in _KINDS if kind in held]


def tally(site: Site) -> dict[str, int]:
    """Return how many things of each kind the index counts, nothing where there is no index."""
    try:
        rows = finder(site).rows("SELECT kind, things FROM tally WHERE name = ''")
    except NoIndex:
        return {}
    return {str(kind): count for kind, count in rows if isinstance(count, int)}
