"""Pages of long things: how many values one page shows, and how it leads to the others.

A page shows the same stretch of every property of a thing. How long a stretch is follows from the
whole: short properties fit on the first page, long ones share what is left of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup

if TYPE_CHECKING:
    from ghtld.web.pages.view import View

_T = TypeVar("_T")


class NoSuchPage(LookupError):
    """The list has no page of this number, or what was asked for is no number of a page."""


@dataclass(frozen=True)
class Page:
    """One of ``pages`` pages, numbered from 1; each shows ``length`` values of a list."""

    number: int
    pages: int
    length: int

    @classmethod
    def of(cls, number: int, count: int, length: int) -> Page:
        """Return page ``number`` of a list of ``count``; raise NoSuchPage."""
        pages = max(1, -(-count // length))
        if number > pages:
            raise NoSuchPage(number)
        return cls(number, pages, length)

    @classmethod
    def over(cls, number: int, counts: Iterable[int], most: int) -> Page:
        """Return page ``number`` of several lists which show at most ``most`` values together."""
        lengths = sorted(counts)
        return cls.of(number, max(lengths, default=0), stretch(lengths, most))

    def part(self, values: Sequence[_T]) -> Sequence[_T]:
        """Return what this page shows of ``values``."""
        return values[(self.number - 1) * self.length : self.number * self.length]

    @property
    def previous(self) -> int | None:
        """Return the number of the page before, or None."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Return the number of the page after, or None."""
        return self.number + 1 if self.number < self.pages else None

    def href(self, view: View, number: int) -> str:
        """Return the link to another page of the same list."""
        if view.suffix:
            return view.page_href(view.path, number)
        return f"?lang={view.language}&page={number}" if view.chosen else f"?page={number}"

    def links(self, view: View) -> list[tuple[str, str]]:
        """Return relation and link of the pages before and after."""
        others = (("prev", self.previous), ("next", self.next))
        return [(rel, self.href(view, number)) for rel, number in others if number]

    def link_elements(self, view: View) -> Markup:
        """Return the elements that lead from page to page in the head of a page."""
        element = Markup('<link rel="{}" href="{}">\n')
        return Markup("").join(element.format(*link) for link in self.links(view))


def stretch(lengths: Sequence[int], most: int) -> int:
    """Return the largest length, at least 1, to which lists are cut to hold ``most`` together.

    ``lengths`` are sorted.
    """
    left, others = most, len(lengths)
    for length in lengths:
        if length * others > left:
            return max(1, left // others)
        left, others = left - length, others - 1
    return max([1, *lengths])


def page_number(written: str | None) -> int:
    """Return the number of a page as asked for, 1 when none is; raise NoSuchPage."""
    if written is None:
        return 1
    if not (written.isascii() and written.isdecimal()) or len(written) > 6 or int(written) < 1:
        raise NoSuchPage(written)
    return int(written)
