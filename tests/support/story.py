"""A register of some twenty hospitals in spring and in summer, as finess-structures files."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import register_files as given

from ghtld.content import bundled
from ghtld.register.import_extract import Wanted, import_extract

OLD, NEW = "finess-2026-03-09", "finess-2026-07-01"
FINESS = "https://w3id.org/ghtld/id/finess/"
GROUP = "https://w3id.org/ghtld/id/finess-group/"


def number(serial: str) -> str:
    """Return a FINESS number: eight characters and their key."""
    digits = serial.replace("A", "1").replace("B", "2")
    total = sum(int(c) for c in digits[::2]) + sum(int("0246813579"[int(c)]) for c in digits[1::2])
    return serial + str(-total % 10)


HAINAUT = {1: "590782215", 2: "590782165", 3: "590781605", 4: "590781621"}
"""Valenciennes, Denain, Cambrai and Le Cateau, by their real numbers."""
_CODES = {"1": "32106", "8": "32115"}


def legal_number(rank: int) -> str:
    return HAINAUT.get(rank) or number(f"5907{rank:04d}")


def site_number(rank: int) -> str:
    return number(f"5900{rank:04d}")


def _legal(rank: int) -> dict[str, object]:
    address = given.address(
        cogCommune="59606", ligneAcheminement="VALENCIENNES", codePostal="59300"
    )
    site = given.site(site_number(rank), f"s{rank}", adresse=[address])
    site["informationsGeneralesEGE"]["nomEgeLong"] = f"HOPITAL {rank}"
    return given.legal(legal_number(rank), f"l{rank}", f"CH {rank}", [site], adresse=[address])


def _group(key: str, name: str, *members: int) -> dict[str, object]:
    roles = [(f"l{m}", "M" if rank else "S") for rank, m in enumerate(members)]
    return given.grouping(
        roles, gccId=key, nomGcc=name, gccIdentifiantExterne=_CODES.get(key, f"99{key.zfill(3)}")
    )


def spring() -> dict[str, object]:
    groups = [
        _group("1", "Hainaut-Cambrésis", 1, 2, 3, 4),
        _group("2", "Aube", 5, 6),
        _group("3", "Bruyère", 7, 8),
        _group("4", "Chêne", 9, 10, 11),
        _group("5", "Dune", 12, 13),
        _group("6", "Écume", 14, 15),
        _group("7", "Futaie", 16, 17, 18),
    ]
    legals = [_legal(rank) for rank in range(1, 21)]
    return given.structure_parts() | {"pmej": legals, "gcc": groups}


def summer() -> dict[str, object]:
    """Return the register later.

    Cambrai and Le Cateau left for a grouping of their own; Aube and Bruyère became one; Chêne took
    in Dune; Écume has another identifier; in Futaie one member came, one left, and the support
    changed. One hospital is renamed, one moved, one closed with its site, one is another category,
    one site changed hands, one is new.
    """
    parts = copy.deepcopy(spring())
    parts["generatedAt"] = "2026-07-01T04:00:00.000000000Z"
    parts["gcc"] = [
        _group("1", "Hainaut", 1, 2),
        _group("8", "Cambrésis", 3, 4),
        _group("9", "Aube-Bruyère", 5, 6, 7, 8),
        _group("4", "Chêne", 9, 10, 11, 12, 13),
        _group("10", "Écume", 14, 15),
        _group("7", "Futaie", 17, 16, 19),
    ]
    legals = parts["pmej"]
    site = legals[0]["ege"][0]
    site["informationsGeneralesEGE"]["nomEgeLong"] = "HOPITAL JEAN BERNARD"
    legals[1]["ege"][0]["informationsGeneralesEGE"]["nomEgeLong"] = "Hôpital 2"
    elsewhere = given.address(cogCommune="59172", ligneAcheminement="DENAIN", codePostal="59220")
    legals[2]["ege"][0]["adresse"] = [elsewhere]
    legals[3]["ege"][0]["categorieentiteGeographiqueExercice"] = "106"
    legals[5]["ege"].append(legals[4]["ege"].pop())
    del legals[19]
    legals.append(_legal(21))
    return parts


def write(build: Path) -> None:
    """Lift both registers below ``build``."""
    for rank, parts in enumerate((spring(), summer())):
        path = build / f"structures-{rank}"
        path.write_text(json.dumps(parts, ensure_ascii=False), encoding="utf-8")
        wanted = Wanted((str(path),), build)
        import_extract(wanted, bundled(), lambda said: None, lambda read, total: None)
