"""The table behind a picture: what it shows, in words, with links; also for spreadsheets. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ghtld import iris
from ghtld.web.tables import spreadsheet


@dataclass(frozen=True)
class Part:
    """A piece of a cell: its text, the language of the text, what it leads to, how it reads."""

    text: str
    language: str | None = None
    iri: str | None = None
    style: str = ""
    """``quote`` for words of a source, ``soft`` for an aside, else nothing."""
    short: str = ""
    """What a page shows in its place, where the same name comes back in row after row."""


Cell = tuple[Part, ...]


@dataclass(frozen=True)
class Row:
    """A row: its cells."""

    cells: tuple[Cell, ...]
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
class Shown:
    """A section as a page shows it: its anchor, and rows with theirs, which may be empty."""

    section: Section
    anchor: str
    rows: list[tuple[str, Row]]

    @property
    def left_out(self) -> int:
        """Return how many rows the page does not show."""
        return len(self.section.rows) - len(self.rows)


@dataclass(frozen=True)
class Table:
    """Column headings and the sections under them."""

    columns: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def rows(self) -> list[Row]:
        """Return every row."""
        return [row for section in self.sections for row in section.rows]

    def parts(self, most: int, whole: str = "", column: int = 0) -> list[Shown]:
        """Return the sections as a page shows them, at most ``most`` rows of each.

        ``whole`` is the anchor of the one section that is wanted whole and alone. The first row
        about each thing, which ``column`` names, can be pointed at.
        """
        named = [(one.anchor or f"part-{place}", one) for place, one in enumerate(self.sections, 1)]
        alone = [(anchor, section) for anchor, section in named if anchor == whole]
        seen: set[str] = set()
        return [
            Shown(
                section,
                anchor,
                [
                    (_anchor(row, column, seen), row)
                    for row in section.rows[: None if alone else most]
                ],
            )
            for anchor, section in alone or named
        ]

    def flat(self, name: str, part: str, iri: str) -> spreadsheet.Table:
        """Return the table for spreadsheets, as a sheet called ``name``.

        ``part`` heads the column that names the section, ``iri`` completes the heading of a
        column of addresses. Each column that leads somewhere is followed by one of addresses.
        """
        leading = [
            any(part.iri for row in self.rows for part in row.cells[place])
            for place in range(len(self.columns))
        ]
        heads = [part]
        for column, leads in zip(self.columns, leading, strict=True):
            heads += [column, f"{column} ({iri})"] if leads else [column]
        rows = (
            [section.title, *_flat(row, leading)]
            for section in self.sections
            for row in section.rows
        )
        return spreadsheet.Table(name, heads, rows)


def _anchor(row: Row, column: int, seen: set[str]) -> str:
    iri = next((part.iri for part in row.cells[column] if part.iri), "")
    thing = iris.read(iri)
    anchor = f"{thing.kind}-{thing.slug.replace('/', '-')}" if thing is not None else ""
    if anchor in seen:
        return ""
    seen.add(anchor)
    return anchor


def _flat(row: Row, leading: Sequence[bool]) -> list[str]:
    values: list[str] = []
    for cell, leads in zip(row.cells, leading, strict=True):
        values.append(" | ".join(part.text for part in cell))
        if leads:
            values.append(" | ".join(part.iri for part in cell if part.iri))
    return values
