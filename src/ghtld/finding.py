"""What a check found: one sentence in French and English, with its severity and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from ghtld.text import Text, UserError


class Severity(IntEnum):
    """How much a finding weighs; the order is the order of display."""

    VIOLATION = 0
    """Stops the build: what is invalid is never served."""
    WARNING = 1
    """Published with the release, to be looked at."""
    INFO = 2
    """Advice."""


@dataclass(frozen=True)
class Finding:
    """One thing found by a check.

    ``file`` is relative to the content folder, ``line`` counts from 1, ``focus``, ``path`` and
    ``shape`` are IRIs (``path`` may be any SHACL path written out).
    """

    severity: Severity
    message: Text
    file: str | None = None
    line: int | None = None
    focus: str | None = None
    path: str | None = None
    shape: str | None = None

    @property
    def place(self) -> str:
        """Return ``file:line``, as editors and terminals link it; empty when unknown."""
        if self.file is None:
            return ""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def sort_key(self) -> tuple[int, str, int, str, str, str, str]:
        """Return the key of the one order in which findings are shown."""
        return (
            int(self.severity),
            self.file or "",
            self.line or 0,
            self.focus or "",
            self.path or "",
            self.shape or "",
            self.message.fr,
        )


def violation(
    fr: str, en: str, *, file: str | None = None, line: int | None = None, focus: str | None = None
) -> Finding:
    """Return a finding that stops the build."""
    return Finding(Severity.VIOLATION, Text(fr, en), file=file, line=line, focus=focus)


class Invalid(UserError):
    """What was read can't be used: carries the findings that say so."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings[0].message)
        self.findings = list(findings)


def stops(findings: Iterable[Finding]) -> bool:
    """Tell whether any of ``findings`` forbids a release."""
    return any(finding.severity is Severity.VIOLATION for finding in findings)


def syntax_error(name: str, error: SyntaxError) -> Finding:
    """Return the finding of a parser that stopped, with its line and column."""
    detail = str(error.msg).partition(": ")[2] or str(error.msg)
    column = error.offset or 0
    return violation(
        f"Erreur de syntaxe, colonne {column} : {detail}.",
        f"Syntax error, column {column}: {detail}.",
        file=name,
        line=error.lineno,
    )


def unreadable(name: str, error: Exception) -> Finding:
    """Return the finding of a file that the system or its encoding keeps from being read."""
    return violation(
        f"Fichier illisible : {error}.", f"The file cannot be read: {error}.", file=name
    )
