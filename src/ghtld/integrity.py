"""Whether the files of a release are, byte for byte, those that the build wrote.

``integrity.json`` lists size and SHA-256 of every file of a release, itself left out. It is no part
of the manifest and of the release's name: the files of the store differ from build to build.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ghtld.release import INTEGRITY, MANIFEST, Release

_PIECE = 2**20
_DAMAGE = re.compile(r"(\w+: )?(Corruption|IO error)\b(?!.*Too many open files)", re.DOTALL)
"""How the engine begins to say that it can't read what is on disk, after the name of an error."""
_LOGS = ("store/LOG", "store/LOCK")
"""Files that opening a store may write."""


class Fault(Enum):
    """In what way a file is not as it was built."""

    DAMAGED = "damaged"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, order=True)
class Damage:
    """A file that is not as it was built, by its path relative to the release."""

    name: str
    fault: Fault = Fault.DAMAGED


@dataclass(frozen=True)
class Expected:
    """The size and SHA-256 of a file; the sum is None where it is not recorded."""

    bytes: int
    sha256: str | None = None


Signature = tuple[int, int, int]
"""What changes when somebody writes to a file: size, time, number of the file."""


def write(release: Release) -> None:
    """Write ``integrity.json`` over all that a finished release holds; raise OSError."""
    files = {}
    for name, path in sorted(_files(release.path)):
        with path.open("rb") as file:
            sum_ = hashlib.file_digest(file, "sha256").hexdigest()
        files[name] = {"bytes": path.stat().st_size, "sha256": sum_}
    text = json.dumps({"files": files}, indent=1, sort_keys=True) + "\n"
    release.integrity.write_text(text, encoding="utf-8")


def stamp(release: Release) -> Signature | None:
    """Return what is another after the release was written anew; None when it is gone."""
    for path in (release.integrity, release.path / MANIFEST):
        try:
            return _signature(path.stat())
        except OSError:
            continue
    return None


def says_damage(words: str) -> bool:
    """Tell whether the words of the engine are about data that are damaged on disk."""
    return _DAMAGE.match(words) is not None


def is_damage(reason: BaseException) -> bool:
    """Tell whether an error of the engine is about data that are damaged on disk."""
    return isinstance(reason, RuntimeError | OSError) and says_damage(str(reason))


def is_whole(release: Release) -> bool:
    """Tell whether a release lists its files and all of them are as listed."""
    inspection = Inspection(release)
    inspection.finish()
    return inspection.is_listed and not inspection.damages


class Inspection:
    """Holds the files of a release against their list, as often as one likes.

    A file is read when it is looked at for the first time, and again only after somebody wrote to
    it. A release without ``integrity.json`` is held against its manifest, and its other files
    against the sizes that they have now; ``is_listed`` tells which it is. Not for two threads at
    once.
    """

    def __init__(self, release: Release) -> None:
        """Read the list; raise NoRelease when there is neither a list nor a manifest."""
        self._release = release
        self._read: dict[str, tuple[Signature, str]] = {}
        self._unreadable: list[Damage] = []
        self.stamp = stamp(release)
        self.damages: tuple[Damage, ...] = ()
        self.was_damaged = False
        listed = self._listed()
        self.is_listed = listed is not None
        self._expected = _of_manifest(release) if listed is None else listed

    def _listed(self) -> dict[str, Expected] | None:
        path = self._release.integrity
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))["files"]
            return {name: Expected(**entry) for name, entry in entries.items()}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            self._unreadable = [Damage(path.name)]
            return None

    @property
    def names(self) -> list[str]:
        """Return the files that the release should have."""
        return sorted(self._expected)

    def accepts(self, name: str, content: bytes) -> bool:
        """Tell whether these are the bytes that the list has under ``name``, if it has any."""
        expected = self._expected.get(name)
        if expected is None or expected.sha256 is None:
            return True
        return hashlib.sha256(content).hexdigest() == expected.sha256

    def size(self, within: str = "") -> int:
        """Return how many bytes the files have whose names begin with ``within``."""
        return sum(e.bytes for name, e in self._expected.items() if name.startswith(within))

    def finish(self, within: str = "") -> None:
        """Look at all files at once; ``damages`` tells what was found."""
        deque(self.steps(within), maxlen=0)

    def steps(self, within: str = "") -> Iterator[None]:
        """Look at the files whose names begin with ``within``, a piece of one after the other.

        ``damages`` tells what was found once the last step is done, unless the release was written
        anew meanwhile.
        """
        damages = list(self._unreadable)
        for name, expected in sorted(self._expected.items()):
            if not name.startswith(within):
                continue
            try:
                if not (yield from self._is_as(name, expected)):
                    damages.append(Damage(name))
            except FileNotFoundError:
                damages.append(Damage(name, Fault.MISSING))
            except OSError:
                damages.append(Damage(name))
        damages += self._extra(within)
        if stamp(self._release) == self.stamp:  # else these are the files of another list
            self.damages = tuple(damages)
            self.was_damaged = self.was_damaged or bool(damages)

    def _extra(self, within: str) -> Iterator[Damage]:
        """Yield the files that the list does not have; a manifest lists only some."""
        found = sorted(name for name, _ in _files(self._release.path)) if self.is_listed else ()
        for name in found:
            if name not in self._expected and name.startswith(within):
                yield Damage(name, Fault.EXTRA)

    def _is_as(self, name: str, expected: Expected) -> Generator[None, None, bool]:
        path = self._release.path / name
        signature = _signature(path.stat())
        if signature[0] != expected.bytes or expected.sha256 is None:
            return signature[0] == expected.bytes
        if self._read.get(name, (None, ""))[0] != signature:
            self._read[name] = signature, (yield from _sha256(path))
        return self._read[name][1] == expected.sha256


def _of_manifest(release: Release) -> dict[str, Expected]:
    """Return what is known of a release without a list: the manifest, and sizes as they are."""
    told = {name: Expected(f.bytes, f.sha256) for name, f in release.manifest.files.items()}
    found = {name: Expected(path.stat().st_size) for name, path in _files(release.path)}
    return found | told


def _files(folder: Path, within: str = "") -> Iterator[tuple[str, Path]]:
    """Yield name and path of every file below ``folder`` that a build may have written."""
    for path in folder.iterdir() if folder.is_dir() else ():
        name = within + path.name
        if path.name.startswith(".") or name.startswith(_LOGS) or name == INTEGRITY:
            continue
        if path.is_dir():
            yield from _files(path, f"{name}/")
        else:
            yield name, path


def _signature(found: os.stat_result) -> Signature:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _sha256(path: Path) -> Generator[None, None, str]:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            yield
    return digest.hexdigest()
