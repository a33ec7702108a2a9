"""Blocks to start a fact from: one commented TriG file per kind, real enough to validate."""

from __future__ import annotations

import re
from importlib import resources

from ghtld.text import UserError

_NUMBER = re.compile(r"[0-9]{3}-[0-9]+(?:-[0-9a-z]+)*")


def kinds() -> list[str]:
    """Return the kinds of block there are, sorted."""
    files = (entry.name for entry in resources.files(__package__).iterdir())
    return sorted(name.removesuffix(".trig") for name in files if name.endswith(".trig"))


def snippet(number: str, kind: str) -> str:
    """Return the block of a fact numbered ``number`` (``000-66``); raise UserError."""
    if kind not in kinds():
        known = ", ".join(kinds())
        raise UserError(
            f"Genre inconnu : {kind} ; genres possibles : {known}.",
            f"Unknown kind: {kind}; possible kinds: {known}.",
        )
    if _NUMBER.fullmatch(number) is None:
        raise UserError(
            f"Numéro mal formé : {number} ; attendu document-fait, comme 000-66.",
            f"Malformed number: {number}; expected document-fact, such as 000-66.",
        )
    text = resources.files(__package__).joinpath(f"{kind}.trig").read_text(encoding="utf-8")
    return text.replace("{n}", number).replace("{d}", number[:3])
