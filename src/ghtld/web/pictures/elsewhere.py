"""What is known from elsewhere and does not go without saying beside the documents."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from ghtld.terms import GHT, RDFS
from ghtld.web.pictures.evidence import (
    documents,
    external_graphs,
    holders,
    in_own_words,
    is_fact,
    named,
    nodes,
    proof,
    said_nodes,
    said_words,
    spoken,
)
from ghtld.web.pictures.findings import all_named
from ghtld.web.pictures.plate import Pen
from ghtld.web.pictures.table import Cell, Row


def known_elsewhere(pen: Pen) -> Iterator[Row]:
    """Yield what another source says otherwise, later, or where a document is silent."""
    for graph in external_graphs(pen.view.site):
        asked = f"SELECT DISTINCT ?x WHERE {{ GRAPH {graph} {{ ?x a ?class }} }} ORDER BY ?x"
        for one in nodes(pen.view.site, asked):
            row = _row(pen, graph, one)
            if row is not None:
                yield row


def _row(pen: Pen, graph: NamedNode, one: NamedNode) -> Row | None:
    view, site = pen.view, pen.view.site
    comments = in_own_words(view, said_words(site, one, RDFS.comment, graph), "soft")
    facts, silences = _beside(pen, graph, one)
    if not (comments or facts or silences):
        return None
    forms = (spoken(view, form) for form in said_words(site, one, GHT.nameForm, graph))
    dates = (spoken(view, day) for day in said_words(site, one, GHT.date, graph))
    said: Cell = (*proof(view, facts), *(p for note in silences for p in _silence(pen, note)))
    sources = [*facts, *silences]
    return Row(
        (
            (named(view, one),),
            said,
            (*dates, *forms, *comments),
            (*documents(view, facts), *_noted(pen, silences), *documents(view, [graph])),
            all_named(pen, (graph, *sources)),
        ),
        outside=True,
    )


def _beside(pen: Pen, graph: NamedNode, one: NamedNode) -> tuple[list[NamedNode], list[NamedNode]]:
    """Return the facts that speak of the same matter, and the notes that it is not spoken of."""
    site = pen.view.site
    facts: list[NamedNode] = []
    silences: list[NamedNode] = []
    if said_words(site, one, GHT.nameForm, graph):
        facts += holders(site, one, GHT.nameForm)
    for subject in said_nodes(site, one, GHT.subject, graph):
        for actor in said_nodes(site, one, GHT.actor, graph):
            facts += holders(site, subject, GHT.member, actor)
        if said_words(site, one, GHT.date, graph):
            silences += _undated(pen, subject)
    return list(dict.fromkeys(filter(is_fact, facts))), silences


def _undated(pen: Pen, subject: NamedNode) -> list[NamedNode]:
    return nodes(
        pen.view.site,
        f"""SELECT DISTINCT ?note WHERE {{ GRAPH graph:edition {{
            ?note a ght:Silence ; ght:subject {subject} ; ght:unsaid ght:date }} }}
        ORDER BY ?note""",
    )


def _silence(pen: Pen, note: NamedNode) -> Cell:
    return in_own_words(pen.view, said_words(pen.view.site, note, RDFS.comment), "soft")


def _noted(pen: Pen, notes: list[NamedNode]) -> Cell:
    found = (d for note in notes for d in said_nodes(pen.view.site, note, GHT.document))
    return all_named(pen, dict.fromkeys(found))
