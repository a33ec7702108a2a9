"""Files in the register's formats, with entities as the register has them, for tests to damage."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from ghtld.content import bundled
from ghtld.extracts import Extract
from ghtld.register.import_extract import ImportedExtract, Wanted, import_extract
from ghtld.terms import PREFIXES

HEADING = "finess;etalab;93;2021-01-08"
LEGAL = ("480780097", "HOPITAL LOZERE", "48", "095", "48000 MENDE")
OTHERS = (
    ("480780121", "CH FANNY RAMADIER", "48", "140", "48200 ST CHELY D APCHER"),
    ("480780139", "CH DE FLORAC", "48", "061", "48400 FLORAC TROIS RIVIERES"),
    ("480780147", "CHS FRANCOIS TOSQUELLES", "48", "132", "48120 ST ALBAN SUR LIMAGNOLE"),
    ("340780477", "CHU MONTPELLIER", "34", "172", "34295 MONTPELLIER CEDEX 5"),
    ("430000018", "CH EMILE ROUX", "43", "157", "43012 LE PUY EN VELAY CEDEX"),
)


def legal_row(
    number: str = "480780097",
    name: str = "HOPITAL LOZERE",
    department: str = "48",
    commune: str = "095",
    routing: str = "48000 MENDE",
    **other: str,
) -> list[str]:
    """The 23 fields of ``structureej``."""
    status = other.pop("status", "13")
    told = {"house": "0", "created": "1901-01-01", "siren": "", "label": "", "long": "", **other}
    return [
        *("structureej", number, name, told["long"], "", told["house"], "AV", "DU 8 MAI", "", ""),
        *("BP 4", commune, routing, department, "LOZERE", "0466494949", status, told["label"]),
        *("355", "Centre Hospitalier (C.H.)", told["siren"], "8610Z", told["created"]),
    ]


def geographic_row(
    number: str = "480000017",
    owner: str = "480780097",
    name: str = "HOPITAL LOZERE SITE VALLEE DU LOT",
    department: str = "48",
    **other: str,
) -> list[str]:
    """The 32 fields of ``structureet``."""
    commune, routing = other.pop("commune", "095"), other.pop("routing", "48000 MENDE")
    category = other.pop("category", "355")
    told = {"house": "", "siret": "", "opened": "1978-03-01", "label": "Centre Hospitalier (C.H.)"}
    told |= {"updated": "2019-12-02", "street": "DU 8 MAI", **other}
    return [
        *("structureet", number, owner, name, "", "SITE NORD", "", told["house"], "AV"),
        *(told["street"], "B", "LE BOURG", commune, department, "LOZERE", routing),
        *("0466494949", "0466494950", category, told["label"], "1102", "Centres Hospitaliers"),
        *(told["siret"], "8610Z", "03", "ARS/DG", "1", "Etablissement public"),
        *(told["opened"], "1978-02-01", told["updated"], ""),
    ]


def place_row(number: str, x: str, y: str, source: str, date: str = "2020-02-04") -> list[str]:
    """The 6 fields of ``geolocalisation``, its source packed."""
    return ["geolocalisation", number, x, y, source, date]


BAN = "1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)"


def table(rows: Iterable[list[str]], heading: str = HEADING) -> str:
    """A legacy file."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    return f"{heading}\n{out.getvalue()}"


def legals(*more: list[str]) -> str:
    """cs1100501 with six legal entities, and ``more`` rows."""
    return table([legal_row(*LEGAL), *(legal_row(*other) for other in OTHERS), *more])


SITES = (
    ("480000017", "480780097", "HOPITAL LOZERE SITE VALLEE DU LOT"),
    ("480000033", "480780121", "CH FANNY RAMADIER"),
    ("480000041", "480780139", "CH DE FLORAC TROIS RIVIERES"),
    ("480000058", "480780147", "CHS FRANCOIS TOSQUELLES"),
    ("340000199", "340780477", "CHU MONTPELLIER"),
)


def sites(*more: list[str]) -> str:
    """cs1100502 with five geographic entities, and ``more`` rows."""
    return table([*(geographic_row(*site) for site in SITES), *more])


def structures(**parts: object) -> str:
    """A finess-structures file with one grouping of Lozère."""
    return json.dumps(structure_parts() | parts, ensure_ascii=False)


def structure_parts() -> dict[str, object]:
    """The parts of a finess-structures file."""
    return {
        "schemaVersion": "v1.0.0",
        "generatedAt": "2026-03-09T15:49:37.615611300Z",
        "gcc": [grouping([("11", "S"), ("12", "M"), ("13", "M")])],
        "gco": [],
        "pmej": [
            legal("480780097", "11", "HOPITAL LOZERE", [site("480000017", "21")]),
            legal("480780121", "12", "CH FANNY RAMADIER", [site("480000033", "22")]),
            legal("480780139", "13", "CH DE FLORAC", []),
        ],
    }


