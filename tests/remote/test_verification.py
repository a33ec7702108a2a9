"""An engine serves only while it holds the release at hand, whole and unchanged."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from engines import Engine, oxigraph, virtuoso
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from ghtld import iris
from ghtld.engine.backend import Backend, BackendFailed
from ghtld.engine.interface import DeadlineExceeded
from ghtld.engine.verification import Verifier
from ghtld.release import Release
from ghtld.terms import GHT

PREFIXES = """
PREFIX graph: <https://w3id.org/ghtld/id/graph/>
PREFIX group: <https://w3id.org/ghtld/id/group/>
PREFIX ght: <https://w3id.org/ghtld/def#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
"""
LABEL = 'group:lozere rdfs:label "GHT de Lozère"@fr'
HELD = f"""
    graph:dataset {{
        <https://w3id.org/ghtld/dataset> owl:versionInfo "1.0.0" ; schema:sha256 "abc" .
    }}
    graph:law {{ group:lozere ght:clause "article 6" . }}
    graph:edition {{ {LABEL} ; ght:horizon "P5Y"^^<http://www.w3.org/2001/XMLSchema#duration> . }}
"""
CHANGES = {
    "a graph is missing": ("completeness", "DROP GRAPH graph:law"),
    "a graph of ours is too many": (
        "completeness",
        "INSERT DATA { GRAPH graph:new { group:lozere ght:member group:lozere } }",
    ),
    "a statement is missing": (
        "completeness",
        f"DELETE DATA {{ GRAPH graph:edition {{ {LABEL} }} }}",
    ),
    "a text has changed": (
        "content",
        f"""DELETE DATA {{ GRAPH graph:edition {{ {LABEL} }} }} ;
            INSERT DATA {{ GRAPH graph:edition {{ group:lozere rdfs:label "GHT"@fr }} }}""",
    ),
    "the version is another": (
        "identity",
        """DELETE { GRAPH graph:dataset { ?d owl:versionInfo ?v } }
            INSERT { GRAPH graph:dataset { ?d owl:versionInfo "0.9.0" } }
            WHERE { GRAPH graph:dataset { ?d owl:versionInfo ?v } }""",
    ),
    "the hash is another": (
        "identity",
        """DELETE { GRAPH graph:dataset { ?d schema:sha256 ?v } }
            INSERT { GRAPH graph:dataset { ?d schema:sha256 "0" } }
            WHERE { GRAPH graph:dataset { ?d schema:sha256 ?v } }""",
    ),
    "nothing is loaded": ("identity", "CLEAR ALL"),
}


@pytest.fixture(scope="module")
def store() -> Store:
    """Return a release in small."""
    made = Store()
    prefixes = PREFIXES.replace("PREFIX", "@prefix").replace(">\n", "> .\n")
    made.load(prefixes + HELD, format=RdfFormat.TRIG)
    return made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with oxigraph(tmp_path_factory.mktemp("verification") / "store") as engine:
        yield engine


@pytest.fixture
def engine(running: Engine, store: Store) -> Engine:
    """Give an engine that holds just the small release, to change."""
    update(running, "CLEAR ALL")
    load(running, store)
    return running


def load(engine: Engine, store: Store) -> None:
    with httpx.Client(auth=Backend.at(engine.graph_store).auth) as client:
        for graph in store.named_graphs():
            assert isinstance(graph, NamedNode)
            client.put(
                Backend.at(engine.graph_store).address,
                params={"graph": graph.value},
                content=store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph),
                headers={"Content-Type": "application/n-triples"},
            ).raise_for_status()


@contextmanager
def verifier_of(engine: Engine, store: Store, deadline: float = 60) -> Iterator[Verifier]:
    with closing(Verifier(Backend.at(engine.endpoint), store, deadline)) as verifier:
        yield verifier


def update(engine: Engine, text: str) -> None:
    httpx.post(engine.update, data={"update": PREFIXES + text}, timeout=60).raise_for_status()


@pytest.mark.parametrize("change", CHANGES)
def test_another_release_is_noticed(change: str, engine: Engine, store: Store) -> None:
    witness, text = CHANGES[change]
    with verifier_of(engine, store) as verifier:
        verifier.verify()
        update(engine, text)
        assert verifier.is_fresh
        verifier.verify()  # what was found is remembered for a while
    with (
        verifier_of(engine, store) as verifier,
        pytest.raises(BackendFailed, match=f"other: {witness} differs"),
    ):
        verifier.verify()


def test_what_was_found_is_looked_at_again(
    engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with verifier_of(engine, store) as verifier:
        verifier.verify()
        update(engine, "CLEAR ALL")
        later = time.monotonic() + 3600
        monkeypatch.setattr("time.monotonic", lambda: later)
        assert not verifier.is_fresh
        for _ in range(2):
            with pytest.raises(BackendFailed, match="identity"):
                verifier.verify()
        load(engine, store)
        monkeypatch.setattr("time.monotonic", lambda: later + 2)
        verifier.verify()


def test_foreign_graphs_in_the_engine_do_not_count(engine: Engine, store: Store) -> None:
    update(engine, "INSERT DATA { GRAPH <http://example.org/g> { <x:a> <x:b> <x:c> } }")
    with verifier_of(engine, store) as verifier:
        verifier.verify()


def test_the_release_states_the_hash_of_all_its_other_graphs(release: Release) -> None:
    lines = (release.dumps / "ghtld.nq").read_bytes().splitlines(keepends=True)
    own = b" <https://w3id.org/ghtld/id/graph/dataset> .\n"
    others = b"".join(sorted(line for line in lines if not line.endswith(own)))
    assert hashlib.sha256(others).hexdigest() in release.dataset.read_text(encoding="utf-8")


def test_a_release_that_states_no_hash_is_never_verified(engine: Engine) -> None:
    with (
        verifier_of(engine, Store()) as verifier,
        pytest.raises(BackendFailed, match="other: the release states no hash"),
    ):
        verifier.verify()


def test_oxigraph_gives_literals_back_as_written(engine: Engine, store: Store) -> None:
    with verifier_of(engine, store) as verifier:
        assert not verifier.exact
        verifier.verify()
        assert verifier.exact


def test_virtuoso_does_not_and_when_it_cuts_answers_it_is_refused(
    store: Store, tmp_path: Path
) -> None:
    with virtuoso(tmp_path / "database", max_rows=1000) as engine:
        load(engine, store)
        with verifier_of(engine, store) as verifier:
            verifier.verify()
            assert not verifier.exact
        long = Store()
        long.extend(store)
        more = (NamedNode(f"https://w3id.org/ghtld/id/fact/{n:04}-01") for n in range(1001))
        long.extend(Quad(node, GHT.fact, node, iris.graph("edition")) for node in more)
        load(engine, long)
        with (
            verifier_of(engine, long) as verifier,
            pytest.raises(BackendFailed, match="capped: 1000"),
        ):
            verifier.verify()


def test_an_engine_that_is_too_slow_is_refused(engine: Engine, store: Store) -> None:
    with verifier_of(engine, store, deadline=1e-6) as verifier, pytest.raises(DeadlineExceeded):
        verifier.verify()
