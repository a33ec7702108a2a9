"""What the pages say, by key: the gettext catalogues of ``locale/``, French and English.

A key is the msgid of its message. Read when a language is first asked for; nothing is compiled
beforehand, so that a checkout and a wheel run alike.
"""

from __future__ import annotations

import io
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import NoReturn

from babel.core import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = {"fr": Locale("fr", "FR"), "en": Locale("en", "GB")}
"""Whose dates, numbers and lists Babel writes for a language."""
FROM_DATA = ("error-[45]??", "picture-col-*", "severity-*", "status-*", "theme-*")
"""Keys that the code makes of data: statuses of HTTP and of terms, columns, severities,
themes.
"""
_CATALOGUES = Path(__file__).parent / "locale"


class _Missing(NullTranslations):
    """What is asked of a key that the catalogue lacks: there is no text to fall back on."""

    def gettext(self, message: str) -> NoReturn:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:
        raise KeyError(msgid1)


@cache
def _catalogue(language: str) -> GNUTranslations:
    compiled = io.BytesIO()
    with (_CATALOGUES / language / "LC_MESSAGES" / "ghtld.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=LOCALES[language], abort_invalid=True))
    compiled.seek(0)
    made = GNUTranslations(compiled)
    made.add_fallback(_Missing())
    return made


def say(key: str, language: str, **values: object) -> str:
    """Return the message ``key`` in ``language``; raise KeyError when there is no such message."""
    text = _catalogue(language).gettext(key)
    return text.format(**values) if "{" in text else text


def ngettext(key: str, language: str, count: int, **values: object) -> str:
    """Return the form that the message ``key`` has in ``language`` for ``count``."""
    text = _catalogue(language).ngettext(key, key, count)
    return text.format(count=number(count, language), **values)


def has(key: str) -> bool:
    """Tell whether there is a message ``key``."""
    try:
        _catalogue("fr").gettext(key)
    except KeyError:
        return False
    return True


@lru_cache(4096)
def number(number: int, language: str) -> str:
    """Return ``number`` with its thousands apart as ``language`` writes them."""
    return format_decimal(number, locale=LOCALES[language])
