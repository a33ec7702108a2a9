"""Style sheets, scripts and pictures of the pages, named by their content so that they keep."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static"
_HASHED = re.compile(r"(.+)\.[0-9a-f]{12}(\.[^./]+)")


@cache
def hashed(name: str) -> str:
    """Return the name of an asset with the hash of its content before its suffix.

    A file that is not there keeps its name.
    """
    if name not in _names():
        return name
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{digest}{dot}{suffix}"


def find(name: str) -> tuple[Path, bool] | None:
    """Return the file of an asset, and whether its name holds the hash of what is in it."""
    if name in _names():
        return FOLDER / name, False
    found = _HASHED.fullmatch(name)
    plain = found[1] + found[2] if found else ""
    return (FOLDER / plain, True) if plain in _names() and hashed(plain) == name else None


@cache
def _names() -> frozenset[str]:
    return frozenset(
        path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()
    )
