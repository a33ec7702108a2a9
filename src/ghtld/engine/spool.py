"""Answers on their way from a fast worker to slow readers: in memory, then in a temporary file.

A short answer is kept whole as long as anybody reads it, so that another reader can join; of a long
one only what some reader has yet to read. One budget bounds the bytes of all spools: where it is
used up the workers are made to wait, up to their deadline.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import tempfile
import time
from collections import deque
from typing import IO

from ghtld.engine.interface import EngineFailed, ThrottledLog

_warnings = ThrottledLog(logging.getLogger(__name__))

_IN_MEMORY = 512 * 1024
_ALWAYS = 128 * 1024
"""So much of each answer may lie unread whatever others leave unread."""
_NO_DISK_FOR = 30.0
"""How many seconds no file is tried after one that could not be written."""
_SHARE = 4
"""What one client may leave unread: this fraction of the budget."""
_OF_THE_DISK = 2
"""How much of the free room on disk the spools ask for: this fraction of it."""


def temporary_room() -> tuple[str, int]:
    """Return the folder of temporary files and its free bytes; "" and 0 where there is none."""
    try:
        folder = tempfile.gettempdir()
        return folder, shutil.disk_usage(folder).free
    except OSError:
        return "", 0


class Signal:
    """Wakes who waits for the next change; costs nothing while nobody does."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def give(self) -> None:
        """Wake all who wait."""
        while self._waiting:
            waiting = self._waiting.pop()
            if not waiting.done():
                waiting.set_result(None)

    async def wait(self) -> None:
        """Wait for the next change."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        await waiting


class SpoolBudget:
    """How many bytes all spools together may hold; ``on_disk`` how many of them in files.

    Without ``on_disk``, half of what is free on the disk of temporary files.
    """

    def __init__(self, size: int, on_disk: int | None = None) -> None:
        self.size = size
        self.disk = temporary_room()[1] // _OF_THE_DISK if on_disk is None else on_disk
        self.used = 0
        self.disk_used = 0
        self._no_disk_until = 0.0
        self._of_client: dict[str, int] = {}
        self._freed = Signal()

    def take(self, client: str, size: int) -> None:
        """Count ``size`` more bytes of answers to ``client``."""
        self.used += size
        self._of_client[client] = self._of_client.get(client, 0) + size

    def give_back(self, client: str, size: int) -> None:
        """Count ``size`` bytes less."""
        self.used -= size
        left = self._of_client.pop(client) - size
        if left:
            self._of_client[client] = left
        self._freed.give()

    def take_disk(self, size: int) -> None:
        """Count ``size`` more bytes in files, or fewer."""
        self.disk_used += size
        self._freed.give()

    def is_full(self, client: str) -> bool:
        """Tell whether the worker of ``client`` has to wait: nobody may fill the budget alone."""
        own = self._of_client.get(client, 0) if client else 0
        return self.used >= self.size or own >= max(self.size // _SHARE, _IN_MEMORY)

    @property
    def disk_is_full(self) -> bool:
        """Tell whether no more should be written to files."""
        return self.disk_used >= self.disk or time.monotonic() < self._no_disk_until

    def note_no_disk(self, reason: OSError) -> None:
        """Try no file for a while: one could not be written."""
        self._no_disk_until = time.monotonic() + _NO_DISK_FOR
        _warnings.warn(
            "disk", "no temporary file for answers; they wait for their readers: %s", reason
        )

    async def freed(self) -> None:
        """Wait until something is given back."""
        await self._freed.wait()


Part = bytes | tuple[int, int]
"""Bytes in memory, or the offset and length of bytes in the file."""


class Spool:
    """The bytes of one answer that some reader has yet to read, and how it ended."""

    def __init__(self, budget: SpoolBudget, client: str = "") -> None:
        self._budget = budget
        self._client = client
        self._parts: deque[Part] = deque()
        self._first = 0
        self._size = self._in_memory = self._in_file = self._file_size = 0
        self._file: IO[bytes] | None = None
        self._readers: set[SpoolReader] = set()
        self._kept_whole = True
        self._ended = self._closed = False
        self._reason: Exception | None = None
        self._changed = Signal()

    @property
    def is_whole(self) -> bool:
        """Tell whether a reader who comes now can read the answer from its first byte."""
        return self._kept_whole and not self._closed and self._reason is None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was put yet."""
        return not self._size

    def reader(self) -> SpoolReader:
        """Return one more reader; the spool must be whole."""
        made = SpoolReader(self)
        self._readers.add(made)
        return made

    def put(self, part: bytes) -> None:
        """Take ``part``: into memory, or into a file where there is much and room on disk.

        Whoever writes waits for ``room`` while the spool ``is_full``.
        """
        if self._closed:
            return
        kept: Part = part
        if self._in_memory + len(part) > _IN_MEMORY and not self._budget.disk_is_full:
            try:
                kept = self._write(part)
            except OSError as reason:
                self._budget.note_no_disk(reason)
        if kept is part:
            self._in_memory += len(part)
        self._parts.append(kept)
        self._size += len(part)
        self._kept_whole &= self._size <= _IN_MEMORY
        self._budget.take(self._client, len(part))
        self._changed.give()

    def _write(self, part: bytes) -> tuple[int, int]:
        """Write ``part`` to the file; what a full disk took of it is overwritten by the next."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - see _close_file
        start = offset = self._file_size
        left = memoryview(part)
        while left:
            written = os.pwrite(self._file.fileno(), left, offset)
            left, offset = left[written:], offset + written
        self._budget.take_disk(offset - start)
        self._file_size = offset
        self._in_file += len(part)
        return start, len(part)

    @property
    def is_full(self) -> bool:
        """Tell whether the worker should wait before it writes more: for its own reader only.

        What others leave unread never stops an answer that fits into ``_ALWAYS``.
        """
        unread = self._in_memory + self._in_file
        if unread <= _ALWAYS:
            return False
        full_memory = self._in_memory >= _IN_MEMORY and self._budget.disk_is_full
        return full_memory or self._budget.is_full(self._client)

    async def room(self) -> None:
        """Wait until there is room for more."""
        self._kept_whole = False
        self._discard()
        while self.is_full:
            await self._budget.freed()

    def end(self, reason: Exception | None = None) -> None:
        """Note that the answer is whole, or that it was cut short by ``reason``."""
        if not self._ended:
            self._ended, self._reason = True, reason
            self._changed.give()
            self._discard()

    async def begun(self) -> None:
        """Wait for the first bytes; raise what came instead."""
        while not self._size:
            if self._ended:
                if self._reason is not None:
                    raise self._reason
                return
            await self._changed.wait()

    async def part(self, place: int) -> bytes | None:
        """Return the part at ``place``, None at the end; raise what cut the answer short."""
        while place - self._first >= len(self._parts):
            if self._ended:
                if self._reason is not None:
                    raise self._reason
                return None
            await self._changed.wait()
        found = self._parts[place - self._first]
        return found if isinstance(found, bytes) else self._read(*found)

    def _read(self, offset: int, length: int) -> bytes:
        if self._file is None:
            raise EngineFailed("the temporary file was closed")
        try:
            found = os.pread(self._file.fileno(), length, offset)
        except OSError as reason:
            raise EngineFailed(f"the temporary file can't be read: {reason}") from reason
        if len(found) < length:
            raise EngineFailed("the temporary file was cut")
        return found

    def moved(self) -> None:
        """Let go of what every reader has read, once nobody can join any longer."""
        self._discard()

    def _discard(self) -> None:
        if self._kept_whole:
            return
        lowest = min((reader.place for reader in self._readers), default=None)
        while self._parts and (lowest is None or self._first < lowest):
            self._forget(self._parts.popleft())
            self._first += 1

    def _forget(self, part: Part) -> None:
        if isinstance(part, bytes):
            size = len(part)
            self._in_memory -= size
        else:
            size = part[1]
            self._in_file -= size
            if not self._in_file:
                self._close_file()
        self._budget.give_back(self._client, size)

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self._budget.take_disk(-self._file_size)
            self._file_size = 0

    def leave(self, reader: SpoolReader) -> bool:
        """Take out a reader; with the last one everything goes. Tell whether it was the last."""
        self._readers.discard(reader)
        if self._readers:
            self._discard()
            return False
        self._closed = True
        self.end(EngineFailed("nobody reads this"))
        while self._parts:
            self._forget(self._parts.popleft())
        self._close_file()
        return True


class SpoolReader:
    """One reader of a spool; ``place`` is the number of the part that it reads next."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self.place = 0

    async def get(self) -> bytes | None:
        """Return the next bytes, None at the end; raise what cut the answer short."""
        part = await self._spool.part(self.place)
        if part is not None:
            self.place += 1
            self._spool.moved()
        return part

    def close(self) -> bool:
        """Let go of what was not read; tell whether nobody else reads."""
        return self._spool.leave(self)
