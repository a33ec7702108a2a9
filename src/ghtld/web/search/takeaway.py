"""Take it away: lists and things as spreadsheets, and the words to cite a page by."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.terms import GHT, XSD
from ghtld.ui.problems import NOT_FOUND, Problem, ProblemRaised
from ghtld.web import graph
from ghtld.web.kinds import routes as things
from ghtld.web.pages.citation import cite
from ghtld.web.pages.errors import refuse_withdrawn
from ghtld.web.pages.reply import PageFunction, Reply
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View
from ghtld.web.search.catalogue import Entry
from ghtld.web.search.lists import MOST_ROWS, requested_listing, value_text
from ghtld.web.site import Site
from ghtld.web.tables import statement_table
from ghtld.web.tables.spreadsheet import download
from ghtld.web.tables.table import Cell, Column, Row, Table

_LIST_HEADS = ("label-fr", "label-en", "iri", "finess", "siret", "postcode")
_CODES = (GHT.siret, GHT.postcode)
"""The properties behind the columns ``siret`` and ``postcode``; their values stay text."""
_SOURCE_HEADS = ("documents", "facts", "quotations")
_STATEMENT = (
    "subject_label",
    "predicate_label",
    "object_label",
    "object",
    "documents",
    "quotations",
    "language",
    "datatype",
    "subject",
    "predicate",
    "graphs",
)
_DIGITS = 15
"""How many digits a spreadsheet keeps of a number (IEEE 754 double precision)."""


def list_as_table(site: Site, request: Request, kind: str, suffix: str) -> Reply:
    """Answer ``/list/{kind}.csv`` and ``.xlsx``: the whole list that the facets leave."""
    listing = requested_listing(site, request, kind)
    view = request.view(site)
    if listing.count > MOST_ROWS:
        numbers = {"count": view.number(listing.count), "limit": view.number(MOST_ROWS)}
        raise ProblemRaised(Problem(400, "list-too-long", numbers))
    told = listing.names()
    names = [name for name in told if name != "source"]  # told by the last columns
    columns = (
        *_columns(view, _LIST_HEADS),
        *(Column(name, view.say(f"facet-{name}")) for name in names),
        *_columns(view, _SOURCE_HEADS),
    )
    texts = cache(lambda value: value_text(view, value).value)
    rows = (
        Row(
            [
                *_named(view, entry),
                *codes,
                *(statement_table.BETWEEN.join(map(texts, values.get(name, ()))) for name in names),
                *statement_table.sources(view, facts),
            ]
        )
        for entry, values in listing.every_with_values(view.language)
        for codes, facts in [_said(site, NamedNode(entry.iri), quoted="source" in told)]
    )
    table = Table(kind, view.kinds(kind), columns, rows, listing.count)
    return _download(request, view, table, f"ghtld-{kind}", suffix)


def _columns(view: View, names: Iterable[str]) -> tuple[Column, ...]:
    return tuple(Column(name, view.say(f"column-{name}")) for name in names)


def _named(view: View, entry: Entry) -> list[Cell]:
    """Return the names, the IRI and the numbers of a thing."""
    french = entry.fr or ""
    if not entry.fr and not entry.en:
        french = view.label(NamedNode(entry.iri)).value
    return [french, entry.en or "", entry.iri, entry.finess]


def _said(site: Site, node: NamedNode, *, quoted: bool) -> tuple[list[str], list[NamedNode]]:
    """Return the codes of a thing and, where any is ``quoted``, the facts that speak of it."""
    codes = [{code.value for code in graph.literals(site.store, node, name)} for name in _CODES]
    facts = {node}
    if quoted:
        quads = graph.outgoing(site.store, node)
        facts |= {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}
    told = [statement_table.BETWEEN.join(sorted(values)) for values in codes]
    return told, sorted((fact for fact in facts if iris.is_fact(fact.value)), key=str)


def thing_as_table(site: Site, request: Request, kind: str, slug: str) -> Reply:
    """Answer ``/doc/{kind}/{slug}.xlsx``: what is said of the thing, with its sources."""
    refuse_withdrawn(site, f"{iris.BASE}id/{kind}/{slug}")
    if not things.has_thing(site, kind, slug):
        raise ProblemRaised(NOT_FOUND)
    view = request.view(site)
    node = NamedNode(f"{iris.BASE}id/{kind}/{slug}")
    return _download(request, view, thing_table(view, node), f"ghtld-{kind}-{slug}", "xlsx")


def thing_table(view: View, node: NamedNode) -> Table:
    """Return what the release says of ``node``, as in its CSV, what people read first."""
    rows = map(_readable, statement_table.rows(view, node))
    return Table("statements", view.label(node).value, _columns(view, _STATEMENT), rows)


def _readable(row: Row) -> Row:
    told = dict(zip(statement_table.HEAD, map(str, row.cells), strict=True))
    value = told["object"]
    cells: list[Cell] = [told[name] for name in _STATEMENT]
    if not told["object_label"]:
        whole = told["datatype"] == XSD.integer.value and len(value) <= _DIGITS
        cells[_STATEMENT.index("object_label")] = int(value) if whole else value
    return Row(cells)


def _download(request: Request, view: View, made: Table, name: str, suffix: str) -> Reply:
    file = f"{name.replace('/', '-')}-{view.site.manifest.version}.{suffix}"
    return download(made, suffix, request).as_file(file).speak(view)


def citation(site: Site, request: Request) -> Reply:
    """Answer ``/cite?iri=``: how to cite a thing, as text; BibTeX with ``?format=bibtex``."""
    view = request.view(site)
    asked = request.parameters.get("iri", iris.DATASET)
    refuse_withdrawn(view.site, asked)
    known = asked == iris.DATASET or (
        iris.read(asked) is not None and view.site.mentions(NamedNode(asked))
    )
    if not known:
        raise ProblemRaised(NOT_FOUND)
    made = cite(view, asked)
    if request.parameters.get("format") == "bibtex":
        reply = Reply("application/x-bibtex; charset=utf-8", made.bibtex.encode())
    else:
        reply = Reply("text/plain; charset=utf-8", f"{made.text}\n".encode())
    return reply.speak(view)


def _of_list(suffix: str) -> PageFunction:
    return partial(list_as_table, suffix=suffix)


ROUTES: tuple[tuple[str, PageFunction], ...] = (
    ("/list/<kind>.csv", _of_list("csv")),
    ("/list/<kind>.xlsx", _of_list("xlsx")),
    ("/doc/<kind>/<path:slug>.xlsx", thing_as_table),
    ("/cite", citation),
)
