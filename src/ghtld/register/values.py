"""Values of a row: numbers with their keys, and texts without telephone numbers and addresses.

Telephone numbers and e-mail addresses are never kept, wherever a file may hold them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ghtld import iris
from ghtld.register import reasons
from ghtld.register.reasons import RejectReason, Unreadable
from ghtld.register.records import Cells

Note = Callable[[RejectReason, str], None]
"""Told of each value set aside or remarkable, with the value."""

_PHONE = re.compile(
    r"(?:^|(?<=[^0-9A-Za-z]))(?:0|\+33 ?|0033 ?)[1-9](?:[ .\xa0-]?[0-9]{2}){4}(?![0-9])"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MAIL = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.[A-Za-z.]+")
_CORSICA = str.maketrans("AB", "12")
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Twice each digit, the digits of the sum added up."""
_POST_OFFICE = "356000000"


def without_contacts(text: str) -> str:
    """Return ``text`` with telephone numbers and e-mail addresses replaced by ``[…]``."""
    if "0" in text or "+" in text:  # most texts have neither: the expressions are slow
        text = _PHONE.sub("[…]", text)
    return _MAIL.sub("[…]", text) if "@" in text else text


def text(cells: Cells, name: str, note: Note) -> str:
    """Return a text for people; one that holds a telephone or an e-mail address is set aside.

    Raises Unreadable where it holds a control character.
    """
    written = cells[name]
    if not written.isprintable() and _CONTROL.search(written):
        raise Unreadable(reasons.CONTROL, name)
    if written and without_contacts(written) != written:
        note(reasons.CONTACT, "[…]")
        return ""
    return written


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
