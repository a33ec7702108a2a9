"""Outlines of mainland France and Corsica, and the projection they are drawn in.

The outlines are those of the npm package world-atlas (Natural Earth, public domain), brought by
lock file at set-up time; without it a map has none. The projection is Lambert-93 (EPSG:2154).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import cos, radians
from pathlib import Path

from pyproj import Transformer

from ghtld.web.pictures.svg import Element, path, rect

FILE = Path(__file__).parents[1] / "static" / "outlines" / "countries-50m.json"
CREDIT = (
    ("Natural Earth", "https://www.naturalearthdata.com/"),
    ("world-atlas 2.0.2 (ISC)", "https://github.com/topojson/world-atlas"),
)
_WEST, _EAST, _SOUTH, _NORTH = -5.5, 10.0, 41.2, 51.3

Point = tuple[float, float]


def is_mainland(longitude: float, latitude: float) -> bool:
    """Tell whether a point in degrees lies where the map reaches."""
    return _WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH


def project(longitude: float, latitude: float) -> Point:
    """Return a point in degrees (WGS84) as metres east and north (Lambert-93)."""
    east, north = _to_lambert().transform(longitude, latitude)
    return float(east), float(north)


@cache
def _to_lambert() -> Transformer:
    return Transformer.from_crs(4326, 2154, always_xy=True)


@cache
def mainland() -> tuple[tuple[Point, ...], ...]:
    """Return the rings of the outline, projected; none when the package is not here."""
    return tuple(
        tuple(project(*point) for point in ring)
        for ring in rings()
        if all(is_mainland(*point) for point in ring)
    )


@cache
def rings() -> tuple[tuple[Point, ...], ...]:
    """Return the rings of the outline, overseas included, in degrees; none without the package."""
    if not FILE.is_file():
        return ()
    atlas = json.loads(FILE.read_bytes())
    countries = atlas["objects"]["countries"]["geometries"]
    france = next(country for country in countries if country.get("id") == "250")
    polygons = france["arcs"] if france["type"] == "MultiPolygon" else [france["arcs"]]
    return tuple(tuple(_ring(atlas, ring)) for polygon in polygons for ring in polygon)


def _ring(atlas: dict[str, list[list[Point]]], arcs: Iterable[int]) -> list[Point]:
    """Return one ring in degrees: its arcs joined, those with a complement turned round."""
    points: list[Point] = []
    for number in arcs:
        arc = _arc(atlas, number if number >= 0 else ~number)
        points += (arc if number >= 0 else arc[::-1])[1 if points else 0 :]
    return points


def _arc(atlas: dict[str, list[list[Point]]], number: int) -> list[Point]:
    transform: dict[str, Point] = atlas["transform"]  # type: ignore[assignment]
    scale, shift = transform["scale"], transform["translate"]
    x, y = 0.0, 0.0
    points: list[Point] = []
    for dx, dy in atlas["arcs"][number]:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points


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
