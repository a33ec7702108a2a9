"""Entities set down on disk until all files are read, then taken up again in the order of IRIs.

Which addresses are homes, which closed entities are still referred to, and whom a grouping's
members are is known only at the end, when what the rows say of each other is resolved; memory
stays the same whatever the size of the files.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from ghtld.register import reasons, statements
from ghtld.register.journal import Journal
from ghtld.register.reasons import RejectReason
from ghtld.register.records import Kind

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
PRAGMA temp_store = FILE;
CREATE TABLE subject (
    key TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, number TEXT, technical TEXT, owner TEXT,
    closed INT NOT NULL, home INT NOT NULL, kept INT NOT NULL DEFAULT 1,
    said BLOB NOT NULL, address BLOB NOT NULL, point BLOB NOT NULL,
    file TEXT NOT NULL, place TEXT NOT NULL
);
CREATE TABLE point (
    number TEXT PRIMARY KEY, said BLOB NOT NULL, file TEXT NOT NULL, place TEXT NOT NULL
);
CREATE TABLE member (
    grouping TEXT NOT NULL, kind TEXT NOT NULL, technical TEXT NOT NULL, role TEXT NOT NULL,
    file TEXT NOT NULL, place TEXT NOT NULL
);
"""
SUPPORT, MEMBER = "S", "M"
"""Roles in a grouping (TRE_R360)."""


@dataclass(frozen=True)
class Staged:
    """One entity or grouping, as lines of N-Quads."""

    key: str
    kind: str
    said: bytes
    number: str = ""
    technical: str = ""
    owner: str = ""
    closed: bool = False
    home: bool = False
    address: bytes = b""
    point: bytes = b""
    file: str = ""
    place: str = ""


