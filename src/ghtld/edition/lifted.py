"""The register extracts that ``ghtld lift`` wrote, made ready for a release: never in memory.

Each becomes one file of canonical N-Quads, sorted, each statement once; what is checked of every
statement is checked while its lines pass by.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from ghtld.edition import canonical_lines, sorted_lines
from ghtld.extracts import Extract
from ghtld.finding import Finding, syntax_error, unreadable, violation

_LINES_AT_ONCE = 150_000
"""Lines that the store loads at a time, twice: bounds its memory to some 400 MB."""
_LIST = 1_000
"""Lines that are looked at together: few enough for the processor's cache."""


@dataclass
class Lifted:
    """One extract made ready: where its lines are, how many, and what it says of its own graph."""

    extract: Extract
    path: Path
    count: int = 0
    about: list[Quad] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def graph(self) -> NamedNode:
        """Return the name of the graph."""
        return self.extract.graph

    @property
    def file(self) -> str:
        """Return the name by which people know the file."""
        return f"register/{self.extract.name}/{self.extract.quads.name}"

    @property
    def tail(self) -> bytes:
        """Return how every line ends."""
        return f" {self.graph} .\n".encode()

    def lines(self) -> Iterator[bytes]:
        """Yield the canonical lines, sorted, each once."""
        return sorted_lines.read(self.path)

    def quads(self) -> Iterator[Quad]:
        """Yield the statements in the order of the lines."""
        return parse(path=self.path, format=RdfFormat.N_QUADS)

    def blocks(self) -> Iterator[bytes]:
        """Yield the lines in blocks of a bounded size."""
        return sorted_lines.in_blocks(self.lines(), _LINES_AT_ONCE)

    def by_subjects(self) -> Iterator[list[bytes]]:
        """Yield the lines in lists of some thousands, all lines of a subject in one."""
        remaining = self.lines()
        lines: list[bytes] = []
        while more := list(islice(remaining, _LIST)):
            lines += more
            last, _, _ = lines[-1].partition(b" ")
            at = bisect_left(lines, last + b" ")
            if at:
                yield lines[:at]
                del lines[:at]
        if lines:
            yield lines


def prepare(extracts: Sequence[Extract], folder: Path) -> list[Lifted]:
    """Make ``extracts`` ready, with their lines below ``folder``; the oldest comes first."""
    return [_prepare(extract, folder) for extract in sorted(extracts, key=lambda e: e.name)]


def _prepare(extract: Extract, folder: Path) -> Lifted:
    made = Lifted(extract, folder / f"{extract.name}.nq")
    try:
        with gzip.open(extract.quads) as file:
            lines = canonical_lines.canonical(cast(IO[bytes], file))
            made.count = sorted_lines.sort_to(lines, made.path)
    except SyntaxError as error:
        made.findings.append(syntax_error(made.file, error))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        made.findings.append(unreadable(made.file, error))
    else:
        about = sorted_lines.starting_with(made.path, f"{extract.graph} ".encode())
        made.about = list(parse(about, format=RdfFormat.N_QUADS))
        if not about:
            made.findings.append(_says_nothing_of_itself(made))
    return made


def _says_nothing_of_itself(lifted: Lifted) -> Finding:
    return violation(
        f"L’extrait ne dit rien de lui-même ({lifted.extract.name}) : relancez « ghtld lift ».",
        f"The extract says nothing of itself ({lifted.extract.name}): run “ghtld lift” again.",
        file=lifted.file,
    )
