"""A release: an immutable folder of derived files, written by the edition, read by the others.

``build/releases/{name}/`` holds one release, ``build/current`` is a symbolic link to the one that
is served. The name is the first 16 characters of the SHA-256 of the manifest, so that a change of
anything in a release, a query's text included, gives another folder.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from ghtld.text import UserError

MANIFEST = "manifest.json"
INTEGRITY = "integrity.json"
CURRENT = "current"
RELEASES = "releases"
SEARCH_FORMAT = 2
"""The layout of the search index; a server reads the one it knows and no other."""
NATIONAL_FORMAT = 1
"""The layout of the index of the country; a server reads the one it knows and no other."""
CHANGES_FORMAT = 1
"""The layout of the table of changes; a server reads the one it knows and no other."""


class NoRelease(UserError):
    """There is no whole release where one was looked for; says what to do, in both languages."""


@dataclass(frozen=True)
class File:
    """A file of a release: its size in bytes, the hex SHA-256 of its bytes, its media type."""

    bytes: int
    sha256: str
    media_type: str


@dataclass(frozen=True)
class Manifest:
    """What a release says of itself: same inputs, same manifest, byte for byte.

    ``hash`` is the hex SHA-256 of the sorted N-Quads; ``default_graphs`` are the IRIs that a query
    without a data set of its own reads; ``files`` is keyed by path relative to the release.
    """

    hash: str
    version: str
    issued: str
    title_fr: str
    title_en: str
    default_graphs: tuple[str, ...]
    counts: dict[str, int]
    files: dict[str, File] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the manifest as JSON text with sorted keys."""
        plain = dict(self.__dict__, files={name: f.__dict__ for name, f in self.files.items()})
        return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read a manifest back; raise ValueError or KeyError when it is damaged."""
        plain: dict[str, Any] = json.loads(text)
        files = {name: File(**entry) for name, entry in plain.pop("files").items()}
        graphs = tuple(plain.pop("default_graphs"))
        return cls(**plain, files=files, default_graphs=graphs)


class _Path:
    """A path below a release, by its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, release: Release, _: type[Release]) -> Path:
        return release.path / self._name


@dataclass(frozen=True)
class Release:
    """One release on disk. The names of its files are spelt here and nowhere else."""

    path: Path

    integrity = _Path(INTEGRITY)
    """The list of the release's files with their sums; older releases have none."""
    store = _Path("store")
    """The folder of the Oxigraph store."""
    dumps = _Path("dumps")
    """The folder of the dumps: ``ghtld.{suffix}``, each also with ``.gz``."""
    evidence = _Path("dumps/evidence.nt")
    """The file that ties each flattened statement to its fact."""
    checksums = _Path("dumps/SHA256SUMS")
    """The file of the dumps' SHA-256 sums, as ``sha256sum --check`` reads it."""
    dataset = _Path("dataset.ttl")
    """The VoID and DCAT description of the data set, in Turtle."""
    vocabulary = _Path("def.ttl")
    """The ontology, in Turtle."""
    shapes = _Path("shapes.ttl")
    """All shapes in one Turtle file."""
    questions = _Path("questions.json")
    """The example queries: a JSON list of name, heading and text."""
    rules = _Path("rules.json")
    """The rules: a JSON list of name, heading and text."""
    search = _Path("search.sqlite")
    """The search index, an SQLite file; like the store, no part of the manifest."""
    national = _Path("national.sqlite")
    """The index of the newest lifted extract, an SQLite file; none without one."""
    changes = _Path("changes.sqlite")
    """What changed between the two newest lifted extracts, an SQLite file; or none."""
    validation = _Path("validation.ttl")
    """The SHACL validation report, in Turtle."""
    quotation_coverage = _Path("coverage.json")
    """How much of each document is quoted, in JSON."""
    withdrawn = _Path("withdrawn.json")
    """The withdrawn IRIs with date and reason, in JSON."""

    @cached_property
    def manifest(self) -> Manifest:
        """Read the manifest; raise NoRelease when it is missing or damaged."""
        try:
            return Manifest.from_json((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, KeyError) as reason:
            raise NoRelease(
                f"L’édition construite dans {self.path} n’a pas de {MANIFEST} entier, elle est "
                "incomplète : relancez « ghtld build ».",
                f"The release built in {self.path} has no whole {MANIFEST}, it is incomplete: run "
                "“ghtld build” again.",
            ) from reason

    @property
    def hash(self) -> str:
        """Return the hex SHA-256 that identifies the release."""
        return self.manifest.hash


def current(build: Path) -> Release:
    """Return the release that ``build/current`` points to; raise NoRelease where there is none."""
    link = build / CURRENT
    try:
        target = link.resolve(strict=True)
    except OSError as reason:
        raise NoRelease(
            f"Aucune édition construite dans {build} : lancez d’abord « ghtld build ».",
            f"No release has been built in {build}: run “ghtld build” first.",
        ) from reason
    release = Release(target)
    _ = release.manifest
    return release


def point_current_to(build: Path, release: Release) -> None:
    """Make ``release`` the served one, with one rename: a reader sees the old or the new."""
    aside = build / f".{CURRENT}-{os.getpid()}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(Path(RELEASES) / release.path.name)
    aside.replace(build / CURRENT)


def open_store(release: Release) -> Store:
    """Open the store of ``release``; raise NoRelease when that is impossible, for whatever reason.

    The engine has no error of its own for damage: it raises OSError, RuntimeError and ValueError.
    """
    try:
        return Store.read_only(str(release.store))
    except Exception as reason:
        raise unopened(release) from reason


def unopened(release: Release) -> NoRelease:
    """Return what to say of a release whose data can't be opened."""
    return NoRelease(
        f"Les données de {release.path} ne s’ouvrent pas : relancez « ghtld build ».",
        f"The data in {release.path} can’t be opened: run “ghtld build” again.",
    )
