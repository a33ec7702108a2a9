"""The numbers of the register and of companies, and their keys."""

from __future__ import annotations

import re

from ghtld import iris

_CORSICA = str.maketrans("AB", "12")
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Twice each digit, the digits of the sum added up."""
_POST_OFFICE = "356000000"


def has_luhn_key(digits: str) -> bool:
    """Tell whether the last of ``digits`` is their Luhn key (ISO/IEC 7812-1, annex B)."""
    return sum(map(int, digits[::-2] + digits[-2::-2].translate(_DOUBLED))) % 10 == 0


def is_finess(text: str) -> bool:
    """Tell whether ``text`` has the nine characters of a FINESS number, whatever its key."""
    return iris.FINESS_NUMBER.fullmatch(text) is not None


def has_finess_key(number: str) -> bool:
    """Tell whether the ninth character is the key; Corsican letters count as A = 1, B = 2."""
    return has_luhn_key(number.translate(_CORSICA))


def has_lost_zeros(text: str) -> bool:
    """Tell whether ``text`` is a FINESS number of a department 01 to 09 without its zero."""
    return re.fullmatch(r"[0-9]{8}", text) is not None and has_luhn_key(text)


def has_siren_key(siren: str) -> bool:
    """Tell whether nine digits have the key of a SIREN."""
    return has_luhn_key(siren)


def has_siret_key(siret: str) -> bool:
    """Tell whether fourteen digits have the key of a SIRET; La Poste's make a multiple of 5."""
    if siret.startswith(_POST_OFFICE):
        return has_luhn_key(siret) or sum(map(int, siret)) % 5 == 0
    return has_luhn_key(siret)
