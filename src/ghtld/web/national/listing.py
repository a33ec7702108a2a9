"""Lists over the whole register, narrowed by facets that are plain links."""

from __future__ import annotations

from dataclasses import dataclass

from ghtld.web.national import tables
from ghtld.web.national.country_index import NAMES, UNSAID, Atlas
from ghtld.web.national.country_labels import atlas, link, page_link, value_text
from ghtld.web.national.table_routes import MOST_ROWS, ON_A_PAGE, asked
from ghtld.web.national.territory import asked_part, asked_view, crumbs, page, shown
from ghtld.web.pages.reply import Reply
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View
from ghtld.web.site import Site, Text

_SHOWN = 12
_MOST = 250
"""How many values of a facet are shown at first, and on demand."""


@dataclass(frozen=True)
class Choice:
    """A value of a facet as a link: what it is called, how many entries it leaves."""

    text: Text
    href: str
    count: int = 0
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """A facet as a page shows it; ``more`` leads to its other values."""

    name: str
    choices: list[Choice]
    others: int
    more: str


def page_of_list(site: Site, request: Request) -> Reply:
    """Answer ``/national/list``: a hundred entries of those that the chosen values leave."""
    found = atlas(site)
    chosen = asked(request)
    view = asked_view(site, request, chosen)
    more = request.parameters.get("more", "")
    count, total = found.count(chosen), found.count({})
    paged = asked_part(request, count, ON_A_PAGE)
    entries = found.entries(chosen, ON_A_PAGE, (paged.number - 1) * ON_A_PAGE)
    grid = tables.listed(view, chosen, entries, count)
    reply = page(
        view,
        "list.html",
        title=view.say("nat-list"),
        count=count,
        total=total,
        table=shown(view, grid, chosen),
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


def _place(found: Atlas, chosen: dict[str, str]) -> tuple[str, str]:
    department = chosen.get("department", "").replace(UNSAID, "")
    region = chosen.get("region", "").replace(UNSAID, "")
    return region or (found.region_of(department) if department else ""), department


def _without(view: View, chosen: dict[str, str], name: str) -> str:
    return link(view, "list", {key: value for key, value in chosen.items() if key != name})


def _facet(
    view: View, found: Atlas, chosen: dict[str, str], name: str, unfolded: str
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
