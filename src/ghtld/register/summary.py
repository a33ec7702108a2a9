"""What a lift did, for people and programs: counts, remarks, and what to do about them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ghtld.register import reasons
from ghtld.register.codes import Codes
from ghtld.register.journal import Journal
from ghtld.register.recognise import Format, Recognised
from ghtld.text import Text

_PAGES = {Format.STRUCTURES: "https://www.data.gouv.fr/datasets/finess-structures-1"}
_LEGACY_PAGE = (
    "https://www.data.gouv.fr/fr/datasets/finess-extraction-du-fichier-des-etablissements/"
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
