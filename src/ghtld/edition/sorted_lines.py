"""Sort lines that do not fit in memory: runs on disk, merged; each line comes out once."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, groupby, islice, pairwise
from pathlib import Path

_RUN = 200_000
"""Lines sorted in memory at a time: some 60 MB of a register."""


def sort_to(lines: Iterable[bytes], path: Path) -> int:
    """Write ``lines``, which end with a line break, sorted by bytes and each once, to ``path``.

    Return how many there are.
    """
    count = 0
    runs: list[Path] = []
    remaining = iter(lines)
    try:
        while run := sorted(islice(remaining, _RUN)):
            runs.append(path.with_name(f"{path.name}.run-{len(runs)}"))
            runs[-1].write_bytes(b"".join(run))
        with path.open("wb") as file:
            for line in _once(_merged(runs)):
                file.write(line)
                count += 1
    finally:
        for run_path in runs:
            run_path.unlink(missing_ok=True)
    return count


def read(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file."""
    with path.open("rb") as file:
        yield from file


def merge(*sources: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of sorted ``sources`` in one order, each once."""
    return _once(heapq.merge(*sources))


def in_blocks(lines: Iterable[bytes], number: int = 10_000) -> Iterator[bytes]:
    """Yield ``number`` lines at a time, joined."""
    remaining = iter(lines)
    while block := b"".join(islice(remaining, number)):
        yield block


def _merged(runs: list[Path]) -> Iterator[bytes]:
    """Yield the lines of sorted files; one after the other where they follow one another."""
    ends = [_ends(run) for run in runs]
    if all(last <= first for (_, last), (first, _) in pairwise(ends)):
        yield from chain.from_iterable(read(run) for run in runs)
        return
    with ExitStack() as stack:
        yield from heapq.merge(*(stack.enter_context(run.open("rb")) for run in runs))


def _ends(run: Path) -> tuple[bytes, bytes]:
    first = last = b""
    for line in read(run):
        first = first or line
        last = line
    return first, last


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line, _ in groupby(lines))
