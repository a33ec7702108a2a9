"""The pages of the country, a region, a department and a category."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from ghtld.terms import SKOS
from ghtld.ui.problems import NOT_FOUND, Problem, ProblemRaised
from ghtld.web import graph
from ghtld.web.changes.table import changes_of
from ghtld.web.national import tables
from ghtld.web.national.country_index import Chosen
from ghtld.web.national.country_labels import (
    concept,
    country_index,
    extract_date,
    is_concept,
    link,
    value_text,
)
from ghtld.web.national.map import drawn
from ghtld.web.pages.paging import Page, page_number
from ghtld.web.pages.reply import Reply, page_of
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View, render
from ghtld.web.site import Site, Text
from ghtld.web.tables.table import Row, Table

_FEW = 15
"""How many rows of a table a page shows beside others."""


@dataclass(frozen=True)
class Number:
    """How many entries there are of a sort, and the list of them."""

    name: str
    count: int
    href: str | None


def country(site: Site, request: Request) -> Reply:
    """Answer ``/national``: the regions, the categories, the supports of all groupings."""
    country_index(site)
    view = requested_view(site, request)
    return page(
        view,
        "territory.html",
        title=view.say("nat-country"),
        kind="",
        numbers=_numbers(view, {}),
        map=drawn(view, {}, view.link),
        tables=[
            shown(view, tables.regions(view, {}), {}),
            _few(view, tables.categories(view, {}), {}),
        ],
        changes=changes_link(view),
    )


def region(site: Site, request: Request, code: str) -> Reply:
    """Answer ``/national/region/{INSEE code}``."""
    chosen = {"region": code}
    view = _known(site, request, "region", code)
    parts = [shown(view, tables.departments(view, chosen), chosen)]
    return _territory(view, "region", code, parts)


def department(site: Site, request: Request, code: str) -> Reply:
    """Answer ``/national/department/{INSEE code}``."""
    found = country_index(site)
    view = _known(site, request, "department", code)
    return _territory(view, "department", code, [], found.region_of(code))


def _territory(view: View, name: str, code: str, parts: list[Shown], within: str = "") -> Reply:
    chosen, title = {name: code}, value_text(view, name, code).value
    parts.append(_few(view, tables.groupings(view, chosen), chosen))
    parts.append(_few(view, tables.categories(view, chosen), chosen))
    return page(
        view,
        "territory.html",
        title=title,
        kind=view.say(f"nat-code-{name}", code=code.upper()),
        numbers=_numbers(view, chosen),
        map=drawn(view, chosen, view.link),
        tables=parts,
        crumbs=crumbs(view, within, here=title),
        changes=changes_link(view, f"/region/{code}") if name == "region" else None,
        concept=view.link(concept(name, code).value),
    )


def category(site: Site, request: Request, code: str) -> Reply:
    """Answer ``/national/category/{code}``: where its establishments are, and whose."""
    chosen = {"category": code}
    view = _known(site, request, "category", code)
    node = concept("category", code)
    told = view.pick(graph.literals(site.store, node, SKOS.definition))
    return page(
        view,
        "territory.html",
        title=value_text(view, "category", code).value,
        kind=view.say("nat-code-category", code=code),
        numbers=_numbers(view, chosen),
        map=None,
        tables=[
            shown(view, tables.regions(view, chosen), chosen),
            _few(view, tables.statuses(view, chosen), chosen),
        ],
        lead=[Text(words.value, words.language) for words in told],
        concept=view.link(node.value),
        crumbs=crumbs(view, here=value_text(view, "category", code).value),
    )


def _known(site: Site, request: Request, name: str, code: str) -> View:
    """Return the view of a page; raise the problem of a code that nothing describes."""
    country_index(site)
    if not is_concept(site, name, code):
        raise ProblemRaised(NOT_FOUND)
    return requested_view(site, request)


def has_place(site: Site, name: str, code: str) -> bool:
    """Tell whether ``/national/{name}/{code}`` answers."""
    country_index(site)
    return is_concept(site, name, code)


def _few(view: View, table: Table, chosen: Chosen) -> Shown:
    return shown(view, table.first(_FEW, link(view, table.id, chosen)), chosen)


def _numbers(view: View, chosen: Chosen) -> list[Number]:
    """Return how many there are of each sort, and how many of all are closed."""
    found = country_index(view.site)
    kinds, states = found.counts("kind", chosen), found.counts("state", chosen)
    sorts = [
        ("nat-geographics", kinds.get("geographic", 0), {**chosen, "kind": "geographic"}),
        ("nat-legals", kinds.get("legal", 0), {**chosen, "kind": "legal"}),
        ("nat-closeds", states.get("inactif", 0), {**chosen, "state": "inactif"}),
    ]
    numbers = [
        Number(view.say(key), count, link(view, "list", kept))
        for key, count, kept in sorts
        if count
    ]
    groupings = 0 if "category" in chosen else len(found.groupings(chosen))
    if groupings:
        told = Number(view.say("nat-groupings"), groupings, link(view, "groupings", chosen))
        numbers.append(told)
    return numbers


@dataclass(frozen=True)
class Source:
    """The extract that every value of a page comes from."""

    name: str
    short: str
    href: str | None


@dataclass(frozen=True)
class Shown:
    """A table as a page shows it: its rows, and its addresses as a file."""

    table: Table
    rows: list[Row]
    files: list[tuple[str, str]]


def requested_view(site: Site, request: Request, chosen: Chosen | None = None) -> View:
    """Return the view of the page asked for; a change of language keeps choices and page."""
    view = request.view(site)
    return replace(view, carried="&".join(filter(None, (urlencode(chosen or {}), view.carried))))


def source(view: View) -> Source:
    """Return the extract of the pages, with its date."""
    found = country_index(view.site)
    date = extract_date(view, found)
    return Source(
        view.say("nat-source", date=date),
        view.say("nat-source-short", date=date),
        view.link(found.graph.value),
    )


def shown(view: View, table: Table, chosen: Chosen) -> Shown:
    """Return a table with the addresses of its files."""
    files = [
        ("XLSX", link(view, f"{table.id}.xlsx", chosen)),
        ("CSV", link(view, f"{table.id}.csv", chosen)),
        (view.say("csv-excel"), link(view, f"{table.id}.csv", chosen, dialect="excel-fr")),
    ]
    return Shown(table, list(table.rows), files)


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


def page(view: View, template: str, **values: object) -> Reply:
    """Write a national page; it names the extract wherever it shows a value."""
    values = {"crumbs": (), "lead": (), "concept": None, "map": None, "changes": None, **values}
    written = render(view, f"national/{template}", source=source(view), **values)
    return page_of(written, view).keep()


def requested_page(request: Request, count: int, length: int) -> Page:
    """Return the page asked for of ``count`` rows; raise the problem of one past the end."""
    number = page_number(request.page_parameter)
    last = max(1, -(-count // length))
    if number > last:
        raise ProblemRaised(Problem(404, "page-past-end", {"last": last}))
    return Page.of(number, count, length)


def changes_link(view: View, path: str = "") -> str | None:
    """Return the link to what changed since the extract before, None where there is none."""
    return view.href(f"changes{path}") if changes_of(view.site) is not None else None
