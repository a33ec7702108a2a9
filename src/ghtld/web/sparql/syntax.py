"""Why a query can't be read, in a sentence that says what to write instead."""

from __future__ import annotations

from dataclasses import replace

from ghtld.engine.backend import BackendRefused
from ghtld.engine.interface import Limits, Refusal, SyntaxRefused, UnknownFunction
from ghtld.engine.query import Scan, scan
from ghtld.terms import PREFIXES
from ghtld.ui import messages
from ghtld.ui.problems import Problem
from ghtld.web.http import refusals

_SCHEMES = ("http", "https", "urn")
_ENGINE_SAYS = {
    "The SELECT contains": "select-unbound",
    "Duplicated variable name in SELECT": "select-twice",
    "SELECT * is not authorized": "select-star",
    "The SELECT overrides": "variable-taken",
    "BIND is overriding": "variable-taken",
    "should be a non negative integer": "no-number",
    "IRI parsing failed": "no-iri",
    "VALUES": "values-uneven",
    "escape sequence": "no-escape",
}
"""What the embedded engine says in English, as far as it explains more than a place does."""


def explain(refusal: Refusal, query: str, limits: Limits) -> Problem:
    """Return the problem that a refusal of ``query`` is: what is wrong with its words, if any."""
    if isinstance(refusal, SyntaxRefused | BackendRefused):
        found = scan(query)
        if found.undeclared:
            return _undeclared(found)
        if found.form is None:
            return Problem(400, "no-form")
    if isinstance(refusal, UnknownFunction):
        return Problem(400, "unknown-function", {"name": refusal.name})
    if isinstance(refusal, SyntaxRefused):
        return _syntax(refusal, limits)
    return refusals.of_refusal(refusal, limits)


def _undeclared(found: Scan) -> Problem:
    """Return the problem of prefixes without a PREFIX: ours with the line to add."""
    scheme = next((prefix for prefix in found.undeclared if prefix in _SCHEMES), None)
    if scheme is not None:
        return Problem(400, "bare-iri", {"scheme": scheme})
    names = ", ".join(f"{prefix}:" for prefix in found.undeclared)
    lines = " ".join(f"PREFIX {p}: <{PREFIXES.get(p, '…')}>" for p in found.undeclared)
    key = "undeclared" if len(found.undeclared) == 1 else "undeclared-many"
    return Problem(400, key, {"names": names, "lines": lines})


def _syntax(refusal: SyntaxRefused, limits: Limits) -> Problem:
    """Return the problem of a query that has a fault in some place."""
    plain = refusals.of_refusal(refusal, limits)
    for words, key in _ENGINE_SAYS.items():
        if words in refusal.words:
            return replace(plain, detail=key)
    if not refusal.expected:
        return plain

    def expected(language: str) -> str:
        return messages.say("or", language).join(refusal.expected)

    values = {**plain.values, "expected": expected}
    return replace(plain, detail="syntax-expected", values=values)
