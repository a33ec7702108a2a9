"""Dates are drawn at the precision they are known, and no more precisely."""

from datetime import date

import pytest
from pyoxigraph import Literal

from ghtld.web.pictures.chronology import Axis, Span, days, span_of


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2001-01-22", (2001, 1, 22), (2001, 1, 22)),
        ("2000-08", (2000, 8, 1), (2000, 8, 31)),
        ("2000-02", (2000, 2, 1), (2000, 2, 29)),
        ("2000", (2000, 1, 1), (2000, 12, 31)),
    ],
)
def test_a_date_spans_the_days_it_names(written, first, last):
    assert days(written) == Span(date(*first), date(*last))


@pytest.mark.parametrize("written", ["--06-28", "2001-02-30", "2001-13", "0000", "bientôt", ""])
def test_what_names_no_day_spans_none(written):
    assert days(written) == Span()


def test_a_day_without_a_year_is_open_from_the_bound_that_is_inferred():
    span = span_of(Literal("--06-28"), Literal("2017-06-28"), None)
    assert span.precision == "open"
    assert span == Span(date(2017, 6, 28), None)


@pytest.mark.parametrize(
    ("span", "precision"),
    [
        (Span(), "none"),
        (Span(date(2000, 1, 1), None), "open"),
        (Span(date(2000, 1, 1), date(2000, 1, 1)), "day"),
        (Span(date(2000, 1, 1), date(2000, 12, 31)), "span"),
    ],
)
def test_precision(span, precision):
    assert span.precision == precision


def test_the_axis_leaves_empty_years_out_and_keeps_order():
    spans = [days("2000"), days("2001-01-22"), days("2016-07"), days("2022-11-14")]
    axis = Axis(spans, 100, 600)
    assert [(run.first, run.last) for run in axis.runs] == [
        (2000, 2001),
        (2016, 2016),
        (2022, 2022),
    ]
    places = [axis.x(span.lower) for span in spans if span.lower]
    assert places == sorted(places)
    assert axis.x(date(2000, 12, 31), end=True) == pytest.approx(axis.x(date(2001, 1, 1)))
    assert axis.right == pytest.approx(700)


def test_a_day_off_the_axis_is_refused():
    with pytest.raises(LookupError):
        Axis([days("2000")], 0, 100).x(date(2010, 1, 1))


def test_an_axis_of_nothing_is_empty():
    assert Axis([], 0, 100).runs == []
