"""A plate: one picture with its table, what it says of itself, and where its links lead. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ghtld.web.pages.view import View
from ghtld.web.pictures import evidence, messages
from ghtld.web.pictures.svg import Element, Picture, circle, path, rect, text
from ghtld.web.pictures.table import Table

Link = Callable[[str], str | None]
"""From an IRI to an address: relative in a page, the IRI itself in a file taken away."""

WIDTH = 1000.0
"""Width of every picture, in units of its own that are about a pixel on a desk."""


@dataclass(frozen=True)
class Plate:
    """One picture and what stands below it."""

    name: str
    picture: Picture | None
    table: Table
    remarks: tuple[str, ...] = ()
    credits: tuple[tuple[str, str], ...] = ()
    """Text and address of what must be named: whose outlines these are, under which licence."""


@dataclass(frozen=True)
class Pen:
    """What a drawing needs: the view it is drawn for and where its links lead."""

    view: View
    link: Link

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the pictures in the language of the page."""
        return messages.say(key, self.view.language, **values)

    def titled(self, name: str, words: str) -> str:
        """Return words after what they are about, with the colon of the language."""
        return self.say("titled", name=name, words=words)

    def name(self, node: NamedNode) -> str:
        """Return the name of a thing."""
        return self.view.label(node).value

    def href(self, node: NamedNode) -> str | None:
        """Return where the name of a thing leads."""
        return self.link(node.value)


def cut(pen: Pen, table: Table) -> tuple[str, ...]:
    """Return the sentence that says that a table stops short, when it is as long as it may be."""
    limit = evidence.LIMIT
    return (pen.say("cut", limit=limit),) if len(table.rows) >= limit else ()


def swatch(x: float, y: float, class_: str) -> Element:
    """Return a sample of a class for a legend, centred on x, y."""
    if class_.startswith("p-edge"):
        return path(f"M{x - 12:.1f} {y:.1f}L{x + 12:.1f} {y:.1f}", class_)
    if class_ == "p-span":
        return rect(x - 8, y - 6, 16, 12, "p-mark", rx=2)
    if class_ in ("p-box", "p-band"):
        return rect(x - 8, y - 6, 16, 12, class_, rx=2)
    return circle(x, y, 5.5, class_)


def legend(x: float, y: float, samples: list[tuple[str, str]]) -> list[Element]:
    """Return one line of samples and what each stands for, starting at x, y."""
    drawn: list[Element] = []
    for class_, words in samples:
        lead = 26.0 if class_.startswith("p-edge") else 16.0
        drawn += [swatch(x + lead / 2, y - 4, class_), text(x + lead + 4, y, words, "p-soft")]
        x += lead + 24 + len(words) * 6.3
    return drawn
