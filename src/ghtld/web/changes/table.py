"""The table of changes of a release, read a page at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from ghtld.changes import Change, Kind
from ghtld.release import CHANGES_FORMAT
from ghtld.ui.problems import Problem
from ghtld.web.index import Index, NoIndex

_PLACE = "rank IN (SELECT rank FROM within WHERE place = ?)"


class Changes(Index):
    """What changed between two dated extracts; ``old`` and ``new`` are their dates."""

    written_as = CHANGES_FORMAT
    problem = Problem(503, "dump-gone")

    def __init__(self, path: Path, on_damage: Callable[[], None] = lambda: None) -> None:
        """Open the table at ``path``; raise NoIndex for one that can't be read."""
        super().__init__(path, on_damage)
        rows = self.rows("SELECT key, value FROM said")
        said = {str(key): str(value) for key, value in rows}
        try:
            self.old, self.new = said["old"], said["new"]
            remarks = json.loads(said.get("remarks", "[]"))
            self.remarks = tuple((str(fr), str(en)) for fr, en in remarks)
        except (KeyError, TypeError, ValueError) as reason:
            raise NoIndex(self.problem) from reason

    def counts(self, place: str = "") -> dict[Kind, int]:
        """Return how many changes there are of each kind, in the order in which they are told.

        ``place`` is the code of a region or the IRI of a grouping; empty means all.
        """
        where, values = _where(place)
        sql = f"SELECT kind, count(*) FROM change WHERE {where} GROUP BY kind"
        found = {Kind(str(kind)): int(n) for kind, n in self.rows(sql, values)}
        return {kind: found[kind] for kind in Kind if kind in found}

    def some(
        self, limit: int, offset: int = 0, *, kind: Kind | None = None, place: str = ""
    ) -> list[Change]:
        """Return ``limit`` changes from ``offset`` on."""
        where, values = _where(place)
        if kind is not None:
            where, values = f"{where} AND kind = ?", (*values, kind.value)
        sql = f"SELECT told FROM change WHERE {where} ORDER BY rank LIMIT ? OFFSET ?"
        rows = self.rows(sql, (*values, limit, offset))
        return [Change.of_plain(json.loads(str(told))) for (told,) in rows]

    def regions(self) -> list[str]:
        """Return the codes of the regions where something changed."""
        sql = "SELECT DISTINCT place FROM within WHERE place < 'h' ORDER BY place"
        return [str(place) for (place,) in self.rows(sql)]


def _where(place: str) -> tuple[str, tuple[object, ...]]:
    return (_PLACE, (place,)) if place else ("1", ())
