"""The map: establishments where the register places them, and what cannot be placed."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ghtld.terms import GHT
from ghtld.web.pages.view import View
from ghtld.web.pictures.evidence import named, said_nodes, spoken
from ghtld.web.pictures.outlines import CREDIT, Point, mainland, project
from ghtld.web.pictures.places import Placed, placed
from ghtld.web.pictures.plate import WIDTH, Link, Pen, Plate, cut, legend
from ghtld.web.pictures.svg import Element, Picture, circle, line, link, path, rect, text
from ghtld.web.pictures.table import Cell, Part, Row, Section, Table

_TOP = 34.0
_HEIGHT = 900.0
_EXTENT = ((90_000.0, 6_040_000.0), (1_250_000.0, 7_120_000.0))
"""South-west and north-east corner of mainland France and Corsica in Lambert-93, metres."""


def plate(view: View, to: Link) -> Plate:
    """Return the map of the release; without a point to draw it is its table only."""
    pen = Pen(view, to)
    found = sorted(placed(view.site), key=lambda one: pen.name(one.establishment).casefold())
    shown = [one for one in found if one.on_map]
    picture = draw(pen, shown) if shown else None
    credits = CREDIT if picture is not None and mainland() else ()
    table = _table(pen, found)
    return Plate("map", picture, table, (*_remarks(pen, found), *cut(pen, table)), credits)


def _remarks(pen: Pen, found: list[Placed]) -> list[str]:
    missing = sum(one.longitude is None for one in found)
    beyond = sum(one.longitude is not None and not one.on_map for one in found)
    remarks: list[str] = []
    if found and missing == len(found):
        remarks.append(pen.say("map-no-coordinates"))
    elif missing:
        remarks.append(pen.say("map-some-missing", count=missing, total=len(found)))
    if beyond:
        remarks.append(pen.say("map-beyond", count=beyond))
    if not mainland():
        remarks.append(pen.say("map-no-outlines"))
    return remarks


def _at(one: Placed) -> Point:
    """Return where an establishment is drawn."""
    (west, south), (east, north) = _EXTENT
    x, y = project(one.longitude or 0.0, one.latitude or 0.0)
    scale = min(WIDTH / (east - west), _HEIGHT / (north - south))
    return (x - west) * scale, _TOP + (north - y) * scale


def draw(pen: Pen, shown: list[Placed]) -> Picture:
    """Draw the outline, the ties of the groupings, then the establishments."""
    at = {one.establishment: _at(one) for one in shown}
    body = [*legend(0, 16, _samples(pen)), *_land(), *_ties(pen, shown, at)]
    supports = {
        support
        for group in {group for one in shown for group in one.groups}
        for support in said_nodes(pen.view.site, group, GHT.support)
    }
    taken: list[Point] = []
    order = sorted(shown, key=lambda one: (one.establishment not in supports, bool(one.groups)))
    marks = [_mark(pen, one, at[one.establishment], supports, taken) for one in order]
    title, description = pen.say("map-title"), pen.say("map-desc", count=len(shown))
    return Picture("map", WIDTH, _TOP + _HEIGHT, title, description, (*body, *marks))


def _samples(pen: Pen) -> list[tuple[str, str]]:
    return [
        ("p-mark", pen.say("legend-support")),
        ("p-hollow", pen.say("legend-establishment")),
        ("p-edge-member", pen.say("legend-member")),
    ]


def _land() -> list[Element]:
    (west, south), (east, north) = _EXTENT
    scale = min(WIDTH / (east - west), _HEIGHT / (north - south))
    drawn = []
    for ring in mainland():
        points = (f"{(x - west) * scale:.1f} {_TOP + (north - y) * scale:.1f}" for x, y in ring)
        drawn.append(path("M" + "L".join(points) + "Z", "p-land"))
    return drawn or [rect(0, _TOP, WIDTH, _HEIGHT, "p-land")]


def _ties(pen: Pen, shown: list[Placed], at: dict[NamedNode, Point]) -> list[Element]:
    """Return a line from each member to the support of its grouping."""
    drawn: list[Element] = []
    for one in shown:
        for group in one.groups:
            for support in said_nodes(pen.view.site, group, GHT.support):
                if support in at and support != one.establishment:
                    ends = (*at[one.establishment], *at[support])
                    drawn.append(line(*ends, "p-edge-member"))
    return drawn


def _mark(
    pen: Pen, one: Placed, at: Point, supports: set[NamedNode], taken: list[Point]
) -> Element:
    """Return a dot, with its name where no other name stands already."""
    x, y = at
    name = pen.name(one.establishment)
    known = [name, *(pen.name(group) for group in one.groups)]
    dot = circle(x, y, 6, "p-mark" if one.establishment in supports else "p-hollow")
    label: list[Element] = []
    if all(abs(y - other[1]) > 14 or abs(x - other[0]) > 190 for other in taken):
        taken.append(at)
        end = x + 10 + len(name) * 7 > WIDTH
        label = [text(x - 10 if end else x + 10, y + 4.5, name, text_anchor="end" if end else None)]
    return link(pen.href(one.establishment), ", ".join(known), dot, *label)


def _table(pen: Pen, found: list[Placed]) -> Table:
    heads = ("establishment", "groups", "entry", "postcode", "commune", "coordinates")
    parts = (
        ("map-placed", [one for one in found if one.longitude is not None]),
        ("map-unplaced", [one for one in found if one.longitude is None]),
    )
    sections = tuple(
        Section(pen.say(key), tuple(_row(pen, one) for one in several), pen.say(f"{key}-note"))
        for key, several in parts
        if several
    )
    return Table(tuple(pen.say(f"col-{head}") for head in heads), sections)


def _row(pen: Pen, one: Placed) -> Row:
    view = pen.view
    entry: Cell = (named(view, one.entry),) if one.entry is not None else ()
    where: Cell = (Part(pen.say("no-coordinates"), style="soft"),)
    if one.longitude is not None and one.latitude is not None:
        where = (Part(f"{one.latitude:.5f}, {one.longitude:.5f}"),)
    return Row(
        (
            (named(view, one.establishment),),
            tuple(named(view, group) for group in one.groups),
            entry,
            tuple(spoken(view, code) for code in one.postcode),
            tuple(spoken(view, name) for name in one.commune),
            where,
        )
    )
