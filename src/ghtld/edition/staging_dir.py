"""A release is written aside and put in place with one rename; a killed build leaves no trace."""

from __future__ import annotations

import ctypes
import fcntl
import filecmp
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ghtld import integrity
from ghtld.release import MANIFEST, RELEASES, NoRelease, Release


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
def staging_dir(folder: Path) -> Iterator[Path]:
    """Yield a folder to write in, gone afterwards unless it was moved into place."""
    path = Path(tempfile.mkdtemp(prefix=".aside-", dir=folder / RELEASES))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def put_in_place(release: Release, folder: Path) -> Release:
    """Rename the finished folder to its name, which tells the hash of all its files.

    The same release, found again, stays as it is when it is whole and its indexes are those that
    this software makes; else the new folder takes its place.
    """
    manifest = (release.path / MANIFEST).read_bytes()
    name = hashlib.sha256(manifest).hexdigest()[:16]
    target = Release(folder / RELEASES / name)
    if not target.path.exists():
        os.sync()
        release.path.replace(target.path)
    elif not _is_as_good(target, release):
        os.sync()
        _exchange(release.path, target.path)
    return target


def _is_as_good(found: Release, made: Release) -> bool:
    try:
        return integrity.is_whole(found) and all(
            _are_same(one, other)
            for one, other in (
                (found.search, made.search),
                (found.national, made.national),
                (found.changes, made.changes),
            )
        )
    except (OSError, NoRelease):
        return False


def _are_same(one: Path, other: Path) -> bool:
    if not (one.is_file() and other.is_file()):
        return not one.is_file() and not other.is_file()
    return filecmp.cmp(one, other, shallow=False)


def _exchange(made: Path, found: Path) -> None:
    """Give two folders each other's names: at once where the file system can, else by renames."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    names = os.fsencode(made), os.fsencode(found)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE: renameat2(2)
    if renameat2 is not None and not renameat2(here, names[0], here, names[1], exchange):
        return
    away = made.with_name(f"{made.name}-old")
    found.replace(away)
    made.replace(found)
    away.replace(made)
