"""Literals as people of one language read them: dates at their precision, durations, numbers. Pure.

What can't be read as its datatype is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pyoxigraph import Literal

from ghtld.terms import FOREIGN
from ghtld.ui.messages import say

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_NARROW_SPACE = "\u202f"
_DATE = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)")
_YEAR_MONTH = re.compile(r"(-?\d{4,})-(\d\d)")
_MONTH_DAY = re.compile(r"--(\d\d)-(\d\d)")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


def read_aloud(literal: Literal, language: str) -> str:
    """Return the text of ``literal`` for people who read ``language``."""
    reader = _READERS.get(literal.datatype.value.removeprefix(FOREIGN["xsd"]))
    return (reader(literal.value, language) if reader else None) or literal.value


def _date(value: str, language: str) -> str | None:
    found = _DATE.fullmatch(value)
    month = _month(found[2], language) if found else None
    if found is None or month is None:
        return None
    return f"{_day(found[3], language)} {month} {found[1]}"


def _year_month(value: str, language: str) -> str | None:
    found = _YEAR_MONTH.fullmatch(value)
    month = _month(found[2], language) if found else None
    return f"{month} {found[1]}" if found and month else None


def _month_day(value: str, language: str) -> str | None:
    found = _MONTH_DAY.fullmatch(value)
    month = _month(found[1], language) if found else None
    if found is None or month is None:
        return None
    return say("year-not-stated", language, day=f"{_day(found[2], language)} {month}")


def _month(number: str, language: str) -> str | None:
    names = _MONTHS[language].split()
    return names[int(number) - 1] if 1 <= int(number) <= len(names) else None


def _day(number: str, language: str) -> str:
    return "1er" if language == "fr" and int(number) == 1 else str(int(number))


def _duration(value: str, language: str) -> str | None:
    found = _DURATION.fullmatch(value)
    if found is None or not any(found.groups()):
        return None
    units = ("years", "months", "days")
    parts = [
        say(unit if int(count) > 1 else unit.removesuffix("s"), language, count=count)
        for unit, count in zip(units, found.groups(), strict=True)
        if count
    ]
    return " ".join(parts)


def grouped(number: int, language: str) -> str:
    """Return ``number`` with its thousands apart as ``language`` writes them."""
    return f"{number:,}".replace(",", _NARROW_SPACE if language == "fr" else ",")


def _integer(value: str, language: str) -> str | None:
    return grouped(int(value), language) if re.fullmatch(r"[+-]?\d{1,30}", value) else None


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
