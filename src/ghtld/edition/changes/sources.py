"""One side of a comparison: a release or an extract, read as a sorted stream and never kept."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, cast

from ghtld import iris
from ghtld.edition import layers, nquads
from ghtld.extracts import Extract
from ghtld.release import Release
from ghtld.text import UserError

Block = tuple[bytes, ...]
"""What is said of one subject: triples as written, sorted, each once."""


@dataclass(frozen=True)
class Side:
    """A dated state of things: ``source`` yields its N-Quads lines, sorted by their bytes.

    ``kept`` tells of a graph, as written, whether it counts; None counts all.
    """

    name: str
    date: str
    iri: str
    source: Callable[[], Iterator[bytes]]
    kept: Callable[[bytes], bool] | None = None

    def blocks(self) -> Iterator[tuple[bytes, Block]]:
        """Yield each subject, as written, with what is said of it; raise UserError."""
        last = b""
        with self._whole():
            for subject, triples in nquads.blocks(self._triples()):
                if subject < last:
                    raise SyntaxError("the lines are not sorted")
                last = subject
                yield subject, tuple(dict.fromkeys(triples))

    def _triples(self) -> Iterator[bytes]:
        kept = self.kept
        for line in self.source():
            end = line.rindex(b" <")
            if kept is None or kept(line[end + 1 : -3]):
                yield line[:end]

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, zlib.error, gzip.BadGzipFile, SyntaxError, ValueError) as reason:
            raise damaged(self.name) from reason


def damaged(name: str) -> UserError:
    """Return what to say of a side that is cut short, not sorted, or no N-Quads."""
    return UserError(
        f"{name} est abîmé ou incomplet : relancez « ghtld lift » ou « ghtld build ».",
        f"{name} is damaged or incomplete: run “ghtld lift” or “ghtld build” again.",
    )


def of_extract(extract: Extract) -> Side:
    """Return an extract as ``ghtld lift`` wrote it."""

    def lines() -> Iterator[bytes]:
        with gzip.open(extract.quads) as file:
            yield from cast(IO[bytes], file)

    return of_register(extract.name, lines)


def of_register(name: str, lines: Callable[[], Iterator[bytes]]) -> Side:
    """Return the extract called ``name``, whose sorted ``lines`` are given."""
    return Side(name, name.partition("-")[2], iris.graph(name).value, lines)


def of_release(release: Release) -> Side:
    """Return the edition of a release and its current extract; raise UserError."""
    manifest = release.manifest
    path = release.dumps / "ghtld.nq"
    entry = manifest.files.get("dumps/ghtld.nq")
    if entry is None or not path.is_file() or path.stat().st_size != entry.bytes:
        raise damaged(release.path.name)

    def lines() -> Iterator[bytes]:
        with path.open("rb") as file:
            yield from file

    current = {f"<{name}>".encode() for name in manifest.default_graphs[1:]}

    @cache
    def kept(graph: bytes) -> bool:
        return graph in current or layers.layer_of(nquads.iri_of(graph)) in layers.EDITION

    name = f"{manifest.version} ({release.path.name})"
    return Side(name, manifest.issued, f"{iris.DATASET}#{release.path.name}", lines, kept)


def found(given: str, build: Path) -> Release | Extract:
    """Return the release or extract that ``given`` names: a folder, or a name below ``build``.

    Raises UserError when there is none.
    """
    folders = (Path(), build, build / "releases", build / "register")
    for path in (folder / given for folder in folders):
        if (path / "manifest.json").is_file():
            return Release(path.resolve())
        if (path / "register.nq.gz").is_file():
            return Extract(path.resolve())
    raise UserError(
        f"{given} n’est ni une édition ni un extrait : donnez un dossier de {build}/releases ou "
        f"de {build}/register, ou son nom.",
        f"{given} is neither a release nor an extract: give a folder of {build}/releases or "
        f"{build}/register, or its name.",
    )


def both(old: str, new: str, build: Path) -> tuple[Side, Side]:
    """Return the two sides that were asked for; raise UserError, or NoRelease."""
    was, now = found(old, build), found(new, build)
    if was.path == now.path or (
        isinstance(was, Release) and isinstance(now, Release) and was.hash == now.hash
    ):
        raise UserError(
            f"{old} et {new} sont la même chose : il n’y a rien à comparer.",
            f"{old} and {new} are the same: there is nothing to compare.",
        )
    if isinstance(was, Release) and isinstance(now, Release):
        return of_release(was), of_release(now)
    if isinstance(was, Extract) and isinstance(now, Extract):
        return of_extract(was), of_extract(now)
    raise UserError(
        "Une édition et un extrait ne se comparent pas : donnez deux éditions ou deux extraits.",
        "A release and an extract can’t be compared: give two releases or two extracts.",
    )
