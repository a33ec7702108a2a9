"""A table: columns with types, rows of cells. Pages show it and spreadsheets hold it. Pure.

A cell is bare text or a bare number, one ``Value`` that names or leads to something, or several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ghtld import iris
from ghtld.web.site import Text

Scalar = str | int


@dataclass(frozen=True)
class Value:
    """A value of a cell: its text or number, its language, what it names, how it reads."""

    value: Scalar
    language: str | None = None
    iri: str | None = None
    """What it names, in a file; a page leads to its page, or to ``href``."""
    style: str = ""
    """``quote`` for words of a source, ``soft`` for an aside, else nothing."""
    href: str | None = None
    note: str = ""
    """What is said beside it, such as that an entity is closed."""
    short: str = ""
    """What a page shows in its place, where the same name comes back in row after row."""

    @classmethod
    def of(
        cls, text: Text, href: str | None = None, iri: str | None = None, note: str = ""
    ) -> Value:
        """Return a text with its language as a value."""
        return cls(text.value, text.language, iri, href=href, note=note)

    @property
    def plain(self) -> Scalar:
        """Return the value as a file has it, with what is said beside it."""
        return f"{self.value} ({self.note})" if self.note else self.value


Values = tuple[Value, ...]
Cell = Scalar | Value | Values


def values(cell: Cell) -> Values:
    """Return the values of a cell."""
    if isinstance(cell, tuple):
        return cell
    return (cell if isinstance(cell, Value) else Value(cell),)


def plain(cell: Cell) -> Scalar:
    """Return a cell as a file has it: a number where it is one, else text."""
    if isinstance(cell, Value):
        return cell.plain
    return " | ".join(str(one.plain) for one in cell) if isinstance(cell, tuple) else cell


def _named(cell: Cell) -> str:
    return " | ".join(one.iri for one in values(cell) if one.iri)


@dataclass(frozen=True)
class Column:
    """A column: its name for programs, its heading, the datatype of its values."""

    id: str
    heading: str
    datatype: str = "string"
    """The local name of an XSD datatype."""
    unit: str = ""
    """The unit of its numbers, as a UCUM code."""
    named: bool = False
    """Tell that a file gives the IRIs of what the values name in a column beside it."""


@dataclass(frozen=True)
class Row:
    """A row: its cells."""

    cells: Sequence[Cell]
    outside: bool = False
    """Tell that the row says what no document of the edition says."""

    @property
    def values(self) -> list[Values]:
        """Return the values of each cell."""
        return [values(cell) for cell in self.cells]


@dataclass(frozen=True)
class Section:
    """Rows that belong together, under a heading."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Part:
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
    """A table: its name in addresses, title, columns and rows, which may be made one by one.

    ``count`` is how many rows there are in all; ``whole`` leads to a page of all of them.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    count: int = 0
    whole: str | None = None
    note: str = ""
    sections: tuple[Section, ...] = ()
    """The parts of a table whose rows stand under headings."""

    @staticmethod
    def of_sections(
        name: str, title: str, columns: Iterable[tuple[str, str]], sections: Iterable[Section]
    ) -> Table:
        """Return a table in sections, from its columns' names and headings."""
        parts = tuple(sections)
        rows = [row for section in parts for row in section.rows]
        named = (
            any(map(_named, cells)) for cells in zip(*(row.cells for row in rows), strict=True)
        )
        heads = list(columns)
        kept = list(named) or [False] * len(heads)
        made = (Column(*head, named=one) for head, one in zip(heads, kept, strict=True))
        return Table(name, title, tuple(made), rows, len(rows), sections=parts)

    def first(self, most: int, whole: str) -> Table:
        """Return the same table with its first rows only, and the link to all."""
        kept = list(self.rows)[:most]
        return replace(self, rows=kept, whole=whole if self.count > len(kept) else None)

    def parts(self, most: int, whole: str = "", column: int = 0) -> list[Part]:
        """Return the sections as a page shows them, at most ``most`` rows of each.

        ``whole`` is the anchor of the one section that is wanted whole and alone. The first row
        about each thing, which ``column`` names, can be pointed at.
        """
        named = [(one.anchor or f"part-{place}", one) for place, one in enumerate(self.sections, 1)]
        alone = [(anchor, section) for anchor, section in named if anchor == whole]
        shown = None if alone else most
        seen: set[str] = set()
        return [
            Part(
                section, anchor, [(_anchor(row, column, seen), row) for row in section.rows[:shown]]
            )
            for anchor, section in alone or named
        ]

    def flat(
        self, iri: str = "IRI", section: str = "", sources: Sequence[tuple[Column, str]] = ()
    ) -> Table:
        """Return the table for a spreadsheet, one value a cell.

        ``iri`` completes the headings of columns of IRIs, ``section`` heads the one that names
        the section, ``sources`` head and fill the last columns.
        """
        columns = [Column("section", section)] if section else []
        for column in self.columns:
            columns += [column] if not column.named else [column, _beside(column, iri)]
        columns += [column for column, _ in sources]
        said = [value for _, value in sources]
        rows = (Row([*start, *self._flat(row), *said]) for start, row in self._led(section))
        return replace(self, columns=tuple(columns), rows=rows, sections=())

    def _led(self, section: str) -> Iterator[tuple[list[str], Row]]:
        if not section:
            yield from (([], row) for row in self.rows)
        for part in self.sections if section else ():
            yield from (([part.title], row) for row in part.rows)

    def _flat(self, row: Row) -> Iterator[Scalar]:
        for column, cell in zip(self.columns, row.cells, strict=True):
            yield plain(cell)
            if column.named:
                yield _named(cell)


def _beside(column: Column, iri: str) -> Column:
    return Column(f"{column.id}-iri", f"{column.heading} ({iri})", "anyURI")


def _anchor(row: Row, column: int, seen: set[str]) -> str:
    iri = next((one.iri for one in values(row.cells[column]) if one.iri), "")
    thing = iris.read(iri)
    anchor = f"{thing.kind}-{thing.slug.replace('/', '-')}" if thing is not None else ""
    if anchor in seen:
        return ""
    seen.add(anchor)
    return anchor
