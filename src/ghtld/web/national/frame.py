"""What every national page shows: where one is, the extract and its date, tables and a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Response, g, request
from markupsafe import Markup

from ghtld.formats import HTML
from ghtld.web.changes.scope import changes_of
from ghtld.web.delivery.problems import Problem, ProblemRaised
from ghtld.web.delivery.respond import keep, speak, view_of
from ghtld.web.national.atlas import Chosen
from ghtld.web.national.drawing import Map, drawn
from ghtld.web.national.grid import Grid
from ghtld.web.national.held import atlas, extract_date, link, value_text
from ghtld.web.pages.paging import Page, asked_page
from ghtld.web.pages.view import View, render
from ghtld.web.pictures.outlines import CREDIT, rings
from ghtld.web.site import Site, Text


@dataclass(frozen=True)
class Source:
    """The extract that every value of a page comes from."""

    name: str
    short: str
    href: str | None


@dataclass(frozen=True)
class Shown:
    """A grid as a page shows it: its rows, and its addresses as a file."""

    grid: Grid
    rows: list[Sequence[object]]
    files: list[tuple[str, str]]


@dataclass(frozen=True)
class Drawing:
    """A map as a page shows it."""

    markup: Markup
    remarks: tuple[str, ...]
    credits: tuple[tuple[str, str], ...]
    file: str


def asked_view(chosen: Chosen | None = None) -> View:
    """Return the view of the page asked for; a change of language keeps choices and page."""
    view = view_of(g.site)
    return replace(view, carried="&".join(filter(None, (urlencode(chosen or {}), view.carried))))


def source(view: View) -> Source:
    """Return the extract of the pages, with its date."""
    found = atlas(view.site)
    date = extract_date(view, found)
    return Source(
        view.say("nat-source", date=date),
        view.say("nat-source-short", date=date),
        view.link(found.graph.value),
    )


def shown(view: View, grid: Grid, chosen: Chosen) -> Shown:
    """Return a grid with the addresses of its files."""
    files = [
        ("XLSX", link(view, f"{grid.name}.xlsx", chosen)),
        ("CSV", link(view, f"{grid.name}.csv", chosen)),
        (view.say("csv-excel"), link(view, f"{grid.name}.csv", chosen, dialect="excel-fr")),
    ]
    return Shown(grid, list(grid.rows), files)


def map_of(view: View, chosen: Chosen) -> Drawing | None:
    """Return the map of the country, a territory or a grouping, for a page."""
    made: Map | None = drawn(view, chosen, view.link)
    if made is None:
        return None
    remarks = (*made.remarks, view.say("nat-map-note"))
    credits = CREDIT if rings() else ()
    markup = Markup(made.picture.inline())  # noqa: S704 - made of escaped text
    return Drawing(markup, remarks, credits, link(view, "map.svg", chosen))


def crumbs(
    view: View, region: str = "", department: str = "", here: str = ""
) -> list[tuple[Text, str | None]]:
    """Return the way from the country to a place, each step with its link, and where one is."""
    steps: list[tuple[Text, str | None]] = [
        (Text(view.say("nat-france"), view.language), link(view, ""))
    ]
    for name, code in (("region", region), ("department", department)):
        if code:
            steps.append((value_text(view, name, code), link(view, f"{name}/{code}")))
    return [*steps, (Text(here), None)] if here else steps


def page(view: View, template: str, **values: object) -> Response:
    """Write a national page; it names the extract wherever it shows a value."""
    values = {"crumbs": (), "lead": (), "concept": None, "map": None, "changes": None, **values}
    written = render(view, f"national/{template}", source=source(view), **values)
    return keep(speak(Response(written, content_type=HTML.content_type), view))


def asked_part(count: int, length: int) -> Page:
    """Return the page asked for of ``count`` rows; raise the problem of one past the end."""
    number = asked_page(request.args.get("page"))
    last = max(1, -(-count // length))
    if number > last:
        raise ProblemRaised(Problem(404, "page-past-end", {"last": last}))
    return Page.of(number, count, length)


def changes_link(view: View, path: str = "") -> str | None:
    """Return the link to what changed since the extract before, None where there is none."""
    return view.href(f"changes{path}") if changes_of(view.site) is not None else None


def site() -> Site:
    """Return the site of the request under way; raise the problem of one without the country."""
    found: Site = g.site
    atlas(found)
    return found
