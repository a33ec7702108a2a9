"""Points: from the systems in use in France to WGS84, with X and Y put back where swapped."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from pyproj import CRS, Transformer

_LAND = {
    2154: (41.3, 51.2, -5.3, 9.7),
    5490: (14.3, 18.2, -63.2, -60.7),
    2972: (2.0, 5.9, -54.7, -51.5),
    2975: (-21.5, -20.8, 55.1, 55.9),
    4471: (-13.1, -12.5, 44.9, 45.4),
    4467: (46.7, 47.2, -56.5, -56.0),
}
"""South, north, west and east of the land where each system is in use: EPSG codes of the mainland,
Antilles, Guyane, Réunion, Mayotte, Saint-Pierre-et-Miquelon. EPSG's own areas of use reach far out
to sea: in Guyane X and Y could be swapped and stay inside."""
SYSTEMS = tuple(_LAND)

_EPSG = re.compile(r"EPSG:\s*([0-9]{4,5})")
_OLD_NAMES = {
    "LAMBERT_93": 2154,
    "UTM_N20": 5490,
    "UTM_N21": 4467,
    "UTM_N22": 2972,
    "UTM_S40": 2975,
    "UTM_S38": 4471,
}
_BY_TERRITORY = {
    "971": 5490,
    "972": 5490,
    "977": 5490,
    "978": 5490,
    "973": 2972,
    "974": 2975,
    "976": 4471,
    "975": 4467,
}
_SAME_PLACE = 0.002
"""Degrees, some 200 metres: two ways of telling one address differ by less."""


@dataclass(frozen=True)
class Point:
    """A place in WGS84, in degrees; ``swapped`` tells that its coordinates had to be put back."""

    latitude: float
    longitude: float
    swapped: bool = False

    def is_near(self, other: Point) -> bool:
        """Tell whether both may be one address."""
        return (
            abs(self.latitude - other.latitude) < _SAME_PLACE
            and abs(self.longitude - other.longitude) < _SAME_PLACE
        )


def system_of(source: str) -> int | None:
    """Return the EPSG code that ``sourcecoordet`` names, or None when it names none in use.

    Recent files say ``1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93``, old ones
    ``1,ATLASANTE,100,IGN,BD_ADRESSE,V2.1,LAMBERT_93``.
    """
    found = _EPSG.search(source)
    if found is not None:
        return int(found[1]) if int(found[1]) in SYSTEMS else None
    return next((code for name, code in _OLD_NAMES.items() if name in source), None)


def system_at(commune: str) -> int:
    """Return the EPSG code in use where the commune with this INSEE code lies."""
    return _BY_TERRITORY.get(commune[:3], 2154)


def projected(x: float, y: float, system: int) -> Point | None:
    """Return the point at ``x`` east and ``y`` north (metres), or None outside the territory."""
    for swapped, (east, north) in ((False, (x, y)), (True, (y, x))):
        longitude, latitude = _to_wgs84(system).transform(east, north)
        if _lies_in(system, latitude, longitude):
            return Point(latitude, longitude, swapped)
    return None


def geographic(latitude: float, longitude: float) -> Point | None:
    """Return the point told in degrees, or None outside every French territory."""
    for swapped, (north, east) in (
        (False, (latitude, longitude)),
        (True, (longitude, latitude)),
    ):
        if any(_lies_in(system, north, east) for system in SYSTEMS):
            return Point(north, east, swapped)
    return None


def number(text: str) -> float | None:
    """Return the finite number that ``text`` writes with a point, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def decimal(degrees: float) -> str:
    """Return degrees as the canonical ``xsd:decimal`` of six places, a tenth of a metre."""
    written = f"{degrees:.6f}".rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


@cache
def _to_wgs84(system: int) -> Transformer:
    return Transformer.from_crs(CRS.from_epsg(system), CRS.from_epsg(4326), always_xy=True)


def _lies_in(system: int, latitude: float, longitude: float) -> bool:
    south, north, west, east = _LAND[system]
    return south <= latitude <= north and west <= longitude <= east
