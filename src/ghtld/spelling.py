"""Names as search reads them: folded, cut into words, abbreviations written out and back.

The search index and the queries on it must normalize names alike: both do so here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_FRENCH = "a au aux d de des du en et l la le les ou par pour sous sur un une s"
_ENGLISH = "an and at by for in of on or the to with"
_ASKING = (
    "combien comment est il elle elles ils ont qu quand que quel quelle quelles quels qui quoi "
    "sont are did do does has have how is many was were what when where which who whom whose"
)
STOP_WORDS = frozenset(f"{_FRENCH} {_ENGLISH} {_ASKING}".split())
"""Words too common to look for when others are there, and those that ask; folded."""

LONGEST_WORD = 40
"""How many characters of a word are read."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
_WORD = re.compile(r"[^\W_]+")

_EXPANSIONS: dict[str, tuple[str, ...]] = {
    "ars": ("agence regionale de sante",),
    "ch": ("centre hospitalier",),
    "chi": ("centre hospitalier intercommunal",),
    "chr": ("centre hospitalier regional",),
    "chru": (
        "centre hospitalier regional universitaire",
        "centre hospitalier regional et universitaire",
        "centre hospitalier universitaire",
    ),
    "chs": ("centre hospitalier specialise",),
    "cht": ("communaute hospitaliere de territoire",),
    "chu": (
        "centre hospitalier universitaire",
        "centre hospitalier regional universitaire",
        "centre hospitalier regional et universitaire",
    ),
    "ehpad": (
        "etablissement d hebergement pour personnes agees dependantes",
        "etablissement hebergement personnes agees dependantes",
    ),
    "gcs": ("groupement de cooperation sanitaire",),
    "ght": ("groupement hospitalier de territoire",),
    "had": ("hospitalisation a domicile",),
    "sih": ("syndicat interhospitalier", "syndicat inter hospitalier"),
    "ssr": ("soins de suite et de readaptation",),
    "st": ("saint",),
    "ste": ("sainte",),
}
"""Abbreviation to the words it stands for; the first are those it is written out as."""

_SEQUENCES = {
    tuple(written.split()): short for short, ways in _EXPANSIONS.items() for written in ways[:1]
} | {
    ("centre", "hospitalier", "regional", "et", "universitaire"): "chru",
    ("etablissement", "hebergement", "personnes", "agees", "dependantes"): "ehpad",
    ("syndicat", "inter", "hospitalier"): "sih",
}
_ALIKE = {"chu": ("chru",), "chru": ("chu", "chr")}
_LONGEST_SEQUENCE = max(map(len, _SEQUENCES))
_BEGINNINGS = frozenset(sequence[0] for sequence in _SEQUENCES)


def fold(text: str) -> str:
    """Return ``text`` without case, accents and ligatures."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def words(text: str) -> list[str]:
    """Return the folded words of ``text``: runs of letters and digits, elisions cut off."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield ``text`` in pieces, each with its folded word, empty for what stands between words."""
    done = 0
    for found in _WORD.finditer(text):
        if found.start() > done:
            yield text[done : found.start()], ""
        yield found[0], " ".join(words(found[0]))
        done = found.end()
    if done < len(text):
        yield text[done:], ""


def other_forms(read: Sequence[str]) -> set[str]:
    """Return the words that ``read`` would also hold if it were written the other way.

    ``chu`` also holds ``centre``, ``hospitalier``, ``universitaire`` and ``ch``; a centre
    hospitalier is also a ``ch``.
    """
    said = list(read)
    found: set[str] = set()
    for word in read:
        if word in _EXPANSIONS:
            written = _EXPANSIONS[word][0].split()
            found.update(written, _abbreviations(written))
    found.update(_abbreviations(said))
    for short in [*read, *found]:
        found.update(_ALIKE.get(short, ()))
    return found - set(read)


def _abbreviations(read: Sequence[str]) -> Iterator[str]:
    for start in (place for place, word in enumerate(read) if word in _BEGINNINGS):
        for end in range(start + 1, min(start + _LONGEST_SEQUENCE, len(read)) + 1):
            short = _SEQUENCES.get(tuple(read[start:end]))
            if short:
                yield short


def terms(text: str, most: int = 12) -> list[str]:
    """Return the words to look for, at most ``most``; common ones only if there are no others."""
    read = list(dict.fromkeys(words(text)))
    telling = [word for word in read if word not in STOP_WORDS]
    return (telling or read)[:most]


def matches(word: str, sought: Iterable[str], begun: str = "") -> bool:
    """Tell whether a folded word is one of those ``sought``, or begins with ``begun``."""
    forms = {word, *other_forms([word])}
    if any(term in forms or word in _written_out(term) for term in sought):
        return True
    return bool(begun) and any(form.startswith(begun) for form in forms)


def _written_out(term: str) -> set[str]:
    ways = _EXPANSIONS.get(term, ())
    return {word for way in ways[:1] for word in way.split()} - STOP_WORDS


def trigrams(word: str) -> list[str]:
    """Return the runs of three characters of a word, its ends marked by ``_``."""
    padded = f"_{word}_"
    return [padded[place : place + 3] for place in range(len(padded) - 2)]
