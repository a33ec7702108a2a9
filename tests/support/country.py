"""The entities that tests of the country ask for by name, and the match of one grouping."""

from __future__ import annotations

import national
import register_files as files

SHARE = 1_000 / 150_000
MATCH = """
match:ght-lozere-inscrit a ght:RegisterMatch ;
    ght:entity <https://w3id.org/ghtld/id/group/lozere> ;
    ght:entry <https://w3id.org/ghtld/id/finess-group/948> ;
    ght:extract graph:finess-2026-05-12 ;
    ght:method "Même nom, même support."@fr , "Same name, same support."@en ;
    ght:confidence confidence:certaine ;
    dcterms:date "2026-11-21"^^xsd:date .
"""
HOME_STREET = "CHEMIN DES ECUREUILS"


def _number(serial: str) -> str:
    return serial + national.key(serial)


SUPPORT, HOSPITAL, HOUSE = "480780097", "480780121", _number("48999901")
CLOSED, BARE, CORSICAN = _number("48999902"), _number("48999903"), _number("2A999901")
REUNION, HOME, SITE = _number("97499901"), _number("48999904"), "480000017"


def _address(commune: str, town: str, **other: object) -> dict[str, object]:
    return files.address(cogCommune=commune, ligneAcheminement=town, **other)


def _at(north: str, east: str) -> dict[str, object]:
    return {"coordonneesGeographique": {"directionLatitude": north, "directionLongitude": east}}


def _legal(
    number: str, technical: str, name: str, *sites: dict[str, object], **other: object
) -> dict[str, object]:
    commune, town = other.pop("commune", "48095"), other.pop("town", "MENDE")
    address = _address(commune, town)
    del address["coordonneesGeographique"]
    told = {"adresse": [address], **other}
    return files.legal(number, technical, name, list(sites), **told)


def added() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return legal entities and groupings that a test asks for by name."""
    mende = {"adresse": [_address("48095", "MENDE", **_at("44.518", "3.501"))]}
    chely = {"adresse": [_address("48140", "ST CHELY D APCHER", **_at("44.802", "3.276"))]}
    secret = {"libelleVoie": HOME_STREET, **_at("44.6", "3.6")}
    ajaccio = {"adresse": [_address("2A004", "AJACCIO", **_at("41.927", "8.737"))]}
    denis = {"adresse": [_address("97411", "ST DENIS", **_at("-20.879", "55.448"))]}
    legals = [
        _legal(SUPPORT, "s1", "HOPITAL LOZERE", files.site(SITE, "e1", **mende)),
        _legal(HOSPITAL, "s2", "CH FANNY RAMADIER", files.site("480000033", "e2", **chely)),
        _legal(CLOSED, "s3", "HOPITAL FERME", etatObjet="I", dateFermeture="2024-12-31"),
        _legal(BARE, "s4", "<SCRIPT>=1+1"),
        _legal(
            HOUSE,
            "s5",
            "FOYER DES ECUREUILS",
            files.site(HOME, "e5", "462", adresse=[_address("48095", "MENDE", **secret)]),
        ),
        _legal(
            CORSICAN,
            "s6",
            "CH D AJACCIO",
            files.site(_number("2A999902"), "e6", "355", **ajaccio),
            commune="2A004",
            town="AJACCIO",
        ),
        _legal(
            REUNION,
            "s7",
            "CHU DE LA REUNION",
            files.site(_number("97499902"), "e7", "101", **denis),
            commune="97411",
            town="ST DENIS",
        ),
    ]
    members = [("s1", "S"), ("s2", "M"), ("s3", "M"), ("s4", "M"), ("nowhere", "M")]
    named = {"nomGcc": "Sans support", "gccIdentifiantExterne": "76999"}
    two = {"nomGcc": "À deux supports", "gccIdentifiantExterne": "94201"}
    groupings = [
        files.grouping(members, gccId="948", nomGcc="Lozère"),
        files.grouping([("s2", "M")], gccId="949", **named),
        files.grouping([("s6", "S"), ("s7", "S")], gccId="950", **two),
        files.grouping([("gone", "S"), ("s2", "M")], gccId="951", nomGcc="Support perdu"),
    ]
    return legals, groupings
