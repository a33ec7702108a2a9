"""The events of a release as the timeline shows them: what each source says of when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ghtld.terms import GHT, XSD
from ghtld.web.pictures.evidence import (
    STATUS,
    external_graphs,
    holders,
    nodes,
    said_nodes,
    said_words,
)
from ghtld.web.pictures.time_axis import Span, span_of
from ghtld.web.site import EDITION, Site

LANES = ("dated", "no-year", "undated", "outside")


@dataclass(frozen=True)
class Happening:
    """An event, at one of the dates that one graph gives it."""

    event: NamedNode
    graph: NamedNode
    written: Literal | None
    span: Span
    weekdays: tuple[NamedNode, ...]
    statuses: tuple[NamedNode, ...]
    holders: tuple[NamedNode, ...]
    """The facts that give the date; where no date is said, those that speak of the event."""
    bounds: tuple[NamedNode, ...]
    """The graphs that give an inferred bound."""

    @property
    def lane(self) -> str:
        """Return which of ``LANES`` the event is drawn in."""
        if self.graph != EDITION:
            return "outside"
        if self.span.precision in ("day", "span"):
            return "dated"
        return "no-year" if self.written is not None or self.span.lower else "undated"

    @property
    def is_done(self) -> bool:
        """Tell whether the source says that it took place."""
        return STATUS.fait in self.statuses


def happenings(site: Site) -> list[Happening]:
    """Return every event of the edition and of what is known from elsewhere, in order of time."""
    found = [
        happening
        for graph in (EDITION, *external_graphs(site))
        for event in _events(site, graph)
        for happening in _of(site, event, graph)
    ]
    return sorted(found, key=lambda one: (LANES.index(one.lane), one.span.order, one.event.value))


def _events(site: Site, graph: NamedNode) -> list[NamedNode]:
    return nodes(
        site,
        f"""SELECT DISTINCT ?event WHERE {{
            {{ BIND(ght:Event AS ?class) }}
            UNION {{ GRAPH graph:vocabulary {{ ?class rdfs:subClassOf+ ght:Event }} }}
            GRAPH {graph} {{ ?event a ?class }}
        }} ORDER BY ?event""",
    )


def _of(site: Site, event: NamedNode, graph: NamedNode) -> Iterator[Happening]:
    dates: list[Literal | None] = [*said_words(site, event, GHT.date, graph)]
    lower, upper = (
        _day(said_words(site, event, bound, graph)) for bound in (GHT.notBefore, GHT.notAfter)
    )
    one = len(dates) < 2
    for written in dates or [None]:
        span = span_of(written, lower if one else None, upper if one else None)
        yield Happening(
            event,
            graph,
            written,
            span,
            tuple(said_nodes(site, event, GHT.dayOfWeek, graph)),
            tuple(said_nodes(site, event, GHT.status, graph)),
            tuple(_holders(site, event, graph, written)),
            tuple(holders(site, event, GHT.notBefore)) if span.precision == "open" else (),
        )


def _holders(
    site: Site, event: NamedNode, graph: NamedNode, written: Literal | None
) -> list[NamedNode]:
    if graph != EDITION:
        return [graph]
    if written is not None:
        return holders(site, event, GHT.date, written)
    return holders(site, event, GHT.dayOfWeek) or holders(site, event, None)


def _day(found: Iterable[Literal]) -> Literal | None:
    return next((literal for literal in found if literal.datatype == XSD.date), None)
