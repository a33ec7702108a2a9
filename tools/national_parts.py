"""Small parts of a generated register: keys, days, contacts, events, projections."""

from __future__ import annotations

import random
from functools import cache

from pyproj import Transformer

Json = dict[str, object]


def key(serial: str) -> str:
    """Return the Luhn key of the first eight characters of a FINESS number."""
    digits = serial.replace("A", "1").replace("B", "2")
    total = sum(int(c) for c in digits[::2]) + sum(int("0246813579"[int(c)]) for c in digits[1::2])
    return str(-total % 10)


CONTACT: Json = {
    "typeContact": {"roleContact": "01"},
    "telecom": {"telephone": "0466494949", "courriel": "accueil@etablissement.example"},
}


def event(chance: random.Random, rank: int) -> Json:
    return {
        "evenementId": str(rank),
        "dateEnregistrement": "2025-10-21 18:36:29",
        "dateEvenement": day(chance),
        "etatObjet1": "001",
        "identifiantObjet1": "2",
        "systemeMaitre": "01",
        "typeObjet1": "PM",
        "codeEvenement": "001",
    }


def luhn(digits: str) -> str:
    """Return the Luhn key of a number that it is put behind."""
    total = sum(int("0246813579"[int(c)]) for c in digits[::-2])
    return str(-(total + sum(int(c) for c in digits[-2::-2])) % 10)


def day(chance: random.Random) -> str:
    return f"{chance.randint(1901, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"


@cache
def projection(system: int) -> Transformer:
    return Transformer.from_crs(4326, system, always_xy=True)
