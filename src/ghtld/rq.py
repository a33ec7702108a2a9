"""SPARQL files with a heading: ``#+ key: value`` lines, then the query.

Questions (``queries/``) and rules (``ontology/rules/``) share this form. A value may go on over
further ``#+   …`` lines (indented by at least two spaces).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_ENTRY = re.compile(r"#\+ (?P<key>[a-z-]+): (?P<value>.*)")
_MORE = re.compile(r"#\+ {2,}(?P<value>.*)")


@dataclass(frozen=True)
class AnnotatedQuery:
    """A SPARQL file read: its name (the file's stem), its heading, its text."""

    name: str
    heading: dict[str, str]
    text: str

    def title(self, language: str) -> str:
        """Return the title in ``language``, or the name where there is none."""
        return self.heading.get(f"title-{language}", self.name)


def read(path: Path) -> AnnotatedQuery:
    """Read one annotated SPARQL file."""
    text = path.read_text(encoding="utf-8")
    return AnnotatedQuery(path.stem, _heading(text), text)


def _heading(text: str) -> dict[str, str]:
    heading: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if entry := _ENTRY.fullmatch(line):
            key = entry["key"]
            heading[key] = entry["value"].strip()
        elif key and (more := _MORE.fullmatch(line)):
            heading[key] += " " + more["value"].strip()
        elif not line.startswith("#"):
            break
    return heading
