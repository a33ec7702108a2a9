"""Choose one format from what a client accepts (RFC 9110, section 12.5.1) or from a suffix. Pure.

Decisions: a missing or empty ``Accept`` and one without a single readable element mean ``*/*``,
which gives the first offer. Parameters other than ``q`` are ignored. Wildcards match the canonical
media type of a format only, further media types of it must be named. Between formats of equal
quality the one that is named more exactly wins, then the order of the offers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ghtld.formats import Format

LONGEST_REMEMBERED = 512
"""How many characters of a header are worth remembering what they chose: few clients send more."""


class NotAcceptable(Exception):
    """None of the formats on offer is acceptable to the client."""

    def __init__(self, offers: Sequence[Format]) -> None:
        super().__init__(", ".join(offer.media_type for offer in offers))
        self.offers = tuple(offers)


@dataclass(frozen=True)
class Range:
    """One element of an ``Accept`` header: ``text/*;q=0.5``."""

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str, *, canonical: bool) -> int:
        """Return how exactly this range names ``media_type``: 3, 2, 1, or 0 for not at all."""
        type_, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (type_, subtype):
            return 3
        if not canonical or self.subtype != "*":
            return 0
        return {type_: 2, "*": 1}.get(self.type, 0)


_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PARAMETER = re.compile(r';((?:[^;"]|"(?:[^"\\]|\\.)*"?)*)')
_TYPE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*", re.ASCII)
_QUALITY = re.compile(r"0(?:\.[0-9]*)?|1(?:\.0*)?|\.[0-9]+")


def negotiate(accept: str | None, offers: Sequence[Format]) -> Format:
    """Return the offer that ``accept`` likes best; raise NotAcceptable when it likes none."""
    choose = _remembered if len(accept or "") <= LONGEST_REMEMBERED else _negotiated
    found = choose(accept or "", tuple(offers))
    if found is None:
        raise NotAcceptable(offers)
    return found


def _negotiated(accept: str, offers: Sequence[Format]) -> Format | None:
    ranges = list(read_accept(accept))
    if not ranges:
        return offers[0]
    ranked = [(*_preference(ranges, offer), -place) for place, offer in enumerate(offers)]
    quality, _, place = max(ranked)
    return offers[-place] if quality > 0 else None


_remembered = lru_cache(2048)(_negotiated)


def read_accept(accept: str) -> Iterator[Range]:
    """Yield the readable elements of an ``Accept`` header; skip the others."""
    for element in _ELEMENT.finditer(accept.lower()):
        name = _TYPE.match(element.group())
        quality = _quality(element.group())
        if name is not None and quality is not None and not (name[1] == "*" != name[2]):
            yield Range(name[1], name[2], quality)


def _quality(element: str) -> float | None:
    for parameter in _PARAMETER.finditer(element):
        name, _, value = parameter[1].partition("=")
        if name.strip() == "q":
            value = value.strip()
            return float(value) if _QUALITY.fullmatch(value) else None
    return 1.0


def _preference(ranges: Sequence[Range], offer: Format) -> tuple[float, int]:
    """Return quality and specificity of ``offer``: of its best media type."""
    return max(
        _preference_of_type(ranges, media_type, canonical=media_type == offer.media_type)
        for media_type in offer.media_types
    )


def _preference_of_type(
    ranges: Sequence[Range], media_type: str, *, canonical: bool
) -> tuple[float, int]:
    matches = [(r.specificity(media_type, canonical=canonical), r.quality) for r in ranges]
    specificity, quality = max(matches)
    return (quality, specificity) if specificity else (0.0, 0)


def names_html(accept: str | None) -> bool:
    """Tell whether ``accept`` names HTML itself, as browsers do and machines don't."""
    return any(
        r.type in {"text", "application"} and r.subtype in {"html", "xhtml+xml"} and r.quality > 0
        for r in read_accept(accept or "")
    )
