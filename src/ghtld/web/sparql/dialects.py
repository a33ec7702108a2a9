"""CSV as a spreadsheet of some country wants it, made from the engine's as it streams by.

``excel-fr``: a byte order mark, semicolons, CRLF, as Excel reads CSV where the decimal sign is a
comma. Values stay as they are, numbers included, but for a cell that a spreadsheet would run as a
formula: an apostrophe goes before it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass

from ghtld.engine.interface import Answer
from ghtld.formats import CSV, Format
from ghtld.web.delivery.problems import Problem, ProblemRaised
from ghtld.web.finding.spreadsheet import EXCEL_FR, is_formula

csv.field_size_limit(2**31 - 1)  # the module's own is 128 KiB; ours is that of an answer


@dataclass(frozen=True)
class Dialect:
    """What stands between cells, and what stands before the first."""

    delimiter: str
    start: bytes


DIALECTS = {EXCEL_FR: Dialect(";", codecs.BOM_UTF8)}


def called(name: str | None, fmt: Format) -> Dialect | None:
    """Return the dialect of this name, None when none is asked for; raise for an unknown one."""
    if name is None:
        return None
    if fmt is not CSV or name not in DIALECTS:
        known = ", ".join(DIALECTS)
        raise ProblemRaised(Problem(400, "bad-dialect", {"name": name, "known": known}))
    return DIALECTS[name]


class Translator:
    """Turns CSV (RFC 4180) into a dialect, piece by piece; pieces may end anywhere."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._waiting: list[str] = []
        self._quoted = False
        self._start = dialect.start

    def feed(self, part: bytes, *, last: bool = False) -> bytes:
        """Return the translation of the rows that are complete by now; all of them at the last."""
        text = self._decode(part, final=last)
        end = self._end_of_rows(text)
        if last or end:
            end = len(text) if last else end
            rows = "".join([*self._waiting, text[:end]])
            self._waiting = [text[end:]]
        else:
            rows = ""
            self._waiting.append(text)
        start, self._start = self._start, b""
        return start + self._translated(rows).encode()

    def _end_of_rows(self, text: str) -> int:
        """Return where the last whole row in ``text`` ends: a line feed within no quotes, or 0."""
        end = position = 0
        for segment in text.split('"'):
            if not self._quoted:
                found = segment.rfind("\n")
                end = position + found + 1 if found >= 0 else end
            position += len(segment) + 1
            self._quoted = not self._quoted
        self._quoted = not self._quoted  # one quote less than there are segments
        return end

    def _translated(self, rows: str) -> str:
        output = io.StringIO()
        writer = csv.writer(output, delimiter=self._dialect.delimiter, lineterminator="\r\n")
        writer.writerows(_harmless(csv.reader(io.StringIO(rows, newline=""))))
        return output.getvalue()


def _harmless(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for row in rows:
        yield [f"'{cell}" if is_formula(cell) else cell for cell in row]


class Translated:
    """An Answer in CSV, in a dialect."""

    def __init__(self, answer: Answer, dialect: Dialect) -> None:
        self._answer = answer
        self._translator = Translator(dialect)
        self._finished = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        """Return the next rows; raise the Refusal that cuts the answer short."""
        while not self._finished:
            try:
                part = self._translator.feed(await anext(self._answer))
            except StopAsyncIteration:
                self._finished = True
                part = self._translator.feed(b"", last=True)
            if part:
                return part
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Stop the work, if any is left."""
        await self._answer.aclose()