class Staging:
    """The entities of all files of one extract."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.executescript(_TABLES)
        self.database.execute("BEGIN")

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def put(self, staged: Staged) -> Staged | None:
        """Set an entity down; return the one that has its key already, which stays."""
        try:
            self.database.execute(
                "INSERT INTO subject (key, kind, said, number, technical, owner, closed, home, "
                "address, point, file, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                tuple(vars(staged).values()),
            )
        except sqlite3.IntegrityError:
            return self._found(staged.key)
        return None

    def _found(self, key: str) -> Staged | None:
        row = self.database.execute(
            "SELECT key, kind, said, number, technical, owner, closed, home, address, point, file, "
            "place FROM subject WHERE key = ?",
            (key,),
        ).fetchone()
        return None if row is None else Staged(*row)

    def put_point(self, number: str, said: bytes, file: str, place: str) -> bytes | None:
        """Set a point down; return what was already said of the same entity, which stays."""
        try:
            values = (number, said, file, place)
            self.database.execute("INSERT INTO point VALUES (?, ?, ?, ?)", values)
        except sqlite3.IntegrityError:
            query = "SELECT said FROM point WHERE number = ?"
            return bytes(self.database.execute(query, (number,)).fetchone()[0])
        return None

    def put_member(
        self, grouping: str, member: tuple[str, str, str], file: str, place: str
    ) -> None:
        """Set down a membership, by the technical identifier of the member."""
        values = (grouping, *member, file, place)
        self.database.execute("INSERT INTO member VALUES (?, ?, ?, ?, ?, ?)", values)

    def index(self) -> None:
        """Make ready to look entities up otherwise than by their key."""
        self.database.execute("CREATE INDEX by_technical ON subject (kind, technical)")
        self.database.execute("CREATE INDEX by_owner ON subject (owner)")
        self.database.execute("CREATE INDEX by_number ON subject (number)")

    def misplaced(self) -> list[tuple[str, str, str]]:
        """Return key, file and place of each entity whose owner is a geographic entity."""
        return self.database.execute(
            "SELECT s.key, s.file, s.place FROM subject s JOIN subject o ON o.number = s.owner "
            "WHERE s.owner <> '' AND o.kind = ? ORDER BY s.key",
            (Kind.GEOGRAPHIC,),
        ).fetchall()

    def drop(self, key: str) -> None:
        """Take an entity out."""
        self.database.execute("DELETE FROM subject WHERE key = ?", (key,))

    def owners_without_name(self) -> list[str]:
        """Return the numbers of legal entities that are referred to and not described."""
        rows = self.database.execute(
            "SELECT DISTINCT s.owner FROM subject s WHERE s.owner <> '' AND NOT EXISTS "
            "(SELECT 1 FROM subject o WHERE o.number = s.owner) ORDER BY s.owner"
        )
        return [number for (number,) in rows]

    def members(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        """Yield each membership: grouping, kind and identifier of the member, role, file, place."""
        yield from self.database.execute("SELECT * FROM member ORDER BY rowid")

    def groupings(self) -> list[tuple[str, str, str]]:
        """Return key, file and place of each grouping."""
        return self.database.execute(
            "SELECT key, file, place FROM subject WHERE kind = 'grouping' ORDER BY key"
        ).fetchall()

    def resolve(self, kind: str, technical: str) -> tuple[str, str, bool] | None:
        """Return key, number and whether it is closed, of the entity with this identifier."""
        row = self.database.execute(
            "SELECT key, number, closed FROM subject WHERE kind = ? AND technical = ?",
            (kind, technical),
        ).fetchone()
        return None if row is None or not technical else (row[0], row[1], bool(row[2]))

    def add(self, key: str, said: bytes) -> None:
        """Add lines to what is said of an entity or grouping."""
        self.database.execute(
            "UPDATE subject SET said = CAST(said || ? AS BLOB) WHERE key = ?", (said, key)
        )

    def orphan_points(self) -> list[tuple[str, str, str]]:
        """Return number, file and place of each point whose entity no file describes."""
        return self.database.execute(
            "SELECT number, file, place FROM point WHERE number NOT IN "
            "(SELECT number FROM subject WHERE kind = ?) ORDER BY number",
            (Kind.GEOGRAPHIC,),
        ).fetchall()

    def withhold_homes(self) -> None:
        """Mark as homes the legal entities that keep one: their address may be the same."""
        self.database.execute(
            "UPDATE subject SET home = 1 WHERE kind = ? AND number IN "
            "(SELECT owner FROM subject WHERE home = 1)",
            (Kind.LEGAL,),
        )

    def leave_out_closed(self, referred: set[str]) -> int:
        """Leave out the closed entities that nothing open refers to; return how many."""
        self.database.execute("UPDATE subject SET kept = 0 WHERE closed = 1")
        for key in referred:
            self.database.execute("UPDATE subject SET kept = 1 WHERE key = ?", (key,))
        self.database.execute(
            "UPDATE subject SET kept = 1 WHERE kept = 0 AND number IN "
            "(SELECT owner FROM subject WHERE kept = 1)"
        )
        query = "SELECT count(*) FROM subject WHERE kept = 0"
        return int(self.database.execute(query).fetchone()[0])

    def taken_up(self) -> Iterator[tuple[str, bool, bytes]]:
        """Yield kind, whether it is a home, and the lines of each kept subject, in order."""
        rows = self.database.execute(
            "SELECT s.kind, s.home, s.said, s.address, s.point, p.said FROM subject s "
            "LEFT JOIN point p ON p.number = s.number AND s.kind = ? WHERE s.kept = 1 "
            "ORDER BY s.key",
            (Kind.GEOGRAPHIC,),
        )
        for kind, home, said, address, point, elsewhere in rows:
            place = b"" if home else address + (point or elsewhere or b"")
            yield kind, bool(home), said + place


def resolve(
    staging: Staging, journal: Journal, graph: NamedNode, *, closed: bool
) -> dict[str, int]:
    """Settle what is staged; return how many entities are left out, or known by number only.

    The rows that turn out to refer to nothing go to the journal.
    """
    staging.index()
    for key, file, place in staging.misplaced():
        staging.drop(key)
        _unkept(journal, file, place, reasons.OTHER_KIND, key)
    unnamed = staging.owners_without_name()
    for number in unnamed:
        lines = statements.lines(statements.number_only(number), graph)
        staging.put(Staged(str(statements.node_of(number)), Kind.LEGAL, lines, number))
    for number, file, place in staging.orphan_points():
        _unkept(journal, file, place, reasons.ORPHAN_POINT, number)
    referred = _members(staging, journal, graph)
    staging.withhold_homes()
    left_out = 0 if closed else staging.leave_out_closed(referred)
    return {"closedLeftOut": left_out, "numberOnly": len(unnamed)}


def _unkept(journal: Journal, file: str, place: str, reason: RejectReason, value: str) -> None:
    """Count a row that was kept until now as rejected."""
    journal.tally(file).kept -= 1
    journal.rejected(file, place, reason, value, value)


def _members(staging: Staging, journal: Journal, graph: NamedNode) -> set[str]:
    """Write the memberships; return the keys of the members."""
    supports: Counter[str] = Counter()
    referred: set[str] = set()
    for grouping, kind, technical, role, file, place in staging.members():
        told = f"{grouping} {technical} {role}"
        supports[grouping] += role == SUPPORT
        found = staging.resolve(kind, technical)
        if found is None:
            journal.remark(file, place, reasons.MEMBER, technical, told)
        elif role not in (SUPPORT, MEMBER):
            journal.remark(file, place, reasons.ROLE, role, told)
        else:
            key, number, is_closed = found
            if is_closed:
                journal.remark(file, place, reasons.CLOSED_MEMBER, number, told)
            identifier = grouping.strip("<>").rpartition("/")[2]
            said = statements.membership(identifier, number, support=role == SUPPORT)
            staging.add(grouping, statements.lines(said, graph))
            referred.add(key)
    for key, file, place in staging.groupings():
        if supports[key] != 1:
            reason = reasons.TWO_SUPPORTS if supports[key] else reasons.NO_SUPPORT
            journal.remark(file, place, reason, str(supports[key]), key)
    return referred
