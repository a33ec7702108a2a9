"""A thing as a table: one row per statement, for spreadsheets. CSV after RFC 4180, in UTF-8.

All layers are there, each statement once, with the graphs that hold it. A cell that a spreadsheet
would take for a formula begins with an apostrophe. The last columns are the sources: the documents
and the words of the facts that hold the statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ghtld import iris
from ghtld.terms import RDF, XSD
from ghtld.web.pages.quotations import words_of
from ghtld.web.pages.rdf import quads_of
from ghtld.web.pages.view import View
from ghtld.web.tables.spreadsheet import Table, as_csv

HEAD = (
    "subject",
    "predicate",
    "object",
    "language",
    "datatype",
    "graphs",
    "subject_label",
    "predicate_label",
    "object_label",
    "documents",
    "quotations",
)
BETWEEN = " ; "


def write(view: View, node: NamedNode, dialect: str = "") -> bytes:
    """Return what the release says of ``node``; labels are in the language of ``view``."""
    return b"".join(as_csv(Table("", HEAD, rows(view, node)), dialect))


def rows(view: View, node: NamedNode) -> Iterator[list[str]]:
    """Yield the rows: what ``node`` says itself comes first."""
    graphs: dict[Triple, set[NamedNode]] = {}
    for quad in quads_of(view.site, node):
        if isinstance(quad.graph_name, NamedNode):
            graphs.setdefault(quad.triple, set()).add(quad.graph_name)
    yield from rows_of(view, node, graphs)


def rows_of(
    view: View, first: NamedNode, graphs: Mapping[Triple, Collection[NamedNode]]
) -> Iterator[list[str]]:
    """Yield a row for each statement of ``graphs``, which says what graphs hold it.

    What ``first`` says itself comes first.
    """
    for triple in sorted(graphs, key=lambda t: (t.subject != first, str(t))):
        yield list(_row(view, triple, sorted(graphs[triple], key=str)))


def _row(view: View, triple: Triple, graphs: list[NamedNode]) -> Iterator[str]:
    value = triple.object
    yield _name(triple.subject)
    yield triple.predicate.value
    yield _name(value)
    yield (value.language or "") if isinstance(value, Literal) else ""
    yield _datatype(value) if isinstance(value, Literal) else ""
    yield " ".join(graph.value for graph in graphs)
    for term in (triple.subject, triple.predicate, value):
        yield view.label(term).value if isinstance(term, NamedNode) else ""
    documents, _, quotations = sources(
        view, [graph for graph in graphs if iris.is_fact(graph.value)]
    )
    yield documents
    yield quotations


def sources(view: View, facts: Iterable[NamedNode]) -> tuple[str, str, str]:
    """Return what facts rest on: the names of their documents, their IRIs, their quotations."""
    documents: dict[str, None] = {}
    quotations: dict[str, None] = {}
    told: dict[str, None] = {}
    for fact in facts:
        words = words_of(view.site, fact)
        told[fact.value] = None
        documents |= dict.fromkeys(view.label(document).value for document in words.documents)
        quotations |= dict.fromkeys(f"« {quote.value} »" for quote in words.quotes)
    return BETWEEN.join(documents), BETWEEN.join(told), BETWEEN.join(quotations)


def _name(term: NamedNode | BlankNode | Literal | Triple) -> str:
    return str(term) if isinstance(term, BlankNode | Triple) else term.value


def _datatype(literal: Literal) -> str:
    plain = (XSD.string, RDF.langString)
    return "" if literal.datatype in plain else literal.datatype.value
