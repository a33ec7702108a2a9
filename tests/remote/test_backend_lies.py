"""A dead, slow or lying engine: the answer says so, and the next question is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest
from elsewhere import eventually_ready, serving_elsewhere
from engines import Engine, free_port, oxigraph
from misbehaving import LIES, misbehaving

from ghtld.engine.backend import Backend
from ghtld.engine.interface import Limits
from ghtld.engine.push import push
from ghtld.release import Release

LIMITS = Limits(deadline=3.0, answer=2_000_000)
QUERY = "SELECT ?s { ?s ?p ?o } LIMIT 1 # lie: "
JSON = "application/sparql-results+json"

BEFORE_THE_FIRST_BYTE = {
    "silent": (504, "3 s"),
    "drip": (504, "3 s"),
    "short": (502, "incomplète"),
    "unframed": (502, "incomplète"),
    "broken-chunks": (502, "incomplète"),
    "half-json": (502, "incomplète"),
    "half-json-that-ends-well": (502, "incomplète"),
    "half-xml": (502, "incomplète"),
    "empty": (502, "incomplète"),
    "capped": (502, "s’est arrêté à 1 lignes"),
    "partial": (502, "incomplète"),
    "page": (502, "(text/html)"),
    "csv": (502, "(text/csv)"),
    "untyped": (502, "format"),
    "packed": (502, "(gzip)"),
    "error": (502, "(500)"),
    "login": (502, "(401)"),
    "redirect": (502, "(302)"),
    "redirect-loop": (502, "(307)"),
    "busy": (503, "7 s"),
    "late": (504, "3 s"),
    "syntax": (400, "Line 3: unknown function"),
    "garbage": (502, "incomplète"),
    "nothing": (502, "incomplète"),
    "huge": (507, "dépasse"),
}
AFTER_IT = {"endless", "long-and-cut"}


@pytest.fixture(scope="module")
def astray() -> list[str]:
    """Return the addresses that were asked for although no one may follow a redirect."""
    return []


@pytest.fixture(scope="module")
def client(
    build_folder: Path, loaded_oxigraph: Engine, astray: list[str]
) -> Iterator[httpx.Client]:
    with (
        misbehaving(loaded_oxigraph.endpoint) as (endpoint, stolen),
        serving_elsewhere(build_folder, endpoint, LIMITS) as address,
        httpx.Client(base_url=address, timeout=30) as made,
    ):
        assert eventually_ready(made)
        yield made
        astray.extend(stolen)
        assert astray == []


def ask(client: httpx.Client, lie: str, accept: str = JSON) -> httpx.Response:
    headers = {"Accept": accept, "Accept-Language": "fr"}
    return client.get("/sparql", params={"query": QUERY + lie}, headers=headers)


NUMBERS = count()


def assert_it_answers(client: httpx.Client) -> None:
    query = f"ASK {{ ?s ?p ?o }} # {next(NUMBERS)}: not an answer that was kept"
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200
    assert answer.json()["boolean"] is True
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("lie", BEFORE_THE_FIRST_BYTE)
def test_a_lie_is_refused_and_named(lie: str, client: httpx.Client) -> None:
    status, words = BEFORE_THE_FIRST_BYTE[lie]
    accept = "application/sparql-results+xml" if lie == "half-xml" else JSON
    answer = ask(client, lie, accept)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"].replace("\u00a0", " ")
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert_it_answers(client)


def test_a_lie_is_named_in_english_and_on_the_page(client: httpx.Client) -> None:
    said = client.get(
        "/sparql",
        params={"query": QUERY + "error"},
        headers={"Accept": "text/html", "Accept-Language": "en"},
    )
    assert said.status_code == 502
    assert "The query engine answers with an error (500)" in said.text


@pytest.mark.parametrize("lie", sorted(AFTER_IT))
def test_an_answer_that_breaks_later_ends_as_a_broken_transfer(
    lie: str, client: httpx.Client
) -> None:
    accept = "text/csv" if lie == "long-and-cut" else JSON
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
        ask(client, lie, accept)
    assert_it_answers(client)


def test_a_long_answer_passes_as_it_is(client: httpx.Client) -> None:
    answer = ask(client, "long", "text/csv")
    assert answer.status_code == 200
    assert answer.text.count("\r\n") == 1 + 20 * 1000


def test_every_lie_is_tried() -> None:
    assert LIES.keys() == BEFORE_THE_FIRST_BYTE.keys() | AFTER_IT | {"long", "until-gone"}


def test_a_client_that_leaves_ends_the_work_of_the_engine(
    build_folder: Path, loaded_oxigraph: Engine
) -> None:
    with (
        misbehaving(loaded_oxigraph.endpoint) as (endpoint, said),
        serving_elsewhere(build_folder, endpoint, Limits(deadline=600)) as address,
    ):
        with httpx.Client(base_url=address, timeout=60) as client:
            assert eventually_ready(client)
        with (
            httpx.Client(base_url=address, timeout=0.5) as impatient,
            pytest.raises(httpx.ReadTimeout),
        ):
            ask(impatient, "until-gone")
        until = time.monotonic() + 60
        while not said and time.monotonic() < until:
            time.sleep(0.05)
        assert said == ["gone"]


def test_a_dead_engine_is_named_and_its_return_needs_no_restart(
    build_folder: Path, release: Release, tmp_path: Path
) -> None:
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}/query"
    with (
        serving_elsewhere(build_folder, endpoint, LIMITS) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        for path in ("/sparql?query=ASK%7B%7D", "/doc/group/lozere.ttl"):
            dead = client.get(path)
            assert dead.status_code == 502, path
            assert "injoignable" in dead.json()["detail"]
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        assert client.get("/dumps/ghtld.nt").status_code == 200
        with oxigraph(tmp_path / "store", port) as engine:
            push(release, Backend.at(engine.graph_store), Backend.at(engine.endpoint))
            assert eventually_ready(client)
            assert_it_answers(client)
            assert client.get("/doc/group/lozere.ttl").status_code == 200
        again = client.get("/sparql", params={"query": "ASK { ?a ?b ?c }"})
        assert again.status_code == 502
