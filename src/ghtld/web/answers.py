"""Answers as a page shows them: the first rows as a table, a yes or no, the start of a graph."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from ghtld.engine.interface import Answer, DataSet, Engine, Question
from ghtld.engine.scan import scan
from ghtld.formats import RESULTS_JSON, TSV, TURTLE
from ghtld.terms import shorten
from ghtld.web.site import Text
from ghtld.web.view import Shown, View

MOST_ROWS = 500
_MOST_BYTES = 2**20


@dataclass(frozen=True)
class Table:
    """What a page shows of an answer; ``cut`` tells that there is more."""

    variables: Sequence[str] = ()
    rows: Sequence[Sequence[Shown | None]] = ()
    boolean: bool | None = None
    text: str | None = None
    cut: bool = False


async def tabulate(engine: Engine, view: View, query: str, data_set: DataSet | None) -> Table:
    """Ask ``query`` and return its answer for a page; raise the engine's Refusal."""
    found = scan(query)
    if found.gives_graph:
        start, cut = await _start(await engine.ask(Question(query, TURTLE, data_set)))
        return Table(text=start.decode("utf-8", "replace"), cut=cut)
    if found.form == "ASK":
        start, _ = await _start(await engine.ask(Question(query, RESULTS_JSON, data_set)))
        return Table(boolean=bool(json.loads(start)["boolean"]))
    start, cut = await _start(await engine.ask(Question(query, TSV, data_set)), MOST_ROWS + 1)
    return _table(view, start, cut=cut)


async def _start(answer: Answer, most_lines: int = MOST_ROWS) -> tuple[bytes, bool]:
    """Return the first whole lines of ``answer`` and whether there are more; stop the rest."""
    received = bytearray()
    try:
        async for part in answer:
            received += part
            if len(received) > _MOST_BYTES or received.count(b"\n") > most_lines:
                break
    finally:
        await answer.aclose()
    lines = bytes(received).splitlines(keepends=True)
    cut = len(lines) > most_lines or len(received) > _MOST_BYTES
    return b"".join(lines[:most_lines] if cut else lines), cut


def _table(view: View, start: bytes, *, cut: bool) -> Table:
    results = parse_query_results(io.BytesIO(start), format=QueryResultsFormat.TSV)
    if not isinstance(results, QuerySolutions):
        raise TypeError("rows were expected")
    variables = [variable.value for variable in results.variables]
    rows = [[_cell(view, solution[name]) for name in variables] for solution in results]
    return Table(variables, rows, cut=cut)


def _cell(view: View, term: object) -> Shown | None:
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return Shown(Text(shorten(term.value)), view.link(term.value))
    if isinstance(term, Literal):
        return Shown(Text(term.value, term.language))
    return Shown(Text(str(term)))
