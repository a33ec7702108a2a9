"""Terms as the elements of a page. They recur on every page, so a site remembers them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NewType

from markupsafe import escape as _escape

from ghtld.ui import messages

if TYPE_CHECKING:
    from ghtld.web.pages.view import Shown
    from ghtld.web.site import Text


from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Html = NewType("Html", str)
"""Text that is markup already: whatever came from data in it is escaped."""

NOTHING = Html("")
_SPECIAL = re.compile("[&<>\"']")


def safe(text: str) -> Html:
    """Return ``text`` as markup that shows it."""
    return Html(str(_escape(text))) if _SPECIAL.search(text) else Html(text)


def of(shown: Shown, language: str, fold: int) -> Html:
    """Return ``shown`` on a page in ``language``; a long text is folded after ``fold`` characters.

    Text of any direction stays in its place (HTML, section 4.5.26, ``bdi``).
    """
    title = f' title="{safe(shown.title)}"' if shown.title else ""
    inner = text(shown.text, language)
    if shown.href:
        outside = ' rel="external"' if shown.outside else ""
        return Html(f'<a href="{safe(shown.href)}"{title}{outside}>{inner}</a>')
    if title:
        return Html(f"<span{title}>{inner}</span>")
    if shown.long:
        words = shown.text.value
        return Html(
            f'<details class="long"{_lang(shown.text, language)} dir="auto">'
            f"<summary>{safe(words[:fold])}…</summary>…{safe(words[fold:])}</details>"
        )
    return inner


def text(words: Text, language: str) -> Html:
    """Return words, and which language they are in where it is not the page's.

    ``bdi`` finds the direction by itself where none is said.
    """
    if words.language in (None, language):
        return Html(f"<bdi>{safe(words.value)}</bdi>")
    return Html(f'<bdi lang="{safe(words.language or "")}" dir="auto">{safe(words.value)}</bdi>')


def link(href: str, inner: Html) -> Html:
    """Return a link around ``inner``."""
    return Html(f'<a href="{safe(href)}">{inner}</a>')


@lru_cache(4096)
def note(number: int, language: str) -> Html:
    """Return the number that leads to the words behind a value."""
    said = safe(messages.say("note", language, number=number))
    return Html(
        f'<sup><a class="note" href="#note-{number}" aria-label="{said}">{number}</a></sup>'
    )


def layer(href: str | None, title: str, name: Text, language: str) -> Html:
    """Return the mark that tells which graph, in which layer, a value comes from."""
    said = f'<a class="layer" href="{safe(href or "")}" title="{safe(title)}">'
    return Html(f" {said}{text(name, language)}</a>")


def _lang(words: Text, language: str) -> str:
    return f' lang="{safe(words.language)}"' if words.language not in (None, language) else ""


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
