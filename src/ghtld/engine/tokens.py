"""The words of a query, in linear time whatever the text: each piece that is looked at is taken.

The parser of the embedded engine needs no space between words (``trueSERVICE<…>``, ``FROM:x``),
so what stands before a colon is a prefix only if it was declared, and otherwise words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
      \#[^\r\n]*+                                                   # a comment: no kind
    | (?P<iri> <[^<>"{}|^`\x00-\x20]*+> )
    | (?:
          '''(?: [^'\\]++ | \\. | '(?!'') )*+'''
        | \"\"\"(?: [^"\\]++ | \\. | "(?!"") )*+\"\"\"
        | (?!'''|\"\"\") (?: '(?: [^'\\\r\n]++ | \\. )*+' | "(?: [^"\\\r\n]++ | \\. )*+" )
      )
    | (?P<open> (?:'''|\"\"\").*+ | ['"][^\r\n]*+ )                   # a string without an end
    | [?$]\w++ | @[\w-]++                                            # a variable, a language
    | (?P<name> [\w.-]*+:(?: [\w.:\u00B7\u0300-\u036F\u203F\u2040-]++ | %[0-9A-Fa-f]{2} | \\. )*+ )
    | (?P<words> [\w.-]++ )
    | (?P<opening> [({\[]++ )
    | (?P<closing> [)}\]]++ )
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]\w*+")
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U00([0-9A-Fa-f]{6})")


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of each piece that can be a word or hold one, in order."""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind is not None:
            yield kind, found.group()


def prefix_of(name: str) -> str:
    """Return the prefix of a name, without what numbers stand before it; ``_`` of a blank node."""
    return name.partition(":")[0].lstrip("0123456789.-")


def words(text: str) -> list[str]:
    """Return the words in a piece, in capitals."""
    return _WORD.findall(text.upper())


def unescaped(text: str) -> str:
    """Return ``text`` with its ``\\uXXXX`` read, as an engine may before all else (SPARQL 19.2)."""
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number < 0x110000 else found[0]
