"""Which address leads to which national page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from flask import Response

from ghtld.web.index import NoIndex
from ghtld.web.national import listing, table_routes, territory
from ghtld.web.national.country_labels import held
from ghtld.web.site import Site


def paths(site: Site) -> Iterator[str]:
    """Yield the paths of the pages that may be listed; none without the country."""
    found = held(site)
    if found is None:
        return
    yield "national"
    yield from (f"national/{name}" for name in table_routes.PAGED)
    with suppress(NoIndex):
        for name in ("region", "department", "category"):
            codes = (code for code in sorted(found.counts(name, {})) if code)
            yield from (f"national/{name}/{code}" for code in codes)


def _table(name: str) -> Callable[[], Response]:
    return partial(table_routes.table, name)


def _file(name: str) -> Callable[[str], Response]:
    return partial(table_routes.file, name)


ROUTES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/national", territory.country),
    ("/national/list", listing.page_of_list),
    ("/national/map.svg", table_routes.map_file),
    ("/national/region/<code>", territory.region),
    ("/national/department/<code>", territory.department),
    ("/national/category/<code>", territory.category),
    *((f"/national/{name}", _table(name)) for name in table_routes.PAGED),
    *((f"/national/{name}.<suffix>", _file(name)) for name in table_routes.GRIDS),
)
EXISTS: dict[str, Callable[..., bool]] = {
    **{
        f"/national/{name}/<code>": partial(territory.has_place, name)
        for name in ("region", "department", "category")
    },
    **{
        f"/national/{name}.<suffix>": lambda suffix: suffix in ("csv", "xlsx")
        for name in table_routes.GRIDS
    },
}
