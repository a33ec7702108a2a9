"""Lines and rows of a table in text: encoding told by the bytes, rows parsed by the csv module.

A row that can't be parsed comes back as what it is, with its line number: nothing is lost.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ghtld.register import reasons
from ghtld.register.files import Source
from ghtld.register.reasons import RejectReason
from ghtld.text import UserError

MAX_LINE = 2**16
"""Bytes of a line at most; the longest of the register has under 2,000."""
MAX_PIECES = 20
"""Lines that one row may be cut into."""
_BLOCK = 2**20
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Encoding:
    """How a text is encoded; ``mixed`` tells that some lines are encoded otherwise."""

    name: str
    mixed: bool


@dataclass(frozen=True)
class Line:
    """A line as it lies in the file; ``text`` is None where its bytes are of another encoding."""

    number: int
    raw: bytes
    text: str | None

    @property
    def is_whole(self) -> bool:
        """Tell whether the line is ended: the last one of a truncated file is not."""
        return self.raw.endswith(b"\n")


@dataclass(frozen=True)
class Row:
    """The fields of one row, and where it begins."""

    place: str
    fields: list[str]
    raw: str
    joined: bool = False


@dataclass(frozen=True)
class Broken:
    """What could not be read as a row: where, why, and what it is."""

    place: str
    reason: RejectReason
    raw: object
    value: str = ""
    last: bool = False
    """Whether the file ends here, without the end of a line."""


def encoding_of(source: Source) -> Encoding:
    """Tell whether a text is UTF-8 or Windows-1252, by what most of its accents are written in."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    strays = accents = 0
    with source.open() as stream:
        while block := stream.read(_BLOCK):
            text = decoder.decode(block)
            if not text.isascii():
                valid = text.encode("utf-8", "ignore").decode("utf-8")
                strays += len(text) - len(valid)
                accents += len(valid) - len(valid.encode("ascii", "ignore"))
    if strays <= accents:
        return Encoding("utf-8", mixed=strays > 0)
    return Encoding("cp1252", mixed=accents > 0)


def lines(stream: io.BufferedReader, encoding: Encoding, source: Source) -> Iterator[Line]:
    """Yield the lines of a text; raises UserError where one is longer than any of the register."""
    number = 0
    while raw := stream.readline(MAX_LINE):
        number += 1
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            raise UserError(
                f"{source.name}, ligne {number} : plus de {MAX_LINE} octets, ce n’est pas un "
                "fichier du registre.",
                f"{source.name}, line {number}: over {MAX_LINE} bytes, it is no file of the "
                "register.",
            )
        yield Line(number, raw, _decoded(raw, encoding, first=number == 1))


def _decoded(raw: bytes, encoding: Encoding, *, first: bool) -> str | None:
    if encoding.name == "cp1252" and encoding.mixed and not raw.isascii() and _is_utf8(raw):
        return None
    try:
        text = raw.decode(encoding.name)
    except UnicodeDecodeError:
        return None
    return text.removeprefix("\ufeff") if first else text


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def readable(raw: bytes) -> str:
    """Return bytes of unknown encoding so that a person recognises them."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def rows(
    found: Iterator[Line],
    delimiter: str,
    is_complete: Callable[[list[str]], bool],
    begins: Callable[[str], bool],
) -> Iterator[Row | Broken]:
    """Yield each row, or what could not be read as one.

    ``is_complete`` judges the fields of a row; ``begins`` tells whether a line begins one, so that
    the pieces of a row that a line break cut are joined, when together they are complete.
    """
    waiting: deque[Line] = deque()
    while True:
        line = waiting.popleft() if waiting else next(found, None)
        if line is None:
            return
        if line.text is not None and not line.text.strip():
            continue
        if line.text is None or _CONTROL.search(line.text):
            reason = reasons.ENCODING if line.text is None else reasons.CONTROL
            yield Broken(str(line.number), reason, readable(line.raw), last=not line.is_whole)
            continue
        taken = [line]
        fields, why = _parsed(taken, delimiter)
        while not _is_row(fields, is_complete) and len(taken) < MAX_PIECES:
            following = waiting.popleft() if waiting else next(found, None)
            if following is None:
                break
            if following.text is None or begins(following.text):
                waiting.appendleft(following)
                break
            taken.append(following)
            fields, why = _parsed(taken, delimiter, is_complete)
        if fields is not None and is_complete(fields):
            raw = "".join(piece.text or "" for piece in taken)
            yield Row(str(line.number), fields, raw, joined=len(taken) > 1)
        else:
            waiting.extendleft(reversed(taken[1:]))
            _, why = _parsed([line], delimiter)
            yield Broken(str(line.number), why, line.text, last=not line.is_whole)


def _is_row(fields: list[str] | None, is_complete: Callable[[list[str]], bool]) -> bool:
    return fields is not None and is_complete(fields)


def _parsed(
    taken: list[Line],
    delimiter: str,
    is_complete: Callable[[list[str]], bool] | None = None,
) -> tuple[list[str] | None, RejectReason]:
    """Return the fields of one row in one or several lines, or why there are none."""
    texts = [line.text or "" for line in taken]
    try:
        parsed = list(csv.reader(texts, delimiter=delimiter, strict=True))
    except csv.Error:
        return None, reasons.QUOTES
    if len(parsed) == 1 and (is_complete is None or is_complete(parsed[0])):
        return parsed[0], reasons.FIELDS
    if len(texts) > 1:
        joined = [" ".join(text.rstrip("\r\n") for text in texts)]
        try:
            return next(csv.reader(joined, delimiter=delimiter, strict=True)), reasons.FIELDS
        except csv.Error:
            return None, reasons.QUOTES
    return (parsed[0] if parsed else []), reasons.FIELDS
