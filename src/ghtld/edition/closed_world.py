"""Closed-world checks: what the edition names is known, described, accounted for and not withdrawn.

RDF's open world would let a misspelt property or a forgotten label pass; an edition must not.

* Every term is known, every node described, every fact readable alone.
* Recorded discrepancies equal computed ones. A person records each in a fact derived from others;
  the rule ``discrepancies`` computes them from the lists. A triple that both have stays the
  person's, so whatever the rule makes is missing from the record, or contradicts it.
* What is withdrawn (its address answers 410 with the reason) is gone everywhere else.
* Every number of the list of facts has a place: ``data/coverage.csv`` is held against the graph.
  Its columns are ``number`` (``000-05``), ``state`` (fact, note, external, derived, excluded,
  withdrawn; several, separated by spaces, where a line splits) and ``place`` (prefixed IRIs,
  separated by spaces: where the number is published).
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ghtld import iris
from ghtld.content import Content
from ghtld.finding import Finding, syntax_error, unreadable, violation
from ghtld.terms import GHT, OWL, RDF, RDFS, SKOS, expand, shorten

_META = (
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    RDFS.Class,
    RDF.Property,
)
_LANGUAGES = ("fr", "en")
_COMPUTED = iris.graph("inferred-discrepancies")
_COUNTS = (GHT.statedCount, GHT.listedCount)
WITHDRAWN = "data/withdrawn.ttl"
COVERAGE = "data/coverage.csv"
COVERAGE_STATES = ("fact", "note", "external", "derived", "excluded", "withdrawn")
_PLACES = {
    "fact": ("fact:",),
    "note": ("note:",),
    "external": ("graph:external-", "graph:law", "graph:finess-", "graph:matches", "match:"),
    "excluded": ("note:",),
}


def findings(
    curated: Iterable[Quad], everything: Iterable[Quad], beside: Iterable[Triple] = ()
) -> Iterator[Finding]:
    """Yield unknown terms, undescribed nodes and untyped subjects.

    ``curated`` is what people wrote; ``everything`` includes what the rules made of it; ``beside``
    is what registers say of nodes that the edition only mentions.
    """
    curated, everything = list(curated), list(everything)
    yield from _unknown_terms(curated)
    yield from _undescribed(curated, everything, beside)
    yield from _untyped(curated)


def known_terms(quads: Iterable[Quad]) -> set[str]:
    """Return the IRIs of the classes and properties that the vocabulary declares."""
    vocabulary = iris.graph("vocabulary")
    return {
        q.subject.value
        for q in quads
        if q.graph_name == vocabulary and q.predicate == RDF.type and q.object in _META
        if isinstance(q.subject, NamedNode)
    }


def _unknown_terms(quads: list[Quad]) -> Iterator[Finding]:
    vocabulary = iris.graph("vocabulary")
    known = known_terms(quads)
    reported: set[str] = set()
    for quad in quads:
        if quad.graph_name == vocabulary:
            continue
        used = [quad.predicate.value]
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            used.append(quad.object.value)
        for term in used:
            place = _place(quad)
            if term in known or _is_elsewhere(term) or term in reported:
                continue
            reported.add(term)
            yield unknown(term, place, known)


def _is_elsewhere(term: str) -> bool:
    """Tell whether RDF itself defines the term, or the term lint (which knows lines) judges it."""
    return any(term in space for space in (RDF, RDFS, OWL, GHT))


def _place(quad: Quad) -> str:
    graph = quad.graph_name
    if isinstance(graph, NamedNode) and iris.is_fact(graph.value):
        return graph.value
    return quad.subject.value if isinstance(quad.subject, NamedNode) else ""


def unknown(term: str, focus: str, known: set[str]) -> Finding:
    """Return the finding of a term that the vocabulary lacks, with the nearest that it has."""
    close = difflib.get_close_matches(shorten(term), [shorten(k) for k in known], n=1, cutoff=0.75)
    fr = f" ; vouliez-vous dire {close[0]} ?" if close else "."
    en = f"; did you mean {close[0]}?" if close else "."
    return violation(
        f"Terme inconnu du vocabulaire : {shorten(term)}{fr}",
        f"Term unknown to the vocabulary: {shorten(term)}{en}",
        focus=focus or None,
    )


def is_label(said: Quad | Triple) -> bool:
    """Tell whether a statement names its subject for people."""
    return said.predicate in (RDFS.label, SKOS.prefLabel)


def _undescribed(
    curated: list[Quad], everything: list[Quad], beside: Iterable[Triple]
) -> Iterator[Finding]:
    labelled: dict[str, set[str]] = {}
    for said in chain((quad.triple for quad in everything), beside):
        if is_label(said) and isinstance(said.object, Literal):
            languages = labelled.setdefault(str(said.subject).strip("<>"), set())
            languages.add(said.object.language or "")
    users: dict[str, str] = {}
    for quad in everything:
        for node in (quad.subject, quad.object):
            if isinstance(node, NamedNode) and iris.read(node.value) is not None:
                users.setdefault(node.value, _place(quad))
    written = {q.graph_name.value for q in curated if isinstance(q.graph_name, NamedNode)}
    for name, user in sorted(users.items()):
        missing = [tag for tag in _LANGUAGES if tag not in labelled.get(name, set())]
        if missing and name not in written and not name.startswith(f"{iris.BASE}id/graph/"):
            yield _without_label(name, user, missing)


def _without_label(node: str, user: str, missing: list[str]) -> Finding:
    fr = " et ".join({"fr": "en français", "en": "en anglais"}[tag] for tag in missing)
    en = " and ".join({"fr": "in French", "en": "in English"}[tag] for tag in missing)
    return violation(
        f"{shorten(node)} n’a pas de libellé (rdfs:label) {fr} ; il est employé par "
        f"{shorten(user)}.",
        f"{shorten(node)} has no label (rdfs:label) {en}; it is used by {shorten(user)}.",
        focus=user,
    )


def _untyped(quads: list[Quad]) -> Iterator[Finding]:
    subjects: set[tuple[str, str]] = set()
    typed: set[tuple[str, str]] = set()
    for quad in quads:
        graph = quad.graph_name
        if not isinstance(graph, NamedNode) or not isinstance(quad.subject, NamedNode):
            continue
        if iris.is_fact(graph.value):
            subjects.add((graph.value, quad.subject.value))
            if quad.predicate == RDF.type:
                typed.add((graph.value, quad.subject.value))
    for graph_iri, subject in sorted(subjects - typed):
        yield violation(
            f"Dans {shorten(graph_iri)}, {shorten(subject)} n’a pas de type : un fait se lit seul.",
            f"In {shorten(graph_iri)}, {shorten(subject)} has no type: a fact is readable alone.",
            focus=graph_iri,
        )


def discrepancy_findings(quads: Iterable[Quad]) -> Iterator[Finding]:
    """Yield a finding per computed discrepancy that the data do not record as it is."""
    counts: dict[NamedNode, dict[str, str]] = {}
    for quad in quads:
        if quad.graph_name == _COMPUTED and isinstance(quad.subject, NamedNode):
            made = counts.setdefault(quad.subject, {})
            if quad.predicate in _COUNTS:
                made[quad.predicate.value.rpartition("#")[2]] = str(quad.object).split('"')[1]
    for node, made in sorted(counts.items(), key=lambda entry: entry[0].value):
        stated, listed = made.get("statedCount", "…"), made.get("listedCount", "…")
        name = shorten(node.value)
        source_list = node.value.replace("/id/discrepancy/", "/id/list/")
        yield violation(
            f"Écart à consigner : {name}, {stated} annoncés et {listed} listés ; écrivez-le dans "
            "un fait dérivé (ghtld new NUMÉRO derived), sans rien corriger.",
            f"Discrepancy to record: {name}, {stated} stated and {listed} listed; write it in a "
            "derived fact (ghtld new NUMBER derived), correcting nothing.",
            focus=source_list,
        )


def withdrawn(content: Content) -> dict[str, dict[str, str]]:
    """Return, by IRI, the day of withdrawal (``on``) and the reason (``fr``, ``en``).

    A file that can't be parsed has no entries; ``withdrawal_findings`` says so.
    """
    things: dict[str, dict[str, str]] = {}
    for quad in _read_withdrawn(content)[0]:
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, Literal):
            continue
        entry = things.setdefault(quad.subject.value, {})
        if quad.predicate == GHT.withdrawnOn:
            entry["on"] = quad.object.value
        elif quad.predicate == GHT.withdrawalReason:
            entry[quad.object.language or "fr"] = quad.object.value
    return things


def _read_withdrawn(content: Content) -> tuple[list[Quad], list[Finding]]:
    path = content.root / WITHDRAWN
    if not path.is_file():
        return [], []
    try:
        return list(parse(path.read_text(encoding="utf-8"), format=RdfFormat.TURTLE)), []
    except SyntaxError as error:
        return [], [syntax_error(WITHDRAWN, error)]
    except UnicodeDecodeError as error:
        return [], [unreadable(WITHDRAWN, error)]


def withdrawal_findings(content: Content, quads: Iterable[Quad]) -> Iterator[Finding]:
    """Yield what is wrong: a file that can't be read, a half entry, a thing still published."""
    yield from _read_withdrawn(content)[1]
    gone = withdrawn(content)
    for iri, entry in sorted(gone.items()):
        if not {"on", "fr", "en"} <= set(entry):
            yield violation(
                f"Retrait incomplet de {shorten(iri)} : il faut une date (ght:withdrawnOn) et un "
                "motif (ght:withdrawalReason) en français et en anglais.",
                f"Incomplete withdrawal of {shorten(iri)}: a date (ght:withdrawnOn) and a reason "
                "(ght:withdrawalReason) in French and English are needed.",
                file=WITHDRAWN,
            )
    for iri in sorted({name for quad in quads for name in _nodes(quad)} & set(gone)):
        yield violation(
            f"{shorten(iri)} est retiré mais encore publié : ôtez ce qui en parle ; un numéro "
            "retiré ne sert plus jamais.",
            f"{shorten(iri)} is withdrawn but still published: remove what speaks of it; a "
            "withdrawn number never serves again.",
            focus=iri,
        )


