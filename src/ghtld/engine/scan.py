"""Read the words of a query without parsing it: its form, whether it names a data set, its depth.

A lexer in linear time. What it refuses is a courtesy (a sentence instead of a dead worker); the
limits of the worker are the guarantee.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ghtld.engine.interface import (
    Limits,
    NestedTooDeep,
    QueryTooLong,
    ServiceForbidden,
    UpdateForbidden,
)

_TOKEN = re.compile(
    r"""
      \#[^\r\n]*                                        # a comment
    | <[^<>"{}|^`\\\x00-\x20]*>                         # an IRI
    | '''(?:[^'\\]|\\.|'(?!''))*'''                     # four kinds of string
    | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
    | '(?:[^'\\\r\n]|\\.)*'
    | "(?:[^"\\\r\n]|\\.)*"
    | [?$@][\w-]+                                       # a variable or a language tag
    | [\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*          # a prefixed name
    | (?P<word>[A-Za-z]+)\w*                            # a keyword
    | (?P<opening>[({\[])
    | (?P<closing>[)}\]])
    """,
    re.VERBOSE | re.DOTALL,
)

QUERY_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
UPDATE_FORMS = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"}
)


@dataclass(frozen=True)
class Scan:
    """What a query's words tell: form (None when there is none), data set, services, depth."""

    form: str | None
    names_data_set: bool
    calls_service: bool
    depth: int

    @property
    def is_update(self) -> bool:
        """Tell whether the text is an update."""
        return self.form in UPDATE_FORMS

    @property
    def gives_graph(self) -> bool:
        """Tell whether the answer is a graph rather than rows or a yes or no."""
        return self.form in {"CONSTRUCT", "DESCRIBE"}


def scan(text: str) -> Scan:
    """Read the words of ``text``."""
    words: list[str] = []
    depth = deepest = 0
    for token in _TOKEN.finditer(text):
        if token["word"]:
            words.append(token.group().upper())
        elif token["opening"]:
            depth += 1
            deepest = max(deepest, depth)
        elif token["closing"]:
            depth -= 1
    forms = (word for word in words if word in QUERY_FORMS or word in UPDATE_FORMS)
    return Scan(next(forms, None), "FROM" in words, "SERVICE" in words, deepest)


def admit(text: str, limits: Limits) -> Scan:
    """Return the scan of ``text``; raise the refusal that can be told from the words alone."""
    if len(text.encode("utf-8", "surrogatepass")) > limits.query_bytes:
        raise QueryTooLong
    found = scan(text)
    if found.is_update:
        raise UpdateForbidden
    if found.calls_service:
        raise ServiceForbidden
    if found.depth > limits.nesting:
        raise NestedTooDeep
    return found
