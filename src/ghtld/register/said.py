"""What the wing says to people: sentences in both languages, and why a file or a row is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ghtld.text import UserError


class Refused(UserError):
    """A file that can't be lifted as a whole; says why and what to do. Nothing was written."""


class Effect(StrEnum):
    """What became of the row that a remark is about."""

    REJECTED = "rejected"
    """The row, or the membership, is not in the graph."""
    SET_ASIDE = "set aside"
    """The row is in the graph without this value."""
    NOTED = "noted"
    """Row and value are in the graph; a person may want to know."""


@dataclass(frozen=True)
class Reason:
    """Why a row was rejected, a value set aside, or something noted."""

    code: str
    effect: Effect
    fr: str
    en: str
    spreadsheet: bool = False
    """Whether only a spreadsheet program leaves such a trace."""


class Unreadable(Exception):
    """A row that can't be kept: the reason, and the value at fault."""

    def __init__(self, reason: Reason, value: str = "") -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.value = value
