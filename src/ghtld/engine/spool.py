"""Answers on their way from a fast worker to a slow reader: in memory, then in a file, then no
more.

One Room bounds the bytes of all spools. While it is full the workers are made to wait, up to their
deadline.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections import deque
from typing import IO

from ghtld.engine.interface import EngineFailed

_log = logging.getLogger(__name__)

_IN_MEMORY = 512 * 1024
_AT_ONCE = 128 * 1024


class Room:
    """How many bytes all spools together may hold."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.used = 0
        self._freed = asyncio.Event()

    def take(self, size: int) -> None:
        """Count ``size`` bytes as held."""
        self.used += size
        if self.used >= self._size:
            self._freed.clear()

    def give_back(self, size: int) -> None:
        """Count ``size`` bytes as no longer held."""
        self.used -= size
        if self.used < self._size:
            self._freed.set()

    async def free(self) -> None:
        """Wait until there is room."""
        while self.used >= self._size:
            await self._freed.wait()


class Spool:
    """The bytes of one answer that were written and not yet read, and how it ended."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._memory: deque[bytes] = deque()
        self._in_memory = 0
        self._file: IO[bytes] | None = None
        self._read = self._written = 0
        self._ended = False
        self._reason: Exception | None = None
        self._changed: asyncio.Future[None] | None = None

    def put(self, part: bytes) -> None:
        """Take ``part``; raise EngineFailed when it fits neither into memory nor into a file."""
        if self._file is None and self._in_memory + len(part) <= _IN_MEMORY:
            self._memory.append(part)
            self._in_memory += len(part)
        else:
            try:
                self._write(part)
            except OSError as reason:
                _log.warning("no temporary file for an answer: %s", reason)
                raise EngineFailed(str(reason)) from reason
        self._room.take(len(part))
        self._wake()

    def _write(self, part: bytes) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - see close
        self._file.seek(self._written)
        left = memoryview(part)
        while left:  # a disk that is nearly full takes a part of it
            left = left[self._file.write(left) :]
        self._written += len(part)

    def end(self, reason: Exception | None = None) -> None:
        """Note that the answer is whole, or that it was cut short by ``reason``."""
        if not self._ended:
            self._ended, self._reason = True, reason
            self._wake()

    def _wake(self) -> None:
        if self._changed is not None and not self._changed.done():
            self._changed.set_result(None)

    async def get(self) -> bytes | None:
        """Return the next bytes, None at the end; raise what cut the answer short."""
        while True:
            part = self._take()
            if part is not None:
                self._room.give_back(len(part))
                return part
            if self._ended:
                if self._reason is not None:
                    raise self._reason
                return None
            self._changed = asyncio.get_running_loop().create_future()
            await self._changed

    def _take(self) -> bytes | None:
        if self._memory:
            part = self._memory.popleft()
            self._in_memory -= len(part)
            return part
        if self._file is None:
            return None
        self._file.seek(self._read)
        part = self._file.read(_AT_ONCE)
        self._read += len(part)
        if self._read == self._written:
            self._file.close()
            self._file = None
            self._read = self._written = 0
        return part

    def close(self) -> None:
        """Let go of everything."""
        self._room.give_back(self._in_memory + self._written - self._read)
        self._memory.clear()
        self._in_memory = self._read = self._written = 0
        if self._file is not None:
            self._file.close()
            self._file = None
