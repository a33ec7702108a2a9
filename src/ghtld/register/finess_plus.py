"""The file that the register publishes since 2026: ``finess-structures``, in JSON.

Names of members vary between the published schema and the published files (``pm_smsseId`` and
``pmSmsseId``, a code as a string or as ``{"code": …, "system": …}``): they are read alike.
``contact`` is never read.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeAlias

import ijson

from ghtld.register import reasons
from ghtld.register.files import Advance, Source
from ghtld.register.records import Cells, Kind
from ghtld.register.tables import Broken, Encoding
from ghtld.text import UserError


class Watched:
    """A stream that refuses to go on when one record is larger than any of the register."""

    def __init__(
        self, inner: io.BufferedReader | codecs.StreamRecoder, source: Source, limit: int | None
    ) -> None:
        self._inner = inner
        self._source = source
        self._limit = limit
        self._since = 0

    def restart(self) -> None:
        """Count from here: a record was read."""
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raises UserError when they are too many since the last record."""
        block = self._inner.read(size)
        self._since += len(block)
        if self._limit is not None and self._since > self._limit:
            raise UserError(
                f"{self._source.name} contient un élément démesuré : ce n’est pas un fichier du "
                "registre.",
                f"{self._source.name} holds an element out of all measure: it is no file of the "
                "register.",
            )
        return block


@contextmanager
def opened(
    source: Source, encoding: Encoding, advance: Advance, limit: int | None = None
) -> Iterator[Watched]:
    """Open a JSON file; raises UserError when what is read of it is cut short or is no JSON."""
    with source.open(advance) as stream:
        if stream.peek(3)[:3] == codecs.BOM_UTF8:
            stream.read(3)
        if encoding.name == "utf-8":
            inner: io.BufferedReader | codecs.StreamRecoder = stream
        else:
            inner = codecs.EncodedFile(stream, "utf-8", encoding.name)
        try:
            yield Watched(inner, source, limit)
        except (ijson.JSONError, UnicodeError) as reason:
            raise UserError(
                f"{source.name} est tronqué ou n’est pas du JSON : téléchargez-le de nouveau.",
                f"{source.name} is cut short or is no JSON: download it again.",
            ) from reason


LEGAL, GEOGRAPHIC, GROUPING = "pmej", "ege", "gcc"
MAX_RECORD = 64 * 2**20
"""Bytes between two legal entities at most: the largest has some 2 MiB."""
MAIN_ADDRESS = "03"
"""``usageAdresse`` of the main address where there are several."""

_GENERATED = re.compile(rb'"generatedAt"\s*:\s*"([0-9]{4}-[0-9]{2}-[0-9]{2})')

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

# Names of members as they are looked up: in small letters, without underscores.
_GENERAL = {
    "createdOn": "datecreation",
    "closedOn": "datefermeture",
    "openedOn": "dateouverture",
    "authorizedOn": "datepremiereautorisation",
    "updatedOn": "datedernieremaj",
    "state": "etatobjet",
    "category": "categorieentitegeographiqueexercice",
    "siren": "siren",
    "siret": "siret",
    "status": "statutjuridique",
}
_LEGAL = {
    "technical": "pmsmsseid",
    "number": "numfinesspm",
    "name": "denominationpm",
    "long_name": "denominationlonguepmsmsse",
    "complement": "complementadressepmsmsse",
}
_GEOGRAPHIC = {
    "technical": "egeid",
    "number": "numfinessege",
    "name": "nomegecourt",
    "long_name": "nomegelong",
    "complement": "complementdenominationeg",
}
_GROUPING = {
    "identifier": "gccid",
    "name": "nomgcc",
    "kind": "typegcc",
    "code": "gccidentifiantexterne",
    "number": "numfinessgcc",
    "state": "etatobjet",
    "updatedOn": "datedernieremaj",
}
_ADDRESS = {
    "house": "numerovoie",
    "suffix": "complementvoie",
    "way": "typevoie",
    "street": "libellevoie",
    "delivery": "complementpointgeographique",
    "hamlet": "lieudit",
    "commune": "cogcommune",
    "town": "ligneacheminement",
    "postcode": "codepostal",
}
_POINT = {
    "x": "coordonneex",
    "y": "coordonneey",
    "lat": "directionlatitude",
    "lon": "directionlongitude",
}


