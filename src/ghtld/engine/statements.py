"""Where pages read what is said of a thing: the local store, or the engine behind the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from ghtld.engine.twin import Twin

_NAMES = ("s", "p", "o", "g")
Term = NamedNode | BlankNode | Literal | Triple


class Statements(Protocol):
    """Something that finds statements by pattern, as a Store does."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Return the statements that match; None matches anything, any named graph included."""


class RemoteStatements:
    """Statements of the release as a remote engine tells them.

    An engine that does not give literals back as they were written (Virtuoso: ``"P5Y"`` of type
    duration comes back as ``"60"``) would make the pages say what no source says: then, and for
    blank nodes, which have no name to ask by, ``local`` is read instead.
    """

    def __init__(self, twin: Twin, local: Store) -> None:
        self._twin = twin
        self._local = local
        self._graphs = {graph for graph in local.named_graphs() if isinstance(graph, NamedNode)}

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Ask the engine; raise a Refusal when it gives no whole answer. Blocking."""
        self._twin.hold()
        asked = (subject, predicate, object, graph_name)
        if not self._twin.exact or any(isinstance(term, BlankNode) for term in asked):
            yield from self._local.quads_for_pattern(*asked)
            return
        written = [
            str(term) if term is not None else f"?{name}"
            for term, name in zip(asked, _NAMES, strict=True)
        ]
        unknown = " ".join(word for word in written if word.startswith("?"))
        s, p, o, g = written
        for row in self._twin.select(f"SELECT {unknown or '*'} {{ GRAPH {g} {{ {s} {p} {o} }} }}"):
            terms: list[Any] = [
                term if term is not None else row[name]
                for term, name in zip(asked, _NAMES, strict=True)
            ]
            if terms[3] in self._graphs:  # an engine may keep graphs of its own
                yield Quad(*terms)
