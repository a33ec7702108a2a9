"""Text made shorter, at the end of a word or of a sentence. Pure."""

from __future__ import annotations

import re

MOST = 200
"""How many characters describe a page at most: what search engines show, and a little more."""
_BLANK = re.compile(r"[ \t\r\n]+")  # no-break spaces stay
_SENTENCE = re.compile(r".+?[.!?…](?=\s|$)", re.DOTALL)


def cut(text: str, most: int = MOST) -> str:
    """Return ``text`` in one line of at most ``most`` characters, cut between two words."""
    line = _BLANK.sub(" ", text).strip()
    if len(line) <= most:
        return line
    whole = line[:most].rpartition(" ")[0] or line[: most - 1]
    return whole.rstrip(" ,;:·–(«“\u202f\u00a0") + "…"


def first_sentence(text: str) -> str:
    """Return the first sentence of ``text``."""
    found = _SENTENCE.match(text)
    return found[0] if found else text
