"""The national pages by address: lists, whole tables, their files, the map as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

from ghtld.ui.problems import NOT_FOUND, Problem, ProblemRaised
from ghtld.web.index import NoIndex
from ghtld.web.national import tables, territory
from ghtld.web.national.country_index import NAMES, UNSAID, Chosen, CountryIndex
from ghtld.web.national.country_labels import (
    country,
    country_index,
    is_concept,
    link,
    page_link,
    value_text,
)
from ghtld.web.national.map import drawn
from ghtld.web.national.territory import crumbs, page, requested_page, requested_view, shown
from ghtld.web.pages.reply import PageFunction, Reply
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View
from ghtld.web.site import Site
from ghtld.web.tables.facets import Choice, Facet
from ghtld.web.tables.spreadsheet import download
from ghtld.web.tables.table import Column, Table

ON_A_PAGE = 100
"""How many rows of a table a page shows."""
MOST_ROWS = 50_000
"""How many rows a file has at most: a spreadsheet opens it, and the server makes it, in seconds."""
_LONGEST = 80
_SCOPE = ("region", "department", "category")
SVG = "image/svg+xml; charset=utf-8"

TABLES: dict[str, Callable[[View, Chosen], Table]] = {
    "regions": tables.regions,
    "departments": tables.departments,
    "groupings": tables.groupings,
    "categories": tables.categories,
    "statuses": tables.statuses,
    "members": tables.members,
    "list": tables.taken,
}
"""Each table by its name in addresses."""
PAGED = ("regions", "departments", "groupings", "categories", "statuses")
"""The tables that have a page of their own besides."""


def requested_values(request: Request, names: tuple[str, ...] = NAMES) -> dict[str, str]:
    """Return the values by which the request under way narrows what it asks for."""
    told = ((name, request.parameters.get(name, "")[:_LONGEST].lower()) for name in names)
    return {name: value for name, value in told if value}


def _scope(found: Site, request: Request, name: str) -> dict[str, str]:
    """Return what a table is narrowed to; raise the problem of a code that nothing describes."""
    if name == "list":
        return requested_values(request)
    chosen = requested_values(request, ("grouping",) if name == "members" else _SCOPE)
    if name == "members" and country_index(found).grouping(chosen.get("grouping", "")) is None:
        raise ProblemRaised(NOT_FOUND)
    for key, code in chosen.items():
        if key != "grouping" and code != UNSAID and not is_concept(found, key, code):
            raise ProblemRaised(NOT_FOUND)
    return chosen


def table(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/national/{table}``: the whole table, page by page."""
    chosen = _scope(site, request, name)
    view = requested_view(site, request, chosen)
    found = TABLES[name](view, chosen)
    rows = list(found.rows)
    paged = requested_page(request, len(rows), ON_A_PAGE)
    part = replace(found, rows=paged.part(rows), count=len(rows))
    where = [value_text(view, key, code) for key, code in chosen.items()]
    steps = crumbs(view, chosen.get("region", ""), chosen.get("department", ""))
    return page(
        view,
        "table.html",
        title=found.title,
        where=where,
        table=shown(view, part, chosen),
        crumbs=steps,
        paged=paged,
        to=lambda number: page_link(view, name, chosen, number),
    )


def file(site: Site, request: Request, name: str, suffix: str) -> Reply:
    """Answer ``/national/{table}.csv`` and ``.xlsx``: every row names the extract and its date."""
    if suffix not in ("csv", "xlsx"):
        raise ProblemRaised(NOT_FOUND)
    found = country_index(site)
    chosen = _scope(site, request, name)
    view = requested_view(site, request, chosen)
    made = TABLES[name](view, chosen)
    if made.count > MOST_ROWS:
        numbers = {"count": view.number(made.count), "limit": view.number(MOST_ROWS)}
        raise ProblemRaised(Problem(400, "nat-too-long", numbers))
    extract = [
        (Column("extract", view.say("nat-col-extract"), "anyURI"), found.graph.value),
        (Column("date", view.say("nat-col-date"), "date"), found.date),
    ]
    told = "-".join(("ghtld", found.extract, name, *chosen.values()))
    safe = "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in told)
    reply = download(made.flat(sources=extract), suffix, request)
    return reply.as_file(f"{safe}.{suffix}").speak(view)


