"""A thing in RDF: the same statements in every format of one graph, with their graphs in the rest.

* One graph (Turtle, JSON-LD, N-Triples, RDF/XML): what the default data set says of the thing and
  what points at it there; for a thing that only other layers know, what they say; for a fact also
  its contents, as statements.
* Named graphs (TriG, N-Quads): what every layer says of the thing and what points at it, each in
  its own graph (the flattened ``graph/edition`` left out); the words behind the facts among them,
  with their places in the text; what matches it to a register, and the entry there; for a fact
  also its contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, Triple

from ghtld import iris
from ghtld.formats import GRAPH_FORMATS, Format, encode
from ghtld.terms import GHT, PREFIXES, reified
from ghtld.web import graph
from ghtld.web.site import EDITION, Site

_BASE_ENDS = re.compile("[/#]")
"""Where the namespaces of the prefix table end."""


def document(site: Site, node: NamedNode, fmt: Format) -> bytes:
    """Return what ``site`` says of ``node``, written in ``fmt``."""
    if fmt in GRAPH_FORMATS:
        return write_triples(sorted(triples_of(site, node), key=str), fmt)
    return write_quads(sorted(quads_of(site, node), key=_graph_first), fmt)


def write_triples(triples: list[Triple], fmt: Format) -> bytes:
    """Return ``triples`` in ``fmt``, with the prefixes of ours that they use."""
    return _written(triples, fmt)


def write_quads(quads: list[Quad], fmt: Format) -> bytes:
    """Return ``quads`` in ``fmt``, with the prefixes of ours that they use."""
    return _written(quads, fmt)


def _written(statements: list[Triple] | list[Quad], fmt: Format) -> bytes:
    if fmt.rdf is None:
        raise ValueError(f"{fmt.name} holds no statements")
    return encode(statements, fmt.rdf, _prefixes(statements))


def _prefixes(statements: Iterable[Triple | Quad]) -> dict[str, str]:
    used = {
        term.value
        for statement in statements
        for term in tuple(statement)
        if isinstance(term, NamedNode)
    }
    bases = {iri[: found.end()] for iri in used for found in _BASE_ENDS.finditer(iri)}
    return {prefix: base for prefix, base in PREFIXES.items() if base in bases}


def triples_of(site: Site, node: NamedNode) -> set[Triple]:
    """Return the statements about ``node`` as one graph."""
    default = [NamedNode(name) for name in site.manifest.default_graphs]
    inside = {quad.triple for name in default for quad in _around(site, node, name)}
    around = inside or {quad.triple for quad in _around(site, node)}
    if iris.is_fact(node.value):
        contents = graph.contents(site.statements, node)
        around.update(reified(node, {quad.triple for quad in contents}))
    return around


def quads_of(site: Site, node: NamedNode) -> set[Quad]:
    """Return the statements about ``node`` in their graphs."""
    quads = {quad for quad in _around(site, node) if quad.graph_name != EDITION}
    facts = {q.graph_name for q in quads if isinstance(q.graph_name, NamedNode)}
    facts = {fact for fact in facts if iris.is_fact(fact.value)}
    if iris.is_fact(node.value):
        facts.add(node)
        quads.update(graph.contents(site.statements, node))
    matches = {q.subject for q in quads if q.predicate == GHT.entity and q.object == node}
    for behind, leads in ((facts, GHT.evidence), (matches, GHT.entry)):
        found = {quad for subject in behind for quad in _layered(site, subject)}
        ends = {quad.object for quad in found if quad.predicate == leads}
        quads.update(found, *(_layered(site, end) for end in ends))
    return quads


def _layered(site: Site, subject: object) -> Iterator[Quad]:
    """Yield what the layers say of a thing, each in its graph, not what is flattened of it."""
    if isinstance(subject, NamedNode):
        quads = graph.outgoing(site.statements, subject)
        yield from (quad for quad in quads if quad.graph_name != EDITION)


def _around(site: Site, node: NamedNode, home: NamedNode | None = None) -> Iterator[Quad]:
    yield from graph.outgoing(site.statements, node, home)
    yield from graph.incoming(site.statements, node, home)


def _graph_first(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad.triple)
