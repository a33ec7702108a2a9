"""Pages over another engine say what the release says, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from engines import Engine
from pyoxigraph import BlankNode, NamedNode, Quad, Store
from served import serving

from ghtld.engine.backend import Backend
from ghtld.engine.interface import Limits
from ghtld.engine.verification import RemoteStatements, Verifier
from ghtld.release import Release

PATHS = (
    "/doc/group/lozere",
    "/doc/agreement/haute-loire-clermont",
    "/doc/fact/001-04",
    "/doc/event/signature-lozere",
    "/doc/document/003",
    "/doc/concept/mission/recherche",
)
FORMATS = ("html", "ttl", "trig", "jsonld")


@pytest.fixture(scope="module")
def own(build_folder: Path) -> Iterator[httpx.Client]:
    with (
        serving(build_folder, Limits()) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_same_over_oxigraph(path, suffix, own, before_oxigraph):
    ours, theirs = own.get(f"{path}.{suffix}"), before_oxigraph.get(f"{path}.{suffix}")
    assert ours.status_code == 200
    assert ours.content == theirs.content


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_same_over_virtuoso_which_rewrites_literals(path, own, before_virtuoso):
    assert own.get(f"{path}.html").content == before_virtuoso.get(f"{path}.html").content
    assert own.get(f"{path}.trig").content == before_virtuoso.get(f"{path}.trig").content


def test_statements_come_from_the_engine(loaded_oxigraph: Engine, release: Release) -> None:
    """What the local store does not hold can only come from the engine."""
    local = Store.read_only(str(release.store))
    node = NamedNode("https://w3id.org/ghtld/id/group/lozere")
    few = Store()
    few.extend(Quad(graph, graph, graph, graph) for graph in local.named_graphs())
    with closing(Verifier(Backend.at(loaded_oxigraph.endpoint), local, deadline=60)) as verifier:
        remote = RemoteStatements(verifier, few)
        for pattern in ((node, None, None), (None, None, node)):
            found = set(remote.quads_for_pattern(*pattern))
            assert found == set(local.quads_for_pattern(*pattern))
            assert found
            assert not set(few.quads_for_pattern(*pattern))
        quad = next(local.quads_for_pattern(node, None, None))
        assert isinstance(quad.graph_name, NamedNode)
        exact = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        assert list(remote.quads_for_pattern(*exact)) == [quad]
        assert not list(remote.quads_for_pattern(BlankNode(), None, None))


def test_the_page_of_the_endpoint_shows_answers_of_any_engine(before_oxigraph, before_virtuoso):
    query = """PREFIX ght: <https://w3id.org/ghtld/def#>
        SELECT ?agreement ?horizon WHERE { ?agreement ght:horizon ?horizon }"""
    for client in (before_oxigraph, before_virtuoso):
        page = client.get("/sparql", params={"query": query}, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "agreement:haute-loire-clermont" in page.text
