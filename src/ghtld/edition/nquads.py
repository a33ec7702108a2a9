"""Canonical N-Quads, sorted: what a dump says is what the store holds, byte for byte.

Oxigraph keeps numbers and times by value (``095.50`` comes back as ``95.5``). Lines that are surely
in its form already pass by one regular expression; the others go through it. Lines that do not fit
in memory are sorted in runs on disk and merged; each comes out once.

The statements of an extract or a dump are read here and nowhere else: as written, or parsed.
"""

from __future__ import annotations

import operator
import re
import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice, pairwise, takewhile
from pathlib import Path
from typing import IO

from pyoxigraph import Literal, Quad, RdfFormat, Store, Triple, parse

from ghtld import formats
from ghtld.terms import PREFIXES

_RUN = 200_000
"""Lines sorted in memory at a time: some 60 MB of a register."""
_LIST = 5_000
"""Lines of one source in memory while several are merged."""
_TOGETHER = 1_000
"""Lines that are looked at together: few enough for the processor's cache."""
_BLOCK = 4 * 2**20
_NONCHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")
_IRI = rb"<[a-z]++:[A-Za-z0-9/._~-]*+(?:#[A-Za-z0-9._~-]*+)?+>"
_STRING = rb'"(?:[^\x00-\x1f"\\\x7f]++|\\["\\])*+"'
_NUMBER = rb"[1-9][0-9]{0,8}"
_FORMS = {
    b"date": rb"[12][0-9]{3}-[0-9]{2}-[0-9]{2}",
    b"decimal": rb"0|-?" + _NUMBER + rb"|-?(?:0|" + _NUMBER + rb")[.][0-9]{0,8}[1-9]",
    b"gYearMonth": rb"[12][0-9]{3}-[0-9]{2}",
    b"integer": rb"0|-?" + _NUMBER,
}
_TYPED = b"|".join(
    b'"(?:%s)"\\^\\^<%s%s>' % (form, re.escape(PREFIXES["xsd"]).encode(), name)
    for name, form in _FORMS.items()
)
_OBJECT = b"(?:%s|%s(?:@[a-z]{2})?+(?= )|%s)" % (_IRI, _STRING, _TYPED)
_ONE = b"%s %s %s %s [.]\n" % (_IRI, _IRI, _OBJECT, _IRI)
_LINE = re.compile(_ONE)
_LINES = re.compile(b"(?:%s)*+" % _ONE)


def blocks(triples: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Yield each subject of sorted ``triples``, as written, with all that is said of it.

    Triples are lines without their graph and the end. Raises ValueError for what has no subject.
    """
    for subject, block in groupby(triples, key=lambda triple: triple[: triple.index(b" ")]):
        yield subject, list(block)


def in_whole_blocks(triples: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield sorted ``triples`` in lists of some thousand, all that is said of a subject in one.

    A country has millions: what is done to a list costs little per line.
    """
    remaining = iter(triples)
    held: list[bytes] = []
    while more := list(islice(remaining, _TOGETHER)):
        held += more
        last, _, _ = held[-1].partition(b" ")
        at = bisect_left(held, last + b" ")
        if at:
            yield held[:at]
            del held[:at]
    if held:
        yield held


def statements(triples: Iterable[bytes]) -> list[list[bytes]]:
    """Return subject, predicate and object of each triple, as written."""
    return [triple.split(b" ", 2) for triple in triples]


def parsed(triples: Iterable[bytes]) -> list[Triple]:
    """Return ``triples`` with their terms; raise SyntaxError where one is no statement."""
    lines = parse(b" .\n".join((*triples, b"")), format=RdfFormat.N_TRIPLES)
    return [quad.triple for quad in lines]


def iri_of(written: bytes) -> str:
    """Return the IRI that a line writes in angle brackets."""
    return written[1:-1].decode()


def literal(written: bytes) -> tuple[str, str | None]:
    """Return text and language of a literal, as a canonical line writes it."""
    if b"\\" in written:
        [quad] = parse(b"<a:a> <a:a> " + written + b" .", format=RdfFormat.N_QUADS)
        return quad.object.value, getattr(quad.object, "language", None)
    text, _, rest = written[1:].rpartition(b'"')
    return text.decode(), rest[1:].decode() if rest.startswith(b"@") else None


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
        for lines in _merged([read_lines(run) for run in runs]):
            file.write(b"".join(lines))
            count += len(lines)
    return count


def read_lines(path: Path) -> Iterator[bytes]:
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


def canonical(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the statements of an N-Quads file as canonical lines, in the order of the file.

    Raises SyntaxError with the number of the line, UnicodeDecodeError for what is not UTF-8.
    """
    return chain.from_iterable(_lists(file))


def _lists(file: IO[bytes]) -> Iterator[list[bytes]]:
    """Yield the lines block by block: one expression passes all of them, or each is looked at."""
    number = 0
    while block := file.read(_BLOCK):
        block += file.readline()
        block.decode()
        if _NONCHARACTERS.search(block) is None and _LINES.fullmatch(block):
            lines = block.splitlines(keepends=True)
            yield lines
        else:
            lines = block.removesuffix(b"\n").split(b"\n")
            numbered = enumerate(lines, number + 1)
            yield [kept for at, line in numbered for kept in _rewritten(line + b"\n", at)]
        number += len(lines)


def _rewritten(line: bytes, number: int) -> Iterator[bytes]:
    if _LINE.fullmatch(line) and _NONCHARACTERS.search(line) is None:
        yield line
        return
    try:
        quads = list(parse(line, format=RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise SyntaxError(error.msg, ("", number, None, None)) from error
    for quad in quads:
        yield formats.encode([_as_kept(quad)], RdfFormat.N_QUADS)


def _as_kept(quad: Quad) -> Quad:
    """Return a statement as the store gives it back."""
    if not isinstance(quad.object, Literal):
        return quad
    store = Store()
    store.add(quad)
    kept: Quad = next(iter(store))
    return kept
