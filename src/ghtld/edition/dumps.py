"""Write the dumps: the same triples give the same bytes, whatever the machine or the day.

N-Quads and TriG hold every layer in its graphs; Turtle, N-Triples, JSON-LD and RDF/XML hold the
edition, flattened. ``evidence.nt`` ties each flattened statement to the facts that say it.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Self

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from ghtld import formats, iris
from ghtld.edition import layers, nquads
from ghtld.edition.extract import PreparedExtract
from ghtld.edition.nquads import in_blocks
from ghtld.release import File, Release
from ghtld.terms import PREFIXES, RDF, reified, shorten

_LOCAL = re.compile("[a-z][a-z-]*:[A-Za-z0-9_][A-Za-z0-9_-]*")
"""Prefixed names that need no escape."""


def edition(quads: Iterable[Quad]) -> list[Triple]:
    """Return the triples of the edition's layers, each once, sorted."""
    chosen = (
        quad
        for quad in quads
        if isinstance(quad.graph_name, NamedNode)
        and layers.layer_of(quad.graph_name.value) in layers.EDITION
    )
    return sorted({quad.triple for quad in chosen}, key=str)


def canonical(quads: Iterable[Quad], registers: Sequence[PreparedExtract] = ()) -> Iterator[bytes]:
    """Yield the lines of the sorted N-Quads of ``quads`` and ``registers``.

    Their SHA-256 identifies a release.
    """
    lines = sorted(formats.encode(quads, RdfFormat.N_QUADS).splitlines(keepends=True))
    return nquads.merge(lines, *(register.lines() for register in registers))


def sha256(lines: Iterable[bytes]) -> str:
    """Return the hex SHA-256 of ``lines``."""
    digest = hashlib.sha256()
    for block in in_blocks(lines):
        digest.update(block)
    return digest.hexdigest()


def _by_graph(quads: Iterable[Quad]) -> list[Quad]:
    """Return statements graph by graph in the order of their names."""
    return sorted(quads, key=lambda q: (str(q.graph_name), str(q)))


def _prefixes(fmt: formats.Format) -> dict[str, str] | None:
    return None if fmt is formats.N_TRIPLES else PREFIXES


def evidence(quads: Iterable[Quad]) -> bytes:
    """Return the N-Triples that reify each statement of each fact, tied to the fact."""
    facts: defaultdict[NamedNode, list[Triple]] = defaultdict(list)
    for quad in quads:
        fact = quad.graph_name
        if isinstance(fact, NamedNode) and iris.is_fact(fact.value):
            facts[fact].append(quad.triple)
    made = (reified(fact, facts[fact]) for fact in sorted(facts, key=str))
    return formats.encode(chain.from_iterable(made), RdfFormat.N_TRIPLES)


def write_all(
    release: Release,
    quads: list[Quad],
    triples: list[Triple],
    registers: Sequence[PreparedExtract] = (),
) -> dict[str, File]:
    """Write every dump, plain and gzipped, and their checksums; return what was written.

    Dumps of every layer hold ``registers`` too; they are streams, and written two at a time.
    """
    release.dumps.mkdir()

    def dump(fmt: formats.Format) -> dict[str, File]:
        with _Repeated(release, release.dumps / f"ghtld.{fmt.suffix}", fmt.media_type) as twins:
            if fmt is formats.N_QUADS:
                twins.write_blocks(in_blocks(canonical(quads, registers)))
            elif fmt is formats.TRIG:
                formats.write(_by_graph(quads), twins, RdfFormat.TRIG, PREFIXES)
                twins.write_blocks(chain.from_iterable(map(register_trig, registers)))
            elif fmt.rdf is not None:
                formats.write(triples, twins, fmt.rdf, _prefixes(fmt))
        return twins.files

    with ThreadPoolExecutor(2) as threads:
        parts = list(threads.map(dump, formats.RDF_FORMATS))
    written = {name: file for part in parts for name, file in part.items()}
    with _Repeated(release, release.evidence, formats.N_TRIPLES.media_type) as twins:
        twins.write(evidence(quads))
    written |= twins.files
    sums = "".join(
        f"{file.sha256}  {path.removeprefix('dumps/')}\n" for path, file in sorted(written.items())
    )
    written |= write(release, release.checksums, [sums.encode()], "text/plain")
    return written


class _Repeated:
    """A file of a release and the same gzipped, written and hashed while their bytes pass by."""

    def __init__(self, release: Release, path: Path, media_type: str) -> None:
        zipped = path.with_name(path.name + ".gz")
        self._plain = _Hashed(release, path, media_type)
        self._zipped = _Hashed(release, zipped, "application/gzip")
        self._gzip = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: gzip's header, without a time
        self.files: dict[str, File] = {}

    def __enter__(self) -> Self:
        return self

    def write(self, content: bytes) -> int:
        """Write the next bytes; return how many."""
        self._plain.write(content)
        self._zipped.write(self._gzip.compress(content))
        return len(content)

    def write_blocks(self, blocks: Iterable[bytes]) -> None:
        """Write what comes, one block after the other."""
        for block in blocks:
            self.write(block)

    def flush(self) -> None:
        """Do nothing: blocks are written as they come."""

    def __exit__(self, *_: object) -> None:
        self._zipped.write(self._gzip.flush())
        self.files = self._plain.close() | self._zipped.close()


class _Hashed:
    """One file that knows its size and sum once it is closed."""

    def __init__(self, release: Release, path: Path, media_type: str) -> None:
        self._name = path.relative_to(release.path).as_posix()
        self._media_type = media_type
        self._file = path.open("wb")
        self._digest = hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)

    def close(self) -> dict[str, File]:
        size = self._file.tell()
        self._file.close()
        return {self._name: File(size, self._digest.hexdigest(), self._media_type)}


def write(release: Release, path: Path, parts: Iterable[bytes], media_type: str) -> dict[str, File]:
    """Write one file of a release, part by part; return its entry for the manifest."""
    hashed = _Hashed(release, path, media_type)
    for part in parts:
        hashed.write(part)
    return hashed.close()


def register_trig(register: PreparedExtract) -> Iterator[bytes]:
    """Yield an extract as one graph of a TriG file that declares the project's prefixes.

    Its lines are canonical N-Quads, so their terms are TriG as they stand; names get shorter, and
    what is said of one subject stands together: millions of statements in seconds.
    """
    yield f"{register.graph} {{\n".encode()
    for triples in nquads.in_whole_blocks(register.triples()):
        yield _trig_lines(triples)
    yield b"}\n"


def _trig_lines(triples: list[bytes]) -> bytes:
    """Return all that is said of some subjects."""
    written: list[bytes] = []
    before = b""
    for subject, name, value in nquads.statements(triples):
        if subject == before:
            written += (b" ;\n\t\t", _short(name), b" ", _object(value))
        else:
            end = b" .\n\t" if before else b"\t"
            written += (end, _short(subject), b" ", _short(name), b" ", _object(value))
            before = subject
    return b"".join(written) + b" .\n"


def _object(value: bytes) -> bytes:
    if value[:1] == b"<":
        return _short(value)
    if value[-1:] == b">":
        lexical, _, datatype = value.rpartition(b"^^")
        return lexical + b"^^" + _short(datatype)
    return value


@lru_cache(10_000)
def _short(node: bytes) -> bytes:
    """Return an IRI in angle brackets as a prefixed name, where one can be written plainly."""
    if node == _TYPE:
        return b"a"
    name = shorten(nquads.iri_of(node))
    return name.encode() if _LOCAL.fullmatch(name) else node


_TYPE = str(RDF.type).encode()
