"""Where the curated files lie, in a checkout or inside the installed package; annotated queries.

Questions (``queries/``) and rules (``ontology/rules/``) are SPARQL files with a heading:
``#+ key: value`` lines, then the query. A value may go on over further ``#+   …`` lines (indented
by at least two spaces).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ENTRY = re.compile(r"#\+ (?P<key>[a-z-]+): (?P<value>.*)")
_MORE = re.compile(r"#\+ {2,}(?P<value>.*)")


@dataclass(frozen=True)
class Content:
    """The folder that holds ``ontology/``, ``data/``, ``shapes/`` and ``queries/``."""

    root: Path

    @property
    def data(self) -> Path:
        """Return the folder of curated statements."""
        return self.root / "data"

    @property
    def ontology(self) -> Path:
        """Return the folder of the vocabulary, its concepts, alignments and rules."""
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        """Return the folder of the SHACL shapes."""
        return self.root / "shapes"

    @property
    def queries(self) -> Path:
        """Return the folder of the questions."""
        return self.root / "queries"

    def files(self, pattern: str) -> list[Path]:
        """Return the files below the root that match ``pattern``, in a fixed order."""
        return sorted(self.root.glob(pattern))

    def name(self, path: Path) -> str:
        """Return ``path`` as people write it: relative to the root."""
        return path.relative_to(self.root).as_posix()

    def documents(self) -> Iterator[tuple[str, Path]]:
        """Yield number and file of every document: ``("000", data/000.trig)`` …"""
        for path in self.files("data/[0-9][0-9][0-9].trig"):
            yield path.stem, path


def bundled() -> Content:
    """Return the content of this checkout or, outside one, of the installed package."""
    here = Path(__file__).resolve().parent
    checkout = here.parents[1]
    if (checkout / "ontology").is_dir() and (checkout / "pyproject.toml").is_file():
        return Content(checkout)
    return Content(here / "bundle")


@dataclass(frozen=True)
class AnnotatedQuery:
    """A SPARQL file read: its name (the file's stem), its heading, its text."""

    name: str
    heading: dict[str, str]
    text: str

    def title(self, language: str) -> str:
        """Return the title in ``language``, or the name where there is none."""
        return self.heading.get(f"title-{language}", self.name)


def read_query(path: Path) -> AnnotatedQuery:
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
