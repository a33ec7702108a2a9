"""What sections are made of: rows, tables and markup, and the elements that show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ghtld.web.pages.elements import NOTHING, Html, safe


@dataclass(frozen=True)
class Row:
    """A line of a section: what it is about, and the values."""

    name: Html
    cell: Html


@dataclass(frozen=True)
class Table:
    """A table: its first column names the rows."""

    head: Sequence[str]
    rows: Sequence[Sequence[Html]]


Block = Sequence[Row] | Table | Html
"""What a section is made of: rows, a table, or markup."""


@dataclass
class Section:
    """A section: its anchor, its heading, its blocks; ``sort`` tells a style of its own."""

    key: str
    heading: str
    body: Html = NOTHING
    count: int = 0
    more: str = ""
    sort: str = ""


def holds(block: Block) -> bool:
    """Tell whether there is anything in a block."""
    return bool(block.rows) if isinstance(block, Table) else bool(block)


def written(block: Block) -> Html:
    """Return a block as the elements that show it."""
    if isinstance(block, Table):
        return _table(block)
    return Html(block) if isinstance(block, str) else definitions(block)


def definitions(rows: Iterable[Row], sort: str = "") -> Html:
    """Return rows as a list of names and values."""
    lines = "".join(f"<div><dt>{row.name}</dt><dd>{row.cell}</dd></div>\n" for row in rows)
    return Html(f'<dl class="statements{sort and " "}{sort}">\n{lines}</dl>\n')


def _table(table: Table) -> Html:
    """Return a table; each cell bears the name of its column, for narrow screens."""
    names = [safe(name) for name in table.head]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    lines = "".join(
        f'<tr><th scope="row">{cells[0]}</th>{_cells(names, cells)}</tr>\n' for cells in table.rows
    )
    return Html(
        f'<table class="cards">\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{lines}</tbody>\n</table>\n"
    )


def _cells(names: Sequence[Html], cells: Sequence[Html]) -> str:
    return "".join(
        f'<td data-name="{name}">{cell}</td>' if cell else "<td></td>"
        for name, cell in zip(names[1:], cells[1:], strict=True)
    )
