"""The language of a page: ``?lang=``, else ``Accept-Language``, else French. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from ghtld.web.delivery.negotiate import LONG_REMEMBERED, LONGEST_REMEMBERED, MOST_READ

LANGUAGES = ("fr", "en")
"""The languages of the pages, the default first."""

NAMES = {"fr": "Français", "en": "English"}

_READ = frozenset((*LANGUAGES, "*"))
_ELEMENT = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?")


def choose(asked: str | None, accept_language: str | None) -> str:
    """Return the page's language: the one asked for, else the best accepted, else French."""
    if asked in LANGUAGES:
        return asked
    accepted = accept_language or ""
    return _remembered(accepted) if len(accepted) <= LONGEST_REMEMBERED else _long(accepted)


def _best(accepted: str) -> str:
    qualities = _read(accepted)
    wildcard = qualities.get("*", 0.0)
    return max(LANGUAGES, key=lambda name: qualities.get(name, wildcard))


_remembered = lru_cache(1024)(_best)
_long = lru_cache(LONG_REMEMBERED)(_best)


def _read(accepted: str) -> dict[str, float]:
    """Return the quality of each of our languages that is named, and of ``*``: the highest one.

    Most elements of a long header name others: they are not read.
    """
    qualities: dict[str, float] = {}
    elements = dict.fromkeys(accepted.lower().split(","))
    ours = (element for element in elements if element.lstrip()[:2].rstrip("; \t") in _READ)
    for element in islice(ours, MOST_READ):
        found = _ELEMENT.fullmatch(element)
        if found is not None and found[1] in _READ:
            qualities[found[1]] = max(_number(found[2]), qualities.get(found[1], 0.0))
    return qualities


def _number(written: str | None) -> float:
    if written is None:
        return 1.0
    try:
        return float(written)
    except ValueError:
        return 0.0
