"""The RDF merge of several default graphs (SPARQL 1.1 Query, section 13.1).

The engine reads a triple once for each default graph that holds it. Where graphs share a triple,
the query is asked of a copy in memory, which holds it once; where they share none, and nothing
need be copied, of the store itself. Many graphs are copied unseen: they are small ones, or else too
much to ask for. The worker imports this.
"""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


_FEW = 4


def merged(store: Store, graphs: dict[str, Any]) -> tuple[Store, dict[str, Any]]:
    """Return a store and the graphs of it that a query over ``graphs`` of ``store`` is asked of."""
    default = [graph for graph in graphs["default_graph"] if _holds_any(store, graph)]
    if len(default) <= _FEW and not _overlap(store, default):
        return store, {**graphs, "default_graph": default}
    copy = Store()
    copy.bulk_extend(Quad(*quad.triple) for quad in _quads(store, default))
    named = graphs.get("named_graphs")
    copy.bulk_extend(_quads(store, list(store.named_graphs()) if named is None else named))
    return copy, {**graphs, "default_graph": DefaultGraph()}


def _quads(store: Store, graphs: list[Any]) -> Iterator[Quad]:
    for graph in graphs:
        yield from store.quads_for_pattern(None, None, None, graph)


def _holds_any(store: Store, graph: NamedNode) -> bool:
    return next(iter(_quads(store, [graph])), None) is not None


def _overlap(store: Store, graphs: list[NamedNode]) -> bool:
    return any(
        _share(store, one, other) for place, one in enumerate(graphs) for other in graphs[:place]
    )


def _share(store: Store, one: NamedNode, other: NamedNode) -> bool:
    """Tell whether two graphs hold a common triple: each triple of the smaller is looked up."""
    smaller, larger = (one, other) if _is_smaller(store, one, other) else (other, one)
    asked = f"ASK {{ GRAPH {smaller} {{ ?s ?p ?o }} GRAPH {larger} {{ ?s ?p ?o }} }}"
    return bool(store.query(asked))


def _is_smaller(store: Store, one: NamedNode, other: NamedNode) -> bool:
    reading = iter(store.quads_for_pattern(None, None, None, other))
    quads = store.quads_for_pattern(None, None, None, one)
    return all(next(reading, None) is not None for _ in quads)
