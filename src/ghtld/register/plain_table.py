"""A plain table with a heading: ``nofinesset;nofinessej;rs;categetab;…;lat;lon``.

It tells no INSEE code, so none is stated, and names no legal entity.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from ghtld.register import numbers
from ghtld.register.inputs import Advance, Source
from ghtld.register.legacy import DELIMITERS
from ghtld.register.lines import Broken, Encoding, Row, lines, rows
from ghtld.register.records import Cells

SECTION = "table"
_NAMES = {
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


def heading_of(first_line: str) -> tuple[str, list[str]] | None:
    """Return delimiter and column names of a plain table, or None when it is none."""
    for delimiter in DELIMITERS:
        names = [name.strip().lower() for name in first_line.lstrip("\ufeff").split(delimiter)]
        if set(names) >= _REQUIRED:
            return delimiter, names
    return None


def read(source: Source, encoding: Encoding, advance: Advance) -> Iterator[Cells | Broken]:
    """Yield each row of a plain table."""
    with source.open(advance) as stream:
        found = lines(stream, encoding, source)
        delimiter, names = heading_of(next(found).text or "") or (";", [])
        place = names.index("nofinesset")

        def begins(text: str) -> bool:
            fields = next(csv.reader([text], delimiter=delimiter), [])
            return len(fields) > place and numbers.is_finess(fields[place])

        def is_complete(fields: list[str]) -> bool:
            return len(fields) == len(names) or (len(fields) == len(names) + 1 and not fields[-1])

        for row in rows(found, delimiter, is_complete, begins):
            yield _cells(row, names) if isinstance(row, Row) else row


def _cells(row: Row, names: list[str]) -> Cells:
    told = zip(names, row.fields, strict=False)
    kept = {_NAMES[name]: value for name, value in told if name in _NAMES and value.strip()}
    return Cells(SECTION, f"line {row.place}", row.raw, kept, joined=row.joined)
