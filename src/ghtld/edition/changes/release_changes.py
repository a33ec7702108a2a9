"""What changed between the two newest extracts that are held, written into a release.

The files to download are part of the release's manifest; the table that pages read is made from
the same changes and, like the store, stands in no manifest.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from ghtld.changes import Change
from ghtld.edition import dumps
from ghtld.edition.changes import export
from ghtld.edition.changes.compare import Comparison, compare
from ghtld.edition.changes.sources import of_register
from ghtld.edition.extract import PreparedExtract
from ghtld.release import CHANGES_FORMAT, File, Release

_TABLES = """
CREATE TABLE said (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE change (rank INTEGER PRIMARY KEY, kind TEXT NOT NULL, told TEXT NOT NULL);
CREATE TABLE within (place TEXT NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (place, rank))
    WITHOUT ROWID;
CREATE INDEX kinds ON change (kind, rank);
"""


def write(
    release: Release, registers: Sequence[PreparedExtract], withdrawn: Collection[str] = ()
) -> dict[str, File]:
    """Write the changes of the newest of ``registers`` against the one before, if there is one.

    What is ``withdrawn`` is in none of the files. Return the entries of the manifest.
    """
    if len(registers) < 2:
        return {}
    old, new = (of_register(one.extract.name, one.lines) for one in registers[-2:])
    comparison = compare(old, new)
    kept = tuple(c for c in comparison.changes if not _names(c, withdrawn))
    comparison = replace(comparison, changes=kept)
    _tabulate(release.changes, comparison)
    files: dict[str, File] = {}
    for suffix, parts, media_type in (
        ("ttl", export.as_turtle(comparison), "text/turtle"),
        ("json", export.as_json(comparison), "application/json"),
        ("csv", export.as_csv(comparison), "text/csv"),
    ):
        path = release.dumps / f"changes.{suffix}"
        files |= dumps.write(release, path, map(str.encode, parts), media_type)
    return files


def _names(change: Change, withdrawn: Collection[str]) -> bool:
    return any(named.iri in withdrawn for named in (change.subject, *change.others))


def _tabulate(path: Path, comparison: Comparison) -> None:
    """Write the table that pages read: each change, and the regions and groupings it concerns."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as table, table:
        table.execute(f"PRAGMA user_version = {CHANGES_FORMAT}")
        table.executescript(_TABLES)
        table.executemany("INSERT INTO said VALUES (?, ?)", _said(comparison))
        ranked = list(enumerate(comparison.changes))
        table.executemany(
            "INSERT INTO change VALUES (?, ?, ?)",
            ((n, c.kind.value, json.dumps(c.plain(), ensure_ascii=False)) for n, c in ranked),
        )
        table.executemany(
            "INSERT INTO within VALUES (?, ?)",
            ((place, n) for n, c in ranked for place in sorted({*c.regions, *c.groups})),
        )


def _said(comparison: Comparison) -> Iterable[tuple[str, str]]:
    yield "old", comparison.old.date
    yield "new", comparison.new.date
    yield "remarks", json.dumps(comparison.remarks, ensure_ascii=False)
