"""Answers as a page shows them: the first rows as a table, a yes or no, the start of a graph."""

from __future__ import annotations

import asyncio
import codecs
import csv
import io
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from ghtld.engine.backend import BackendFailed
from ghtld.engine.interface import Answer, Question, ResultTooLarge
from ghtld.engine.query import scan
from ghtld.formats import CSV, RESULTS_JSON, TURTLE, Format
from ghtld.terms import shorten
from ghtld.ui.problems import Problem, ProblemRaised
from ghtld.web.pages.elements import Shown
from ghtld.web.pages.view import View
from ghtld.web.site import Site, Text
from ghtld.web.tables.spreadsheet import EXCEL_FR, is_formula

MOST_ROWS = 500
_MOST_BYTES = 2**20
_VIRTUOSO_NODE = re.compile(rb'("bnode",\s*"value":\s*")nodeID://')
"""Blank nodes as Virtuoso names them, which no parser takes."""


@dataclass(frozen=True)
class Table:
    """What a page shows of an answer; ``cut`` tells that there is more."""

    variables: Sequence[str] = ()
    rows: Sequence[Sequence[Shown | None]] = ()
    boolean: bool | None = None
    text: str | None = None
    cut: bool = False


async def tabulate(site: Site, view: View, question: Question) -> Table:
    """Ask ``question`` and return its answer for a page; raise the engine's Refusal."""
    found = scan(question.text)

    async def ask(fmt: Format) -> Answer:
        return await site.ask(replace(question, format=fmt))

    if found.gives_graph:
        start, cut = await _start(await ask(TURTLE))
        return Table(text=start.decode("utf-8", "replace"), cut=cut)
    if found.form == "ASK":
        start, _ = await _start(await ask(RESULTS_JSON))
        return Table(boolean=bool(json.loads(start)["boolean"]))
    # In JSON: engines differ in how they write TSV.
    received, cut = await _received(await ask(RESULTS_JSON))
    return await asyncio.to_thread(_table, view, received, cut=cut)


async def _start(answer: Answer) -> tuple[bytes, bool]:
    """Return the first whole lines of ``answer`` and whether there are more; stop the rest."""
    received, cut = await _received(answer, MOST_ROWS)
    lines = received.splitlines(keepends=True)
    cut = cut or len(lines) > MOST_ROWS
    return b"".join(lines[:MOST_ROWS] if cut else lines), cut


async def _received(answer: Answer, most_lines: int | None = None) -> tuple[bytes, bool]:
    """Return the first bytes of ``answer`` and whether there are more; stop the rest."""
    received = bytearray()
    try:
        async for part in answer:
            received += part
            if len(received) > _MOST_BYTES:
                return bytes(received), True
            if most_lines is not None and received.count(b"\n") > most_lines:
                return bytes(received), True
    except ResultTooLarge:
        if not received:
            raise
        return bytes(received), True
    finally:
        await answer.aclose()
    return bytes(received), False


def _table(view: View, received: bytes, *, cut: bool) -> Table:
    """Return the first rows of an answer in JSON, which may end anywhere when it is ``cut``."""
    rows: list[list[Shown | None]] = []
    variables: list[str] = []
    try:
        results = parse_query_results(
            io.BytesIO(_VIRTUOSO_NODE.sub(rb"\1", received)), format=QueryResultsFormat.JSON
        )
        if not isinstance(results, QuerySolutions):
            raise BackendFailed("type", "no rows")
        variables = [variable.value for variable in results.variables]
        for solution in results:
            if len(rows) == MOST_ROWS:
                return Table(variables, rows, cut=True)
            rows.append([_cell(view, solution[name]) for name in variables])
    except (SyntaxError, ValueError) as reason:
        if not cut:
            raise BackendFailed("type", str(reason)) from reason
    return Table(variables, rows, cut=cut)


def _cell(view: View, term: object) -> Shown | None:
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return Shown(view.label(term), view.link(term.value), shorten(term.value))
    if isinstance(term, Literal):
        return Shown(Text(term.value, term.language))
    return Shown(Text(str(term)))


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
