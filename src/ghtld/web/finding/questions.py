"""The project’s questions, found by the words in which people ask. Pure.

A word of a question is met by one that begins alike, so that « signataires » meets « signé ».
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ghtld import spelling
from ghtld.content import AnnotatedQuery

MOST = 3
_ALIKE = 4
"""How many letters two long words share at their start when they are forms of one."""
_ENOUGH = 0.6
"""The share of the words asked that a question must meet; two words at least."""


@dataclass(frozen=True)
class Asked:
    """A question with the words of its titles, folded."""

    query: AnnotatedQuery
    words: frozenset[str]


def read(queries: Iterable[AnnotatedQuery]) -> tuple[Asked, ...]:
    """Return the questions ready to be looked for."""
    return tuple(Asked(query, _words(query)) for query in queries)


def _words(query: AnnotatedQuery) -> frozenset[str]:
    said = {word for language in ("fr", "en") for word in spelling.words(query.title(language))}
    return frozenset(said | spelling.other_forms(sorted(said)))


def matching(asked: Iterable[Asked], text: str) -> list[AnnotatedQuery]:
    """Return at most ``MOST`` questions that meet most of the words of ``text``, best first."""
    every = set(spelling.words(text))
    sought = every - spelling.STOP_WORDS
    needed = max(2, round(_ENOUGH * len(sought) + 0.4))
    ranked: list[tuple[int, int, int, AnnotatedQuery]] = []
    for one in asked:
        met = sum(_meets(word, one.words) for word in sought)
        if met >= needed:
            ranked.append((-met, -len(every & one.words), len(one.words), one.query))
    return [query for *_, query in sorted(ranked, key=lambda row: (row[:3], row[3].name))][:MOST]


def _meets(word: str, words: frozenset[str]) -> bool:
    if word in words:
        return True
    start = word[:_ALIKE]
    return len(start) == _ALIKE and any(other.startswith(start) for other in words)
