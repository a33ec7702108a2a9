"""Choose one format from what a client accepts (RFC 9110, section 12.5.1) or from a suffix. Pure.

Decisions: a missing or empty ``Accept`` and one without a single readable element mean ``*/*``,
which gives the first offer. Parameters other than ``q`` are ignored. Wildcards match the canonical
media type of a format only, further media types of it must be named. Between formats of equal
quality the one that is named more exactly wins, then the order of the offers.

A header may be as long as all headers together, so only the elements that can name an offer are
read, and what a long one chose is remembered until its request is answered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from ghtld.formats import HTML, Format

LONGEST_REMEMBERED = 512
"""How many characters of a header are worth remembering what they chose: few clients send more."""
MOST_READ = 100
"""How many elements of a header are read, of those that name what we have."""
LONG_REMEMBERED = 32
"""How many longer headers are remembered: a request asks more than once, for a page, for its error.
"""


class NotAcceptable(Exception):
    """None of the formats on offer is acceptable to the client."""

    def __init__(self, offers: Sequence[Format]) -> None:
        super().__init__(", ".join(offer.media_type for offer in offers))
        self.offers = tuple(offers)


_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PARAMETER = re.compile(r';((?:[^;"]|"(?:[^"\\]|\\.)*"?)*)')
_TYPE = re.compile(r"\s*(?:\*/\*|[\w!#$&^.+-]+/[\w!#$&^.+*-]+)\s*(?:;|$)", re.ASCII)
_QUALITY = re.compile(r"0(?:\.[0-9]*)?|1(?:\.0*)?|\.[0-9]+")


def negotiate(accept: str | None, offers: Sequence[Format]) -> Format:
    """Return the offer that ``accept`` likes best; raise NotAcceptable when it likes none."""
    choose = _remembered if len(accept or "") <= LONGEST_REMEMBERED else _remembered_long
    found = choose(accept or "", tuple(offers))
    if found is None:
        raise NotAcceptable(offers)
    return found


def _negotiated(accept: str, offers: Sequence[Format]) -> Format | None:
    types = {media_type for offer in offers for media_type in offer.media_types}
    wildcards = {f"{media_type.partition('/')[0]}/*" for media_type in types}
    elements = _elements(accept)
    ranges = _read(elements, types | wildcards | {"*/*"})
    if not ranges and not any(_is_readable(element) for element in elements):
        return offers[0]
    ranked = [(*_preference(ranges, offer), -place) for place, offer in enumerate(offers)]
    quality, _, place = max(ranked)
    return offers[-place] if quality > 0 else None


_remembered = lru_cache(2048)(_negotiated)
_remembered_long = lru_cache(LONG_REMEMBERED)(_negotiated)


@lru_cache(4)
def _elements(accept: str) -> Iterable[str]:
    """Return the elements of an ``Accept`` header in small letters, each once."""
    text = accept.lower()
    return dict.fromkeys(_ELEMENT.findall(text) if '"' in text else text.split(","))


def _read(elements: Iterable[str], names: Collection[str]) -> dict[str, float]:
    """Return the quality of each range among ``names``: the highest one it is given."""
    ranges: dict[str, float] = {}
    named = ((element.partition(";")[0].strip(), element) for element in elements)
    for name, element in islice((pair for pair in named if pair[0] in names), MOST_READ):
        quality = _quality(element)
        if quality is not None:
            ranges[name] = max(quality, ranges.get(name, 0.0))
    return ranges


def _is_readable(element: str) -> bool:
    return _TYPE.match(element) is not None and _quality(element) is not None


def _quality(element: str) -> float | None:
    for parameter in _PARAMETER.finditer(element):
        name, _, value = parameter[1].partition("=")
        if name.strip() == "q":
            value = value.strip()
            return float(value) if _QUALITY.fullmatch(value) else None
    return 1.0


def _preference(ranges: Mapping[str, float], offer: Format) -> tuple[float, int]:
    """Return quality and specificity of ``offer``: of its best media type."""
    return max(
        _preference_of_type(ranges, media_type, canonical=media_type == offer.media_type)
        for media_type in offer.media_types
    )


def _preference_of_type(
    ranges: Mapping[str, float], media_type: str, *, canonical: bool
) -> tuple[float, int]:
    """Return quality and specificity of the range that names ``media_type`` most exactly."""
    names = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    for specificity, name in zip((3, 2, 1), names if canonical else names[:1], strict=False):
        if name in ranges:
            return ranges[name], specificity
    return 0.0, 0


def names_html(accept: str | None) -> bool:
    """Tell whether ``accept`` names HTML itself, as browsers do and machines don't."""
    return any(quality > 0 for quality in _read(_elements(accept or ""), HTML.media_types).values())


LANGUAGES = ("fr", "en")
"""The languages of the pages, the default first."""

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}

_READ = frozenset((*LANGUAGES, "*"))
_LANGUAGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?")


def choose_language(asked: str | None, accept_language: str | None) -> str:
    """Return the page's language: the one asked for, else the best accepted, else French."""
    if asked in LANGUAGES:
        return asked
    accepted = accept_language or ""
    return _best_remembered(accepted) if len(accepted) <= LONGEST_REMEMBERED else _long(accepted)


def _best(accepted: str) -> str:
    qualities = _read_languages(accepted)
    wildcard = qualities.get("*", 0.0)
    return max(LANGUAGES, key=lambda name: qualities.get(name, wildcard))


_best_remembered = lru_cache(1024)(_best)
_long = lru_cache(LONG_REMEMBERED)(_best)


def _read_languages(accepted: str) -> dict[str, float]:
    """Return the quality of each of our languages that is named, and of ``*``: the highest one.

    Most elements of a long header name others: they are not read.
    """
    qualities: dict[str, float] = {}
    elements = dict.fromkeys(accepted.lower().split(","))
    ours = (element for element in elements if element.lstrip()[:2].rstrip("; \t") in _READ)
    for element in islice(ours, MOST_READ):
        found = _LANGUAGE.fullmatch(element)
        if found is not None and found[1] in _READ:
            qualities[found[1]] = max(_weight(found[2]), qualities.get(found[1], 0.0))
    return qualities


def _weight(written: str | None) -> float:
    if written is None:
        return 1.0
    try:
        return float(written)
    except ValueError:
        return 0.0
