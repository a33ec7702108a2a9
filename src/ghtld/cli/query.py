"""The verb ``query``: a table for people, CSV or JSON for programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
)
from rich.console import Console
from rich.table import Table

from ghtld import formats
from ghtld.cli.terminal import in_build_folder, one_sentence
from ghtld.release import Release, current, open_store
from ghtld.terms import PREFIXES, shorten
from ghtld.text import UserError


@click.command()
@click.argument("query_file", metavar="FILE.rq|-", type=click.File("r", encoding="utf-8"))
@in_build_folder
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="Forme de la réponse. / Form of the answer.",
)
@one_sentence
def query(query_file: TextIO, build_folder: Path, form: str) -> None:
    """Répondre à une question SPARQL sur l’édition construite. / Answer a SPARQL query on the
    built release.
    """
    answer(current(build_folder), query_file.read(), form, sys.stdout)


def answer(release: Release, text: str, form: str, out: TextIO) -> None:
    """Write the answer of the query ``text`` to ``out`` as ``table``, ``csv`` or ``json``.

    The project's prefixes are known. Raises UserError.
    """
    result = _ask(release, text)
    if isinstance(result, QueryTriples):
        out.write(formats.encode(result, RdfFormat.TURTLE, PREFIXES).decode())
    elif form == "json":
        out.write(_serialized(result, QueryResultsFormat.JSON) + "\n")
    elif isinstance(result, QueryBoolean):
        out.write(f"{str(bool(result)).lower()}\n")
    elif form == "csv":
        out.write(_serialized(result, QueryResultsFormat.CSV))
    else:
        Console(file=out).print(_table(result))


def _ask(release: Release, text: str) -> QueryBoolean | QuerySolutions | QueryTriples:
    from ghtld.engine.query import scan

    store = open_store(release)
    graphs: list[NamedNode] = [NamedNode(g) for g in release.manifest.default_graphs]
    try:
        if scan(text).names_data_set:
            return store.query(text, prefixes=PREFIXES)
        return store.query(text, prefixes=PREFIXES, default_graph=list(graphs))
    except SyntaxError as error:
        raise UserError(
            f"La requête n’est pas du SPARQL bien formé : {error}.",
            f"The query is not well-formed SPARQL: {error}.",
        ) from error


def _serialized(result: QueryBoolean | QuerySolutions, form: QueryResultsFormat) -> str:
    written = result.serialize(format=form)
    return "" if written is None else written.decode().replace("\r\n", "\n")


def _table(solutions: QuerySolutions) -> Table:
    table = Table(*[str(variable)[1:] for variable in solutions.variables])
    for solution in solutions:
        table.add_row(*[_cell(value) for value in solution])
    return table


def _cell(value: object) -> str:
    if isinstance(value, NamedNode):
        return shorten(value.value)
    if isinstance(value, Literal):
        return value.value
    return "" if value is None else str(value)
