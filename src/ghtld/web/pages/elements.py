"""Markup, and terms as the elements of a page. Elements recur, so a site remembers them.

Markup is ``markupsafe.Markup``, guarded at run time: what is put into it and is not markup itself
is escaped. ``markup`` does what ``Markup(pattern).format(…)`` does, and ``concat`` what
``Markup.join`` does, at a fifth of their cost: a page is made of some hundred elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from markupsafe import Markup, escape

from ghtld.ui import messages
from ghtld.web.site import Text

NOTHING = Markup("")
_special = re.compile("[&<>\"']").search
_marked: Callable[[str], Markup] = partial(str.__new__, Markup)  # quicker than by its own


def _escaped(parts: Iterable[object]) -> list[str]:
    return [
        p if type(p) is Markup or (type(p) is str and not _special(p)) else escape(p) for p in parts
    ]


def markup(pattern: str, *parts: object) -> Markup:
    """Return ``pattern``, literal markup, with ``parts`` in its places; text among them is escaped.

    A test holds that every pattern is a literal.
    """
    return _marked(pattern.format(*_escaped(parts)))


def fill_in(message: str, parts: Mapping[str, object]) -> Markup:
    """Return ``message``, which is text, with ``parts`` in its named places."""
    escaped = dict(zip(parts, _escaped(parts.values()), strict=True))
    return _marked(str(escape(message)).format(**escaped))


def concat(parts: Iterable[object], between: str = "") -> Markup:
    """Return ``parts`` one after the other; text among them is escaped, ``between`` as well."""
    joint = str(escape(between)) if between else ""  # a Markup would escape every part again
    return _marked(joint.join(_escaped(parts)))


@dataclass(frozen=True)
class Shown:
    """A term as a page shows it: its text, where it links to, what it is in full."""

    text: Text
    href: str | None = None
    title: str | None = None
    outside: bool = False
    long: bool = False


def of(shown: Shown, language: str, fold: int) -> Markup:
    """Return ``shown`` on a page in ``language``; a long text is folded after ``fold`` characters.

    Text of any direction stays in its place (HTML, section 4.5.26, ``bdi``).
    """
    title = markup(' title="{}"', shown.title) if shown.title else ""
    inner = text(shown.text, language)
    if shown.href:
        outside = Markup(' rel="external"') if shown.outside else ""
        return markup('<a href="{}"{}{}>{}</a>', shown.href, title, outside, inner)
    if title:
        return markup("<span{}>{}</span>", title, inner)
    if shown.long:
        words = shown.text.value
        return markup(
            '<details class="long"{} dir="auto"><summary>{}…</summary>…{}</details>',
            _lang(shown.text, language),
            words[:fold],
            words[fold:],
        )
    return inner


def text(words: Text, language: str) -> Markup:
    """Return words, and which language they are in where it is not the page's.

    ``bdi`` finds the direction by itself where none is said.
    """
    if words.language in (None, language):
        return markup("<bdi>{}</bdi>", words.value)
    return markup('<bdi lang="{}" dir="auto">{}</bdi>', words.language or "", words.value)


def link(href: str, inner: str) -> Markup:
    """Return a link around ``inner``."""
    return markup('<a href="{}">{}</a>', href, inner)


@lru_cache(4096)
def note(number: int, language: str) -> Markup:
    """Return the number that leads to the words behind a value."""
    label = messages.say("note", language, number=number)
    return markup(
        '<sup><a class="note" href="#note-{}" aria-label="{}">{}</a></sup>', number, label, number
    )


def layer(href: str | None, title: str, name: Text, language: str) -> Markup:
    """Return the mark that tells which graph, in which layer, a value comes from."""
    inner = text(name, language)
    return markup(' <a class="layer" href="{}" title="{}">{}</a>', href or "", title, inner)


def _lang(words: Text, language: str) -> Markup:
    if words.language in (None, language):
        return NOTHING
    return markup(' lang="{}"', words.language)


@dataclass(frozen=True)
class Row:
    """A line of a section: what it is about, and the values."""

    name: Markup
    cell: Markup


@dataclass(frozen=True)
class Table:
    """A table: its first column names the rows."""

    head: Sequence[str]
    rows: Sequence[Sequence[Markup]]


Block = Sequence[Row] | Table | Markup
"""What a section is made of: rows, a table, or markup."""


@dataclass
class Section:
    """A section: its anchor, its heading, its blocks; ``sort`` tells a style of its own."""

    key: str
    heading: str
    body: Markup = NOTHING
    count: int = 0
    more: str = ""
    sort: str = ""


def holds(block: Block) -> bool:
    """Tell whether there is anything in a block."""
    return bool(block.rows) if isinstance(block, Table) else bool(block)


def written(block: Block) -> Markup:
    """Return a block as the elements that show it."""
    if isinstance(block, Table):
        return _table(block)
    return block if isinstance(block, Markup) else definitions(block)


def definitions(rows: Iterable[Row], sort: str = "") -> Markup:
    """Return rows as a list of names and values."""
    lines = concat(
        markup("<div><dt>{}</dt><dd>{}</dd></div>\n", row.name, row.cell) for row in rows
    )
    return markup('<dl class="statements{}{}">\n{}</dl>\n', sort and " ", sort, lines)


def _table(table: Table) -> Markup:
    """Return a table; each cell bears the name of its column, for narrow screens."""
    names = [escape(name) for name in table.head]
    head = concat(markup('<th scope="col">{}</th>', name) for name in names)
    lines = concat(
        markup('<tr><th scope="row">{}</th>{}</tr>\n', cells[0], _cells(names, cells))
        for cells in table.rows
    )
    return markup(
        '<table class="cards">\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n',
        head,
        lines,
    )


def _cells(names: Sequence[Markup], cells: Sequence[Markup]) -> Markup:
    return concat(
        markup('<td data-name="{}">{}</td>', name, cell) if cell else Markup("<td></td>")
        for name, cell in zip(names[1:], cells[1:], strict=True)
    )
