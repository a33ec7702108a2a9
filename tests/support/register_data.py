"""A small generated register in a store, faults to plant in it, and pyshacl's plain report."""

from __future__ import annotations

import gzip
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import national
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from rdflib.namespace import RDF, SH

from ghtld import iris
from ghtld.content import Content
from ghtld.edition import validate
from ghtld.extracts import Extract
from ghtld.screening import Crash, Data, report, reports
from ghtld.terms import PREFIXES, SKOS

GRAPH = iris.graph("finess-2026-05")
CONTEXT = iris.graph("edition")
XSD = PREFIXES["xsd"]
TEST = "https://example.org/shapes#"

Row = tuple[str, ...]
_BESIDE = (SKOS.inScheme, SKOS.broadMatch)


def register(share: float, seed: int = 6) -> list[Quad]:
    """Return a generated register of a share of the country, lifted."""
    with tempfile.TemporaryDirectory() as folder:
        extract = national.lifted(Path(folder), national.Size.of(share), "2026-05", seed)
        return list(read(extract))


def read(extract: Extract) -> Iterator[Quad]:
    """Return what an extract says."""
    return parse(gzip.decompress(extract.quads.read_bytes()), format=RdfFormat.N_QUADS)


def extras(quads: Iterable[Quad], chance: random.Random) -> list[Quad]:
    """Return sound statements of the kinds that only ``every_kind.ttl`` speaks of."""
    made = []
    for quad in quads:
        if quad.predicate.value == PREFIXES["ght"] + "legalEntity":
            node = quad.subject
            opened, closed = sorted(f"{chance.randint(1960, 2040)}-0{m}-1{m}" for m in (3, 7))
            said = [
                ("opened", Literal(opened, datatype=NamedNode(XSD + "date"))),
                ("closed", Literal(closed, datatype=NamedNode(XSD + "date"))),
                ("beds", Literal(chance.choice("1258"), datatype=NamedNode(XSD + "integer"))),
                ("height", Literal("-3.5", datatype=NamedNode(XSD + "decimal"))),
                ("note", Literal("à jour", language="fr")),
                ("note", Literal("up to date", language="en")),
                ("near", quad.object),
            ]
            made += [Quad(node, NamedNode(TEST + name), value, GRAPH) for name, value in said]
    return made


def needed(content: Content, quads: Iterable[Quad]) -> list[Quad]:
    """Return what the vocabulary says of the concepts and classes that ``quads`` name."""
    files = [content.ontology / "ghtld.ttl", *content.files("ontology/concepts/*.ttl")]
    said = [quad for file in files for quad in parse(path=file)]
    named = {quad.object for quad in quads}
    named |= {quad.object for quad in said if quad.subject in named and quad.predicate in _BESIDE}
    return [quad for quad in said if quad.subject in named]


def store_of(quads: Iterable[Quad], context: Iterable[Quad] = ()) -> Store:
    """Return a store of a register graph and its context."""
    store = Store()
    store.extend(quads)
    store.extend(Quad(q.subject, q.predicate, q.object, CONTEXT) for q in context)
    return store


def data(store: Store, *, within: bool = False) -> Data:
    return Data(store, (CONTEXT, GRAPH), GRAPH if within else None)


def dumped(store: Store) -> bytes:
    """Return the triples of the store."""
    parts = (store.dump(format=RdfFormat.N_TRIPLES, from_graph=name) for name in (CONTEXT, GRAPH))
    return b"".join(part or b"" for part in parts)


def written(store: Store) -> rdflib.Graph:
    """Return what a dump of the store says, as rdflib reads it."""
    rdflib.NORMALIZE_LITERALS = False  # pyshacl switches it on
    return rdflib.Graph().parse(data=dumped(store), format="nt")


def rows(results: rdflib.Graph) -> Counter[Row]:
    """Return the results of a report, each as focus, path, value, component, shape, severity and
    messages.
    """
    parts = (
        SH.focusNode,
        SH.resultPath,
        SH.value,
        SH.sourceConstraintComponent,
        SH.sourceShape,
        SH.resultSeverity,
    )
    return Counter(
        (
            *(
                value.n3() if (value := results.value(result, part)) is not None else ""
                for part in parts
            ),
            *sorted(m.n3() for m in results.objects(result, SH.resultMessage)),
        )
        for result in results.subjects(RDF.type, SH.ValidationResult)
        if (None, SH.detail, result) not in results
    )


def plain(store: Store, shapes: rdflib.Graph) -> Counter[Row]:
    """Return what pyshacl finds in all of a store."""
    return rows(report(written(store), shapes))


def screened(store: Store, shapes: rdflib.Graph) -> tuple[Counter[Row], list[Crash]]:
    """Return what the screen and the judge find."""
    found: Counter[Row] = Counter()
    crashes = []
    for part in reports(data(store), shapes):
        if isinstance(part, Crash):
            crashes.append(part)
        else:
            found += rows(part)
    return found, crashes


def shapes_of(*files: Path) -> rdflib.Graph:
    return validate.load_shapes(files)
