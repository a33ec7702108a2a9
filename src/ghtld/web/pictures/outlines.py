"""Outlines of mainland France and Corsica, and the projection they are drawn in.

The outlines are those of the npm package world-atlas (Natural Earth, public domain), brought by
lock file at set-up time; without it a map has none. The projection is Lambert-93 (EPSG:2154).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
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
