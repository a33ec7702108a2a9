"""A generated release of about two million triples, the same at every run: what is asked.

Two graphs, as in a true release: an edition of agreements, groupings, facts and quotations, and a
register of entries with names, categories, communes and coordinates. No clock and no chance enters
but the seed.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from ghtld import iris
from ghtld.release import Manifest, Release, point_current_to
from ghtld.terms import DCTERMS, GHT, RDF, RDFS, XSD

EDITION = iris.graph("edition")
REGISTER = iris.graph("finess-2021-01")
GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
LATITUDE, LONGITUDE = NamedNode(GEO + "lat"), NamedNode(GEO + "long")
ENTRIES = 150_000
AGREEMENTS = 50_000
_TEXT = (
    "centre hospitalier universitaire clinique résidence foyer maison retraite santé mutualiste "
    "départemental intercommunal saint notre dame jean pierre marie val mont bois fontaine rivière "
    "les des du de la aux sur sous vieux grand petit nord sud est ouest enfants accueil soins"
)
_WORDS = _TEXT.split()
_CATEGORIES = [str(100 + 5 * n) for n in range(80)]


def write(build: Path, scale: float = 1.0) -> Release:
    """Write the release below ``build``, make it the current one, and return it."""
    release = Release(build / "releases" / "bench")
    release.path.mkdir(parents=True)
    store = Store(str(release.store))
    store.bulk_extend(statements(scale))
    store.optimize()
    manifest = Manifest(
        hash=hashlib.sha256(b"bench").hexdigest(),
        version="1.0.0",
        issued="2026-01-01",
        title_fr="Banc",
        title_en="Bench",
        default_graphs=(EDITION.value, REGISTER.value),
        counts={"triples": len(store)},
    )
    (release.path / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    point_current_to(build, release)
    return release


def statements(scale: float = 1.0) -> Iterator[Quad]:
    """Yield every statement of the generated release, or of one of another size."""
    chance = random.Random(4)
    entries = int(ENTRIES * scale)
    for number in range(entries):
        yield from _entry(chance, number)
    for number in range(int(AGREEMENTS * scale)):
        yield from _agreement(chance, number, entries)


def entry(number: int) -> NamedNode:
    """Return the register entry of this number."""
    return NamedNode(f"{iris.BASE}id/finess/{number:09d}")


def thing(kind: str, number: int) -> NamedNode:
    """Return the thing of this kind and number."""
    return NamedNode(f"{iris.BASE}id/{kind}/{kind}-{number}")


def _entry(chance: random.Random, number: int) -> Iterator[Quad]:
    node = entry(number)
    name = " ".join(chance.choices(_WORDS, k=chance.randint(2, 6))).upper()
    commune = int(36_000 * chance.random() ** 2)
    legal = number % 3 == 0
    said: dict[NamedNode, NamedNode | Literal] = {
        RDF.type: GHT.RegisteredLegalEntity if legal else GHT.RegisteredGeographicEntity,
        RDFS.label: Literal(name, language="fr"),
        GHT.registeredName: Literal(name),
        GHT.finessNumber: Literal(f"{number:09d}"),
        GHT.category: _concept("category", chance.choice(_CATEGORIES)),
        GHT.communeName: Literal(f"COMMUNE {commune}"),
        GHT.postcode: Literal(f"{commune:05d}"),
        LATITUDE: _decimal(42 + 9 * chance.random()),
        LONGITUDE: _decimal(-4 + 12 * chance.random()),
    }
    if not legal:
        said[GHT.legalEntity] = entry(3 * int(number / 3 * chance.random()))
    for name_, value in said.items():
        yield Quad(node, name_, value, REGISTER)


def _agreement(chance: random.Random, number: int, entries: int) -> Iterator[Quad]:
    node, group = thing("agreement", number), thing("group", number % 2_000)
    fact = thing("fact", number)
    words = " ".join(chance.choices(_WORDS, k=12))
    day = f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (node, RDF.type, GHT.Agreement),
        (node, RDFS.label, Literal(f"Convention {number}", language="fr")),
        (node, RDFS.label, Literal(f"Agreement {number}", language="en")),
        (node, GHT.party, group),
        (node, GHT.instrument, _concept("instrument", str(number % 14))),
        (node, GHT.status, _concept("status", str(int(6 * chance.random() ** 3)))),
        (fact, RDF.type, GHT.Fact),
        (fact, GHT.quote, Literal(words)),
        (fact, GHT.subject, node),
        (fact, DCTERMS.identifier, Literal(f"{number:06d}")),
    ]
    if number < 2_000:
        said.append((group, RDF.type, GHT.TerritorialHospitalGrouping))
        said.append((group, RDFS.label, Literal(f"GHT {number}", language="fr")))
    if number % 3:
        said.append((node, GHT.date, Literal(day, datatype=XSD.date)))
    for _ in range(chance.randint(1, 4)):
        said.append((node, GHT.party, entry(chance.randrange(entries))))
    for statement in said:
        yield Quad(*statement, EDITION)


def _concept(scheme: str, notation: str) -> NamedNode:
    return NamedNode(f"{iris.BASE}id/concept/{scheme}/{notation}")


def _decimal(value: float) -> Literal:
    return Literal(f"{value:.5f}", datatype=XSD.decimal)
