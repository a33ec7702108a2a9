"""What the search index reads: from the store of a release, and from the lines of its registers.

From the store statements come one property at a time; of a register the same rows come in the
order of its things, so that a country need be neither looked up nor sorted. Nothing is gathered
here: every function yields, so that memory stays bounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from ghtld import iris
from ghtld.edition import nquads
from ghtld.edition.extract import PreparedExtract
from ghtld.facets import FACETS, first_query, values_query
from ghtld.terms import DCTERMS, GHT, RDF, RDFS, SKOS, shorten

LABELS = (SKOS.prefLabel, RDFS.label, DCTERMS.title)
FORMS = (GHT.nameForm, GHT.registeredName, SKOS.altLabel)
REST = (GHT.quote, GHT.wording, GHT.communeName, GHT.postcode, SKOS.notation, DCTERMS.identifier)
TOLD = (GHT.place, GHT.statedKind, GHT.category)
LONGEST_TEXT = 2_000
_short = lru_cache(10_000)(shorten)
Row = tuple[str, str]
_FIELDS = {
    str(predicate).encode(): field
    for field, predicates in (
        ("type", (RDF.type,)),
        *((str(rank), (predicate,)) for rank, predicate in enumerate(LABELS)),
        ("form", FORMS),
        ("rest", REST),
        ("told", TOLD),
        ("finess", (GHT.finessNumber,)),
    )
    for predicate in predicates
}
"""Properties to the fields of the index; of a label its rank, the language is yet to be read."""


def statements(store: Store, graphs: list[NamedNode]) -> Iterator[tuple[str, str, str]]:
    """Yield thing, field and text of what the index reads; a text may come several times."""
    for graph in graphs:
        for quad in store.quads_for_pattern(None, RDF.type, None, graph):
            if isinstance(quad.subject, NamedNode) and iris.read(quad.subject.value):
                yield quad.subject.value, "type", str(quad.object)[1:-1]
        for rank, predicate in enumerate(LABELS):
            for iri, literal in _literals(store, predicate, graph):
                yield iri, f"label-{literal.language or 'fr'}-{rank}", literal.value
        for field, predicates in (("form", FORMS), ("rest", REST)):
            for predicate in predicates:
                for iri, literal in _literals(store, predicate, graph):
                    yield iri, field, literal.value[:LONGEST_TEXT]
        for predicate in TOLD:
            for quad in store.quads_for_pattern(None, predicate, None, graph):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    yield quad.subject.value, "told", quad.object.value
        for iri, literal in _literals(store, GHT.finessNumber, graph):
            yield iri, "finess", literal.value


def _literals(
    store: Store, predicate: NamedNode, graph: NamedNode
) -> Iterator[tuple[str, Literal]]:
    for quad in store.quads_for_pattern(None, predicate, None, graph):
        if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            yield quad.subject.value, quad.object


def matched_numbers(store: Store, graphs: list[NamedNode]) -> Iterator[tuple[str, str, str]]:
    """Yield the numbers of the register entries that the editors matched to a thing."""
    query = f"SELECT ?thing ?entry {{ ?match {GHT.entity} ?thing ; {GHT.entry} ?entry }}"
    for thing, entry in rows(store, query, graphs):
        yield thing, "finess", entry.rpartition(":")[2]


def rows(store: Store, query: str, graphs: list[NamedNode]) -> Iterator[tuple[str, str]]:
    """Yield the rows of a query of two columns: a thing, and a value as it stands in addresses."""
    found = store.query(query, default_graph=list(graphs))
    if isinstance(found, QuerySolutions):
        for row in found:
            if isinstance(row[0], NamedNode) and isinstance(row[1], NamedNode | Literal):
                value = row[1]
                text = _short(value.value) if isinstance(value, NamedNode) else value.value
                yield row[0].value, text


def facets(store: Store, graphs: list[NamedNode]) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield each facet with the things and values that it has.

    What several facets go on from is asked once, and what they go on to is looked up.
    """
    begun: dict[str, list[Row]] = {}
    for facet in FACETS:
        if not facet.first:
            yield facet.name, rows(store, values_query(facet), graphs)
            continue
        if facet.first not in begun:
            begun[facet.first] = list(rows(store, first_query(facet), graphs))
        values: defaultdict[str, list[str]] = defaultdict(list)
        for node, value in rows(store, values_query(facet), graphs):
            values[_short(node)].append(value)
        found = ((thing, v) for thing, node in begun[facet.first] for v in values.get(node, ()))
        yield facet.name, found


def names(store: Store) -> dict[str, str]:
    """Return the names of what things are told by: classes, concepts and places."""
    found: dict[str, list[str]] = {}
    for predicate in (RDFS.label, SKOS.prefLabel):
        for quad in store.quads_for_pattern(None, predicate, None, iris.graph("edition")):
            iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
            about = iri.removeprefix(iris.BASE)
            told = about.startswith(("def#", "id/concept/", "id/place/"))
            if told and isinstance(quad.object, Literal):
                found.setdefault(iri, []).append(quad.object.value)
    return {iri: " ".join(sorted(said)) for iri, said in found.items()}


def things(register: PreparedExtract) -> Iterator[tuple[str, list[Row]]]:
    """Yield each node of ours with fields and texts, sorted, each once."""
    for subject, block in nquads.blocks(register.triples()):
        iri = subject[1:-1].decode()
        said: set[Row] = set()
        for _, predicate, value in nquads.statements(block):
            field = _FIELDS.get(predicate)
            if field is not None:
                said.update(_read(field, value))
        if said and iris.read(iri):
            yield iri, sorted(said)


def _read(field: str, written: bytes) -> Iterator[Row]:
    if field == "type" or (field == "told" and written.startswith(b"<")):
        yield field, written[1:-1].decode()
    elif field != "told" and written.startswith(b'"'):
        text, language = nquads.literal(written)
        if field.isdigit():
            yield f"label-{language or 'fr'}-{field}", text
        else:
            yield field, text if field == "finess" else text[:LONGEST_TEXT]
