"""Style sheets, scripts and pictures of the pages, named by their content so that they keep."""

from __future__ import annotations

import hashlib
import re
import unicodedata
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


_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "-", "'": "-", "ʼ": "-"})
_BLANKS = re.compile(r"[\s_\u2010-\u2015]+")
_LONGEST = 500


def spelling(path: str) -> str | None:
    """Return the canonical spelling of a decoded path, or None when it has none.

    ``/DOC/Group/Lozère/`` gives ``/doc/group/lozere``. A register number keeps its capital A or B.
    """
    if len(path) > _LONGEST or any(unicodedata.category(c) == "Cc" for c in path):
        return None
    steps = [step for step in path.split("/") if step]
    if ".." in steps or "." in steps:
        return None
    steps = [_step(step) for step in steps]
    if len(steps) == 3 and steps[1] == "finess":
        steps[2] = _number(steps[2])
    elif len(steps) == 2 and steps[0] == "finess":
        steps[1] = _number(steps[1])
    return "/" + "/".join(steps)


def _step(step: str) -> str:
    apart = unicodedata.normalize("NFKD", step.casefold().translate(_LIGATURES))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _BLANKS.sub("-", bare.strip())


def _number(step: str) -> str:
    number, dot, suffix = step.partition(".")
    return number.upper() + dot + suffix
