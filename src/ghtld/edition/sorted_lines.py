"""Sort lines that do not fit in memory: runs on disk, merged; each line comes out once.

Lines go by in lists of some thousands: what is done to a list costs little per line.
"""

from __future__ import annotations

import operator
import shutil
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise, takewhile
from pathlib import Path
from typing import IO

_RUN = 200_000
"""Lines sorted in memory at a time: some 60 MB of a register."""
_LIST = 5_000
"""Lines of one source in memory while several are merged."""


def sort_to(lines: Iterable[bytes], path: Path, at_once: int = _RUN) -> int:
    """Write ``lines``, which end with a line break, sorted by bytes and each once, to ``path``.

    ``at_once`` of them are in memory at a time. Return how many there are.
    """
    runs: list[Path] = []
    ends: list[tuple[bytes, bytes]] = []
    count = 0
    remaining = iter(lines)
    try:
        while run := _once(sorted(islice(remaining, at_once))):
            runs.append(path.with_name(f"{path.name}.run-{len(runs)}"))
            runs[-1].write_bytes(b"".join(run))
            ends.append((run[0], run[-1]))
            count += len(run)
        if all(last < first for (_, last), (first, _) in pairwise(ends)):
            _append(runs, path)
            return count
        return _merge_to(runs, path)
    finally:
        for run_path in runs:
            run_path.unlink(missing_ok=True)


def _append(runs: list[Path], path: Path) -> None:
    with path.open("wb") as file:
        for run in runs:
            with run.open("rb") as part:
                shutil.copyfileobj(part, file, 2**20)


def _merge_to(runs: list[Path], path: Path) -> int:
    count = 0
    with path.open("wb") as file:
        for lines in _merged([read(run) for run in runs]):
            file.write(b"".join(lines))
            count += len(lines)
    return count


def read(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file."""
    with path.open("rb") as file:
        yield from file


def starting_with(path: Path, start: bytes) -> bytes:
    """Return the lines of a sorted file that begin with ``start``, joined."""
    low, high = 0, path.stat().st_size
    with path.open("rb") as file:
        while low < high:
            middle = (low + high) // 2
            line = _line_after(file, middle)
            low, high = (middle + 1, high) if line and line < start else (low, middle)
        lines: Iterable[bytes] = chain([_line_after(file, low)], file)
        found: Iterator[bytes] = takewhile(lambda line: line.startswith(start), lines)
        return b"".join(found)


def _line_after(file: IO[bytes], offset: int) -> bytes:
    """Return the first line that begins at ``offset`` or later, empty at the end."""
    file.seek(max(offset - 1, 0))
    if offset:
        file.readline()
    return file.readline()


def merge(*sources: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of sorted ``sources`` in one order, each once."""
    return chain.from_iterable(_merged(sources))


def in_blocks(lines: Iterable[bytes], number: int = 10_000) -> Iterator[bytes]:
    """Yield ``number`` lines at a time, joined."""
    remaining = iter(lines)
    while block := b"".join(islice(remaining, number)):
        yield block


def _merged(sources: Iterable[Iterable[bytes]]) -> Iterator[list[bytes]]:
    """Yield the lines of sorted ``sources`` in lists: what is surely complete of each at a time."""
    remaining = [iter(source) for source in sources]
    waiting: list[list[bytes]] = [[] for _ in remaining]
    before = b""
    while True:
        for rank, source in enumerate(remaining):
            waiting[rank] = waiting[rank] or list(islice(source, _LIST))
        if not any(waiting):
            return
        until = min(lines[-1] for lines in waiting if lines)
        taken: list[bytes] = []
        for lines in waiting:
            end = bisect_right(lines, until)
            taken += lines[:end]
            del lines[:end]
        taken.sort()
        found = _once(taken)
        yield found[1:] if found[0] == before else found
        before = found[-1]


def _once(lines: list[bytes]) -> list[bytes]:
    """Return sorted ``lines`` each once."""
    if any(map(operator.eq, lines, islice(lines, 1, None))):
        return list(dict.fromkeys(lines))
    return lines
