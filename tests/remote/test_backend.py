"""What is sent to another engine, and what is never sent."""

from __future__ import annotations

from urllib.parse import parse_qsl

import httpx
import pytest

from ghtld.engine.backend import Backend, DialectForbidden, refuse_dialect
from ghtld.engine.interface import DataSet
from ghtld.formats import CSV, N_QUADS, TRIG
from ghtld.text import UserError


def test_an_address_keeps_its_path_and_query_and_hides_its_password() -> None:
    backend = Backend.at("https://ann:s%3Acret@example.org:8443/a/sparql?db=x")
    assert backend.address == "https://example.org:8443/a/sparql?db=x"
    assert (backend.user, backend.password) == ("ann", "s:cret")
    assert "cret" not in repr(backend)


@pytest.mark.parametrize(
    "written", ["", "sparql", "//host/sparql", "ftp://host/", "http://host:x/", "http://h/#f"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(UserError):
        Backend.at(written)


def test_a_bad_address_is_named_without_its_password() -> None:
    with pytest.raises(UserError) as refused:
        Backend.at("ftp://ann:secret@host/")
    assert "secret" not in refused.value.fr + refused.value.en


def test_a_query_is_sent_as_a_form_with_its_data_set() -> None:
    data_set = DataSet(("http://g/1", "http://g/2"), ("http://g/3",))
    sent = Backend.at("http://h/sparql").request("ASK {} # é+&", CSV, data_set)
    assert sent["method"] == "POST"
    assert parse_qsl(str(sent["content"])) == [
        ("query", "ASK {} # é+&"),
        ("default-graph-uri", "http://g/1"),
        ("default-graph-uri", "http://g/2"),
        ("named-graph-uri", "http://g/3"),
    ]


def test_a_data_set_is_asked_for_as_a_graph_whose_bytes_are_good_for_it() -> None:
    backend = Backend.at("http://h/sparql")
    for fmt, media_type in ((TRIG, "text/turtle"), (N_QUADS, "application/n-triples")):
        headers = backend.request("CONSTRUCT WHERE { ?s ?p ?o }", fmt, None)["headers"]
        assert isinstance(headers, dict)
        assert headers["Accept"] == media_type


@pytest.mark.parametrize(
    "text",
    [
        "define get:soft 'replace' SELECT * FROM <http://x/> { ?s ?p ?o }",
        "DEFINE input:inference <x> ASK {}",
        "SELECT (bif:sys_stat('st_host_name') AS ?x) {}",
        "SELECT (sql:BEST_LANGMATCH('a', 'b', '') AS ?x) {}",
    ],
)
def test_an_engines_own_commands_are_refused(text: str) -> None:
    with pytest.raises(DialectForbidden):
        refuse_dialect(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'define input:x bif:y' } # define input:x",
        'SELECT * { ?s ?p """sql: \' " bif:x""" }',
        "SELECT * { ?s <http://x/bif:y> ?define }",
        "PREFIX mybif: <x:> SELECT * { ?s mybif:x ?o }",
    ],
)
def test_words_that_only_look_like_it_pass(text: str) -> None:
    refuse_dialect(text)


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_a_password_goes_only_to_who_asks_for_it(scheme: str) -> None:
    seen: list[str | None] = []
    challenge = {
        "Basic": "Basic realm=x",
        "Digest": 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5',
    }

    def engine(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("Authorization"))
        if seen[-1] is None:
            return httpx.Response(401, headers={"WWW-Authenticate": challenge[scheme]})
        return httpx.Response(200)

    auth = Backend.at("http://ann:secret@h/").auth
    with httpx.Client(transport=httpx.MockTransport(engine), auth=auth) as client:
        assert [client.get("http://h/").status_code for _ in range(2)] == [200, 200]
    assert seen[0] is None
    assert all(said and said.startswith(scheme) for said in seen[1:])
    assert len(seen) == 3
