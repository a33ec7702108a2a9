"""The map: establishments where the release places them, by department where it gives no point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import groupby

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.terms import GHT
from ghtld.web.pages.view import View
from ghtld.web.pictures import departments
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
    counted = _by_department(found)
    picture = draw(pen, shown, counted) if shown or counted else None
    credits = _credits() if picture is not None else ()
    table = _table(pen, found)
    return Plate("map", picture, table, (*_remarks(pen, found), *cut(pen, table)), credits)


def _credits() -> tuple[tuple[str, str], ...]:
    """Return whose outlines are drawn."""
    if departments.departments():
        return departments.CREDIT
    return CREDIT if mainland() else ()


def _remarks(pen: Pen, found: list[Placed]) -> list[str]:
    missing = sum(one.longitude is None for one in found)
    beyond = sum(one.longitude is not None and not one.on_map for one in found)
    remarks: list[str] = []
    if found and missing == len(found):
        counted = _by_department(found)
        remarks.append(pen.say("map-counted-only" if counted else "map-no-coordinates"))
    elif missing:
        remarks.append(pen.say("map-some-missing", count=missing, total=len(found)))
    if beyond:
        remarks.append(pen.say("map-beyond", count=beyond))
    if not _credits():
        remarks.append(pen.say("map-no-outlines"))
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
    drawn = departments.departments()
    known = (one.department for one in found if one.longitude is None)
    return dict(Counter(one for one in known if one is not None and _code(one) in drawn))


def draw(pen: Pen, shown: list[Placed], counted: dict[NamedNode, int]) -> Picture:
    """Draw the outlines, the ties of the groupings, the establishments, then the counts."""
    at = {one.establishment: _at(one) for one in shown}
    shaded = {_code(department) for department in counted}
    samples = _samples(pen, points=bool(shown), counts=bool(counted))
    body = [*legend(0, 16, samples), *(_land(shaded) or _sheet()), *_ties(pen, shown, at)]
    supports = {
        support
        for group in {group for one in shown for group in one.groups}
        for support in said_nodes(pen.view.site, group, GHT.support)
    }
    taken: list[Point] = []
    order = sorted(shown, key=lambda one: (one.establishment not in supports, bool(one.groups)))
    marks = [_mark(pen, one, at[one.establishment], supports, taken) for one in order]
    marks += [_count(pen, department, count) for department, count in counted.items()]
    title = pen.say("map-title")
    counts = {"count": len(shown), "counted": sum(counted.values())}
    description = pen.say("map-desc", **counts)
    # In the drawing as well as below it: the licence asks that the names go wherever it goes.
    words = " · ".join(words for words, _ in _credits())
    credit = (
        [text(0, _TOP + _HEIGHT + 14, f"{pen.say('credit')} {words}", "p-soft")] if words else []
    )
    height = _TOP + _HEIGHT + 20
    return Picture("map", WIDTH, height, title, description, (*body, *marks, *credit))


def _samples(pen: Pen, *, points: bool, counts: bool) -> list[tuple[str, str]]:
    placed = [
        ("p-mark", pen.say("legend-support")),
        ("p-hollow", pen.say("legend-establishment")),
        ("p-edge-member", pen.say("legend-member")),
    ]
    in_all = [("p-box", pen.say("legend-department"))]
    return [*(placed if points else []), *(in_all if counts else [])]


def _land(shaded: Collection[str] = ()) -> list[Element]:
    """Return the departments, ``shaded`` ones told apart, or the outline of the mainland."""
    drawn = departments.departments()
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


def _count(pen: Pen, department: NamedNode, count: int) -> Element:
    """Return the number of establishments of a department, which leads to their list."""
    x, y = _on_paper(departments.middle(departments.departments()[_code(department)]))
    name = pen.say("map-count" if count > 1 else "map-count-one", count=count)
    thing = f"department:{department.value.rpartition('/')[2]}"
    href = pen.link(f"{iris.BASE}list/establishment?department={thing}")
    width = 16.0 + 8 * len(str(count))
    box = rect(x - width / 2, y - 12, width, 24, "p-box", rx=4)
    number = text(x, y + 5, str(count), "p-head", text_anchor="middle")
    return link(href, pen.titled(pen.name(department), name), box, number)


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
    heads = ("establishment", "groups", "entry", "postcode", "commune", "department", "coordinates")
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
            (named(view, one.department),) if one.department is not None else (),
            where,
        )
    )
