"""Read the words of a query without parsing it: its form, whether it names a data set, its depth.

A lexer in linear time. What it refuses is a courtesy (a sentence instead of a dead worker); the
limits of the worker are the guarantee.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ghtld.engine.interface import (
    Limits,
    NestedTooDeep,
    QueryTooLong,
    ServiceForbidden,
    UpdateForbidden,
)

TOKEN = re.compile(
    r"""
      \#[^\r\n]*                                        # a comment
    | <[^<>"{}|^`\\\x00-\x20]*>                         # an IRI
    | '''(?:[^'\\]|\\.|'(?!''))*'''                     # four kinds of string
    | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
    | '(?:[^'\\\r\n]|\\.)*'
    | "(?:[^"\\\r\n]|\\.)*"
    | [?$@][\w-]+                                       # a variable or a language tag
    | [\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*          # a prefixed name
    | ([A-Za-z]\w*|[({\[)}\]])                          # a keyword or a bracket
    """,
    re.VERBOSE | re.DOTALL,
)

QUERY_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
UPDATE_FORMS = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"}
)
_FORMS = QUERY_FORMS | UPDATE_FORMS
_VOLATILE = frozenset({"RAND", "NOW", "UUID", "STRUUID"})
_OPENING, _CLOSING = frozenset("({["), frozenset(")}]")
_REMEMBERED = 8192


@dataclass(frozen=True)
class Scan:
    """What a query's words tell: form (None when there is none), data set, services, depth.

    The answer to a ``volatile`` query is another one each time it is asked; one with ``fresh``
    blank nodes means the same each time, with other labels.
    """

    form: str | None
    names_data_set: bool
    calls_service: bool
    depth: int
    volatile: bool = False
    fresh: bool = False

    @property
    def is_update(self) -> bool:
        """Tell whether the text is an update."""
        return self.form in UPDATE_FORMS

    @property
    def gives_graph(self) -> bool:
        """Tell whether the answer is a graph rather than rows or a yes or no."""
        return self.form in {"CONSTRUCT", "DESCRIBE"}


def scan(text: str) -> Scan:
    """Read the words of ``text``; what a short one says is remembered."""
    return _remembered(text) if len(text) <= _REMEMBERED else _scan(text)


def _scan(text: str) -> Scan:
    words = [found.upper() for found in TOKEN.findall(text) if found]
    form = next((word for word in words if word in _FORMS), None)
    said = set(words)
    return Scan(
        form=form,
        names_data_set="FROM" in said,
        calls_service="SERVICE" in said,
        depth=_depth(words),
        volatile=not said.isdisjoint(_VOLATILE),
        fresh="BNODE" in said or (form == "CONSTRUCT" and ("[" in said or "_:" in text)),
    )


_remembered = lru_cache(256)(_scan)


def _depth(words: list[str]) -> int:
    depth = deepest = 0
    for word in words:
        if word in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif word in _CLOSING:
            depth -= 1
    return deepest


def admit(text: str, limits: Limits) -> Scan:
    """Return the scan of ``text``; raise the refusal that can be told from the words alone."""
    if 4 * len(text) > limits.query_bytes:
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > limits.query_bytes:
            raise QueryTooLong
    found = scan(text)
    if found.is_update:
        raise UpdateForbidden
    if found.calls_service:
        raise ServiceForbidden
    if found.depth > limits.nesting:
        raise NestedTooDeep
    return found
