"""Whole tables: each as a page of its own, and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable

from ghtld.ui.problems import NOT_FOUND, Problem, ProblemRaised
from ghtld.web.national import tables
from ghtld.web.national import tables as entities
from ghtld.web.national.country_index import NAMES, UNSAID, Chosen
from ghtld.web.national.country_labels import atlas, is_concept, page_link, value_text
from ghtld.web.national.map import drawn
from ghtld.web.national.territory import asked_part, asked_view, crumbs, page, shown
from ghtld.web.pages.reply import Reply
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View
from ghtld.web.site import Site
from ghtld.web.tables.spreadsheet import CSV, XLSX, as_csv, as_xlsx
from ghtld.web.tables.table import Grid

ON_A_PAGE = 100
"""How many rows of a table a page shows."""
MOST_ROWS = 50_000
"""How many rows a file has at most: a spreadsheet opens it, and the server makes it, in seconds."""
_LONGEST = 80
_SCOPE = ("region", "department", "category")
SVG = "image/svg+xml; charset=utf-8"

GRIDS: dict[str, Callable[[View, Chosen], Grid]] = {
    "regions": tables.regions,
    "departments": tables.departments,
    "groupings": tables.groupings,
    "categories": tables.categories,
    "statuses": tables.statuses,
    "members": entities.members,
    "list": entities.taken,
}
"""Each table by its name in addresses."""
PAGED = ("regions", "departments", "groupings", "categories", "statuses")
"""The tables that have a page of their own besides."""


def asked(request: Request, names: tuple[str, ...] = NAMES) -> dict[str, str]:
    """Return the values by which the request under way narrows what it asks for."""
    told = ((name, request.parameters.get(name, "")[:_LONGEST].lower()) for name in names)
    return {name: value for name, value in told if value}


def _scope(found: Site, request: Request, name: str) -> dict[str, str]:
    """Return what a table is narrowed to; raise the problem of a code that nothing describes."""
    if name == "list":
        return asked(request)
    chosen = asked(request, ("grouping",) if name == "members" else _SCOPE)
    if name == "members" and atlas(found).grouping(chosen.get("grouping", "")) is None:
        raise ProblemRaised(NOT_FOUND)
    for key, code in chosen.items():
        if key != "grouping" and code != UNSAID and not is_concept(found, key, code):
            raise ProblemRaised(NOT_FOUND)
    return chosen


def table(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/national/{table}``: the whole table, page by page."""
    chosen = _scope(site, request, name)
    view = asked_view(site, request, chosen)
    grid = GRIDS[name](view, chosen)
    rows = list(grid.rows)
    paged = asked_part(request, len(rows), ON_A_PAGE)
    part = Grid(grid.name, grid.title, grid.columns, paged.part(rows), len(rows), note=grid.note)
    where = [value_text(view, key, code) for key, code in chosen.items()]
    steps = crumbs(view, chosen.get("region", ""), chosen.get("department", ""))
    return page(
        view,
        "table.html",
        title=grid.title,
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
    found = atlas(site)
    chosen = _scope(site, request, name)
    view = asked_view(site, request, chosen)
    grid = GRIDS[name](view, chosen)
    if grid.count > MOST_ROWS:
        numbers = {"count": view.number(grid.count), "limit": view.number(MOST_ROWS)}
        raise ProblemRaised(Problem(400, "nat-too-long", numbers))
    extract = [
        (view.say("nat-col-extract"), found.graph.value),
        (view.say("nat-col-date"), found.date),
    ]
    made = grid.file(extract)
    if suffix == "xlsx":
        reply = Reply(XLSX, as_xlsx(made))
    else:
        dialect = request.parameters.get("dialect", "")
        reply = Reply(CSV, b"".join(as_csv(made, dialect)))
    told = "-".join(("ghtld", found.extract, name, *chosen.values()))
    safe = "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in told)
    return reply.as_file(f"{safe}.{suffix}").speak(view)


def map_file(site: Site, request: Request) -> Reply:
    """Answer ``/national/map.svg``: the map as a file, whose links are permanent ones."""
    name = next((n for n in ("grouping", "department", "region") if request.parameters.get(n)), "")
    chosen = asked(request, (name,)) if name else {}
    known = not name or (
        atlas(site).grouping(chosen[name]) is not None
        if name == "grouping"
        else is_concept(site, name, chosen[name])
    )
    view = asked_view(site, request, chosen)
    made = drawn(view, chosen, lambda iri: iri) if known else None
    if made is None:
        raise ProblemRaised(NOT_FOUND)
    body = made.picture.file(view.language)
    return Reply(SVG, body).speak(view).keep()
