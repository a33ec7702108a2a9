"""Validate a store of millions of triples: SPARQL selects suspect nodes, pyshacl judges them.

Constraints compiled to SPARQL select every node that may be at fault; only these suspects go to
pyshacl. The screen may suspect too many and must miss none, so the report is exactly pyshacl's.
The data are to hold no ``xsd:token`` nor ``xsd:normalizedString``: rdflib rewrites these as it
reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import rdflib
from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Store, Variable
from rdflib.namespace import RDFS, SH
from rdflib.term import BNode, Node, URIRef

from ghtld.screening.judge import Crash, graph_of, judge, to_ox, to_rdflib
from ghtld.screening.shacl_to_sparql import Compiler, Screen, Target
from ghtld.screening.sparql_constraints import prefixes, single_triple_screen

_SUBCLASS_OF = NamedNode(str(RDFS.subClassOf))
_THREADS = 2
"""The engine answers outside Python's lock: two questions at a time, on two cores."""
_AT_ONCE = 1_000
"""Nodes that one query names."""


@dataclass
class Suspicion:
    """Focus nodes to judge by shape: on the whole data, or on the few triples that can matter."""

    on_all: dict[Node, set[Node]] = field(default_factory=dict)
    on_triples: dict[Node, rdflib.Graph] = field(default_factory=dict)


@dataclass(frozen=True)
class Data:
    """The graphs of a store that are one data graph; ``within`` limits what is reported on.

    With ``within``, focus nodes count only if that graph says something of them, or if the shape
    names them one by one.
    """

    store: Store
    graphs: tuple[NamedNode, ...]
    within: NamedNode | None = None

    def rows(self, query: str, names: dict[str, str]) -> QuerySolutions:
        """Return the answer to a SELECT query."""
        found = self.store.query(query, prefixes=names, default_graph=list(self.graphs))
        if not isinstance(found, QuerySolutions):
            raise TypeError(f"not a SELECT query: {query}")
        return found

    def subclasses(self, wanted: Node) -> Iterator[Node]:
        """Yield a class and all below it."""
        known, new = {wanted}, [wanted]
        while new:
            above = to_ox(new.pop())
            if not isinstance(above, NamedNode | BlankNode):
                continue
            yield to_rdflib(above)
            for graph in self.graphs:
                for quad in self.store.quads_for_pattern(None, _SUBCLASS_OF, above, graph):
                    if not isinstance(quad.subject, NamedNode | BlankNode):
                        continue
                    below = to_rdflib(quad.subject)
                    if below not in known:
                        known.add(below)
                        new.append(below)

    def concerns(self, node: Node) -> bool:
        """Tell whether results on ``node`` are asked for."""
        if self.within is None:
            return True
        subject = to_ox(node)
        if not isinstance(subject, NamedNode | BlankNode):
            return False
        return any(self.store.quads_for_pattern(subject, None, None, self.within))


def suspects(data: Data, shapes: rdflib.Graph) -> Suspicion:
    """Return every node that may not conform to one of ``shapes``, and some that do."""
    compiler = Compiler(shapes, data.subclasses)
    names = prefixes(shapes)
    found = Suspicion()
    screens: list[tuple[Node, Target, Screen]] = []
    with ThreadPoolExecutor(_THREADS) as threads:
        triples: dict[Node, Future[rdflib.Graph]] = {}
        for shape in compiler.shapes_with_targets():
            target = compiler.target(shape)
            if target.nodes and (query := single_triple_screen(shapes, shape)) is not None:
                triples[shape] = threads.submit(_triples, data, query, names)
                continue
            if target.nodes:
                found.on_all.setdefault(shape, set()).update(target.nodes)
            if _is_met(data, target):
                screens += [(shape, target, screen) for screen in compiler.screens(shape, target)]
        queries = list(dict.fromkeys(screen.query for _, _, screen in screens))
        answers = threads.map(lambda query: _selected(data, query, names), queries)
        selected = dict(zip(queries, answers, strict=True))
        found.on_triples = {shape: answer.result() for shape, answer in triples.items()}
    for shape, target, screen in screens:
        nodes = selected[screen.query]
        if nodes and not screen.of_targets:
            nodes = _targeted(data, target, nodes)
        if nodes:
            found.on_all.setdefault(shape, set()).update(nodes)
    return found


def _targeted(data: Data, target: Target, nodes: set[Node]) -> set[Node]:
    """Return those of ``nodes`` that are targets."""
    found: set[Node] = set()
    remaining = iter(sorted(str(to_ox(node)) for node in nodes if isinstance(node, URIRef)))
    while some := " ".join(islice(remaining, _AT_ONCE)):
        query = f"SELECT ?this WHERE {{ VALUES ?this {{ {some} }} FILTER({target.test}) }}"
        found |= _selected(data, query, {})
    if blank := {node for node in nodes if isinstance(node, BNode)}:  # VALUES can't name these
        query = f"SELECT DISTINCT ?this WHERE {{ {target.pattern} FILTER(isBlank(?this)) }}"
        found |= blank & _selected(data, query, {})
    return found


def _is_met(data: Data, target: Target) -> bool:
    """Tell whether ``target`` lists a node that results are asked for on."""
    if data.within is None:
        return True
    said = f"FILTER EXISTS {{ GRAPH {data.within} {{ ?this ?said ?of }} }}"
    return any(data.rows(f"SELECT ?this WHERE {{ {target.pattern} {said} }} LIMIT 1", {}))


def _selected(data: Data, query: str, names: dict[str, str]) -> set[Node]:
    this = Variable("this")
    nodes = (to_rdflib(row[this]) for row in data.rows(query, names) if row[this] is not None)
    return {node for node in nodes if data.concerns(node)}


def _triples(data: Data, query: str, names: dict[str, str]) -> rdflib.Graph:
    found = rdflib.Graph()
    for row in data.rows(query, names):
        s, p, o = (to_rdflib(row[name]) for name in "spo")
        if data.concerns(s):
            found.add((s, p, o))
    return found


def reports(data: Data, shapes: rdflib.Graph) -> Iterator[rdflib.Graph | Crash]:
    """Yield reports that together are pyshacl's on ``data``: screen, then judge."""
    suspicion = suspects(data, shapes)
    yield from judge(graph_of(data.store, data.graphs), shapes, suspicion.on_all)
    for shape, triples in sorted(suspicion.on_triples.items(), key=lambda entry: str(entry[0])):
        targets = list(shapes.objects(shape, SH.targetNode))
        yield from judge(triples, shapes, {shape: targets})
