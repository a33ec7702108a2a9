"""Write an extract aside, then put it in place with one rename: no half layer is ever seen."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ghtld import extracts
from ghtld.extracts import Extract

_ASIDE = ".aside-"


@contextmanager
def aside(build: Path) -> Iterator[Path]:
    """Yield a folder to write in, gone afterwards unless it was put in place.

    A second lift waits for the first to end. What a killed one left is removed.
    """
    home = extracts.folder(build)
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _recover(home)
        path = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=home))
        try:
            path.chmod(0o755)
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)


def put_in_place(path: Path, build: Path, name: str, settle: Callable[[], None]) -> Extract:
    """Rename the finished folder to ``name``; an extract of that date is replaced whole.

    ``settle`` is called just before: it may still stop the lift, what comes later may not.
    """
    home = extracts.folder(build)
    target, old = home / name, home / (extracts.OLD + name)
    settle()
    if target.exists():
        target.rename(old)
    path.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return Extract(target)


def _recover(home: Path) -> None:
    """Put back an extract whose replacement was killed midway, and remove what was left."""
    for old in home.glob(f"{extracts.OLD}*"):
        target = home / old.name.removeprefix(extracts.OLD)
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)
    for left in home.glob(f"{_ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)
