"""What every map draws with: windows on the land, marks with their names, ties. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import cos, radians

from ghtld.web.pictures.figure import WIDTH, Link
from ghtld.web.pictures.geography import Point, departments, mainland, project, rings
from ghtld.web.pictures.svg import Element, circle, line, link, path, rect, text

TOP = 34.0
"""Where maps begin, below their legend."""


@dataclass(frozen=True)
class Mark:
    """What stands on a map: where, in degrees or as drawn, its name, what it leads to.

    ``title`` is said of it where that is more than its name; ``groups`` are those whose support it
    is tied to.
    """

    at: Point
    name: str
    iri: str
    is_support: bool
    groups: tuple[str, ...]
    title: str = ""


def dot(mark: Mark, to: Link, radius: float, *label: Element) -> Element:
    """Return the dot of a drawn mark, which leads to what it stands for."""
    class_ = "p-mark" if mark.is_support else "p-hollow"
    return link(to(mark.iri), mark.title or mark.name, circle(*mark.at, radius, class_), *label)


def name_beside(mark: Mark, *, left: bool) -> Element:
    """Return the name of a drawn mark, left or right of its dot."""
    x, y = mark.at
    return text(x - 10 if left else x + 10, y + 4.5, mark.name, text_anchor="end" if left else None)


def ties(marks: Iterable[Mark], supports: Mapping[str, Sequence[Mark]]) -> list[Element]:
    """Return a line from each drawn mark to the supports of its groups."""
    return [
        line(*mark.at, *support.at, "p-edge-member")
        for mark in marks
        for group in mark.groups
        for support in supports.get(group, ())
        if support.iri != mark.iri
    ]


_HEIGHT = 900.0
_SOUTH_WEST, _NORTH_EAST = (90_000.0, 6_040_000.0), (1_250_000.0, 7_120_000.0)
"""Corners of mainland France and Corsica in Lambert-93, metres."""
MAINLAND_BOTTOM = TOP + _HEIGHT


def from_metres(point: Point) -> Point:
    """Return where a point in metres (Lambert-93) is drawn on the map of the mainland."""
    (west, south), (east, north) = _SOUTH_WEST, _NORTH_EAST
    scale = min(WIDTH / (east - west), _HEIGHT / (north - south))
    return (point[0] - west) * scale, TOP + (north - point[1]) * scale


def on_mainland(point: Point) -> Point:
    """Return where a point in degrees is drawn on the map of the mainland."""
    return from_metres(project(*point))


def mainland_land(shaded: Collection[str] = ()) -> list[Element]:
    """Return the departments, ``shaded`` ones told apart, or the outline of the mainland, or the
    mere sheet where no outlines are here.
    """
    drawn = departments()
    if drawn:
        return [
            path("".join(map(_shape, rings)), "p-shade" if code in shaded else "p-land")
            for code, rings in drawn.items()
        ]
    outline = [path(_shape(ring), "p-land") for ring in mainland()]
    return outline or [rect(0, TOP, WIDTH, _HEIGHT, "p-land")]


def _shape(ring: Iterable[Point]) -> str:
    """Return a ring as a closed path of whole units, which are about a pixel: short to send."""
    points = [(round(x), round(y)) for x, y in map(from_metres, ring)]
    (x, y), *others = (point for point, _ in groupby(points))
    drawn = f"M{x} {y}l"
    for to_x, to_y in others:
        dx, dy = to_x - x, to_y - y
        drawn += f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}"
        x, y = to_x, to_y
    return f"{drawn}z"


_LEAST = 0.35
"""How many degrees a window spans at least."""
_MARGIN = 0.06
_MANY = 100


@dataclass(frozen=True)
class Window:
    """A rectangle of degrees drawn in a box of the picture, as large as fits."""

    west: float
    south: float
    east: float
    north: float
    left: float
    top: float
    width: float
    height: float

    @property
    def _shrink(self) -> float:
        return cos(radians((self.south + self.north) / 2))

    @property
    def _scale(self) -> float:
        wide = (self.east - self.west) * self._shrink
        return min(self.width / wide, self.height / (self.north - self.south))

    @property
    def drawn(self) -> tuple[float, float]:
        """Return the width and height that the window takes of its box."""
        wide = (self.east - self.west) * self._shrink
        return wide * self._scale, (self.north - self.south) * self._scale

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies inside."""
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north

    def at(self, point: Point) -> Point:
        """Return where a point in degrees is drawn."""
        scale = self._scale
        x = (point[0] - self.west) * self._shrink * scale
        return self.left + x, self.top + (self.north - point[1]) * scale

    def drawn_mark(self, mark: Mark) -> Mark:
        """Return a mark placed in degrees as it is drawn."""
        return replace(mark, at=self.at(mark.at))

    def land(self) -> list[Element]:
        """Return the outlines of the land inside; the sea’s frame where outlines are not here."""
        frame = rect(self.left, self.top, *self.drawn, "p-rule")
        kept = (self._clipped(ring) for ring in rings())
        return [frame, *(self._drawn(ring) for ring in kept if len(ring) > 2)]

    def _drawn(self, ring: Iterable[Point]) -> Element:
        points = (f"{x:.1f} {y:.1f}" for x, y in map(self.at, ring))
        return path("M" + "L".join(points) + "Z", "p-land")

    def _clipped(self, ring: Sequence[Point]) -> Sequence[Point]:
        """Return a ring cut at the edges (Sutherland and Hodgman, 1974)."""
        edges = ((0, self.west, 1), (0, self.east, -1), (1, self.south, 1), (1, self.north, -1))
        for axis, bound, side in edges:
            ring = _cut(ring, axis, bound, side)
        return ring


def _cut(ring: Sequence[Point], axis: int, bound: float, side: int) -> list[Point]:
    kept: list[Point] = []
    before = ring[-1] if ring else (0.0, 0.0)
    for point in ring:
        inside, was = ((p[axis] - bound) * side >= 0 for p in (point, before))
        if inside != was:
            share = (bound - before[axis]) / (point[axis] - before[axis])
            x, y = (before[a] + share * (point[a] - before[a]) for a in (0, 1))
            kept.append((x, y))
        if inside:
            kept.append(point)
        before = point
    return kept


def around(points: Sequence[Point], left: float, top: float, width: float, height: float) -> Window:
    """Return the window, as wide as its box, that shows ``points`` but the few of many far off."""
    (west, east), (south, north) = (_span(sorted(p[axis] for p in points)) for axis in (0, 1))
    fits = Window(west, south, east, north, left, top, width, height)
    more = (east - west) * (width / fits.drawn[0] - 1) / 2
    return replace(fits, west=west - more, east=east + more)


def _span(degrees: Sequence[float]) -> tuple[float, float]:
    beyond = len(degrees) // 200 if len(degrees) > _MANY else 0
    low, high = degrees[beyond], degrees[-1 - beyond]
    margin = max((high - low) * _MARGIN, (_LEAST - (high - low)) / 2)
    return low - margin, high + margin
