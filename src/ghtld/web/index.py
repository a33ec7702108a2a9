"""An index of a release, in SQLite: opened read-only and at once, asked from any thread."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import LifoQueue
from typing import Any, ClassVar, Self

from ghtld.ui.problems import Problem, ProblemRaised

_CONNECTIONS = 4
"""How many threads may ask at once; the next one waits some milliseconds."""
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)


class NoIndex(ProblemRaised):
    """The release has no such index that this software reads; the problem says so to readers."""


class Index:
    """One index file of the format ``written_as``; it is open from the start, so it is still
    read when the file leaves the disk. ``on_damage`` is called when the file turns out damaged.
    """

    written_as: ClassVar[int]
    problem: ClassVar[Problem]
    """What readers are told while the index can't be read."""

    def __init__(self, path: Path, on_damage: Callable[[], None] = lambda: None) -> None:
        """Open the index at ``path``; raise NoIndex for one that can't be read."""
        self._on_damage = on_damage
        self._free: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._opened: list[sqlite3.Connection] = []
        weakref.finalize(self, _close, self._opened)
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            for _ in range(_CONNECTIONS):
                connection = sqlite3.connect(address, uri=True, check_same_thread=False)
                self._opened.append(connection)
                self._free.put(connection)
        except sqlite3.Error as reason:
            raise self._missing(reason) from reason
        if self.row("PRAGMA user_version") != (self.written_as,):
            raise NoIndex(self.problem)

    @classmethod
    def opened(cls, path: Path, on_damage: Callable[[], None]) -> Self | None:
        """Return the index at ``path``, None for one that can't be read."""
        try:
            return cls(path, on_damage)
        except NoIndex:
            return None

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of one statement; raise NoIndex when the file is damaged."""
        connection = self._free.get()
        try:
            return connection.execute(sql, values).fetchall()
        except sqlite3.Error as reason:
            raise self._missing(reason) from reason
        finally:
            self._free.put(connection)

    def row(self, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...]:
        """Return the first row of a statement that has one unless the file is damaged."""
        for row in self.rows(sql, values):
            return row
        self._on_damage()
        raise NoIndex(self.problem)

    def close(self) -> None:
        """Close every connection; nothing may be asked afterwards."""
        _close(self._opened)

    def _missing(self, reason: sqlite3.Error) -> NoIndex:
        # The last eight bits tell the kind of error, the others more about it.
        if getattr(reason, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
            self._on_damage()
        return NoIndex(self.problem)


def _close(opened: list[sqlite3.Connection]) -> None:
    while opened:
        opened.pop().close()