def grouping(members: Iterable[tuple[str, str]], **other: object) -> dict[str, object]:
    """One element of ``gcc``."""
    return {
        "gccId": "48",
        "nomGcc": "Lozère",
        "typeGcc": "001",
        "gccIdentifiantExterne": "76106",
        "engagement": [],
        "pmejDuGcc": [{"pmSmsseId": m, "typeRoleEntiteGroupe": r} for m, r in members],
        "egeDuGcc": [],
        "etatObjet": "A",
        "dateDerniereMaj": "2025-10-21 19:19:05",
    } | other


def legal(
    number: str, technical: str, name: str, ege: list[dict[str, object]], **other: object
) -> dict[str, object]:
    """One element of ``pmej``."""
    about = {
        "pmSmsseId": technical,
        "dateCreation": "1901-01-01",
        "denominationLonguePmSmsse": name,
        "denominationPm": name,
        "numFinessPm": number,
        "siren": "263400160",
        "statutJuridique": "13",
    } | {key: other.pop(key) for key in ("dateFermeture", "statutJuridique") if key in other}
    return {
        "informationsGeneralesPMEJ": about,
        "adresse": [address()],
        "contact": [contact()],
        "ege": ege,
        "etatObjet": "A",
        "dateDerniereMaj": "2021-10-18 00:00:00",
    } | other


def site(number: str, technical: str, category: str = "355", **other: object) -> dict[str, object]:
    """One element of ``ege``."""
    return {
        "informationsGeneralesEGE": {
            "egeId": technical,
            "dateOuverture": "1956-11-16",
            "datePremiereAutorisation": "1956-11-15",
            "nomEgeCourt": "HOPITAL",
            "nomEgeLong": "HOPITAL DE LA VALLEE",
            "numFinessEge": number,
            "siret": "26340016000382",
        },
        "categorieentiteGeographiqueExercice": category,
        "adresse": [address()],
        "contact": [contact()],
        "etatObjet": "A",
        "dateDerniereMaj": "2021-10-18 00:00:00",
    } | other


def address(**other: object) -> dict[str, object]:
    """An address, with X and Y swapped as the register publishes them."""
    return {
        "usageAdresse": "03",
        "numeroVoie": "62",
        "typeVoie": "AV  ",
        "libelleVoie": "DE JASSERON",
        "cogCommune": "01053",
        "ligneAcheminement": "BOURG EN BRESSE",
        "codePostal": "01000",
        "coordonneesGeographique": {
            "coordonneeX": "6570414.61",
            "coordonneeY": "873766.07",
            "directionLatitude": "46.211257",
            "directionLongitude": "5.254203",
        },
    } | other


def contact() -> dict[str, object]:
    """A contact, which nothing may keep."""
    telecom = {"telephone": "0466494949", "courriel": "accueil@hopital-lozere.example"}
    return {"typeContact": {"roleContact": "01"}, "telecom": telecom}


@dataclass(frozen=True)
class Result:
    """A lifted extract, to ask."""

    lifted: ImportedExtract
    store: Store

    @property
    def extract(self) -> Extract:
        return self.lifted.extract

    @property
    def summary(self) -> dict[str, object]:
        return json.loads(self.extract.summary.read_text(encoding="utf-8"))

    @property
    def rejects(self) -> list[dict[str, str]]:
        with self.extract.rejects.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def reasons(self, effect: str | None = None) -> list[str]:
        return [r["reason"] for r in self.rejects if effect in (None, r["effect"])]

    def ask(self, where: str) -> bool:
        return bool(self.store.query(f"ASK {{ GRAPH ?g {{ {where} }} }}", prefixes=PREFIXES))

    def values(self, subject: str, predicate: str) -> list[str]:
        query = f"SELECT ?v {{ GRAPH ?g {{ {subject} {predicate} ?v }} }} ORDER BY ?v"
        return [row[0].value for row in self.store.query(query, prefixes=PREFIXES)]


def lifted(folder: Path, *texts: str | bytes, **wanted: object) -> Result:
    """Write each text to a file whose name says nothing, lift them together, and read the graph."""
    paths = []
    for rank, text in enumerate(texts):
        paths.append(folder / f"file-{rank}")
        paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    return lifted_files(folder, *paths, **wanted)


def lifted_files(folder: Path, *paths: Path | str, **wanted: object) -> Result:
    """Lift files, and read the graph."""
    files = tuple(str(path) for path in paths)
    asked = Wanted(files, folder / "build", **wanted)
    done = import_extract(asked, bundled(), lambda said: None, lambda read, total: None)
    return Result(done, read(done.extract))


def read(extract: Extract) -> Store:
    """The graph of an extract."""
    store = Store()
    with gzip.open(extract.quads) as file:
        store.extend(parse(file, format=RdfFormat.N_QUADS))
    return store
