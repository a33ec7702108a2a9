"""Find things by name, number or IRI in the index of a release. Pure over the SQLite file.

Rows of the index are numbered so that the first matches are the best ones (see the builder of the
index): nothing is ranked, and every question reads at most ``MOST`` rows. What is not found as
written is tried with words of near spelling, then without its commonest words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice

from rapidfuzz.distance import OSA

from ghtld import spelling
from ghtld.release import SEARCH_FORMAT
from ghtld.ui.problems import Problem
from ghtld.web.index import Index

MOST = 1_000
"""How many things a question finds at most."""
LONGEST = 200
"""How many characters of a question are read."""
_RAREST = 4
_CANDIDATES = 3_000
_ALIKE = 5
_QUOTED = 160
_TRIED = 24
"""How many sets of fewer words are tried where nothing has them all."""


class Finder(Index):
    """The search index of one release."""

    written_as = SEARCH_FORMAT
    problem = Problem(503, "no-index")

    def find(
        self, text: str, language: str, limit: int = 20, offset: int = 0, kind: str = ""
    ) -> Page:
        """Return the page of ``limit`` hits from ``offset`` on for a question in any words."""
        question = text[:LONGEST]
        wanted, ids = self._search(question)
        kinds = self._kinds(ids)
        if kind:
            ids = [number for number in ids if kinds.get(number) == kind]
        counted: dict[str, int] = {}
        for found in kinds.values():
            counted[found] = counted.get(found, 0) + 1
        hits = tuple(self._hit(number, wanted, language) for number in ids[offset : offset + limit])
        return Page(hits, len(ids), counted, dict(wanted.spelt), wanted.only)

    def by_iri(self, iris: Iterable[str], language: str) -> Hit | None:
        """Return the first of ``iris`` that names a thing with a page."""
        for iri in iris:
            found = self.rows("SELECT id FROM thing WHERE iri = ?", [iri])
            if found:
                hit = self._hit(_int(found[0][0]), Wanted(()), language)
                return replace(hit, why="iri", words=iri)
        return None

    def by_number(self, number: str, language: str) -> tuple[Hit, ...]:
        """Return what bears a FINESS number: what it was matched to, then the register entry."""
        found = self.rows(
            "SELECT thing FROM number WHERE finess = ? ORDER BY thing LIMIT 20", [number]
        )
        hits = (self._hit(_int(row[0]), Wanted(()), language) for row in found)
        return tuple(replace(hit, why="finess", words=number) for hit in hits)

    def suggest(self, path: str, language: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the things whose names are nearest to a path that leads nowhere."""
        stem = path.rstrip("/").rpartition("/")[2].partition(".")[0]
        return self.find(stem, language, limit).hits if stem else ()

    def _search(self, question: str) -> tuple[Wanted, list[int]]:
        terms = spelling.terms(question)
        if not terms:
            return Wanted(()), []
        begun = terms[-1] if question[-1:].isalnum() else ""
        wanted = Wanted(tuple((term,) for term in terms), begun)
        ids = self._matching(wanted)
        exact = " ".join(spelling.words(question))
        same = self.rows("SELECT thing FROM name WHERE folded = ? LIMIT ?", [exact, MOST])
        ids = list(dict.fromkeys([*(_int(row[0]) for row in same), *ids]))[:MOST]
        if ids:
            return wanted, ids
        unknown = {term for term in terms if not self._is_known(term, begun)}
        for doubted in (unknown, set(terms)):
            respelt = self._respelt(terms, doubted, begun)
            ids = self._matching(respelt) if respelt.spelt else []
            if ids:
                return respelt, ids
        return self._by_fewer_words(terms, begun)

    def _matching(self, wanted: Wanted) -> list[int]:
        """Return the matches, best first: whole words of names, begun words, then any mention."""
        found: dict[int, None] = {}
        for match in (
            wanted.match("name : ", whole=True),
            wanted.match("name : "),
            wanted.match(),
        ):
            if len(found) < MOST:
                found.update(dict.fromkeys(self._answers(match, MOST)))
        return list(found)[:MOST]

    def _answers(self, match: str, most: int = 1) -> list[int]:
        sql = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?"
        return [_int(row[0]) for row in self.rows(sql, [match, most])]

    def _is_known(self, term: str, begun: str) -> bool:
        if term == begun:
            sql = "SELECT 1 FROM known WHERE term >= ? AND term < ? LIMIT 1"
            return bool(self.rows(sql, [term, term + "\U0010ffff"]))
        return self._commonness(term) > 0

    def _commonness(self, term: str) -> int:
        found = self.rows("SELECT doc FROM known WHERE term = ?", [term])
        return _int(found[0][0]) if found else 0

    def _respelt(self, terms: list[str], doubted: set[str], begun: str) -> Wanted:
        near = {term: self._near(term, begun == term) for term in terms if term in doubted}
        ways = tuple((term, *near.get(term, ())) for term in terms)
        spelt = tuple((term, found) for term, found in near.items() if found)
        return Wanted(ways, begun, spelt)

    def _near(self, term: str, begun: bool) -> tuple[str, ...]:
        """Return the words of nearest spelling, among those that share a rare run of letters."""
        grams = sorted(set(spelling.trigrams(term)))[:64]
        if len(term) < 3:
            return ()
        marks = ", ".join("?" * len(grams))
        common = self.rows(f"SELECT doc, term FROM grams WHERE term IN ({marks})", grams)
        rarest = [str(gram) for _, gram in sorted(common, key=lambda row: _int(row[0]))[:_RAREST]]
        if not rarest:
            return ()
        match = " OR ".join(f'"{gram}"' for gram in rarest)
        sql = "SELECT word FROM spelt WHERE spelt MATCH ? LIMIT ?"
        words = [str(row[0])[1:-1] for row in self.rows(sql, [match, _CANDIDATES])]
        allowed = 1 if len(term) < 6 else 2
        told = [(_distance(term, word, begun, allowed), word) for word in words if word != term]
        least = min((distance for distance, _ in told), default=allowed + 1)
        if least > allowed:
            return ()
        return tuple(sorted(word for distance, word in told if distance == least)[:_ALIKE])

    def _by_fewer_words(self, terms: list[str], begun: str) -> tuple[Wanted, list[int]]:
        """Return what has as many of the words as possible, in its name if there is such a thing.

        Of as many words, those are kept that are rarest.
        """
        counted = sorted((self._commonness(term), term) for term in terms)
        known = [term for count, term in counted if count]
        tried = islice(_fewer(known, whole=len(known) < len(terms)), _TRIED)
        for _, several in groupby(tried, len):
            sets = [tuple(term for term in terms if term in left) for left in several]
            for column in ("name : ", ""):
                for kept in sets:
                    wanted = Wanted(tuple((term,) for term in kept), only=" ".join(kept))
                    if self._answers(wanted.match(column)):
                        return wanted, self._matching(wanted)
        return Wanted(tuple((term,) for term in terms), begun), []

    def _kinds(self, ids: list[int]) -> dict[int, str]:
        marks = ", ".join("?" * len(ids))
        rows = self.rows(f"SELECT id, kind FROM thing WHERE id IN ({marks})", ids)
        return {_int(number): str(kind) for number, kind in rows}

    def _hit(self, number: int, wanted: Wanted, language: str) -> Hit:
        sql = "SELECT iri, kind, label_fr, label_en, forms FROM thing WHERE id = ?"
        iri, kind, fr, en, forms = self.row(sql, [number])
        labels = {"fr": fr, "en": en}
        other = "en" if language == "fr" else "fr"
        spoken = language if labels[language] else other if labels[other] else None
        first = str(forms).partition("\n")[0] or str(iri).rpartition("/")[2]
        label = str(labels[spoken]) if spoken else first
        pieces = marked(label, wanted)
        why, words = "label", ""
        if wanted.words and not all_marked(pieces, wanted):
            why, words = reason(wanted, str(labels[other] or ""), str(forms).split("\n"))
        return Hit(str(iri), str(kind), label, spoken, pieces, why, words[:_QUOTED])


