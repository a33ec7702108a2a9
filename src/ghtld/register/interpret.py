"""From the values of a row to what the register says; what is not sure is set aside, and told."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ghtld.register import coordinates, reasons, values
from ghtld.register.coordinates import Point
from ghtld.register.reasons import RejectReason, Unreadable
from ghtld.register.records import Cells, Code, Entry, Grouping, Kind, Place
from ghtld.register.values import Note, text

_DATES = ("createdOn", "openedOn", "authorizedOn", "closedOn", "updatedOn")
_NUMBERS = ("number", "legal_entity", "siren", "siret")
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]{1,2}")
_MONTH = r"(?:janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec)\.?"
_SPREADSHEET_DATE = re.compile(rf"(?:{_MONTH}-[0-9]{{2}}|[0-9]{{2}}-{_MONTH})")
_FRENCH_DATE = re.compile(r"[0-3]?[0-9]/[01]?[0-9]/(?:[0-9]{2}){1,2}")


def entry(cells: Cells, kind: Kind, note: Note) -> Entry:
    """Return the entity that a row describes; raises Unreadable when it can't be kept."""
    refuse_spreadsheet(cells)
    number = _number(cells["number"])
    name = text(cells, "name", note)
    if not name:
        raise Unreadable(reasons.NAME)
    if cells.joined:
        note(reasons.JOINED, "")
    if cells.addresses > 1:
        note(reasons.ADDRESSES, str(cells.addresses))
    place = place_of(cells, note)
    return Entry(
        kind,
        number,
        name,
        long_name=text(cells, "long_name", note),
        complement=text(cells, "complement", note),
        category=_category(cells, kind, note),
        status=_code(cells, "status", r"[0-9]{2,3}", reasons.STATUS, note),
        legal_entity=_owner(cells["legal_entity"]) if kind is Kind.GEOGRAPHIC else "",
        place=place,
        point=point(cells, place.commune, note),
        siren=_company(cells["siren"], 9, note),
        siret=_company(cells["siret"], 14, note),
        dates={name: day for name in _DATES if (day := _date(cells[name], note))},
        state=_state(cells["state"], note),
        technical=cells["technical"],
    )


def located(cells: Cells, note: Note) -> tuple[str, Point | None]:
    """Return a number and its point, None where it can't be placed; raises Unreadable."""
    refuse_spreadsheet(cells)
    number = _number(cells["number"])
    point = projected(cells, coordinates.system_of(cells["source"]), note)
    return number, point


def grouping(cells: Cells, note: Note) -> Grouping:
    """Return the grouping that a row describes; raises Unreadable when it can't be kept."""
    name = text(cells, "name", note)
    identifier = cells["identifier"].lower()
    if not re.fullmatch(r"[a-z0-9-]{1,40}", identifier):
        raise Unreadable(reasons.IDENTIFIER, identifier)
    if not name:
        raise Unreadable(reasons.NAME)
    codes = [cells["code"], cells["number"]]
    for code in codes:
        if code and not re.fullmatch(r"[0-9]{5}|[0-9]{11}", code):
            note(reasons.GROUPING_CODE, code)
    return Grouping(
        identifier,
        name,
        kind=_code(cells, "kind", r"[0-9]{3}", reasons.GROUPING_TYPE, note),
        code=next((c for c in codes if re.fullmatch(r"[0-9]{5}", c)), ""),
        number=next((c for c in codes if re.fullmatch(r"[0-9]{11}", c)), ""),
        state=_state(cells["state"], note),
        updated=_date(cells["updatedOn"], note),
        members=cells.members,
    )


def refuse_spreadsheet(cells: Cells) -> None:
    """Raise Unreadable when a value bears the mark of a spreadsheet program."""
    for name in _NUMBERS:
        value = cells.values.get(name, "")
        if name in ("number", "legal_entity") and values.has_lost_zeros(value):
            raise Unreadable(reasons.ZEROS, value)
        if _SCIENTIFIC.fullmatch(value):
            raise Unreadable(reasons.SCIENTIFIC, value)
    for name in ("house", *_DATES):
        value = cells.values.get(name, "")
        if _SPREADSHEET_DATE.fullmatch(value) or _FRENCH_DATE.fullmatch(value):
            raise Unreadable(reasons.SPREADSHEET_DATE, value)


def _number(written: str) -> str:
    if not values.is_finess(written):
        raise Unreadable(reasons.NUMBER, written)
    if not values.has_finess_key(written):
        raise Unreadable(reasons.KEY, written)
    return written


def _owner(written: str) -> str:
    if not values.is_finess(written) or not values.has_finess_key(written):
        raise Unreadable(reasons.LEGAL_NUMBER, written)
    return written


def _code(cells: Cells, name: str, pattern: str, wrong: RejectReason, note: Note) -> Code | None:
    code = cells[name]
    if re.fullmatch(pattern, code):
        return Code(code, text(cells, f"{name}_label", note))
    if code:
        note(wrong, code)
    return None


def _category(cells: Cells, kind: Kind, note: Note) -> Code | None:
    found = _code(cells, "category", r"[0-9]{3}", reasons.CATEGORY, note)
    if found is None and kind is Kind.GEOGRAPHIC and not cells["category"]:
        note(reasons.CATEGORY, "")
    return found


def _company(written: str, length: int, note: Note) -> str:
    """Return a SIREN or SIRET; a false key is the register's word, and kept."""
    if not written:
        return ""
    short = length == 9
    if not re.fullmatch(rf"[0-9]{{{length}}}", written):
        note(reasons.SIREN if short else reasons.SIRET, written)
        return ""
    if not (values.has_siren_key(written) if short else values.has_siret_key(written)):
        note(reasons.SIREN_KEY if short else reasons.SIRET_KEY, written)
    return written


def _date(written: str, note: Note) -> str:
    """Return the day of ``2021-01-08`` or ``2021-01-08 00:00:00``, empty for none."""
    day = _day(written)
    if written and not day:
        note(reasons.DATE, written)
    return day


@lru_cache(maxsize=2**15)
def _day(written: str) -> str:
    found = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])", written)
    try:
        return date.fromisoformat(found[0]).isoformat() if found else ""
    except ValueError:
        return ""


def _state(written: str, note: Note) -> str:
    if written not in ("", "A", "I"):
        note(reasons.STATE, written)
        return ""
    return written


_LEGACY_OVERSEAS = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976"}


def place_of(cells: Cells, note: Note) -> Place:
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
