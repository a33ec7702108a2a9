"""Answers as a page shows them: the first rows as a table, a yes or no, the start of a graph."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from ghtld.engine.backend import BackendFailed
from ghtld.engine.interface import Answer, Question, ResultTooLarge
from ghtld.engine.scan import scan
from ghtld.formats import RESULTS_JSON, TURTLE, Format
from ghtld.terms import shorten
from ghtld.web.pages.view import Shown, View
from ghtld.web.site import Site, Text

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
