"""The folders of register extracts: written by the register, read by the edition."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.staging_dir import OLD

REGISTER = "register"
"""The folder of the extracts, inside the folder of the releases."""


@dataclass(frozen=True)
class Extract:
    """One dated extract: a folder named like its graph, ``finess-2026-03-09``.

    It holds the graph as sorted N-Quads, what was counted, and what was not kept.
    """

    path: Path

    @property
    def name(self) -> str:
        """Return the slug of the graph, which ends with the date."""
        return self.path.name.removeprefix(OLD)

    @property
    def graph(self) -> NamedNode:
        """Return the name of the graph."""
        return iris.graph(self.name)

    @property
    def quads(self) -> Path:
        """Return the graph: gzipped N-Quads, sorted, each statement once."""
        return self.path / "register.nq.gz"

    @property
    def summary(self) -> Path:
        """Return what was read, kept and rejected: JSON."""
        return self.path / "summary.json"

    @property
    def rejects(self) -> Path:
        """Return the rows not kept and the values set aside, with place and reason: CSV."""
        return self.path / "rejects.csv"


def folder(build: Path) -> Path:
    """Return the folder of the extracts of the folder of releases ``build``."""
    return build / REGISTER


def found_in(build: Path) -> list[Extract]:
    """Return the extracts held below ``build``, the oldest first.

    One whose replacement was killed midway is still held.
    """
    home = folder(build)
    paths = (*home.glob(f"{OLD}finess-*"), *home.glob("finess-*"))
    found = {extract.name: extract for extract in map(Extract, paths) if extract.quads.is_file()}
    return [extract for _, extract in sorted(found.items())]
