"""Where an entity is: address, INSEE codes and point, as a row tells them and no further."""

from __future__ import annotations

import re

from ghtld.register import coordinates, reasons
from ghtld.register.coordinates import Point
from ghtld.register.records import Cells, Place
from ghtld.register.values import Note, text

_LEGACY_OVERSEAS = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976"}


def place(cells: Cells, note: Note) -> Place:
    """Return the address and the INSEE codes; what is malformed is set aside."""
    parts = [text(cells, name, note) for name in ("house", "suffix", "way", "street")]
    line = " ".join(part for part in parts if part)
    rest = [text(cells, name, note) for name in ("delivery", "hamlet")]
    commune, department = _codes(cells, note)
    postcode, town = _routing(cells, note)
    return Place(
        ", ".join(part for part in (line, *rest) if part), postcode, town, commune, department
    )


def _routing(cells: Cells, note: Note) -> tuple[str, str]:
    """Return postcode and town, told apart or in one line: ``48000 MENDE``."""
    town = text(cells, "town", note)
    postcode = cells["postcode"]
    found = re.fullmatch(r"([0-9]{5}) (.+)", cells["routing"])
    if found is not None:
        postcode, town = found[1], town or text(cells, "routing", note)[6:]
    elif cells["routing"]:
        note(reasons.POSTCODE, cells["routing"])
    if postcode and not re.fullmatch(r"[0-9]{5}", postcode):
        note(reasons.POSTCODE, postcode)
        postcode = ""
    return postcode, town


def _codes(cells: Cells, note: Note) -> tuple[str, str]:
    """Return the INSEE codes of commune and department; never derived from a postcode."""
    commune, told = cells["commune"], cells["department"]
    department = _LEGACY_OVERSEAS.get(told, told)
    if told and not re.fullmatch(r"[0-9]{2}|2[AB]|97[1-8]", department):
        note(reasons.DEPARTMENT, told)
        department = ""
    if len(commune) == 3 and department:
        commune = department[:2] + commune
    if commune and not (
        re.fullmatch(r"[0-9][0-9AB][0-9]{3}", commune) and commune.startswith(department)
    ):
        note(reasons.COMMUNE, f"{told} {cells['commune']}".strip())
        commune = ""
    return commune, department or commune[: 3 if commune.startswith(("97", "98")) else 2]


def point(cells: Cells, commune: str, note: Note) -> Point | None:
    """Return the point in degrees; X and Y, told beside, only have to agree."""
    latitude, longitude = (coordinates.number(cells[name]) for name in ("lat", "lon"))
    if latitude is None or longitude is None:
        if not cells["x"] or not cells["y"]:
            return None
        return projected(cells, coordinates.system_at(commune) if commune else None, note)
    at = coordinates.geographic(latitude, longitude)
    if at is None:
        note(reasons.POINT, f"{cells['lat']} {cells['lon']}")
        return None
    _compare(cells, commune, at, note)
    return at


def _compare(cells: Cells, commune: str, at: Point, note: Note) -> None:
    x, y = (coordinates.number(cells[name]) for name in ("x", "y"))
    other = None
    if x is not None and y is not None and commune:
        other = coordinates.projected(x, y, coordinates.system_at(commune))
        if other is None or not other.is_near(at):
            note(reasons.DISAGREE, f"{cells['x']} {cells['y']} {cells['lat']} {cells['lon']}")
    if at.swapped or (other is not None and other.swapped):
        note(
            reasons.SWAPPED,
            f"{cells['x']} {cells['y']}".strip() or f"{cells['lat']} {cells['lon']}",
        )


def projected(cells: Cells, system: int | None, note: Note) -> Point | None:
    """Return the point at X and Y in the system with this EPSG code, or None."""
    x, y = (coordinates.number(cells[name]) for name in ("x", "y"))
    told = f"{cells['x']} {cells['y']} {cells['source']}".strip()
    if x is None or y is None:
        if told:
            note(reasons.POINT, told)
        return None
    if system is None:
        note(reasons.SYSTEM, told)
        return None
    at = coordinates.projected(x, y, system)
    if at is None:
        note(reasons.POINT, told)
    elif at.swapped:
        note(reasons.SWAPPED, told)
    return at
