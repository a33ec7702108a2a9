"""A generated national register: the same file from the same seed, with names like the real ones.

The file is a ``finess-structures`` one, as the register publishes them: legal entities in no order
with their geographic entities, addresses with X and Y swapped, contacts, some that are closed, and
groupings with their members. Numbers bear true check digits. No clock enters, and no chance but
the seed.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import national_words as words
from national_parts import CONTACT, Json, day, event, key, luhn, projection
from national_words import Department

from ghtld.content import bundled
from ghtld.extracts import Extract
from ghtld.register.coordinates import system_at
from ghtld.register.import_extract import Wanted, import_extract

GEOGRAPHIC, LEGAL, GROUPINGS = 100_000, 50_000, 135
"""Open entities of the whole country."""
DATE = "2026-05-12"
NAME = f"finess-{DATE}"
"""The name of the generated extract."""
CLOSED = 50
"""One legal entity in so many has a closed geographic entity besides."""
MEMBERS = 6
"""Members of a grouping, its support included."""


@dataclass(frozen=True)
class Size:
    """How many open entities a generated register has."""

    geographic: int = GEOGRAPHIC
    legal: int = LEGAL
    groupings: int = GROUPINGS

    @classmethod
    def of(cls, share: float) -> Size:
        """Return a share of the country, at least one grouping."""
        groupings = max(1, round(GROUPINGS * share))
        return cls(round(GEOGRAPHIC * share), round(LEGAL * share), groupings)


def write(path: Path, size: Size, seed: int = 6) -> None:
    """Write the file of a register, as the ministry publishes it."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(structures(size, seed))