def _nodes(quad: Quad) -> list[str]:
    nodes = (quad.graph_name, quad.subject, quad.object)
    return [node.value for node in nodes if isinstance(node, NamedNode)]


@dataclass(frozen=True)
class CoverageRow:
    """One line of the file: ``line`` counts from 1, the heading included."""

    line: int
    number: str
    states: tuple[str, ...]
    places: tuple[str, ...]


def coverage_rows(content: Content) -> list[CoverageRow]:
    """Read the file; an absent file has no rows."""
    path = content.root / COVERAGE
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        return [
            CoverageRow(reader.line_num, r["number"], *_words(r["state"], r["place"]))
            for r in reader
        ]


def _words(*cells: str) -> Iterator[tuple[str, ...]]:
    return (tuple(cell.split()) for cell in cells)


def coverage_findings(content: Content, quads: Iterable[Quad]) -> Iterator[Finding]:
    """Yield rows without a true place, and published facts and notes without a row."""
    names = _published(quads) | {shorten(iri) for iri in withdrawn(content)}
    seen: set[str] = set()
    listed: set[str] = set()
    for row in coverage_rows(content):
        if row.number in seen:
            yield _wrong(row, "numéro déjà listé", "number already listed")
        seen.add(row.number)
        listed.update(row.places)
        yield from _row_findings(row, names)
    for name in sorted(names):
        if name.startswith(("fact:", "note:")) and name not in listed:
            yield violation(
                f"{name} est publié mais {COVERAGE} ne le mentionne pas : ajoutez-le à la ligne de "
                "son numéro.",
                f"{name} is published but {COVERAGE} does not mention it: add it to the line of "
                "its number.",
                focus=expand(name),
            )


