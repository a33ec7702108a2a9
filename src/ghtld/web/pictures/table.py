"""The table behind a picture: what it shows, in words, with links; and the same as CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Part:
    """A piece of a cell: its text, the language of the text, what it leads to, how it reads."""

    text: str
    language: str | None = None
    iri: str | None = None
    style: str = ""
    """``quote`` for words of a source, ``soft`` for an aside, else nothing."""


Cell = tuple[Part, ...]


@dataclass(frozen=True)
class Row:
    """A row: its cells, and the anchor it can be reached by."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    outside: bool = False
    """Tell that the row says what no document of the edition says."""


@dataclass(frozen=True)
class Section:
    """Rows that belong together, under a heading."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Table:
    """Column headings and the sections under them."""

    columns: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def rows(self) -> list[Row]:
        """Return every row."""
        return [row for section in self.sections for row in section.rows]

    def csv(self, part: str, iri: str) -> bytes:
        """Return the table as CSV (RFC 4180, UTF-8).

        ``part`` heads the column that names the section, ``iri`` completes the heading of a
        column of addresses. Each column that leads somewhere is followed by one of addresses.
        """
        leading = [
            any(part.iri for row in self.rows for part in row.cells[place])
            for place in range(len(self.columns))
        ]
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\r\n")
        heads = [part]
        for column, leads in zip(self.columns, leading, strict=True):
            heads += [column, f"{column} ({iri})"] if leads else [column]
        writer.writerow(map(harmless, heads))
        for section in self.sections:
            for row in section.rows:
                writer.writerow(map(harmless, [section.title, *_flat(row, leading)]))
        return written.getvalue().encode()


def _flat(row: Row, leading: Sequence[bool]) -> list[str]:
    values: list[str] = []
    for cell, leads in zip(row.cells, leading, strict=True):
        values.append(" | ".join(part.text for part in cell))
        if leads:
            values.append(" | ".join(part.iri for part in cell if part.iri))
    return values


def harmless(value: str) -> str:
    """Return ``value`` so that no spreadsheet takes it for a formula."""
    return "'" + value if value.startswith(_RISKY) else value
