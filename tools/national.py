"""A generated national register: the same graph from the same seed, with names like the real ones.

Legal entities, geographic entities and groupings with their members, as sorted N-Quads of one
register graph, in the terms that ``ghtld lift`` writes. Numbers bear true check digits; homes
(*lieux de vie*) have no address and no point. No clock enters, and no chance but the seed.
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ghtld import iris
from ghtld.extracts import Extract
from ghtld.terms import PREFIXES

GEOGRAPHIC, LEGAL, GROUPINGS = 100_000, 50_000, 135
"""Entities of the whole country."""
NAME = "finess-2026-05-12"
"""The name of the generated extract."""

Statement = tuple[str, str]
"""A predicate and an object as N-Triples writes them."""

_DEPARTMENTS = {  # INSEE code: region, chief town, latitude, longitude
    "01": ("84", "BOURG EN BRESSE", 46.2, 5.23), "06": ("93", "NICE", 43.7, 7.26),
    "13": ("93", "MARSEILLE", 43.3, 5.4), "21": ("27", "DIJON", 47.32, 5.04),
    "29": ("53", "QUIMPER", 48.0, -4.1), "2A": ("94", "AJACCIO", 41.92, 8.74),
    "2B": ("94", "BASTIA", 42.7, 9.45), "31": ("76", "TOULOUSE", 43.6, 1.44),
    "33": ("75", "BORDEAUX", 44.84, -0.58), "34": ("76", "MONTPELLIER", 43.61, 3.88),
    "35": ("53", "RENNES", 48.11, -1.68), "38": ("84", "GRENOBLE", 45.19, 5.72),
    "43": ("84", "LE PUY EN VELAY", 45.04, 3.88), "44": ("52", "NANTES", 47.22, -1.55),
    "48": ("76", "MENDE", 44.52, 3.5), "54": ("44", "NANCY", 48.69, 6.18),
    "57": ("44", "METZ", 49.12, 6.18), "59": ("32", "LILLE", 50.63, 3.06),
    "62": ("32", "ARRAS", 50.29, 2.78), "63": ("84", "CLERMONT FERRAND", 45.78, 3.08),
    "67": ("44", "STRASBOURG", 48.58, 7.75), "69": ("84", "LYON", 45.76, 4.84),
    "75": ("11", "PARIS", 48.86, 2.35), "76": ("28", "ROUEN", 49.44, 1.1),
    "80": ("32", "AMIENS", 49.89, 2.3), "87": ("75", "LIMOGES", 45.83, 1.26),
    "93": ("11", "BOBIGNY", 48.91, 2.44), "974": ("04", "ST DENIS", -20.88, 55.45),
}  # fmt: skip
HOME = "462"
"""The category of homes, whose address and point are private."""
_KINDS = {  # category: what its names begin with, how many in a hundred
    "355": ("CENTRE HOSPITALIER", 3), "106": ("HOPITAL LOCAL", 1), "101": ("CHU", 1),
    "292": ("CHS", 1), "365": ("CLINIQUE", 4), "500": ("EHPAD", 14), "202": ("RESIDENCE", 6),
    "109": ("CENTRE DE READAPTATION", 2), "131": ("CENTRE DE LUTTE CONTRE LE CANCER", 1),
    "161": ("MAISON DE SANTE", 3), "141": ("CENTRE DE DIALYSE", 3), "620": ("PHARMACIE", 30),
    "124": ("CENTRE DE SANTE", 5), "156": ("CMP", 4), "183": ("IME", 4), "246": ("ESAT", 4),
    "354": ("SSIAD", 4), "611": ("LABORATOIRE", 7), HOME: ("LIEU DE VIE", 3),
}  # fmt: skip
_OWNERS = {
    "61": "ASSOCIATION",
    "17": "CCAS",
    "95": "SAS",
    "47": "MUTUELLE",
    "13": "CENTRE HOSPITALIER",
}
_NAMES = (
    "LES TILLEULS", "LE VAL FLEURI", "NOTRE DAME", "SAINT JOSEPH", "STE THERESE", "L'OREE DU BOIS",
    "LA ROSERAIE", "JEAN MONNET", "SIMONE VEIL", "EMILE ROUX", "D'ARC EN CIEL", "DU PAYS D'AUGE",
    "LA MÉRIDIENNE", "FRANÇOIS TOSQUELLES", "LOUIS PASTEUR", "LE CLOS DES VIGNES", "DE L’ÎLE",
    "« LE LAC »", "L’ŒUVRE SAINT LÉONARD", "DES DEUX VALLÉES", "DE LA GARE", "DU MARCHE",
    "LES QUATRE SAISONS", "DR SCHWEITZER", "RESIDENCE DU PARC - SITE 2", "Nº 3 (ANNEXE)",
)  # fmt: skip
_STREETS = (
    "RUE DE LA REPUBLIQUE", "AVENUE DU GENERAL DE GAULLE", "PLACE DE L'EGLISE", "CHEMIN DES PRES",
    "BOULEVARD VICTOR HUGO", "ROUTE DE LA GARE", "IMPASSE DU MOULIN", "ALLEE DES PLATANES",
)  # fmt: skip
_COMMUNES = (
    "ST MARTIN",
    "VILLENEUVE",
    "CHATEAUNEUF",
    "BEAULIEU",
    "LE BOURG",
    "MONTFORT",
    "STE FOY",
)
_RDF_TYPE = f"<{PREFIXES['rdf']}type>"
_LABEL = f"<{PREFIXES['rdfs']}label>"


@dataclass(frozen=True)
class Size:
    """How many entities a generated register has."""

    geographic: int = GEOGRAPHIC
    legal: int = LEGAL
    groupings: int = GROUPINGS

    @classmethod
    def of(cls, share: float) -> Size:
        """Return a share of the country, at least one grouping."""
        groupings = max(1, round(GROUPINGS * share))
        return cls(round(GEOGRAPHIC * share), round(LEGAL * share), groupings)


def write(build: Path, size: Size, name: str = NAME, seed: int = 6) -> tuple[Extract, int]:
    """Write an extract as ``ghtld lift`` would; return it and the number of its statements."""
    extract = Extract(build / "register" / name)
    extract.path.mkdir(parents=True)
    count = 0
    with gzip.GzipFile(extract.quads, "wb", compresslevel=6, mtime=0) as file:
        for line in lines(size, name, seed):
            file.write(line.encode())
            count += 1
    return extract, count


def lines(size: Size, name: str = NAME, seed: int = 6) -> Iterator[str]:
    """Yield the sorted N-Quads lines of a register graph."""
    end = f" <{iris.graph(name).value}> .\n"
    for subject, statements in _things(random.Random(seed), size, name):
        written = (f"{subject} {predicate} {value}{end}" for predicate, value in statements)
        yield from sorted(written, key=str.encode)


def _things(chance: random.Random, size: Size, name: str) -> Iterator[tuple[str, list[Statement]]]:
    """Yield groupings, entries and the graph, in the order of their IRIs."""
    numbers = _numbers(chance, size.geographic + size.legal)
    legal = sorted(chance.sample(numbers, size.legal))
    is_legal = set(legal)
    kinds = chance.choices(list(_KINDS), [share for _, share in _KINDS.values()], k=len(numbers))
    for at in range(size.groupings):
        yield _finess(f"finess-group/{10_000 + at}"), _grouping(chance, at, legal)
    for number, kind in zip(numbers, kinds, strict=True):
        node = _finess(f"finess/{number}")
        if number in is_legal:
            yield node, _legal(chance, number)
        else:
            yield node, _geographic(chance, number, kind, chance.choice(legal))
    yield _node(iris.graph(name).value), _graph(name)


def _numbers(chance: random.Random, count: int) -> list[str]:
    """Return ``count`` numbers with their check digits, in order."""
    starts = [code.replace("974", "97") for code in _DEPARTMENTS]
    serials: set[str] = set()
    while len(serials) < count:
        serials.add(f"{chance.choice(starts)}{chance.randrange(1_000_000):06d}")
    return sorted(serial + key(serial) for serial in serials)


def key(serial: str) -> str:
    """Return the Luhn key of the first eight characters of a FINESS number."""
    digits = serial.replace("A", "1").replace("B", "2")
    total = sum(int(c) for c in digits[::2]) + sum(int("0246813579"[int(c)]) for c in digits[1::2])
    return str(-total % 10)


def _graph(name: str) -> list[Statement]:
    date = name.removeprefix("finess-")
    return [
        (_RDF_TYPE, _ght("Graph")),
        (_LABEL, _text(f"Répertoire FINESS engendré, extrait du {date}", "fr")),
        (_LABEL, _text(f"Generated FINESS register, extract of {date}", "en")),
        (_term("dcterms", "date"), _typed(date, "date")),
        (_term("dcterms", "source"), _text("engendré, rien n’est vrai", "fr")),
    ]


def _grouping(chance: random.Random, at: int, legal: list[str]) -> list[Statement]:
    support, *members = chance.sample(legal, min(chance.randint(3, 12), len(legal)))
    name = f"GHT {chance.choice(_COMMUNES)} {at}"
    return [
        *_labels(f"Groupement FINESS {10_000 + at} : {name}", f"FINESS grouping {at}: {name}"),
        (_RDF_TYPE, _ght("RegisteredGrouping")),
        (_ght("registeredName"), _text(name)),
        (_ght("ghtCode"), _text(f"{11_100 + at * 7:05d}")),
        (_ght("groupingType"), _concept("grouping-type", "001")),
        (_ght("state"), _concept("state", "actif")),
        (_ght("registeredSupport"), _finess(f"finess/{support}")),
        *(
            (_ght("registeredMember"), _finess(f"finess/{number}"))
            for number in (support, *members)
        ),
    ]


def _legal(chance: random.Random, number: str) -> list[Statement]:
    status = chance.choice(list(_OWNERS))
    said = _entry(number, f"{_OWNERS[status]} {chance.choice(_NAMES)}")
    said += _place(chance, number, private=False)[:-2]
    said.append((_RDF_TYPE, _ght("RegisteredLegalEntity")))
    said.append((_ght("legalStatus"), _concept("legal-status", status)))
    said.append((_ght("siren"), _text(f"{chance.randrange(10**9):09d}")))
    said.append((_ght("createdOn"), _day(chance)))
    return said


def _geographic(chance: random.Random, number: str, kind: str, owner: str) -> list[Statement]:
    said = _entry(number, f"{_KINDS[kind][0]} {chance.choice(_NAMES)}")
    said += _place(chance, number, private=kind == HOME)
    said.append((_RDF_TYPE, _ght("RegisteredGeographicEntity")))
    said.append((_ght("category"), _concept("category", kind)))
    said.append((_ght("legalEntity"), _finess(f"finess/{owner}")))
    said += [(_ght(name), _day(chance)) for name in ("openedOn", "updatedOn")]
    said.append((_ght("siret"), _text(f"{chance.randrange(10**14):014d}")))
    return said


def _entry(number: str, name: str) -> list[Statement]:
    label = f"{name} (FINESS {number})"
    return [
        *_labels(label, label),
        (_ght("finessNumber"), _text(number)),
        (_ght("registeredName"), _text(name)),
    ]


def _place(chance: random.Random, number: str, *, private: bool) -> list[Statement]:
    """Return where an entity is: the territory, then unless private the address and the point."""
    code = "974" if number.startswith("97") else number[:2]
    region, town, latitude, longitude = _DEPARTMENTS[code]
    commune = chance.randrange(1000)
    said = [
        (
            _ght("communeName"),
            _text(town if commune < 200 else _COMMUNES[commune % len(_COMMUNES)]),
        ),
        (_ght("communeCode"), _text(f"{code}{commune:03d}"[:5])),
        (_ght("department"), _concept("department", code.lower())),
        (_ght("region"), _concept("region", region)),
    ]
    if private:
        return said
    postcode = f"{code.replace('A', '0').replace('B', '0')}{commune:03d}"[:5]
    north, east = latitude + chance.uniform(-0.5, 0.5), longitude + chance.uniform(-0.5, 0.5)
    return [
        *said,
        (_ght("streetAddress"), _text(f"{chance.randint(1, 200)} {chance.choice(_STREETS)}")),
        (_ght("postcode"), _text(postcode)),
        (_term("geo", "lat"), _typed(f"{north:.5f}1", "decimal")),
        (_term("geo", "long"), _typed(f"{east:.5f}1", "decimal")),
    ]


def _day(chance: random.Random) -> str:
    year, month, day = chance.randint(1901, 2026), chance.randint(1, 12), chance.randint(1, 28)
    return _typed(f"{year}-{month:02d}-{day:02d}", "date")


def _labels(fr: str, en: str) -> list[Statement]:
    return [(_LABEL, _text(fr, "fr")), (_LABEL, _text(en, "en"))]


def _finess(path: str) -> str:
    return _node(f"{iris.BASE}id/{path}")


def _concept(scheme: str, notation: str) -> str:
    return _node(f"{iris.BASE}id/concept/{scheme}/{notation}")


def _ght(name: str) -> str:
    return _term("ght", name)


def _term(prefix: str, name: str) -> str:
    return _node(PREFIXES[prefix] + name)


def _node(iri: str) -> str:
    return f"<{iri}>"


def _text(words: str, language: str = "") -> str:
    return f'"{words}"@{language}' if language else f'"{words}"'


def _typed(lexical: str, datatype: str) -> str:
    return f'"{lexical}"^^<{PREFIXES["xsd"]}{datatype}>'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path, help="folder of the releases: build/register/… is made")
    parser.add_argument("--share", type=float, default=1.0, help="1.0 is the whole country")
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args()
    extract, count = write(options.build, Size.of(options.share), seed=options.seed)
    print(f"{extract.quads}: {count} statements")


if __name__ == "__main__":
    main()
