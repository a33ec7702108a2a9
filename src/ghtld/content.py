"""Where the curated files lie: in a checkout, or inside the installed package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


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
