"""From the values of a row to what the register says; what is not sure is set aside, and told."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ghtld.register import address, coordinates, reasons, values
from ghtld.register.coordinates import Point
from ghtld.register.reasons import RejectReason, Unreadable
from ghtld.register.records import Cells, Code, Entry, Grouping, Kind
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
    place = address.place(cells, note)
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
        point=address.point(cells, place.commune, note),
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
    point = address.projected(cells, coordinates.system_of(cells["source"]), note)
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
