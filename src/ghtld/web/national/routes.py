"""Which address leads to which national page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from ghtld.web.index import NoIndex
from ghtld.web.national import listing, territory
from ghtld.web.national.country_labels import held
from ghtld.web.national.table_routes import GRIDS, PAGED, file, map_file, table
from ghtld.web.pages.reply import PageFunction
from ghtld.web.site import Site


def paths(site: Site) -> Iterator[str]:
    """Yield the paths of the pages that may be listed; none without the country."""
    found = held(site)
    if found is None:
        return
    yield "national"
    yield from (f"national/{name}" for name in PAGED)
    with suppress(NoIndex):
        for name in ("region", "department", "category"):
            codes = (code for code in sorted(found.counts(name, {})) if code)
            yield from (f"national/{name}/{code}" for code in codes)


ROUTES: tuple[tuple[str, PageFunction], ...] = (
    ("/national", territory.country),
    ("/national/list", listing.page_of_list),
    ("/national/map.svg", map_file),
    ("/national/region/<code>", territory.region),
    ("/national/department/<code>", territory.department),
    ("/national/category/<code>", territory.category),
    *((f"/national/{name}", partial(table, name=name)) for name in PAGED),
    *((f"/national/{name}.<suffix>", partial(file, name=name)) for name in GRIDS),
)
EXISTS: dict[str, Callable[..., bool]] = {
    **{
        f"/national/{name}/<code>": partial(territory.has_place, name=name)
        for name in ("region", "department", "category")
    },
    **{
        f"/national/{name}.<suffix>": lambda site, suffix: suffix in ("csv", "xlsx")
        for name in GRIDS
    },
}
