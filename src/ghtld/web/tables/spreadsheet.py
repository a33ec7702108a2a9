"""Tables for spreadsheets: CSV (RFC 4180) and XLSX, harmless and with their numbers kept.

Every cell is text unless it is an ``int``, so that FINESS numbers and postcodes keep their zeros. A
text that a spreadsheet would take for a formula is made harmless: by an apostrophe in CSV, by the
“quote prefix” of the cell in XLSX, where the text itself stays what it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import xlsxwriter

from ghtld.web.pages.reply import Reply
from ghtld.web.pages.request import Request
from ghtld.web.tables.table import Cell, Scalar, Table, plain

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
EXCEL_FR = "excel-fr"
"""The dialect that Excel opens by itself in France: semicolons and a byte order mark."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_CELL = 32_767
_WIDEST = 60
_NO_CLOCK = datetime(1980, 1, 1, tzinfo=UTC)
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take ``text`` for a formula; a number is none."""
    return text.startswith(_FORMULA) and _NUMBER.fullmatch(text) is None


def as_csv(table: Table, dialect: str = "") -> Iterator[bytes]:
    """Yield the lines of a table as CSV, in UTF-8, each ended by CR LF."""
    french = dialect == EXCEL_FR
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if french else ",", lineterminator="\r\n")
    if french:
        yield "\ufeff".encode()
    for cells in _lines(table):
        writer.writerow([_harmless(plain(cell)) for cell in cells])
        yield text.getvalue().encode("utf-8", "replace")
        text.seek(0)
        text.truncate()


def _lines(table: Table) -> Iterator[Sequence[Cell]]:
    yield [column.heading for column in table.columns]
    yield from (row.cells for row in table.rows)


def _harmless(cell: Scalar) -> Scalar:
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def as_xlsx(table: Table) -> bytes:
    """Return a table as an XLSX workbook of one sheet; rows go through a file, not memory."""
    written = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"created": _NO_CLOCK})
        sheet = book.add_worksheet(_sheet_name(table.title))
        head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, min(_WIDEST, max(14, 2 * len(column.heading))))
            sheet.write_string(0, place, column.heading, head)
        for line, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(map(plain, row.cells)):
                if isinstance(cell, int):
                    sheet.write_number(line, place, cell)
                elif cell:
                    kept = _UNWRITABLE.sub("\ufffd", cell)[:_LONGEST_CELL]
                    sheet.write_string(line, place, kept, quoted if is_formula(kept) else text)
    return written.getvalue()


def _sheet_name(name: str) -> str:
    return _NOT_IN_A_NAME.sub(" ", name)[:31].strip() or "ghtld"


def download(table: Table, suffix: str, request: Request) -> Reply:
    """Return the reply with a table as ``xlsx`` or ``csv``, in the dialect that is asked for."""
    if suffix == "xlsx":
        return Reply(XLSX, as_xlsx(table))
    return Reply(CSV, b"".join(as_csv(table, request.parameters.get("dialect", ""))))
