"""The pages of the country, a region, a department and a category."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from pyoxigraph import Literal

from ghtld.terms import SKOS
from ghtld.web.delivery.problems import NOT_FOUND, ProblemRaised
from ghtld.web.national import tables
from ghtld.web.national.atlas import Chosen
from ghtld.web.national.frame import (
    Shown,
    asked_view,
    changes_link,
    crumbs,
    map_of,
    page,
    shown,
    site,
)
from ghtld.web.national.grid import Grid
from ghtld.web.national.held import atlas, concept, is_concept, link, value_text
from ghtld.web.pages.view import View
from ghtld.web.site import Text

_FEW = 15
"""How many rows of a table a page shows beside others."""


@dataclass(frozen=True)
class Number:
    """How many entries there are of a sort, and the list of them."""

    name: str
    count: int
    href: str | None


def country() -> Response:
    """Answer ``/national``: the regions, the categories, the supports of all groupings."""
    site()
    view = asked_view()
    return page(
        view,
        "territory.html",
        title=view.say("nat-country"),
        kind="",
        numbers=_numbers(view, {}),
        map=map_of(view, {}),
        tables=[
            shown(view, tables.regions(view, {}), {}),
            _few(view, tables.categories(view, {}), {}),
        ],
        changes=changes_link(view),
    )


def region(code: str) -> Response:
    """Answer ``/national/region/{INSEE code}``."""
    site()
    chosen = {"region": code}
    view = _known("region", code)
    parts = [shown(view, tables.departments(view, chosen), chosen)]
    return _territory(view, "region", code, parts)


def department(code: str) -> Response:
    """Answer ``/national/department/{INSEE code}``."""
    found = atlas(site())
    view = _known("department", code)
    return _territory(view, "department", code, [], found.region_of(code))


def _territory(view: View, name: str, code: str, parts: list[Shown], within: str = "") -> Response:
    chosen, title = {name: code}, value_text(view, name, code).value
    parts.append(_few(view, tables.groupings(view, chosen), chosen))
    parts.append(_few(view, tables.categories(view, chosen), chosen))
    return page(
        view,
        "territory.html",
        title=title,
        kind=view.say(f"nat-code-{name}", code=code.upper()),
        numbers=_numbers(view, chosen),
        map=map_of(view, chosen),
        tables=parts,
        crumbs=crumbs(view, within, here=title),
        changes=changes_link(view, f"/region/{code}") if name == "region" else None,
        concept=view.link(concept(name, code).value),
    )


def category(code: str) -> Response:
    """Answer ``/national/category/{code}``: where its establishments are, and whose."""
    site()
    chosen = {"category": code}
    view = _known("category", code)
    node = concept("category", code)
    quads = view.site.store.quads_for_pattern(node, SKOS.definition, None, None)
    said = {quad.object for quad in quads if isinstance(quad.object, Literal)}
    told = view.pick(sorted(said, key=str))
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


def _known(name: str, code: str) -> View:
    """Return the view of a page; raise the problem of a code that nothing describes."""
    view = asked_view()
    if not is_concept(view.site, name, code):
        raise ProblemRaised(NOT_FOUND)
    return view


def has_place(name: str, code: str) -> bool:
    """Tell whether ``/national/{name}/{code}`` answers."""
    return is_concept(site(), name, code)


def _few(view: View, grid: Grid, chosen: Chosen) -> Shown:
    return shown(view, grid.first(_FEW, link(view, grid.name, chosen)), chosen)


def _numbers(view: View, chosen: Chosen) -> list[Number]:
    """Return how many there are of each sort, and how many of all are closed."""
    found = atlas(view.site)
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
