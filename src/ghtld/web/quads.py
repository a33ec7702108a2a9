"""A thing in RDF: the same statements in every format of one graph, with their graphs in the rest.

* One graph (Turtle, JSON-LD, N-Triples, RDF/XML): what the default data set says of the thing and
  what points at it there; for a thing that only other layers know, what they say.
* Named graphs (TriG, N-Quads): what every layer says of the thing and what points at it, each in
  its own graph (the flattened ``graph/edition`` left out), and the words behind the facts among
  them; for a fact also its contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, Triple, serialize

from ghtld import iris
from ghtld.formats import DATASET_FORMATS, Format
from ghtld.terms import PREFIXES
from ghtld.web.site import EDITION, Site


def document(site: Site, node: NamedNode, fmt: Format) -> bytes:
    """Return what ``site`` says of ``node``, written in ``fmt``."""
    if fmt in DATASET_FORMATS:
        return write_quads(sorted(quads_of(site, node), key=_graph_first), fmt)
    return write_triples(sorted(triples_of(site, node), key=str), fmt)


def write_triples(triples: list[Triple], fmt: Format) -> bytes:
    """Return ``triples`` in ``fmt``, with the prefixes of ours that they use."""
    return serialize(triples, format=fmt.rdf, prefixes=_prefixes(triples)) or b""


def write_quads(quads: list[Quad], fmt: Format) -> bytes:
    """Return ``quads`` in ``fmt``, with the prefixes of ours that they use."""
    return serialize(quads, format=fmt.rdf, prefixes=_prefixes(quads)) or b""


def _prefixes(statements: Iterable[Triple | Quad]) -> dict[str, str]:
    used = {
        term.value
        for statement in statements
        for term in tuple(statement)
        if isinstance(term, NamedNode)
    }
    return {
        prefix: base
        for prefix, base in PREFIXES.items()
        if any(iri.startswith(base) for iri in used)
    }


def triples_of(site: Site, node: NamedNode) -> set[Triple]:
    """Return the statements about ``node`` as one graph."""
    default = {NamedNode(graph) for graph in site.manifest.default_graphs}
    quads = list(_around(site, node))
    inside = {quad.triple for quad in quads if quad.graph_name in default}
    return inside or {quad.triple for quad in quads}


def quads_of(site: Site, node: NamedNode) -> set[Quad]:
    """Return the statements about ``node`` in their graphs."""
    quads = {quad for quad in _around(site, node) if quad.graph_name != EDITION}
    facts = {quad.graph_name for quad in quads if _is_fact(quad.graph_name)}
    if _is_fact(node):
        quads.update(site.store.quads_for_pattern(None, None, None, node))
    for fact in facts:
        if isinstance(fact, NamedNode):
            said = site.store.quads_for_pattern(fact, None, None, None)
            quads.update(quad for quad in said if quad.graph_name != EDITION)
    return quads


def _around(site: Site, node: NamedNode) -> Iterator[Quad]:
    yield from site.store.quads_for_pattern(node, None, None, None)
    yield from site.store.quads_for_pattern(None, None, node, None)


def _is_fact(name: object) -> bool:
    thing = iris.read(name.value) if isinstance(name, NamedNode) else None
    return thing is not None and thing.kind == "fact"


def _graph_first(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad.triple)
