"""A page of a thing while it is being written: sections, and what of the description they took.

The writer of a kind takes values from the description and puts them into sections. What no section
took stands under the last heading, so that nothing is lost. Every value comes with the markers of
its notes, which are numbered in the order in which a reader meets them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import GHT, RDF
from ghtld.web.graph import Properties, Property, Term, Value, properties_of, values_leading_to
from ghtld.web.pages.description import Aside, Description
from ghtld.web.pages.elements import (
    NOTHING,
    Block,
    Row,
    Section,
    concat,
    definitions,
    fill_in,
    holds,
    markup,
    written,
)
from ghtld.web.pages.meta_description import text
from ghtld.web.pages.quotations import places
from ghtld.web.pages.source_notes import Notes
from ghtld.web.pages.view import View
from ghtld.web.site import EDITION

_CALLED: dict[NamedNode, NamedNode | str] = {GHT.place: "place"}
"""What rows call properties whose label reads well in a sentence only."""


@lru_cache(256)
def _within(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the IRIs of things of these kinds begin with."""
    return tuple(f"{iris.BASE}id/{kind}/" for kind in kinds)


class PageBuilder:
    """The page of one thing."""

    def __init__(self, view: View, about: Description) -> None:
        self.view = view
        self.about = about
        self.notes = Notes(view)
        self.sections: list[Section] = []
        self.lead = NOTHING
        self.summary: list[str] = []  # the lead in plain sentences
        self._said = {found.predicate: found for found in about.outgoing}
        self._incoming = {found.predicate: found for found in about.incoming}
        self._taken: set[tuple[bool, NamedNode, Term]] = set()
        self._cut: list[Property] = []
        self._shown_asides: set[NamedNode] = set()
        self.rest = NOTHING
        self.rest_from = NOTHING
        self.left = 0
        self.asides: list[tuple[Markup, Markup, Markup]] = []
        self.quoting = NOTHING
        self.origins = NOTHING

    def take(self, *predicates: NamedNode) -> list[Value]:
        """Return what is said of the thing by these properties."""
        return [v for p in predicates for v in self._take(self._said.get(p), inward=False)]

    def take_from(self, predicate: NamedNode, *kinds: str) -> list[Value]:
        """Return the things of these kinds (of any, when none is named) that lead here."""
        return list(self._take(self._incoming.get(predicate), inward=True, kinds=kinds))

    def _take(
        self, found: Property | None, *, inward: bool, kinds: tuple[str, ...] = ()
    ) -> Iterator[Value]:
        if found is None:
            return
        wanted = _within(kinds)
        if found.count > len(found.values) and found not in self._cut:
            self._cut.append(found)
        for value in found.values:
            term = value.term
            if not wanted or (isinstance(term, NamedNode) and term.value.startswith(wanted)):
                self._taken.add((inward, found.predicate, term))
                yield value

    def take_aside(self, graph: NamedNode) -> Sequence[Property]:
        """Return what a graph outside the edition says of the thing; its section shows it all."""
        self._shown_asides.add(graph)
        return next((aside.outgoing for aside in self.about.asides if aside.graph == graph), ())

    def mirrored(self, predicate: NamedNode, shown: Container[Term]) -> None:
        """Take what repeats, in its own words or the other way round, what a section shows."""
        for inward, table in ((False, self._said), (True, self._incoming)):
            found = table.get(predicate)
            for value in found.values if found else ():
                if value.term in shown and not value.facts:
                    self._taken.add((inward, predicate, value.term))

    def properties_of(self, node: Term, graph: NamedNode = EDITION) -> Properties:
        """Return what is said of another thing, by property."""
        return properties_of(self.view.site, node, graph) if isinstance(node, NamedNode) else {}

    def leading(self, node: Term, predicate: NamedNode, *kinds: str) -> list[Value]:
        """Return the things of these kinds that lead to another thing."""
        if not isinstance(node, NamedNode):
            return []
        wanted = _within(kinds)
        found = values_leading_to(self.view.site, node, predicate)
        return [
            v for v in found if isinstance(v.term, NamedNode) and v.term.value.startswith(wanted)
        ]

    def is_a(self, node: Term, kind: NamedNode) -> bool:
        """Tell whether another thing is of a type."""
        return any(value.term == kind for value in self.properties_of(node).get(RDF.type, ()))

    def say(self, key: str, **values: object) -> str:
        """Return a message of the pages of kinds, in the language of the page."""
        return self.view.say(f"page-{key}", **values)

    def words(self, key: str, **values: Markup) -> Markup:
        """Return a message with markup set into it; the message itself is text."""
        places = {name: f"{{{name}}}" for name in values}
        return fill_in(self.say(key, **places), values)

    def tell(self, key: str, **values: Sequence[Value]) -> Markup:
        """Return a message of the lead with values set into it, and let it describe the page."""
        self.describe(key, **{name: text(self.view, held) for name, held in values.items()})
        return self.words(key, **{name: self.inline(held) for name, held in values.items()})

    def describe(self, key: str, **texts: str) -> None:
        """Let a message describe the page, where nothing that is set into it is empty."""
        if all(texts.values()):
            self.summary.append(self.say(key, **texts))

    def value(self, value: Value) -> Markup:
        """Return a value and the markers of its sources."""
        return markup("{}{}", self.view.element(value.term), self.notes.proof(value))

    def cell(self, values: Sequence[Value], *, one: bool = False) -> Markup:
        """Return values with their sources.

        ``one`` tells that there can be one true value only: several, which different sources
        give, then stand side by side as what they are, a disagreement.
        """
        written = [self.value(value) for value in values]
        if len(written) < 2:
            return written[0] if written else NOTHING
        items = concat(markup("<li>{}</li>", item) for item in written)
        if one and disagree([value.term for value in values]):
            name = self.say("disagree", count=len(written))
            return markup('<p class="disagree">{}</p><ul class="side">{}</ul>', name, items)
        return markup("<ul>{}</ul>", items)

    def inline(self, values: Iterable[Value]) -> Markup:
        """Return values with their sources, in one line."""
        return concat(map(self.value, values), ", ")

    def row(
        self, name: NamedNode | str, values: Sequence[Value], *, one: bool = False
    ) -> list[Row]:
        """Return the row of some values, named by a property or a message; none without values."""
        return [self.line(name, self.cell(values, one=one))] if values else []

    def line(self, name: NamedNode | str, cell: Markup) -> Row:
        """Return a row of what is written already."""
        if not isinstance(name, str):
            name = _CALLED.get(name, name)
        named = escape(self.say(name)) if isinstance(name, str) else self.view.element(name)
        return Row(named, cell)

    def rows(self, *predicates: NamedNode) -> list[Row]:
        """Take properties and return a row for each that says something."""
        return [row for p in predicates for row in self.row(p, self.take(p))]

    def section(self, key: str, *blocks: Block, count: int = 0, sort: str = "") -> None:
        """Add a section of the blocks that hold anything; none when nothing does."""
        kept = [written(block) for block in blocks if holds(block)]
        more = ", ".join(map(self._shown_of, self._cut)) if self._cut else ""
        self._cut.clear()
        if kept:
            body = concat(kept)
            self.sections.append(Section(key, self.say(key), body, count, more, sort))

    def _shown_of(self, cut: Property) -> str:
        shown, count = self.view.number(len(cut.values)), self.view.number(cut.count)
        told = self.view.say("shown-of", shown=shown, count=count)
        return f"{self.view.label(cut.predicate).value}{self.say('colon')} {told}"

    def bullets(self, values: Sequence[Value]) -> Markup:
        """Return values as a list, each with its sources."""
        items = concat(markup("<li>{}</li>", self.value(value)) for value in values)
        return markup('<ul class="plain">{}</ul>', items) if items else NOTHING

    def to(self, value: Value) -> Markup:
        """Return a short link to the page of a thing whose name would repeat what stands there."""
        if not isinstance(value.term, NamedNode):
            return NOTHING
        href, name = self.view.link(value.term.value) or "", self.view.label(value.term).value
        return markup('<a class="to" href="{}" aria-label="{}">→</a>', href, name)

    def in_order(self, values: Iterable[Value]) -> list[Value]:
        """Return values in the order in which the sources say them; unsaid ones last."""
        known = places(self.view.site)
        end = ("~", 0)
        return sorted(values, key=lambda v: min((known.get(f, end) for f in v.facts), default=end))

    def finish(self) -> None:
        """Write what no section took, then the notes: all values have called for theirs."""
        rest = list(self._rest(self.about.outgoing, inward=False))
        self.left = len(rest)
        self.rest = definitions(rest, "small" if self.sections else "") if rest else NOTHING
        pointing = list(self._rest(self.about.incoming, inward=True))
        self.rest_from = definitions(pointing, "incoming") if pointing else NOTHING
        left = (a for a in self.about.asides if a.incoming or a.graph not in self._shown_asides)
        self.asides = [self._aside(aside) for aside in left]
        self.quoting = self.notes.quoting()
        self.origins = self.notes.others()

    def _aside(self, aside: Aside) -> tuple[Markup, Markup, Markup]:
        view, layer = self.view, self.view.layer(aside.graph)
        name = markup("{} – ", view.text(layer)) if layer else ""
        said, incoming = (
            [
                Row(view.element(p.predicate), self.many(p, p.values, proof=False))
                for p in properties
            ]
            for properties in (
                () if aside.graph in self._shown_asides else aside.outgoing,
                aside.incoming,
            )
        )
        return (
            markup("{}{}", name, view.element(aside.graph)),
            definitions(said) if said else NOTHING,
            definitions(incoming, "incoming") if incoming else NOTHING,
        )

    def _rest(self, properties: Iterable[Property], *, inward: bool) -> Iterator[Row]:
        for found in properties:
            key = found.predicate
            left = [v for v in found.values if (inward, key, v.term) not in self._taken]
            if left:
                yield Row(self._named(found, len(left), inward=inward), self.many(found, left))

    def _named(self, found: Property, left: int, *, inward: bool) -> Markup:
        name = self.view.element(found.predicate)
        if not inward:
            return name
        count = found.count if left == len(found.values) else left
        return markup('{} <span class="count">{}</span>', name, self.view.number(count))

    def many(self, found: Property, values: Sequence[Value], *, proof: bool = True) -> Markup:
        """Return values of a property as a list, and how many the page does not show."""
        write = self.value if proof else lambda value: self.view.element(value.term)
        items = [markup("<li>{}</li>", write(value)) for value in values]
        if found.count > len(found.values):
            shown = self.view.number(len(found.values))
            told = self.view.say("shown-of", shown=shown, count=self.view.number(found.count))
            items.append(markup('<li class="more">{}</li>', told))
        return markup("<ul>{}</ul>", concat(items))


def disagree(values: Sequence[Term]) -> bool:
    """Tell whether values of which one only can be true contradict each other.

    A day without its year is no contradiction of the same day of some year, nor is a year of one of
    its days.
    """
    texts = [v.value.lstrip("-") if isinstance(v, Literal) else str(v) for v in values]
    pairs = combinations(sorted(texts, key=len), 2)
    return any(not long.startswith(short) and not long.endswith(short) for short, long in pairs)
