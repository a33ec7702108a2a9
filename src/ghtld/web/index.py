"""An index of a release, in SQLite: opened read-only, asked from any thread, closed at once."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar


class NoIndex(Exception):
    """The release has no such index that this software reads."""


class Index:
    """One index file of the format ``written_as``; each thread has a connection of its own."""

    written_as: ClassVar[int]
    missing: ClassVar[type[NoIndex]] = NoIndex

    def __init__(self, path: Path) -> None:
        """Open the index at ``path``; raise ``missing`` for one that can't be read."""
        self._address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        weakref.finalize(self, _close, self._opened)
        if self.rows("PRAGMA user_version")[0][0] != self.written_as:
            raise self.missing(path)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of one statement; raise ``missing`` when the file is gone or damaged."""
        try:
            return self._connection().execute(sql, values).fetchall()
        except sqlite3.Error as reason:
            raise self.missing(self._address) from reason

    def close(self) -> None:
        """Close every connection; nothing may be asked afterwards."""
        _close(self._opened)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._address, uri=True, check_same_thread=False)
            self._local.connection = connection
            self._opened.append(connection)
        return connection


def _close(opened: list[sqlite3.Connection]) -> None:
    while opened:
        opened.pop().close()
