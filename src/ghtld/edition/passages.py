"""Passages of a text: where words stand, what stands around them, what is most like them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

CONTEXT_LENGTH = 32
"""At most so many code points before and after a quotation are kept to find it again."""
_SPACES = str.maketrans("\u00a0\u202f", "  ")


@dataclass(frozen=True, order=True)
class Span:
    """A passage of a text: offsets in code points, ``end`` not included."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two passages share a character."""
        return self.start < other.end and other.start < self.end


def plain(text: str) -> str:
    """Return ``text`` with a space for each no-break space, as long as before."""
    return text.translate(_SPACES)


def occurrences(text: str, words: str) -> list[Span]:
    """Return every place of ``words`` in ``text``; a no-break space counts as a space."""
    read, wanted = plain(text), plain(words)
    spans: list[Span] = []
    start = read.find(wanted) if wanted else -1
    while start >= 0:
        spans.append(Span(start, start + len(wanted)))
        start = read.find(wanted, start + 1)
    return spans


def nearest(text: str, words: str) -> str:
    """Return the passage of ``text``, in whole words, that is most like ``words``."""
    alignment = fuzz.partial_ratio_alignment(words, text)
    if alignment is None:
        return ""
    start, end = alignment.dest_start, alignment.dest_end
    while 0 < start < len(text) and not text[start - 1].isspace():
        start -= 1
    while 0 < end < len(text) and not text[end].isspace():
        end += 1
    return " ".join(text[start:end].split())


def before(text: str, span: Span, closed: list[Span]) -> str:
    """Return what stands before ``span`` on its line, outside of ``closed`` passages."""
    floor = max([0, *(p.end for p in closed if p.end <= span.start)])
    window = text[max(floor, span.start - CONTEXT_LENGTH) : span.start]
    return window.rpartition("\n")[2]


def after(text: str, span: Span, closed: list[Span]) -> str:
    """Return what stands after ``span`` on its line, outside of ``closed`` passages."""
    ceiling = min([len(text), *(p.start for p in closed if p.start >= span.end)])
    window = text[span.end : min(ceiling, span.end + CONTEXT_LENGTH)]
    return window.partition("\n")[0]
