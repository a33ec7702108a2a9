"""The CSV files of the register, as it published them until May 2026, and tables made of them.

cs1100501, cs1100502 and cs1100507 have no heading: the first line is
``finess;etalab;{n};{date}``, and every row begins with its section. A plain table has one:
``nofinesset;nofinessej;rs;categetab;…;lat;lon``. It tells no INSEE code, so none is stated, and
names no legal entity. Telephone and fax columns have no name here, so they are never read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from ghtld.register import reasons
from ghtld.register.files import Advance, Source
from ghtld.register.records import Cells
from ghtld.register.tables import Broken, Encoding, Row, lines, rows
from ghtld.register.values import is_finess
from ghtld.text import UserError

LEGAL, GEOGRAPHIC, PLACE = "structureej", "structureet", "geolocalisation"
DELIMITERS = ";\t,"

_WRITTEN = {
    LEGAL: "number name long_name complement house way street suffix delivery hamlet commune "
    "routing department - - status status_label category category_label siren - createdOn",
    GEOGRAPHIC: "number legal_entity name long_name complement delivery house way street suffix "
    "hamlet commune department - routing - - category category_label - - siret - - - - - openedOn "
    "authorizedOn updatedOn",
    PLACE: "number x y source updatedOn",
}
_COLUMNS = {section: names.split() for section, names in _WRITTEN.items()}
_SIZES = {LEGAL: {23, 24}, GEOGRAPHIC: {31, 32, 33}, PLACE: {6, 7, 12, 13}}
"""Fields of a row, with the section and perhaps a stray last separator: a geographic entity has 32
in cs1100502 and 31 in cs1100507; the place has 12 where its source is not packed in one field."""
_DEPARTMENT = re.compile(r"[0-9][0-9A-Z]?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9/]{6,10}|.*-[0-9]{2}|[0-9]{2}-.*")
_OPTIONAL_DATE = re.compile(rf"(?:{_DATE.pattern})?")
_ANCHORS = {
    LEGAL: ((13, _DEPARTMENT), (22, _OPTIONAL_DATE)),
    GEOGRAPHIC: ((13, _DEPARTMENT), (30, _DATE)),
    PLACE: (),
}
"""Fields by which a row is known to be aligned: where they are not so, the fields are shifted."""
_PIECES = 12
TABLE = "table"
_TABLE_NAMES = {
    "nofinesset": "number",
    "nofinessej": "legal_entity",
    "rs": "name",
    "rslongue": "long_name",
    "categetab": "category",
    "libcategetab": "category_label",
    "siret": "siret",
    "codepostal": "postcode",
    "ville": "town",
    "lat": "lat",
    "lon": "lon",
}
_REQUIRED = {"nofinesset", "nofinessej", "rs", "categetab"}


def delimiter_of(first_line: str) -> str | None:
    """Return the delimiter of a legacy file by its first line, or None when it is none."""
    return next(
        (d for d in DELIMITERS if first_line.lstrip("\ufeff").startswith(f"finess{d}etalab{d}")),
        None,
    )


def date_of(source: Source, first_line: str) -> str:
    """Return the date of the first line; raises UserError where a spreadsheet changed it."""
    delimiter = delimiter_of(first_line) or ";"
    fields = next(csv.reader([first_line.strip()], delimiter=delimiter))
    told = fields[3].strip() if len(fields) > 3 else ""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", told):
        raise UserError(
            f"{source.name} a été enregistré par un tableur (date « {told} ») : prenez le fichier "
            "tel que le registre le publie.",
            f"{source.name} was saved by a spreadsheet (date “{told}”): take the file as the "
            "register publishes it.",
        )
    return told


def read(source: Source, encoding: Encoding, advance: Advance) -> Iterator[Cells | Broken]:
    """Yield each row of a legacy file, by its section."""
    with source.open(advance) as stream:
        found = lines(stream, encoding, source)
        first = next(found)
        delimiter = delimiter_of(first.text or "") or ";"
        starts = tuple(f"{section}{delimiter}" for section in _COLUMNS)
        for row in rows(found, delimiter, _is_complete, lambda text: text.startswith(starts)):
            yield _cells(row) if isinstance(row, Row) else _told_apart(row, starts)


def _is_complete(fields: list[str]) -> bool:
    section = fields[0] if fields else ""
    if len(fields) not in _SIZES.get(section, ()):
        return False
    return all(pattern.fullmatch(fields[place]) for place, pattern in _ANCHORS[section])


def _cells(row: Row) -> Cells:
    section, *values = row.fields
    if section == PLACE and len(values) >= _PIECES - 1:
        values = [*values[:3], ",".join(values[3:10]), values[10]]
    named = zip(_COLUMNS[section], values, strict=False)
    kept = {name: value for name, value in named if name != "-" and value.strip()}
    return Cells(section, f"line {row.place}", row.raw, kept, joined=row.joined)


def _told_apart(row: Broken, starts: tuple[str, ...]) -> Broken:
    """Return a broken row with the reason that its section is unknown, where that is so."""
    if row.reason is reasons.FIELDS and not str(row.raw).startswith(starts):
        return Broken(row.place, reasons.SECTION, row.raw, last=row.last)
    return row


def heading_of(first_line: str) -> tuple[str, list[str]] | None:
    """Return delimiter and column names of a plain table, or None when it is none."""
    for delimiter in DELIMITERS:
        names = [name.strip().lower() for name in first_line.lstrip("\ufeff").split(delimiter)]
        if set(names) >= _REQUIRED:
            return delimiter, names
    return None


def read_table(source: Source, encoding: Encoding, advance: Advance) -> Iterator[Cells | Broken]:
    """Yield each row of a plain table."""
    with source.open(advance) as stream:
        found = lines(stream, encoding, source)
        delimiter, names = heading_of(next(found).text or "") or (";", [])
        place = names.index("nofinesset")

        def begins(text: str) -> bool:
            fields = next(csv.reader([text], delimiter=delimiter), [])
            return len(fields) > place and is_finess(fields[place])

        def is_complete(fields: list[str]) -> bool:
            return len(fields) == len(names) or (len(fields) == len(names) + 1 and not fields[-1])

        for row in rows(found, delimiter, is_complete, begins):
            yield _table_cells(row, names) if isinstance(row, Row) else row


def _table_cells(row: Row, names: list[str]) -> Cells:
    told = zip(names, row.fields, strict=False)
    kept = {
        _TABLE_NAMES[name]: value for name, value in told if name in _TABLE_NAMES and value.strip()
    }
    return Cells(TABLE, f"line {row.place}", row.raw, kept, joined=row.joined)
