"""Every number of the list of facts has a place: ``data/coverage.csv`` held against the graph.

Columns: ``number`` (``000-05``), ``state`` (fact, note, external, derived, excluded, withdrawn;
several, separated by spaces, where a line splits) and ``place`` (prefixed IRIs, separated by
spaces: where the number is published).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from ghtld.content import Content
from ghtld.edition import withdrawn
from ghtld.finding import Finding, violation
from ghtld.terms import expand, shorten

FILE = "data/coverage.csv"
STATES = ("fact", "note", "external", "derived", "excluded", "withdrawn")
_PLACES = {
    "fact": ("fact:",),
    "note": ("note:",),
    "external": ("graph:external-", "graph:law", "graph:finess-", "graph:matches", "match:"),
    "excluded": ("note:",),
}


@dataclass(frozen=True)
class Row:
    """One line of the file: ``line`` counts from 1, the heading included."""

    line: int
    number: str
    states: tuple[str, ...]
    places: tuple[str, ...]


def rows(content: Content) -> list[Row]:
    """Read the file; an absent file has no rows."""
    path = content.root / FILE
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        return [Row(reader.line_num, r["number"], *_words(r["state"], r["place"])) for r in reader]


def _words(*cells: str) -> Iterator[tuple[str, ...]]:
    return (tuple(cell.split()) for cell in cells)


def findings(content: Content, quads: Iterable[Quad]) -> Iterator[Finding]:
    """Yield rows without a true place, and published facts and notes without a row."""
    names = _names(quads) | {shorten(iri) for iri in withdrawn.read(content)}
    seen: set[str] = set()
    listed: set[str] = set()
    for row in rows(content):
        if row.number in seen:
            yield _wrong(row, "numéro déjà listé", "number already listed")
        seen.add(row.number)
        listed.update(row.places)
        yield from _row_findings(row, names)
    for name in sorted(names):
        if name.startswith(("fact:", "note:")) and name not in listed:
            yield violation(
                f"{name} est publié mais {FILE} ne le mentionne pas : ajoutez-le à la ligne de son "
                "numéro.",
                f"{name} is published but {FILE} does not mention it: add it to the line of its "
                "number.",
                focus=expand(name),
            )


def _names(quads: Iterable[Quad]) -> set[str]:
    nodes = {node for quad in quads for node in (quad.graph_name, quad.subject)}
    return {shorten(node.value) for node in nodes if isinstance(node, NamedNode)}


def _row_findings(row: Row, names: set[str]) -> Iterator[Finding]:
    if not row.places:
        yield _wrong(row, "aucune place", "no place")
    for place in row.places:
        if place not in names:
            yield _wrong(row, f"{place} n’est pas dans le graphe", f"{place} is not in the graph")
    for state in row.states:
        yield from _state_findings(row, state)


def _state_findings(row: Row, state: str) -> Iterator[Finding]:
    if state not in STATES:
        yield _wrong(row, f"état inconnu « {state} »", f"unknown state “{state}”")
    kinds = _PLACES.get(state)
    if kinds and row.places and not any(place.startswith(kinds) for place in row.places):
        yield _wrong(
            row,
            f"l’état « {state} » demande une place en {' ou '.join(kinds)}",
            f"the state “{state}” asks for a place in {' or '.join(kinds)}",
        )


def _wrong(row: Row, fr: str, en: str) -> Finding:
    return violation(f"{row.number} : {fr}.", f"{row.number}: {en}.", file=FILE, line=row.line)