def map_file(site: Site, request: Request) -> Reply:
    """Answer ``/national/map.svg``: the map as a file, whose links are permanent ones."""
    name = next((n for n in ("grouping", "department", "region") if request.parameters.get(n)), "")
    chosen = requested_values(request, (name,)) if name else {}
    known = not name or (
        country_index(site).grouping(chosen[name]) is not None
        if name == "grouping"
        else is_concept(site, name, chosen[name])
    )
    view = requested_view(site, request, chosen)
    made = drawn(view, chosen, lambda iri: iri) if known else None
    if made is None:
        raise ProblemRaised(NOT_FOUND)
    body = made.picture.file(view.language)
    return Reply(SVG, body).speak(view).keep()


_SHOWN = 12
_MOST = 250
"""How many values of a facet are shown at first, and on demand."""


def page_of_list(site: Site, request: Request) -> Reply:
    """Answer ``/national/list``: a hundred entries of those that the chosen values leave."""
    found = country_index(site)
    chosen = requested_values(request)
    view = requested_view(site, request, chosen)
    more = request.parameters.get("more", "")
    count, total = found.count(chosen), found.count({})
    paged = requested_page(request, count, ON_A_PAGE)
    entries = found.entries(chosen, ON_A_PAGE, (paged.number - 1) * ON_A_PAGE)
    listed = tables.listed(view, entries, count)
    reply = page(
        view,
        "list.html",
        title=view.say("nat-list"),
        count=count,
        total=total,
        table=shown(view, listed, chosen),
        too_long=count > MOST_ROWS,
        limit=MOST_ROWS,
        chosen=[
            Choice(value_text(view, name, value), _without(view, chosen, name))
            for name, value in chosen.items()
        ],
        facets=[facet for facet in (_facet(view, found, chosen, n, more) for n in NAMES) if facet],
        crumbs=crumbs(view, *_place(found, chosen)),
        paged=paged,
        to=lambda number: page_link(view, "list", chosen, number),
    )
    if chosen:
        reply.headers.append(("X-Robots-Tag", "noindex"))
    return reply


def _place(found: CountryIndex, chosen: dict[str, str]) -> tuple[str, str]:
    department = chosen.get("department", "").replace(UNSAID, "")
    region = chosen.get("region", "").replace(UNSAID, "")
    return region or (found.region_of(department) if department else ""), department


def _without(view: View, chosen: dict[str, str], name: str) -> str:
    return link(view, "list", {key: value for key, value in chosen.items() if key != name})


def _facet(
    view: View, found: CountryIndex, chosen: dict[str, str], name: str, unfolded: str
) -> Facet | None:
    """Return the values that would narrow the list, as if none of this facet were chosen."""
    others = {key: value for key, value in chosen.items() if key != name}
    kept = chosen.get(name)
    counts = found.counts(name, others)
    if len(counts) < 2 and kept is None and name != "grouping":
        return None
    most = _MOST if unfolded == name else _SHOWN
    choices = [
        Choice(
            value_text(view, name, value),
            _without(view, chosen, name)
            if (value or UNSAID) == kept
            else link(view, "list", {**others, name: value or UNSAID}),
            count,
            (value or UNSAID) == kept,
        )
        for place, (value, count) in enumerate(counts.items())
        if place < most or (value or UNSAID) == kept
    ]
    more = link(view, "list", chosen, more=name) + f"#facet-{name}"
    return Facet(name, choices, len(counts) - len(choices), more) if choices else None


def paths(site: Site) -> Iterator[str]:
    """Yield the paths of the pages that may be listed; none without the country."""
    found = country(site)
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
    ("/national/list", page_of_list),
    ("/national/map.svg", map_file),
    ("/national/region/<code>", territory.region),
    ("/national/department/<code>", territory.department),
    ("/national/category/<code>", territory.category),
    *((f"/national/{name}", partial(table, name=name)) for name in PAGED),
    *((f"/national/{name}.<suffix>", partial(file, name=name)) for name in TABLES),
)
EXISTS: dict[str, Callable[..., bool]] = {
    **{
        f"/national/{name}/<code>": partial(territory.has_place, name=name)
        for name in ("region", "department", "category")
    },
    **{
        f"/national/{name}.<suffix>": lambda site, suffix: suffix in ("csv", "xlsx")
        for name in TABLES
    },
}
