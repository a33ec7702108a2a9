"""The language of a page: ``?lang=``, else ``Accept-Language``, else French. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from ghtld.web.delivery.negotiate import LONGEST_REMEMBERED

LANGUAGES = ("fr", "en")
"""The languages of the pages, the default first."""

NAMES = {"fr": "Français", "en": "English"}

_ELEMENT = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?")


def choose(asked: str | None, accept_language: str | None) -> str:
    """Return the page's language: the one asked for, else the best accepted, else French."""
    if asked in LANGUAGES:
        return asked
    accepted = accept_language or ""
    return _remembered(accepted) if len(accepted) <= LONGEST_REMEMBERED else _best(accepted)


def _best(accepted: str) -> str:
    ranked = [(_quality(accepted, name), name) for name in LANGUAGES]
    best = max(quality for quality, _ in ranked)
    return next(name for quality, name in ranked if quality == best)


_remembered = lru_cache(1024)(_best)


def _quality(accepted: str, language: str) -> float:
    wildcard = 0.0
    best: float | None = None
    for element in accepted.split(","):
        found = _ELEMENT.fullmatch(element)
        if found is None:
            continue
        quality = _number(found[2])
        if found[1] == "*":
            wildcard = quality
        elif found[1].lower() == language:
            best = max(best or 0.0, quality)
    return wildcard if best is None else best


def _number(written: str | None) -> float:
    if written is None:
        return 1.0
    try:
        return float(written)
    except ValueError:
        return 0.0
