"""What a question finds: hits, their labels in pieces, and the reason why they were found. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ghtld import spelling


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
