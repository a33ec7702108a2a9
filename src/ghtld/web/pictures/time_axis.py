"""Dates at the precision they are known, and an axis that draws them no more precise. Pure."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal

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
