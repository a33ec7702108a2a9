"""Telephone numbers and e-mail addresses: never kept, wherever a file may hold them."""

from __future__ import annotations

import re
from collections.abc import Callable

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


def without_contacts(text: str) -> str:
    """Return ``text`` with telephone numbers and e-mail addresses blotted out."""
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
