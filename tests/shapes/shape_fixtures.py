"""The fixtures beside this file: ``{Shape}/valid.{why}.ttl`` and ``{Shape}/invalid.{why}.ttl``.

An invalid one says in its ``# expect:`` comments what must be found: severity, shape, focus.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rdflib
from rdflib.term import BNode, Node, URIRef

from ghtld import iris
from ghtld.edition import validate
from ghtld.finding import Finding
from ghtld.terms import expand

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHAPES = iris.SHAPES + "#"
HEADER = URIRef(iris.SHAPES)
EXPECT = re.compile(r"^# expect: (?P<severity>\w+) (?P<shape>\S+) (?P<focus>\S+)$", re.MULTILINE)

Triple = tuple[Node, Node, Node]
Expected = Counter[tuple[str, str, str]]


@dataclass(frozen=True)
class Fixture:
    """One small graph and what the shape it is filed under must find in it."""

    path: Path

    @property
    def shape(self) -> URIRef:
        return URIRef(SHAPES + self.path.parent.name)

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def valid(self) -> bool:
        return self.path.name.startswith("valid.")

    @property
    def expected(self) -> Expected:
        lines = EXPECT.finditer(self.path.read_text(encoding="utf-8"))
        return Counter((m["severity"], expand(m["shape"]), _focus(m["focus"])) for m in lines)


def _focus(written: str) -> str:
    return written.strip("<>") if written.startswith("<") else expand(written)


@cache
def all_fixtures() -> list[Fixture]:
    return [Fixture(path) for path in sorted(HERE.glob("*/*.ttl"))]


@cache
def data_of(fixture: Fixture) -> rdflib.Graph:
    return rdflib.Graph().parse(fixture.path, format="turtle")


@cache
def all_shapes() -> rdflib.Graph:
    return validate.load_shapes(sorted((ROOT / "shapes").glob("*.ttl")))


@cache
def node_shapes() -> list[URIRef]:
    kind = rdflib.RDF.type, rdflib.SH.NodeShape
    return sorted(s for s in all_shapes().subjects(*kind) if isinstance(s, URIRef))


@cache
def slice_of(shape: URIRef) -> rdflib.Graph:
    """The one shape with its property shapes and the prefixes its queries need."""
    part = rdflib.Graph()
    for triple in [*closure(HEADER), *closure(shape)]:
        part.add(triple)
    return part


def closure(start: Node) -> list[Triple]:
    """The triples about ``start`` and about what it is made of, without other node shapes."""
    shapes, todo, done = all_shapes(), [start], set()
    triples: list[Triple] = []
    while todo:
        node = todo.pop()
        if node in done:
            continue
        done.add(node)
        for triple in shapes.triples((node, None, None)):
            triples.append(triple)
            ours = isinstance(triple[2], BNode) or str(triple[2]).startswith(SHAPES)
            if ours and triple[2] not in node_shapes():
                todo.append(triple[2])
    return triples


def summary(findings: list[Finding]) -> Expected:
    return Counter((f.severity.name, f.shape or "", f.focus or "") for f in findings)


@cache
def vocabulary() -> rdflib.Graph:
    """The ontology, its alignments and its concepts."""
    graph = rdflib.Graph()
    for pattern in ("ghtld.ttl", "alignments/*.ttl", "concepts/*.ttl"):
        for file in sorted((ROOT / "ontology").glob(pattern)):
            graph.parse(file, format="turtle")
    return graph
