"""Load a release into another engine: SPARQL 1.1 Graph Store HTTP Protocol, one graph at a time.

``graph/dataset`` tells an engine's release: it goes first and comes back last, so that an engine
that is half loaded never passes for whole.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import httpx
from pyoxigraph import NamedNode, Store, serialize

from ghtld import iris
from ghtld.engine.backend import Backend, BackendFailed, words_of
from ghtld.engine.interface import DeadlineExceeded
from ghtld.engine.verification import Verifier
from ghtld.formats import N_TRIPLES
from ghtld.release import Release, open_store

_LAST = iris.graph("dataset")
_ALL_GRAPHS = f"""
SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{iris.BASE}")) }}"""
_DEADLINE = 600.0

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pushed:
    """How many graphs were loaded and removed, and whether the engine was asked for proof."""

    loaded: int
    removed: int
    proven: bool


def push(
    release: Release,
    graph_store: Backend,
    endpoint: Backend | None = None,
    progress: Progress = lambda done, all_: None,
) -> Pushed:
    """Load ``release`` through ``graph_store``; raise BackendFailed or DeadlineExceeded.

    With the engine's query ``endpoint`` also remove what is left of another release, and at the
    end have the engine prove that it holds this one.
    """
    store = open_store(release)
    if endpoint is None:
        return _push(store, graph_store, None, progress)
    with closing(Verifier(endpoint, store, _DEADLINE)) as verifier:
        pushed = _push(store, graph_store, verifier, progress)
        verifier.verify()
    return pushed


def _push(
    store: Store, graph_store: Backend, verifier: Verifier | None, progress: Progress
) -> Pushed:
    names = sorted(g.value for g in store.named_graphs() if isinstance(g, NamedNode))
    names.remove(_LAST.value)
    with graph_store.client(httpx.Timeout(_DEADLINE)) as client:
        _send(client, graph_store, "DELETE", _LAST.value)
        left = sorted(_graphs(verifier) - {*names, _LAST.value}) if verifier else []
        for name in left:
            _send(client, graph_store, "DELETE", name)
        for done, name in enumerate([*names, _LAST.value]):
            _send(client, graph_store, "PUT", name, _content(store, NamedNode(name)))
            progress(done + 1, len(names) + 1)
    return Pushed(len(names) + 1, len(left), verifier is not None)


def _send(
    client: httpx.Client, graph_store: Backend, method: str, graph: str, body: bytes | None = None
) -> None:
    address = httpx.URL(graph_store.address).copy_add_param("graph", graph)
    headers = {"Content-Type": N_TRIPLES.media_type} if body is not None else {}
    try:
        answer = client.request(method, address, content=body, headers=headers)
    except httpx.TimeoutException as reason:
        raise DeadlineExceeded from reason
    except httpx.HTTPError as reason:
        raise BackendFailed("unreachable", str(reason)) from reason
    missing = method == "DELETE" and answer.status_code == httpx.codes.NOT_FOUND
    if not answer.is_success and not missing:
        told = f"{answer.status_code} {words_of(answer.content)}".strip()
        raise BackendFailed("failed", f"{method} {graph}: {told}")


def _graphs(verifier: Verifier) -> set[str]:
    found = (row["g"] for row in verifier.select(_ALL_GRAPHS))
    return {graph.value for graph in found if isinstance(graph, NamedNode)}


def _content(store: Store, graph: NamedNode) -> bytes:
    triples = (quad.triple for quad in store.quads_for_pattern(None, None, None, graph))
    return serialize(triples, format=N_TRIPLES.rdf) or b""
