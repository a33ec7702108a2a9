"""Tell what a file is by what it holds, whatever its name; refuse in one sentence what is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ghtld.register import etalab_csv, finess_plus
from ghtld.register.files import Advance, Source
from ghtld.register.records import Cells
from ghtld.register.tables import Broken, Encoding, encoding_of, readable
from ghtld.text import UserError

_HEAD = 2**16
_ROWS = 50

Reader = Callable[[Source, Encoding, Advance], Iterator[Cells | Broken]]


class Format(StrEnum):
    """The files that are read, in the order in which they are lifted together."""

    LEGAL = "cs1100501"
    GEOGRAPHIC = "cs1100502"
    PLACES = "cs1100507"
    TABLE = "table"
    STRUCTURES = "finess-structures"


_READERS: dict[Format, Reader] = {
    Format.LEGAL: etalab_csv.read,
    Format.GEOGRAPHIC: etalab_csv.read,
    Format.PLACES: etalab_csv.read,
    Format.TABLE: etalab_csv.read_table,
    Format.STRUCTURES: finess_plus.read,
}


@dataclass(frozen=True)
class Recognised:
    """A file of the register: its format, encoding and date (None where it does not tell)."""

    source: Source
    format: Format
    encoding: Encoding
    date: str | None

    def read(self, advance: Advance) -> Iterator[Cells | Broken]:
        """Yield its rows."""
        return _READERS[self.format](self.source, self.encoding, advance)


def recognise(source: Source) -> Recognised:
    """Return what ``source`` is; raises UserError when it is no file of the register."""
    with source.open() as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        raise UserError(
            f"{source.name} est vide : téléchargez-le de nouveau.",
            f"{source.name} is empty: download it again.",
        )
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _structures(source, head)
    if b"\x00" in head:
        raise _unknown(source)
    first, *rest = readable(head).splitlines()
    if etalab_csv.delimiter_of(first) is not None:
        date = etalab_csv.date_of(source, first)
        return Recognised(source, _legacy_format(source, first, rest), encoding_of(source), date)
    if etalab_csv.heading_of(first) is not None:
        return Recognised(source, Format.TABLE, encoding_of(source), None)
    raise _unknown(source)


def _structures(source: Source, head: bytes) -> Recognised:
    if b'"activitesAutorisees"' in head:
        raise UserError(
            f"{source.name} est le fichier des activités : donnez finess-structures.",
            f"{source.name} is the file of activities: give finess-structures.",
        )
    if not any(name in head for name in (b'"schemaVersion"', b'"pmej"', b'"gcc"')):
        raise _unknown(source)
    date = finess_plus.generated_on(head)
    return Recognised(source, Format.STRUCTURES, encoding_of(source), date)


def _legacy_format(source: Source, first: str, rest: list[str]) -> Format:
    delimiter = etalab_csv.delimiter_of(first) or ";"
    sections = [line.partition(delimiter)[0] for line in rest[:_ROWS]]
    if etalab_csv.PLACE in sections:
        return Format.PLACES
    if etalab_csv.LEGAL in sections:
        return Format.LEGAL
    if etalab_csv.GEOGRAPHIC in sections:
        widths = {line.count(delimiter) for line in rest if line.startswith(etalab_csv.GEOGRAPHIC)}
        return Format.PLACES if min(widths) == 30 else Format.GEOGRAPHIC
    raise UserError(
        f"{source.name} n’a aucune ligne structureej, structureet ni geolocalisation : donnez "
        "cs1100501, cs1100502 ou cs1100507.",
        f"{source.name} has no row structureej, structureet or geolocalisation: give cs1100501, "
        "cs1100502 or cs1100507.",
    )


def _unknown(source: Source) -> UserError:
    return UserError(
        f"{source.name} n’est pas un fichier du registre : donnez finess-structures (JSON), "
        "cs1100501, cs1100502, cs1100507 ou un tableau nofinesset;nofinessej;rs;categetab.",
        f"{source.name} is no file of the register: give finess-structures (JSON), cs1100501, "
        "cs1100502, cs1100507 or a table nofinesset;nofinessej;rs;categetab.",
    )