def _fewer(known: list[str], *, whole: bool) -> Iterator[list[str]]:
    """Yield ``known``, rarest first, if ``whole``; without one of them; then of its rarest ones."""
    if whole and known:
        yield known
    while len(known) > 1:
        for dropped in reversed(known):
            yield [term for term in known if term != dropped]
        known = known[:-1]


def _distance(term: str, word: str, begun: bool, allowed: int) -> int:
    distance = OSA.distance(term, word, score_cutoff=allowed)
    if begun and len(word) > len(term):
        distance = min(distance, OSA.distance(term, word[: len(term)], score_cutoff=allowed) or 1)
    return distance


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


@dataclass(frozen=True)
class Piece:
    """A part of a label, and whether the question is the reason why it is there."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Hit:
    """A thing found: its label with its language, in pieces, and why it was found.

    ``why`` is ``label``, ``translation``, ``form``, ``finess``, ``iri`` or ``mention``; ``words``
    are the other name or the number that it was found by.
    """

    iri: str
    kind: str
    label: str
    language: str | None
    pieces: tuple[Piece, ...]
    why: str
    words: str = ""


@dataclass(frozen=True)
class Page:
    """The hits of one page, how many there are in all (``MOST`` at most), and how they were found.

    ``spelt`` maps words of the question to those that were looked for instead; ``only`` are the
    words that were looked for, because nothing holds them all. ``kinds`` counts the hits by kind.
    """

    hits: tuple[Hit, ...]
    count: int
    kinds: dict[str, int]
    spelt: dict[str, tuple[str, ...]]
    only: str = ""


@dataclass(frozen=True)
class Wanted:
    """What to look for: alternatives for each word; the last word may be the start of one."""

    words: tuple[tuple[str, ...], ...]
    begun: str = ""
    spelt: tuple[tuple[str, tuple[str, ...]], ...] = ()
    only: str = ""

    def match(self, column: str = "", *, whole: bool = False) -> str:
        """Return the FTS5 expression; every word is quoted, so that none is an operator."""
        groups = []
        for place, ways in enumerate(self.words):
            last = place == len(self.words) - 1 and self.begun and not whole
            quoted = [f'"{way}"' for way in ways] + ([f'"{self.begun}" *'] if last else [])
            groups.append(f"({' OR '.join(quoted)})")
        return f"{column}({' AND '.join(groups)})"


def reason(wanted: Wanted, translation: str, forms: list[str]) -> tuple[str, str]:
    """Return by what a thing was found that its label does not say, and the other name."""
    for why, text in (("translation", translation), *(("form", form) for form in forms)):
        if text and all_marked(marked(text, wanted), wanted):
            return why, text
    return "mention", ""


def marked(label: str, wanted: Wanted) -> tuple[Piece, ...]:
    """Return a label in pieces, those marked that were looked for."""
    sought = [way for ways in wanted.words for way in ways]
    read = [(text, word) for text, word in spelling.pieces(label)]
    return tuple(
        Piece(text, bool(word) and spelling.matches(word, sought, wanted.begun))
        for text, word in read
    )


def all_marked(pieces: tuple[Piece, ...], wanted: Wanted) -> bool:
    """Tell whether every word sought is the reason of some piece."""
    words = [" ".join(spelling.words(piece.text)) for piece in pieces if piece.marked]
    last = len(wanted.words) - 1
    return all(
        any(spelling.matches(word, ways, wanted.begun if place == last else "") for word in words)
        for place, ways in enumerate(wanted.words)
    )