def generated_on(head: bytes) -> str | None:
    """Return the day of ``generatedAt`` in the first bytes of a file, or None."""
    told = _GENERATED.search(head)
    return None if told is None else told[1].decode()


def read(source: Source, encoding: Encoding, advance: Advance) -> Iterator[Cells | Broken]:
    """Yield each legal entity with its geographic entities, then each grouping.

    The file is read twice, so that no order of its parts matters; the first time, no record may
    be out of all measure. Raises UserError where it is cut short or is no such file.
    """
    with opened(source, encoding, advance, MAX_RECORD) as stream:
        for place, item in enumerate(ijson.items(stream, "pmej.item")):
            stream.restart()
            yield from _legal(item, f"pmej[{place}]")
    with opened(source, encoding, advance) as stream:
        for place, item in enumerate(ijson.items(stream, "gcc.item")):
            yield _grouping(item, f"gcc[{place}]")


def _legal(item: Json, place: str) -> Iterator[Cells | Broken]:
    if not isinstance(item, dict):
        yield Broken(place, reasons.SHAPE, item)
        return
    told = _folded(item)
    values = _values(told, "informationsgeneralespmej", _LEGAL)
    yield _cells(LEGAL, place, item, told, values)
    for rank, inner in enumerate(_list(told.get("ege"))):
        at = f"{place}.ege[{rank}]"
        if isinstance(inner, dict):
            about = _folded(inner)
            own = _values(about, "informationsgeneralesege", _GEOGRAPHIC)
            own["legal_entity"] = values.get("number", "")
            yield _cells(GEOGRAPHIC, at, inner, about, own)
        else:
            yield Broken(at, reasons.SHAPE, inner)


def _grouping(item: Json, place: str) -> Cells | Broken:
    if not isinstance(item, dict):
        return Broken(place, reasons.SHAPE, item)
    told = _folded(item)
    members = [
        *_members(told, "pmejdugcc", Kind.LEGAL, "pmsmsseid"),
        *_members(told, "egedugcc", Kind.GEOGRAPHIC, "egeid"),
    ]
    return Cells(GROUPING, place, item, _strings(told, _GROUPING), tuple(members))


def _members(
    told: dict[str, Json], name: str, kind: Kind, identifier: str
) -> Iterator[tuple[str, str, str]]:
    for member in _list(told.get(name)):
        about = _folded(member) if isinstance(member, dict) else {}
        role = _string(about.get("typeroleentitegroupe"))
        yield kind.value, _string(about.get(identifier)), role


def _values(told: dict[str, Json], general: str, names: dict[str, str]) -> dict[str, str]:
    inner = told.get(general)
    about = _folded(inner) if isinstance(inner, dict) else {}
    return {
        **_strings(about, names),
        **_strings(told, _GENERAL),
        **_strings(about, _GENERAL),
        **_address(told),
    }


def _address(told: dict[str, Json]) -> dict[str, str]:
    """Return the main address, the first where none is said to be the main one."""
    addresses = [_folded(a) for a in _list(told.get("adresse")) if isinstance(a, dict)]
    if not addresses:
        return {}
    main = (a for a in addresses if _string(a.get("usageadresse")) == MAIN_ADDRESS)
    address = next(main, addresses[0])
    point = address.get("coordonneesgeographique")
    return {
        **_strings(address, _ADDRESS),
        **(_strings(_folded(point), _POINT) if isinstance(point, dict) else {}),
    }


def _cells(
    section: str,
    place: str,
    item: dict[str, Json],
    told: dict[str, Json],
    values: dict[str, str],
) -> Cells:
    kept = {key: value for key, value in item.items() if key.lower() not in ("ege", "contact")}
    return Cells(section, place, kept, values, addresses=len(_list(told.get("adresse"))))


def _folded(item: dict[str, Json]) -> dict[str, Json]:
    """Return the members of an object by their names in small letters, without underscores."""
    return {_fold(key): value for key, value in item.items()}


@lru_cache(maxsize=1_024)
def _fold(name: str) -> str:
    return name.replace("_", "").lower()


def _strings(told: dict[str, Json], names: dict[str, str]) -> dict[str, str]:
    return {name: text for name, key in names.items() if (text := _string(told.get(key)))}


def _string(value: Json) -> str:
    """Return a string, the code of a coding, the day of an update; empty for anything else."""
    if isinstance(value, dict):
        about = _folded(value)
        return _string(about.get("code") or about.get("dateevenement"))
    return value.strip() if isinstance(value, str) else ""


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
