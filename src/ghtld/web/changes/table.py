"""The table of changes of a release, read a page at a time."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ghtld.changes import Change, Kind
from ghtld.release import CHANGES_FORMAT, Release
from ghtld.web.delivery.problems import Problem, ProblemRaised

_PLACE = "rank IN (SELECT rank FROM within WHERE place = ?)"


@dataclass(frozen=True)
class Changes:
    """What changed between two dated extracts; ``old`` and ``new`` are their dates."""

    path: Path
    old: str
    new: str
    remarks: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, release: Release) -> Changes | None:
        """Return the changes that a release holds, None where it holds none."""
        if not release.changes.is_file():
            return None
        try:
            rows = _rows(release.changes, "SELECT key, value FROM said", ())
            known = _rows(release.changes, "PRAGMA user_version", ())[0][0]
        except ProblemRaised:
            return None
        said = {str(key): str(value) for key, value in rows}
        if known != CHANGES_FORMAT or not {"old", "new"} <= said.keys():
            return None
        remarks = tuple((fr, en) for fr, en in json.loads(said.get("remarks", "[]")))
        return cls(release.changes, said["old"], said["new"], remarks)

    def counts(self, place: str = "") -> dict[Kind, int]:
        """Return how many changes there are of each kind, in the order in which they are told.

        ``place`` is the code of a region or the IRI of a grouping; empty means all.
        """
        where, values = _where(place)
        sql = f"SELECT kind, count(*) FROM change WHERE {where} GROUP BY kind"
        found = {Kind(str(kind)): int(str(n)) for kind, n in _rows(self.path, sql, values)}
        return {kind: found[kind] for kind in Kind if kind in found}

    def some(
        self, limit: int, offset: int = 0, *, kind: Kind | None = None, place: str = ""
    ) -> list[Change]:
        """Return ``limit`` changes from ``offset`` on."""
        where, values = _where(place)
        if kind is not None:
            where, values = f"{where} AND kind = ?", (*values, kind.value)
        sql = f"SELECT told FROM change WHERE {where} ORDER BY rank LIMIT ? OFFSET ?"
        rows = _rows(self.path, sql, (*values, limit, offset))
        return [Change.of_plain(json.loads(str(told))) for (told,) in rows]

    def regions(self) -> list[str]:
        """Return the codes of the regions where something changed."""
        sql = "SELECT DISTINCT place FROM within WHERE place < 'h' ORDER BY place"
        return [str(place) for (place,) in _rows(self.path, sql, ())]


def _where(place: str) -> tuple[str, tuple[object, ...]]:
    return (_PLACE, (place,)) if place else ("1", ())


def _rows(path: Path, sql: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
    """Return the rows of one statement; raise the problem of a table that is gone or damaged."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return connection.execute(sql, values).fetchall()
    except sqlite3.Error as reason:
        raise ProblemRaised(Problem(503, "dump-gone")) from reason
