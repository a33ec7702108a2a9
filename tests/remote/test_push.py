"""``ghtld push``: a release goes into an engine whole, and what was there before goes."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from engines import Engine, free_port, oxigraph
from pyoxigraph import NamedNode, RdfFormat, Store

from ghtld.cli import main
from ghtld.engine.backend import Backend
from ghtld.engine.push import push
from ghtld.release import Release


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--lang", "en", "push", *arguments])
    return result.exit_code, result.output.strip().splitlines()[-1]


def test_the_engine_holds_every_statement_in_its_graph(
    build_folder: Path, release: Release, tmp_path: Path
) -> None:
    with oxigraph(tmp_path / "store") as engine:
        code, said = run(
            engine.graph_store, "--build", str(build_folder), "--engine", engine.endpoint
        )
        assert (code, said.partition(":")[0]) == (0, "Release 1.0.0 loaded"), said
        assert said.endswith("0 removed; checked.")
        answer = httpx.get(engine.graph_store, headers={"Accept": "application/n-quads"})
    held = Store()
    held.load(answer.content, format=RdfFormat.N_QUADS)
    ours = Store.read_only(str(release.store))
    assert {str(g) for g in held.named_graphs()} == {str(g) for g in ours.named_graphs()}
    for graph in ours.named_graphs():
        assert isinstance(graph, NamedNode)
        assert len(list(held.quads_for_pattern(None, None, None, graph))) == len(
            list(ours.quads_for_pattern(None, None, None, graph))
        )


def test_what_is_left_of_another_release_is_removed_and_nothing_else(
    release: Release, tmp_path: Path
) -> None:
    with oxigraph(tmp_path / "store") as engine:
        for graph in ("https://w3id.org/ghtld/id/fact/999-99", "http://example.org/mine"):
            httpx.put(
                engine.graph_store,
                params={"graph": graph},
                content="<x:a> <x:b> <x:c> .",
                headers={"Content-Type": "application/n-triples"},
            ).raise_for_status()
        pushed = push(release, Backend.at(engine.graph_store), Backend.at(engine.endpoint))
        assert (pushed.removed, pushed.proven) == (1, True)
        answer = httpx.get(engine.graph_store, headers={"Accept": "application/n-quads"})
    assert "http://example.org/mine" in answer.text
    assert "999-99" not in answer.text


def test_without_the_query_address_nothing_is_checked(build_folder: Path, tmp_path: Path) -> None:
    with oxigraph(tmp_path / "store") as engine:
        code, said = run(engine.graph_store, "--build", str(build_folder))
    assert code == 0
    assert said.endswith("not checked, for want of --engine.")


@pytest.mark.parametrize("address", ["localhost:7878", "ftp://localhost/store", "http://", "x"])
def test_what_is_no_address_is_refused(address: str, build_folder: Path) -> None:
    assert run(address, "--build", str(build_folder)) == (
        1,
        f"“{address}” is no address of an engine: give it in full, such as "
        "https://example.org/sparql.",
    )


def test_an_engine_that_is_away_is_named(build_folder: Path) -> None:
    code, said = run(f"http://127.0.0.1:{free_port()}/store", "--build", str(build_folder))
    assert code == 1
    assert said.startswith("The engine did not take it all (")
    assert said.endswith("mend that and run again.")


def test_an_engine_that_may_not_be_written_is_named(
    build_folder: Path, loaded_oxigraph: Engine
) -> None:
    code, said = run(loaded_oxigraph.endpoint, "--build", str(build_folder))
    assert code == 1
    assert "PUT https://w3id.org/ghtld/id/" in said
    assert "404" in said


def test_a_wrong_password_is_named_and_never_shown(
    build_folder: Path, loaded_virtuoso: Engine
) -> None:
    address = loaded_virtuoso.graph_store.replace("dba:dba@", "dba:s3cret@")
    code, said = run(address, "--build", str(build_folder))
    assert code == 1
    assert "401" in said
    assert "s3cret" not in said


def test_there_must_be_a_release(tmp_path: Path) -> None:
    code, said = run("http://127.0.0.1:9/", "--build", str(tmp_path))
    assert code == 1
    assert "run “ghtld build” first" in said
