"""The one spelling of each address, and how other spellings of it are read. Pure.

Accents, ligatures, capitals, blanks, needless %-escapes, doubled and trailing slashes all lead to
one spelling.
"""

from __future__ import annotations

import re
import unicodedata

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
