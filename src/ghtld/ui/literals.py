"""Literals as people of one language read them: dates at their precision, durations, numbers. Pure.

What can't be read as its datatype is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.units import format_unit
from pyoxigraph import Literal

from ghtld.terms import FOREIGN
from ghtld.ui.messages import LOCALES, number, say

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d\d)")
_MONTH_DAY = re.compile(r"--(\d\d)-(\d\d)")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_UNITS = ("duration-year", "duration-month", "duration-day")
_LEAP_YEAR = 2000
"""A year that has every day: a day without a year is written as one of it."""
_FIRST_DAY = {"fr": "d'er'"}
"""How a language writes the day of the first of a month, where not as a number (CLDR has none)."""


def read_aloud(literal: Literal, language: str) -> str:
    """Return the text of ``literal`` for people who read ``language``."""
    reader = _READERS.get(literal.datatype.value.removeprefix(FOREIGN["xsd"]))
    return (reader(literal.value, language) if reader else None) or literal.value


def either(words: Iterable[str], language: str) -> str:
    """Return ``words`` as a list of which one holds: “a, b or c”."""
    return format_list(list(words), "or", LOCALES[language])


def _day_of(*numbers: str | int) -> date | None:
    try:
        return date(*map(int, numbers))
    except ValueError:
        return None


def _dated(day: date, skeleton: str, language: str) -> str:
    locale = LOCALES[language]
    if day.day == 1 and language in _FIRST_DAY:
        pattern = locale.datetime_skeletons[skeleton].pattern
        return format_date(day, re.sub("d+", _FIRST_DAY[language], pattern), locale)
    return format_skeleton(skeleton, day, locale=locale)


def _date(value: str, language: str) -> str | None:
    found = _DATE.fullmatch(value)
    day = _day_of(*found.groups()) if found else None
    return _dated(day, "yMMMMd", language) if day else None


def _year_month(value: str, language: str) -> str | None:
    found = _YEAR_MONTH.fullmatch(value)
    first = _day_of(*found.groups(), 1) if found else None
    return format_skeleton("yMMMM", first, locale=LOCALES[language]) if first else None


def _month_day(value: str, language: str) -> str | None:
    found = _MONTH_DAY.fullmatch(value)
    day = _day_of(_LEAP_YEAR, *found.groups()) if found else None
    return say("year-not-stated", language, day=_dated(day, "MMMMd", language)) if day else None


def _duration(value: str, language: str) -> str | None:
    found = _DURATION.fullmatch(value)
    if found is None or not any(found.groups()):
        return None
    locale = LOCALES[language]
    parts = zip(found.groups(), _UNITS, strict=True)
    return " ".join(format_unit(int(count), unit, locale=locale) for count, unit in parts if count)


def _integer(value: str, language: str) -> str | None:
    return number(int(value), language) if re.fullmatch(r"[+-]?\d{1,27}", value) else None


def _boolean(value: str, language: str) -> str | None:
    answer = {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(value)
    return say(answer, language) if answer else None


_READERS: dict[str, Callable[[str, str], str | None]] = {
    "date": _date,
    "gYearMonth": _year_month,
    "gMonthDay": _month_day,
    "duration": _duration,
    "integer": _integer,
    "nonNegativeInteger": _integer,
    "boolean": _boolean,
}


MOST = 200
"""How many characters describe a page at most: what search engines show, and a little more."""
_BLANK = re.compile(r"[ \t\r\n]+")  # no-break spaces stay
_SENTENCE = re.compile(r".+?[.!?…](?=\s|$)", re.DOTALL)


def cut(text: str, most: int = MOST) -> str:
    """Return ``text`` in one line of at most ``most`` characters, cut between two words."""
    line = _BLANK.sub(" ", text).strip()
    if len(line) <= most:
        return line
    whole = line[:most].rpartition(" ")[0] or line[: most - 1]
    return whole.rstrip(" ,;:·–(«“\u202f\u00a0") + "…"


def first_sentence(text: str) -> str:
    """Return the first sentence of ``text``."""
    found = _SENTENCE.match(text)
    return found[0] if found else text
