"""A release is written aside and put in place with one rename; a killed build leaves no trace."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ghtld.release import MANIFEST, RELEASES, Release


@contextmanager
def one_builder(folder: Path) -> Iterator[None]:
    """Hold the build folder: a second build waits for the first to end."""
    (folder / RELEASES).mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in (folder / RELEASES).glob(".aside-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """Yield a folder to write in, gone afterwards unless it was moved into place."""
    path = Path(tempfile.mkdtemp(prefix=".aside-", dir=folder / RELEASES))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def put_in_place(release: Release, folder: Path) -> Release:
    """Rename the finished folder to its name, which tells the hash of all its files."""
    manifest = (release.path / MANIFEST).read_bytes()
    name = hashlib.sha256(manifest).hexdigest()[:16]
    target = Release(folder / RELEASES / name)
    if not (target.path / MANIFEST).is_file():
        os.sync()
        release.path.replace(target.path)
    else:  # the same release, found again: its index may come from an older software
        release.search.replace(target.search)
        for index, place in (
            (release.national, target.national),
            (release.changes, target.changes),
        ):
            if index.is_file():
                index.replace(place)
    return target
