"""How well a register entry agrees with an entity: by the words of its name, place and kind.

A score lies between 0 and 1. Words that many entries of the register hold count little; a word may
be misspelt by one letter; abbreviations read as what they stand for (``ghtld.spelling``).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

from ghtld import spelling
from ghtld.edition.changes.entity_state import State, commune_words

_KINDS: dict[str, frozenset[str]] = {
    "chu": frozenset({"chu", "chru", "chr", "universitaire", "regional"}),
    "chs": frozenset({"chs", "specialise", "psychiatrique", "epsm"}),
    "hopital": frozenset({"ch", "chi", "hospitalier", "hopital", "hopitaux"}),
    "ehpad": frozenset({"ehpad", "retraite", "maison"}),
    "residence": frozenset({"residence", "foyer", "autonomie", "logement"}),
    "clinique": frozenset({"clinique", "polyclinique"}),
    "groupe": frozenset({"groupe", "association", "fondation", "sa", "sas"}),
}
_OF_CATEGORY = {
    **dict.fromkeys(("101",), "chu"),
    **dict.fromkeys(("292",), "chs"),
    **dict.fromkeys(("106", "355", "131"), "hopital"),
    **dict.fromkeys(("500", "501", "502"), "ehpad"),
    **dict.fromkeys(("202", "201", "207"), "residence"),
    **dict.fromkeys(("128", "129", "365"), "clinique"),
}
_ALIKE = {("chu", "hopital"), ("chs", "hopital"), ("ehpad", "residence"), ("clinique", "groupe")}
_GENERIC = frozenset(word for words in _KINDS.values() for word in words) | {
    *(
        "centre",
        "local",
        "site",
        "annexe",
        "proximite",
        "intercommunal",
        "groupement",
        "territoire",
        "ght",
    ),
    *("departemental", "etablissement", "hebergement", "agees", "dependantes", "personnes"),
}
_LONG = 5
"""Letters from which on a word may be misspelt by one."""


@dataclass(frozen=True)
class Words:
    """A name as it is compared: its telling words, and all words as read."""

    telling: frozenset[str]
    read: tuple[str, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of establishment that the name speaks of."""
        return _kinds(self.read)


def words(text: str) -> Words:
    """Return the words of a name, abbreviations written out."""
    read = tuple(word for word in spelling.words(text) if word not in spelling.STOP_WORDS)
    full = {_ABBREVIATED.get(word, word) for word in read}
    return Words(frozenset(full - _GENERIC), read)


@lru_cache(10_000)
def _kinds(read: tuple[str, ...]) -> frozenset[str]:
    every = {*read, *spelling.other_forms(read)}
    return frozenset(_narrowed({kind for kind, own in _KINDS.items() if own & every}))


_ABBREVIATED = {"st": "saint", "ste": "sainte", "dr": "docteur", "pr": "professeur"}


def _narrowed(kinds: set[str]) -> set[str]:
    """Return the most precise kinds: a university hospital is not also just a hospital."""
    return kinds - {"hopital"} if kinds & {"chu", "chs"} else kinds


@dataclass(frozen=True)
class Candidate:
    """An entry as it is compared."""

    state: State
    names: Words
    commune: frozenset[str]

    @classmethod
    def of(cls, state: State) -> Candidate:
        """Return the entry of a state."""
        read = words(f"{state.named.fr if state.has_name else ''} {state.long_name}")
        town = (_ABBREVIATED.get(word, word) for word in commune_words(state))
        commune = frozenset(town) - spelling.STOP_WORDS
        return cls(state, read, commune)

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kind of the entry's category; without one, those that its name speaks of."""
        said = self.names.kinds
        if self.state.category not in _OF_CATEGORY:
            return said
        return (said & {"ehpad"}) | {_OF_CATEGORY[self.state.category]}


@dataclass
class Weights:
    """How telling words are: the rarer in the register, the more."""

    seen: Counter[str] = field(default_factory=Counter)
    entries: int = 0

    def note(self, candidate: Candidate) -> None:
        """Count the words of an entry."""
        self.entries += 1
        self.seen.update(candidate.names.telling | candidate.commune)

    def of(self, some: Iterable[str]) -> float:
        """Return the weight of several words together."""
        return sum(1 + math.log((1 + self.entries) / (1 + self.seen[word])) for word in some)


@dataclass(frozen=True)
class Agreement:
    """A score, and what it rests on: words of the name that were found, whether place and kind
    agree (None: one side does not say).
    """

    score: float
    found: frozenset[str]
    place: bool | None
    kind: bool | None


def agreement(
    name: Words, places: Collection[frozenset[str]], one: Candidate, weights: Weights
) -> Agreement:
    """Return how well ``one`` agrees with a name and the places known of who bears it."""
    named = _found(name.telling, one.names.telling)
    in_town = _found(name.telling, one.commune)
    total = weights.of(name.telling) or 1.0
    covered = weights.of(named | in_town) / total
    place = _place(name, places, one)
    kind = _kind(name.kinds, one.kinds)
    rest = {w for w in one.names.telling - one.commune if not _found({w}, name.telling)}
    whole = weights.of(named) + weights.of(rest)
    exact = 1.0 if not rest else weights.of(named) / whole
    parts = 0.3 + 0.35 * _worth(place) + 0.2 * _worth(kind) + 0.15 * exact
    if not named and not kind:  # all that stands in a town would do
        parts = 0.0
    return Agreement(covered * parts, named | in_town, place, kind)


def _worth(agrees: bool | None) -> float:
    return 0.5 if agrees is None else float(agrees)


def _place(name: Words, places: Collection[frozenset[str]], one: Candidate) -> bool | None:
    if not one.commune:
        return None
    if any(_found(place, one.commune) == place for place in places if place):
        return True
    if _found(one.commune, name.telling) == one.commune:
        return True
    return False if places else None


def _kind(ours: frozenset[str], theirs: frozenset[str]) -> bool | None:
    if not ours or not theirs:
        return None
    if ours & theirs:
        return True
    alike = any((a, b) in _ALIKE or (b, a) in _ALIKE for a in ours for b in theirs)
    return None if alike else False


def _found(sought: Collection[str], there: Collection[str]) -> frozenset[str]:
    """Return those of ``sought`` that are ``there``, misspelt by one letter at most."""
    return frozenset(word for word in sought if word in there or _alike(word, there))


def _alike(word: str, there: Collection[str]) -> bool:
    return len(word) >= _LONG and any(
        len(other) >= _LONG and OSA.distance(word, other, score_cutoff=1) <= 1 for other in there
    )
