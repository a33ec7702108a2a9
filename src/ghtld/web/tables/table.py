"""A table of a national page: as a page shows it, and as a spreadsheet takes it away. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ghtld.web.site import Text
from ghtld.web.tables import spreadsheet


@dataclass(frozen=True)
class Cell:
    """A value: its text or number, where it leads in a page, what it names in a file.

    ``aside`` is said beside it, such as that an entity is closed.
    """

    text: Text | int
    href: str | None = None
    iri: str = ""
    aside: str = ""

    @property
    def plain(self) -> str | int:
        """Return the value as a spreadsheet has it, with what is said beside it."""
        if isinstance(self.text, int):
            return self.text
        return f"{self.text.value} ({self.aside})" if self.aside else self.text.value


@dataclass(frozen=True)
class Column:
    """A column: its heading; whether it holds numbers; whether a file gives IRIs beside it."""

    head: str
    number: bool = False
    named: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: its name in addresses, heading and columns; ``rows`` may be made one by one.

    ``count`` is how many rows there are in all; ``whole`` leads to a page of all of them.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    count: int
    whole: str | None = None
    note: str = ""

    def first(self, most: int, whole: str) -> Grid:
        """Return the same table with its first rows only, and the link to all."""
        kept = list(self.rows)[:most]
        led = whole if self.count > len(kept) else None
        return Grid(self.name, self.title, self.columns, kept, self.count, led, self.note)

    def file(self, extract: Sequence[tuple[str, str]]) -> spreadsheet.Table:
        """Return the table for a spreadsheet; ``extract`` heads and fills the last columns."""
        heads = list(_heads(self.columns)) + [head for head, _ in extract]
        said = [value for _, value in extract]
        return spreadsheet.Table(self.title, heads, (self._row(row, said) for row in self.rows))

    def _row(self, row: Sequence[Cell], said: list[str]) -> list[spreadsheet.Cell]:
        cells: list[spreadsheet.Cell] = []
        for column, cell in zip(self.columns, row, strict=True):
            cells += [cell.plain, cell.iri] if column.named else [cell.plain]
        return [*cells, *said]


def _heads(columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        yield column.head
        if column.named:
            yield f"{column.head} (IRI)"
