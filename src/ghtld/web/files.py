"""The files of a release as a site reads them, and which of them are known to be damaged."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import RdfFormat, Store

from ghtld.integrity import Fault, Inspection
from ghtld.release import Release

_T = TypeVar("_T")


class Files:
    """The files of ``release``: a small one is read once, and kept if it is as it was built.

    What is damaged is told by ``inspection``, which looks at the disk, and by whoever fails to read
    a file and notes it.
    """

    def __init__(self, release: Release) -> None:
        """Read the list of files; raise NoRelease when there is no manifest either."""
        self._release = release
        self.inspection = Inspection(release)
        self._noted: set[str] = set()
        self._texts: dict[Path, bytes | None] = {}

    @property
    def damaged(self) -> set[str]:
        """Return the files and folders that are known to be damaged."""
        found = self.inspection.damages
        return self._noted | {one.name for one in found if one.fault is Fault.DAMAGED}

    @property
    def are_mended(self) -> bool:
        """Tell whether files were damaged, or seemed so, that are as they were built again.

        What is open or kept may still be what was damaged.
        """
        were_damaged = bool(self._noted) or self.inspection.was_damaged
        return were_damaged and not self.inspection.damages

    def is_damaged(self, path: Path) -> bool:
        """Tell whether a file, or one of a folder, is known to be damaged."""
        if not (self._noted or self.inspection.damages):
            return False
        name = self._name(path)
        return any(known == name or known.startswith(f"{name}/") for known in self.damaged)

    def note_damage(self, path: Path) -> None:
        """Remember that a file or folder can't be read."""
        self._noted.add(self._name(path))

    def _name(self, path: Path) -> str:
        return path.relative_to(self._release.path).as_posix()

    def text(self, path: Path) -> bytes | None:
        """Return a small file, read once; None when it is damaged or gone."""
        if path not in self._texts:
            self._texts[path] = self._text(path)
        return self._texts[path]

    def _text(self, path: Path) -> bytes | None:
        if not path.is_file():
            return None
        with suppress(OSError):
            content = path.read_bytes()
            if self.inspection.accepts(self._name(path), content):
                return content
        self.note_damage(path)
        return None

    def json(self, path: Path, read: Callable[[Any], dict[str, _T]]) -> dict[str, _T]:
        """Return what ``read`` makes of a JSON file; nothing where it is damaged or gone."""
        text = self.text(path)
        try:
            return {} if text is None else read(json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError):
            self.note_damage(path)
            return {}

    def turtle(self, path: Path) -> Store:
        """Return a Turtle file in memory; nothing where it is damaged or gone."""
        store = Store()
        try:
            store.load(self.text(path) or b"", format=RdfFormat.TURTLE)
        except SyntaxError:
            self.note_damage(path)
            return Store()
        return store
