"""Count and list what was not kept of each file, and summarize a lift.

The summary is for people and programs: counts, remarks, and what to do about them.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode

from ghtld.register import reasons
from ghtld.register.codes import Codes
from ghtld.register.reasons import Effect, RejectReason
from ghtld.register.recognise import Format, Recognised
from ghtld.register.values import without_contacts
from ghtld.text import Text, UserError

LISTED = 1_000
"""Remarks of one reason that are listed for one file; beyond, they are only counted."""
_HEADING = ("file", "place", "effect", "reason", "fr", "en", "value", "row")
_FEW, _SHARE = 3, 10
"""A file is a spreadsheet's when at least three rows, and a tenth, bear its mark."""
_PAGES = {Format.STRUCTURES: "https://www.data.gouv.fr/datasets/finess-structures-1"}
_LEGACY_PAGE = (
    "https://www.data.gouv.fr/fr/datasets/finess-extraction-du-fichier-des-etablissements/"
)


@dataclass
class Tally:
    """What was read in one file, kept and rejected, and the remarks by reason."""

    read: int = 0
    kept: int = 0
    rejected: int = 0
    remarks: Counter[str] = field(default_factory=Counter)
    spreadsheet: int = 0


class Journal:
    """Counts, and the table of rejects, without telephone numbers and e-mail addresses."""

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

    def remark(self, file: str, place: str, reason: RejectReason, value: str, raw: object) -> None:
        """Count a remark, and list it: every rejected row and value, and some of what is noted."""
        tally = self.tally(file)
        tally.remarks[reason.code] += 1
        tally.spreadsheet += reason.spreadsheet
        if reason.effect is Effect.NOTED and tally.remarks[reason.code] > LISTED:
            return
        row = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=str)
        told = (value, row.rstrip("\r\n"))
        cells = [without_contacts(text) for text in told]
        self._table.writerow((file, place, reason.effect.value, reason.code, *reason.text, *cells))

    def rejected(
        self, file: str, place: str, reason: RejectReason, value: str, raw: object
    ) -> None:
        """Count and list a row that is not kept."""
        self.tally(file).rejected += 1
        self.remark(file, place, reason, value, raw)

    def refuse_damaged(self, file: str) -> None:
        """Raise UserError when a spreadsheet went through the file, or little of it can be read."""
        tally = self.tally(file)
        if tally.spreadsheet >= max(_FEW, tally.read / _SHARE):
            raise UserError(
                f"{file} a été enregistré par un tableur ({tally.spreadsheet} lignes sur "
                f"{tally.read} ont perdu des zéros, des numéros ou des dates) : prenez le fichier "
                "tel que le registre le publie.",
                f"{file} was saved by a spreadsheet ({tally.spreadsheet} rows of {tally.read} lost "
                "zeros, numbers or dates): take the file as the register publishes it.",
            )
        if tally.rejected > max(_FEW, tally.read / 2) or tally.rejected == tally.read > 0:
            raise UserError(
                f"{file} ne se lit pas ({tally.rejected} lignes sur {tally.read}) : téléchargez-le "
                "de nouveau.",
                f"{file} can't be read ({tally.rejected} rows of {tally.read}): download it again.",
            )


def page_of(kind: Format) -> str:
    """Return the page where files of a format are published."""
    return _PAGES.get(kind, _LEGACY_PAGE)


@dataclass(frozen=True)
class Summary:
    """One lift, told: nothing in it depends on the clock, the machine or the folders."""

    graph: NamedNode
    date: str
    found: list[Recognised]
    counts: dict[str, int]
    journal: Journal
    codes: Codes

    @property
    def rejected(self) -> int:
        """Return how many rows and memberships are not in the graph."""
        lost = (reasons.MEMBER.code, reasons.ROLE.code)
        return sum(
            tally.rejected + sum(tally.remarks[code] for code in lost)
            for tally in self.journal.tallies.values()
        )

    def to_json(self) -> str:
        """Return the summary as JSON with sorted keys."""
        told = {
            "graph": self.graph.value,
            "date": self.date,
            "counts": self.counts,
            "rejected": self.rejected,
            "files": [self._file(one) for one in self.found],
            "advice": [advice._asdict() for advice in self.advice()],
        }
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def _file(self, one: Recognised) -> dict[str, object]:
        tally = self.journal.tally(one.source.name)
        return {
            "name": one.source.name,
            "format": str(one.format),
            "encoding": one.encoding.name,
            "bytes": one.source.path.stat().st_size,
            "sha256": one.source.digest(),
            "read": tally.read,
            "kept": tally.kept,
            "rejected": tally.rejected,
            "remarks": dict(sorted(tally.remarks.items())),
        }

    def advice(self) -> list[Text]:
        """Return what a person may do, most pressing first."""
        return [
            said
            for wanted, said in (
                (self.rejected, self._about_rejects()),
                (self.counts.get("numberOnly", 0), self._about_numbers()),
                (len(self.codes.new), self._about_codes()),
                (self.counts.get("closedLeftOut", 0), self._about_closed()),
            )
            if wanted
        ]

    def _about_rejects(self) -> Text:
        return Text(
            f"{self.rejected} ligne(s) ou appartenance(s) non reprises : rejects.csv dit "
            "lesquelles et pourquoi ; signalez-les au registre, ou reprenez le fichier d’origine.",
            f"{self.rejected} row(s) or membership(s) not kept: rejects.csv tells which and why; "
            "report them to the register, or take the original file again.",
        )

    def _about_numbers(self) -> Text:
        count = self.counts.get("numberOnly", 0)
        return Text(
            f"{count} entité(s) juridique(s) n’ont que leur numéro : ajoutez cs1100501 de la même "
            "date pour leur nom.",
            f"{count} legal entities have their number only: add cs1100501 of the same date for "
            "their names.",
        )

    def _about_codes(self) -> Text:
        codes = ", ".join(f"{scheme} {code}" for scheme, code in sorted(self.codes.new)[:10])
        return Text(
            f"{len(self.codes.new)} code(s) manquent au vocabulaire ({codes}) : l’extrait les "
            "décrit ; ajoutez-les à ontology/concepts/.",
            f"{len(self.codes.new)} code(s) are missing from the vocabulary ({codes}): the extract "
            "describes them; add them to ontology/concepts/.",
        )

    def _about_closed(self) -> Text:
        count = self.counts["closedLeftOut"]
        return Text(
            f"{count} entité(s) fermée(s) laissées de côté : --closed les garde.",
            f"{count} closed entities left out: --closed keeps them.",
        )