def lifted(build: Path, size: Size, date: str = DATE, seed: int = 6) -> Extract:
    """Write the file of a register somewhere, lift it below ``build``, and return the extract."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "structures.json"
        write(path, size, seed)
        wanted = Wanted((str(path),), build, date)
        return import_extract(
            wanted, bundled(), lambda said: None, lambda read, total: None
        ).extract


def structures(size: Size, seed: int = 6) -> Iterator[str]:
    """Yield the text of a ``finess-structures`` file."""
    made = _Register(random.Random(seed), size)
    yield f'{{"schemaVersion": "v1.0.0", "generatedAt": "{DATE}T04:05:06.789Z",\n"pmej": [\n'
    yield from _elements(made.legal(rank) for rank in range(size.legal))
    yield '],\n"gco": [],\n"gcc": [\n'
    yield from _elements(made.grouping(rank) for rank in range(size.groupings))
    yield "]}\n"


def _elements(items: Iterator[Json]) -> Iterator[str]:
    for rank, item in enumerate(items):
        yield (",\n" if rank else "") + json.dumps(item, ensure_ascii=False)


class _Register:
    """Makes one entity after the other; the first legal entities are the groupings' hospitals."""

    def __init__(self, chance: random.Random, size: Size) -> None:
        self._chance = chance
        self._size = size
        self._numbers: set[str] = set()
        self._egeid = 0
        owned = [1] * min(size.legal, size.geographic)
        owned += [0] * (size.legal - len(owned))
        for _ in range(size.geographic - sum(owned)):
            owned[int(size.legal * chance.random() ** 3)] += 1
        self._owned = owned

    def grouping(self, rank: int) -> Json:
        """Return one element of ``gcc``, whose first member is its support."""
        ranks = range(rank, self._size.legal, self._size.groupings)[:MEMBERS]
        return {
            "gccId": str(rank + 1),
            "nomGcc": f"{words.COMMUNES[rank % len(words.COMMUNES)].title()} {rank + 1}",
            "typeGcc": "002" if rank % 40 == 39 else "001",
            "gccIdentifiantExterne": f"{11_100 + rank * 7:05d}",
            "engagement": [],
            "evenement": [],
            "pmejDuGcc": [
                {"pmSmsseId": str(10_000 + at), "typeRoleEntiteGroupe": "SM"[place > 0]}
                for place, at in enumerate(ranks)
            ],
            "egeDuGcc": [],
            "etatObjet": "A",
            "dateDerniereMaj": "2025-10-21 19:19:05",
        }

    def legal(self, rank: int) -> Json:
        """Return one element of ``pmej``, with its geographic entities."""
        chance = self._chance
        hospital = rank < self._size.groupings * MEMBERS
        at = words.DEPARTMENTS[
            rank % self._size.groupings % len(words.DEPARTMENTS)
            if hospital
            else chance.randrange(len(words.DEPARTMENTS))
        ]
        status = words.HOSPITAL if hospital else chance.choice(list(words.OWNERS))
        name = f"{'CH' if hospital else words.OWNERS[status]} {chance.choice(words.NAMES)}"
        siren = f"{chance.randrange(10**8):08d}"
        sites = [self._site(at, hospital=hospital) for _ in range(self._owned[rank])]
        if chance.random() < 1 / CLOSED:
            sites.append(self._site(at, hospital=False) | {"etatObjet": "I"})
        return {
            "informationsGeneralesPMEJ": {
                "pmSmsseId": str(10_000 + rank),
                "codeApe": "86.10Z",
                "dateCreation": day(chance),
                "denominationLonguePmSmsse": name,
                "denominationPm": name[:38].strip(),
                "numFinessPm": self._number(at),
                "siren": siren + luhn(siren),
                "statutJuridique": status,
                "typePersonneMorale": "01",
            },
            "adresse": [self._address(at, self._commune(at), located=hospital)],
            "contact": [CONTACT],
            "engagement": [],
            "evenement": [event(chance, rank)],
            "ege": sites,
            "etatObjet": "A",
            "dateDerniereMaj": "2021-10-18 00:00:00",
        }

    def _site(self, at: Department, *, hospital: bool) -> Json:
        """Return one element of ``ege``."""
        chance = self._chance
        [kind] = chance.choices(list(words.KINDS), [share for _, share in words.KINDS.values()])
        kind = "355" if hospital and chance.random() < 0.3 else kind
        commune = self._commune(at)
        name = f"{words.KINDS[kind][0]} {chance.choice(words.NAMES)}"
        siret = f"{chance.randrange(10**13):013d}"
        opened = day(chance)
        self._egeid += 1
        return {
            "informationsGeneralesEGE": {
                "egeId": str(200_000 + self._egeid),
                "dateOuverture": opened,
                "datePremiereAutorisation": opened if chance.random() < 0.6 else "",
                "nomEgeCourt": name[:38].strip(),
                "nomEgeLong": name,
                "numFinessEge": self._number(at),
                "espic": ["0"],
                "siret": siret + luhn(siret),
            },
            "categorieentiteGeographiqueExercice": kind,
            "modefixationtarifaire": "07",
            "typeBudget": ["01"],
            "adresse": [self._address(at, commune, located=True)],
            "contact": [CONTACT],
            "engagement": [],
            "roleEge": [],
            "etatObjet": "A",
            "dateDerniereMaj": day(chance) + " 00:00:00",
        }

    def _number(self, at: Department) -> str:
        """Return a FINESS number that no other entity has."""
        while True:
            serial = f"{at.start}{self._chance.randrange(1_000_000):06d}"
            if serial not in self._numbers:
                self._numbers.add(serial)
                return serial + key(serial)

    def _commune(self, at: Department) -> int:
        return self._chance.randrange(1, 99 if len(at.code) == 3 else 400)

    def _address(self, at: Department, commune: int, *, located: bool) -> Json:
        chance = self._chance
        way, street = chance.choice(words.STREETS)
        digits = "20" if at.code in ("2A", "2B") else at.code
        return {
            "usageAdresse": "03",
            "numeroVoie": str(chance.randint(1, 200)),
            "typeVoie": way,
            "libelleVoie": street,
            "cogCommune": f"{at.code}{commune:0{5 - len(at.code)}d}",
            "ligneAcheminement": at.town if commune < 60 else words.COMMUNES[commune % 250],
            "codePostal": f"{digits}{commune:03d}"[:5],
            **({"coordonneesGeographique": self._point(at, commune)} if located else {}),
        }

    def _point(self, at: Department, commune: int) -> Json:
        """Return a point near its commune's; X and Y are swapped, as in the register."""
        spread = 0.1 if len(at.code) == 3 else 0.4
        place = random.Random(f"{at.code}{commune}")
        north = at.latitude + spread * (place.random() - 0.5) + 0.02 * self._chance.random()
        east = at.longitude + spread * (place.random() - 0.5) + 0.02 * self._chance.random()
        x, y = projection(system_at(at.code)).transform(east, north)
        return {
            "coordonneeX": f"{y:.2f}",
            "coordonneeY": f"{x:.2f}",
            "directionLatitude": f"{north:.6f}",
            "directionLongitude": f"{east:.6f}",
            "cleInInteropBAN": f"{at.code}{commune}_1950_00062",
            "scoreBAN": "0.9723536363636361",
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="file to write, for ``ghtld lift``")
    parser.add_argument("--share", type=float, default=1.0, help="1.0 is the whole country")
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args()
    write(options.file, Size.of(options.share), options.seed)


if __name__ == "__main__":
    main()
