"""A figure: one picture with its table, what it says of itself, and where its links lead. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import NamedNode

from ghtld import facets
from ghtld.web.pages.view import View
from ghtld.web.pictures import evidence
from ghtld.web.pictures.svg import Element, Picture, circle, path, rect, text
from ghtld.web.tables.table import Row, Section, Table

Link = Callable[[str], str | None]
"""From an IRI to an address: relative in a page, the IRI itself in a file taken away."""

_T = TypeVar("_T")

WIDTH = 1000.0
"""Width of every picture, in units of its own that are about a pixel on a desk."""


@dataclass(frozen=True)
class Figure:
    """One picture and what stands below it."""

    name: str
    picture: Picture | None
    table: Table
    remarks: tuple[str, ...] = ()
    credits: tuple[tuple[str, str], ...] = ()
    """Text and address of what must be named: whose outlines these are, under which licence."""


@dataclass(frozen=True)
class DrawingContext:
    """What a drawing needs: the view it is drawn for and where its links lead."""

    view: View
    link: Link

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the pictures in the language of the page."""
        return self.view.say(f"picture-{key}", **values)

    def ngettext(self, key: str, count: int) -> str:
        """Return the form of a sentence of the pictures for a number."""
        return self.view.ngettext(f"picture-{key}", count)

    def titled(self, name: str, words: str) -> str:
        """Return words after what they are about, with the colon of the language."""
        return self.say("titled", name=name, words=words)

    def columns(self, prefix: str, names: Iterable[str]) -> list[tuple[str, str]]:
        """Return the names of columns with their headings."""
        return [(name, self.say(f"{prefix}-{name}")) for name in names]

    def table(
        self, name: str, columns: Iterable[tuple[str, str]], sections: Iterable[Section]
    ) -> Table:
        """Return the table of the picture called ``name``."""
        return Table.of_sections(name, self.say(f"{name}-title"), columns, sections)

    def sections(
        self, parts: Iterable[tuple[str, Iterable[_T]]], row: Callable[[DrawingContext, _T], Row]
    ) -> list[Section]:
        """Return a section for each part that has anything, which its message names."""
        filled = ((key, tuple(row(self, one) for one in several)) for key, several in parts)
        return [
            Section(self.say(key), rows, self.say(f"{key}-note")) for key, rows in filled if rows
        ]

    def name(self, node: NamedNode) -> str:
        """Return the name of a thing."""
        return self.view.label(node).value

    def href(self, node: NamedNode) -> str | None:
        """Return where the name of a thing leads."""
        return self.link(node.value)


def cut(ctx: DrawingContext, table: Table) -> tuple[str, ...]:
    """Return the sentence that says that a table stops short, when it is as long as it may be."""
    limit = evidence.LIMIT
    return (ctx.say("cut", limit=limit),) if table.count >= limit else ()


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


_BODIES = {
    "timeline": """SELECT DISTINCT ?event ?name ?date ?notBefore ?notAfter ?status WHERE {
  ?event a/rdfs:subClassOf* ght:Event .
  OPTIONAL { ?event ght:date ?date }
  OPTIONAL { ?event ght:notBefore ?notBefore }
  OPTIONAL { ?event ght:notAfter ?notAfter }
  OPTIONAL { ?event ght:status ?status }
  OPTIONAL { ?event rdfs:label ?name FILTER(LANG(?name) = "fr") }
} ORDER BY ?date ?event""",
    "network": """SELECT DISTINCT ?through ?organisation ?how WHERE {
  { ?through ght:party ?organisation BIND("party" AS ?how) }
  UNION { ?through ght:support ?organisation BIND("support" AS ?how) }
  UNION { ?through ght:member ?organisation BIND("member" AS ?how) }
} ORDER BY ?through ?organisation ?how""",
    "matrix": """SELECT DISTINCT ?agreement ?mission ?fact ?words WHERE {
  ?agreement a ght:Agreement ; ght:mission ?mission .
  OPTIONAL { GRAPH ?fact { ?agreement ght:mission ?mission } ?fact ght:quote ?words }
} ORDER BY ?agreement ?mission ?fact""",
    "discrepancies": """SELECT DISTINCT ?question ?kind ?about ?document WHERE {
  VALUES ?kind { ght:Discrepancy ght:Silence ght:Misprint ght:FailedSearch }
  ?question a ?kind .
  OPTIONAL { ?question ght:list|ght:subject|ght:entity ?about }
  OPTIONAL { ?question ght:document ?document }
} ORDER BY ?kind ?question ?about""",
    "map": """SELECT DISTINCT ?establishment ?entry ?department ?latitude ?longitude WHERE {
  ?establishment a ght:Establishment .
  OPTIONAL {
    ?match ght:entity ?establishment ; ght:entry ?entry .
    OPTIONAL { ?entry ght:department ?department }
    OPTIONAL { ?entry geo:lat ?latitude ; geo:long ?longitude }
  }
} ORDER BY ?establishment ?entry""",
}
QUERIES = tuple(_BODIES)
"""The pictures that have a query, which are all of them; a test holds them together."""


def query_of(name: str) -> str:
    """Return the query behind the picture called ``name``."""
    return facets.prologue(_BODIES[name]) + _BODIES[name]