def _published(quads: Iterable[Quad]) -> set[str]:
    nodes = {node for quad in quads for node in (quad.graph_name, quad.subject)}
    return {shorten(node.value) for node in nodes if isinstance(node, NamedNode)}


def _row_findings(row: CoverageRow, names: set[str]) -> Iterator[Finding]:
    if not row.places:
        yield _wrong(row, "aucune place", "no place")
    for place in row.places:
        if place not in names:
            yield _wrong(row, f"{place} n’est pas dans le graphe", f"{place} is not in the graph")
    for state in row.states:
        yield from _state_findings(row, state)


def _state_findings(row: CoverageRow, state: str) -> Iterator[Finding]:
    if state not in COVERAGE_STATES:
        yield _wrong(row, f"état inconnu « {state} »", f"unknown state “{state}”")
    kinds = _PLACES.get(state)
    if kinds and row.places and not any(place.startswith(kinds) for place in row.places):
        yield _wrong(
            row,
            f"l’état « {state} » demande une place en {' ou '.join(kinds)}",
            f"the state “{state}” asks for a place in {' or '.join(kinds)}",
        )


def _wrong(row: CoverageRow, fr: str, en: str) -> Finding:
    return violation(f"{row.number} : {fr}.", f"{row.number}: {en}.", file=COVERAGE, line=row.line)
