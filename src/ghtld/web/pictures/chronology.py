"""The events of a release in time: each at the precision its date is known, and their axis."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from ghtld.terms import GHT, XSD
from ghtld.web.pictures.evidence import (
    STATUS,
    external_graphs,
    holders,
    nodes,
    stated_literals,
    stated_nodes,
)
from ghtld.web.site import EDITION, Site

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"(\d{4})")


@dataclass(frozen=True)
class Span:
    """The days an event may have happened on; a bound that is not known is None."""

    lower: date | None = None
    upper: date | None = None

    @property
    def precision(self) -> str:
        """Return ``day``, ``span``, ``open`` (one bound only) or ``none``."""
        if self.lower is None and self.upper is None:
            return "none"
        if self.lower is None or self.upper is None:
            return "open"
        return "day" if self.lower == self.upper else "span"

    @property
    def order(self) -> tuple[date, date]:
        """Return what spans are sorted by: the earlier first, the more precise first."""
        last = self.upper or date.max
        return self.lower or last, last


def span_of(written: Literal | None, lower: Literal | None, upper: Literal | None) -> Span:
    """Return the days that a date and the bounds stated beside it leave.

    Bounds that are stated stand before those the date implies; a month and day without a year
    implies none. What is no date of this calendar implies none either.
    """
    implied = days(written.value) if written is not None else Span()
    first = days(lower.value).lower if lower is not None else None
    last = days(upper.value).upper if upper is not None else None
    return Span(first or implied.lower, last or implied.upper)


def days(written: str) -> Span:
    """Return the first and the last day that ``2000``, ``2000-08`` or ``2001-01-22`` names."""
    try:
        if found := _DAY.fullmatch(written):
            only = date(int(found[1]), int(found[2]), int(found[3]))
            return Span(only, only)
        if found := _MONTH.fullmatch(written):
            year, month = int(found[1]), int(found[2])
            return Span(date(year, month, 1), date(year, month, _length(year, month)))
        if found := _YEAR.fullmatch(written):
            return Span(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))
    except ValueError:  # no such day: 2001-02-30
        return Span()
    return Span()


def _length(year: int, month: int) -> int:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return calendar.monthrange(year, month)[1]


@dataclass(frozen=True)
class Run:
    """Consecutive years and where they lie on the axis."""

    first: int
    last: int
    x: float


class Axis:
    """Years from left to right, all of one width; years without anything are left out, visibly."""

    GAP = 34.0

    def __init__(self, spans: Iterable[Span], left: float, width: float) -> None:
        years = sorted(_years(spans))
        breaks = sum(b - a > 1 for a, b in itertools.pairwise(years))
        self.year_width = (width - breaks * self.GAP) / max(1, len(years))
        self.year_width = max(self.year_width, 3.0)
        self.runs: list[Run] = []
        x = left
        for year in years:
            if self.runs and self.runs[-1].last == year - 1:
                run = self.runs.pop()
                self.runs.append(Run(run.first, year, run.x))
            else:
                x += self.GAP if self.runs else 0
                self.runs.append(Run(year, year, x))
            x += self.year_width
        self.right = x

    def x(self, day: date, *, end: bool = False) -> float:
        """Return where ``day`` begins (or ends) on the axis."""
        length = 366 if calendar.isleap(day.year) else 365
        share = (day.timetuple().tm_yday - (0 if end else 1)) / length
        for run in self.runs:
            if run.first <= day.year <= run.last:
                return run.x + (day.year - run.first + share) * self.year_width
        raise LookupError(day)


def _years(spans: Iterable[Span]) -> set[int]:
    years: set[int] = set()
    for span in spans:
        if span.lower is not None and span.upper is not None:
            years.update(range(span.lower.year, span.upper.year + 1))
        else:
            years.update(bound.year for bound in (span.lower, span.upper) if bound is not None)
    return years


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
    dates: list[Literal | None] = [*stated_literals(site, event, GHT.date, graph)]
    lower, upper = (
        _day(stated_literals(site, event, bound, graph)) for bound in (GHT.notBefore, GHT.notAfter)
    )
    one = len(dates) < 2
    for written in dates or [None]:
        span = span_of(written, lower if one else None, upper if one else None)
        yield Happening(
            event,
            graph,
            written,
            span,
            tuple(stated_nodes(site, event, GHT.dayOfWeek, graph)),
            tuple(stated_nodes(site, event, GHT.status, graph)),
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
