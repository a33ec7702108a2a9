"""What happened to each row: counted, and written down where a person may have to look."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ghtld.register.contacts import without_contacts
from ghtld.register.said import Effect, Reason, Refused

LISTED = 1_000
"""Remarks of one reason that are listed for one file; beyond, they are only counted."""
_HEADING = ("file", "place", "effect", "reason", "fr", "en", "value", "row")
_FEW, _SHARE = 3, 10
"""A file is a spreadsheet's when at least three rows, and a tenth, bear its mark."""


@dataclass
class Tally:
    """What was read in one file, kept and rejected, and the remarks by reason."""

    read: int = 0
    kept: int = 0
    rejected: int = 0
    remarks: Counter[str] = field(default_factory=Counter)
    spreadsheet: int = 0


class Journal:
    """Counts, and the table of rejects; telephone numbers and e-mail addresses are blotted out."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._table = csv.writer(self._file, delimiter=";", lineterminator="\n")
        self._table.writerow(_HEADING)
        self.tallies: dict[str, Tally] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def tally(self, file: str) -> Tally:
        """Return the counts of a file."""
        return self.tallies.setdefault(file, Tally())

    def remark(self, file: str, place: str, reason: Reason, value: str, raw: object) -> None:
        """Count a remark, and list it: every rejected row and value, and some of what is noted."""
        tally = self.tally(file)
        tally.remarks[reason.code] += 1
        tally.spreadsheet += reason.spreadsheet
        if reason.effect is Effect.NOTED and tally.remarks[reason.code] > LISTED:
            return
        row = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=str)
        told = (value, row.rstrip("\r\n"))
        cells = [without_contacts(text) for text in told]
        self._table.writerow(
            (file, place, reason.effect.value, reason.code, reason.fr, reason.en, *cells)
        )

    def rejected(self, file: str, place: str, reason: Reason, value: str, raw: object) -> None:
        """Count and list a row that is not kept."""
        self.tally(file).rejected += 1
        self.remark(file, place, reason, value, raw)

    def refuse_damaged(self, file: str) -> None:
        """Raise Refused when a spreadsheet went through the file, or little of it can be read."""
        tally = self.tally(file)
        if tally.spreadsheet >= max(_FEW, tally.read / _SHARE):
            raise Refused(
                f"{file} a été enregistré par un tableur ({tally.spreadsheet} lignes sur "
                f"{tally.read} ont perdu des zéros, des numéros ou des dates) : prenez le fichier "
                "tel que le registre le publie.",
                f"{file} was saved by a spreadsheet ({tally.spreadsheet} rows of {tally.read} lost "
                "zeros, numbers or dates): take the file as the register publishes it.",
            )
        if tally.rejected > max(_FEW, tally.read / 2) or tally.rejected == tally.read > 0:
            raise Refused(
                f"{file} ne se lit pas ({tally.rejected} lignes sur {tally.read}) : téléchargez-le "
                "de nouveau.",
                f"{file} can't be read ({tally.rejected} rows of {tally.read}): download it again.",
            )
