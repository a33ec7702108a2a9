"""Folders written aside and put in place with one rename: no reader sees half of one.

Releases and extracts are both written so. One writer at a time holds the folder they lie in, and
mends what a killed one left there.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLD = ".old-"
"""What the name of a folder begins with while a newer one takes its place."""
_ASIDE = ".aside-"


@contextmanager
def one_writer(home: Path, lock: Path) -> Iterator[None]:
    """Hold ``home`` by the file ``lock``: a second writer waits for the first to end.

    What was written aside by a killed one is removed; a folder that it did not finish to replace
    is put back.
    """
    home.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for old in home.glob(f"{OLD}*"):
            target = home / old.name.removeprefix(OLD)
            if target.exists():
                shutil.rmtree(old, ignore_errors=True)
            else:
                old.rename(target)
        for left in home.glob(f"{_ASIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def staging_dir(home: Path) -> Iterator[Path]:
    """Yield a folder to write in, gone afterwards unless it was moved into place."""
    path = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=home))
    try:
        path.chmod(0o755)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def put_in_place(made: Path, target: Path) -> None:
    """Rename a finished folder to ``target``; what is there is left where ``made`` was."""
    if not target.exists():
        made.rename(target)
    elif not _exchanged(made, target):
        old = target.with_name(OLD + target.name)
        target.rename(old)
        made.rename(target)
        old.rename(made)


def _exchanged(made: Path, found: Path) -> bool:
    """Give two folders each other's names at once; return False where the system can't."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    names = os.fsencode(made), os.fsencode(found)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE: renameat2(2)
    return renameat2 is not None and not renameat2(here, names[0], here, names[1], exchange)
