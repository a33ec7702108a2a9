"""Things, their documents, and the documents of the release, over HTTP."""

import hashlib
import json
import re

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from tiny_release import EDITION

from ghtld import iris
from ghtld.formats import DATASET_FORMATS, GRAPH_FORMATS, RDF_FORMATS
from ghtld.terms import GHT

LOZERE = "/doc/group/lozere"
HTML = {"Accept": "text/html"}
PLACES = [
    "/",
    "/doc/group/",
    LOZERE,
    "/doc/fact/000-05",
    "/doc/concept/status",
    "/doc/concept/status/fait",
    "/doc/finess/2A0000014",
    "/doc/graph/edition",
    "/doc/place/sans-nom",
    "/def",
    "/def/1.0.0",
    "/def/alignments/org",
    "/shapes",
    "/dataset",
    "/dumps/",
    "/sparql",
]


def triples(response, fmt):
    parsed = parse(response.content, format=fmt.rdf, base_iri="http://elsewhere.example/")
    return {quad.triple for quad in parsed}


@pytest.mark.parametrize(
    "path", ["group/lozere", "fact/000-05", "concept/status", "concept/status/fait"]
)
def test_a_thing_answers_303_to_its_document(client, path):
    response = client.get(f"/id/{path}")
    assert response.status_code == 303
    assert str(response.next_request.url).endswith(f"/doc/{path}")


def test_the_redirect_keeps_the_language_asked_for(client):
    response = client.get("/id/group/lozere?lang=en")
    assert str(response.next_request.url).endswith("/doc/group/lozere?lang=en")


def test_the_short_door_to_a_register_entry(client):
    response = client.get("/finess/2A0000014")
    assert response.status_code == 303
    assert str(response.next_request.url).endswith("/id/finess/2A0000014")


@pytest.mark.parametrize("door", ["id", "doc"])
def test_a_register_number_in_lower_case_leads_to_the_canonical_one(client, door):
    response = client.get(f"/{door}/finess/2a0000014")
    assert response.status_code == 301
    assert str(response.next_request.url).endswith(f"/{door}/finess/2A0000014")


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
def test_a_suffix_and_an_accept_header_give_the_same_bytes(client, fmt):
    by_suffix = client.get(f"{LOZERE}.{fmt.suffix}")
    by_accept = client.get(LOZERE, headers={"Accept": fmt.media_type})
    assert by_suffix.content == by_accept.content
    assert by_suffix.headers["Content-Type"] == fmt.content_type
    assert by_accept.headers["Content-Location"] == f"lozere.{fmt.suffix}"
    assert by_accept.headers["Vary"] == "Accept, Accept-Encoding"
    assert by_suffix.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["group/lozere", "agreement/lozere", "finess/2A0000014"])
def test_every_format_of_one_graph_gives_the_same_triples(client, name):
    answers = [triples(client.get(f"/doc/{name}.{f.suffix}"), f) for f in GRAPH_FORMATS]
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)


def test_the_triples_are_those_of_the_thing_and_those_that_point_at_it(client):
    group = NamedNode(iris.BASE + "id/group/lozere")
    found = triples(client.get(f"{LOZERE}.nt"), GRAPH_FORMATS[2])
    assert all(group in (t.subject, t.object) for t in found)
    assert any(t.predicate == GHT.party and t.object == group for t in found)
    assert not any(t.predicate == GHT.ghtCode for t in found)


@pytest.mark.parametrize("fmt", DATASET_FORMATS, ids=lambda fmt: fmt.name)
def test_formats_of_named_graphs_keep_the_layers(client, fmt):
    quads = list(parse(client.get(f"{LOZERE}.{fmt.suffix}").content, format=fmt.rdf))
    graphs = {quad.graph_name.value.removeprefix(iris.BASE + "id/") for quad in quads}
    assert {"fact/000-04", "graph/external-codes", "graph/evidence-000"} <= graphs
    assert EDITION not in {quad.graph_name for quad in quads}
    assert any(quad.predicate == GHT.quote for quad in quads)


def test_a_fact_in_trig_holds_its_own_graph(client):
    quads = list(parse(client.get("/doc/fact/000-05.trig").content, format=RdfFormat.TRIG))
    fact = NamedNode(iris.BASE + "id/fact/000-05")
    assert any(quad.graph_name == fact and quad.predicate == GHT.date for quad in quads)


def test_data_name_things_by_canonical_iris_only(client, address):
    for fmt in RDF_FORMATS:
        text = client.get(f"{LOZERE}.{fmt.suffix}").text
        assert address not in text
        assert "https://w3id.org/ghtld/" in text


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_there_in_both_languages(client, path, language):
    response = client.get(path, headers={**HTML, "Accept-Language": language})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in response.text
    assert ("Aller au contenu" if language == "fr" else "Skip to the content") in response.text


@pytest.mark.parametrize("path", PLACES)
def test_links_of_pages_are_relative(client, path, address):
    page = client.get(path, headers=HTML).text
    assert address not in page
    assert 'href="/' not in page
    assert 'src="/' not in page


def test_a_page_tells_the_words_behind_a_value(client):
    page = client.get("/doc/event/signature", headers=HTML).text
    assert "«\u202fsignée le 28 juin par\u202f»" in page
    assert "28 juin (année non indiquée)" in page
    assert "L’année n’est pas dite." in page
    assert "The year is not said." not in page
    assert 'href="../../doc/fact/000-05' in page
    assert 'href="#note-1"' in page


def test_the_page_in_english_keeps_the_words_in_french(client):
    page = client.get("/doc/event/signature?lang=en", headers=HTML).text
    assert "28 June (year not stated)" in page
    assert '<blockquote lang="fr" dir="auto">' in page
    assert "The year is not said." in page
    assert 'href="../../doc/agreement/lozere?lang=en"' in page


def test_what_other_layers_know_stands_apart_and_names_its_graph(client):
    page = client.get(LOZERE, headers=HTML).text
    before, _, apart = page.partition('id="elsewhere"')
    assert "76106" not in before
    assert "76106" in apart
    assert "externe" in apart


def test_what_points_at_a_thing_is_counted(client):
    page = client.get("/doc/concept/status", headers=HTML).text
    assert "Cité par" in page
    pointing = page.partition('id="incoming"')[2]
    assert "dans la liste" in pointing
    assert '<span class="count">1</span>' in pointing
    own = client.get(LOZERE, headers=HTML).text
    assert "Convention de Lozère" in own.partition('id="agreements"')[2]


def test_markup_in_labels_is_shown_not_obeyed(client):
    page = client.get("/doc/establishment/hopital-lozere", headers=HTML).text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_addresses_that_are_no_web_pages_are_no_links(client):
    page = client.get("/doc/establishment/hopital-lozere", headers=HTML).text
    assert 'href="javascript:' not in page
    assert 'href="data:' not in page
    assert 'href="https://example.org/"' in page


def test_a_thing_without_a_label_is_named_by_its_kind(client):
    page = client.get("/doc/place/sans-nom", headers=HTML).text
    assert "Lieu sans-nom" in page
    assert 'lang="he" dir="auto"' in page


def test_people_are_not_indexed(client):
    assert client.get("/doc/person/patrick-julien").headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get(LOZERE).headers


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/id/group/nobody",
        "/doc/group/nobody",
        "/doc/group/lozere.xyz",
        "/doc/nokind/lozere",
        "/doc/nokind/",
        "/id/concept/a/b/c",
        "/finess/123",
        "/def/9.9.9",
        "/def.xyz",
        "/dumps/nothing.nt",
        "/dumps/..%2Fmanifest.json",
        "/dumps/%00",
        "/javascript:alert(1)",
    ],
)
def test_unknown_addresses_answer_404_in_the_form_asked_for(client, address, path):
    for accept, expected in (
        ("text/html", "text/html; charset=utf-8"),
        ("text/turtle", "application/problem+json"),
    ):
        response = client.get(address + path, headers={"Accept": accept})
        assert response.status_code == 404
        assert response.headers["Content-Type"] == expected
        assert "Traceback" not in response.text
        assert 'href="javascript:' not in response.text


def test_a_problem_says_what_it_is(client):
    response = client.get("/doc/group/nobody.ttl", headers={"Accept-Language": "en"})
    assert response.json()["status"] == 404
    assert response.json()["title"] == "Nothing at this address"
    assert response.headers["Content-Language"] == "en"


@pytest.mark.parametrize("path", ["/id/fact/000-99", "/doc/fact/000-99", "/doc/fact/000-99.ttl"])
def test_a_withdrawn_thing_answers_410_with_the_reason(client, path):
    response = client.get(path, headers={"Accept": "text/turtle", "Accept-Language": "en"})
    assert response.status_code == 410
    assert response.json()["detail"] == "Withdrawn on 2026-01-02: misread"


@pytest.mark.parametrize("path", [LOZERE, "/def", "/shapes", "/dataset"])
def test_not_acceptable_names_the_variants(client, path):
    response = client.get(path, headers={"Accept": "image/png"})
    assert response.status_code == 406
    variants = {variant["type"] for variant in response.json()["variants"]}
    assert {"text/html", "text/turtle"} <= variants
    assert 'rel="alternate"' in response.headers["Link"]


@pytest.mark.parametrize("path", ["/", LOZERE, "/id/group/lozere", "/def", "/dumps/ghtld.nt"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_only_read(client, path, method):
    response = client.request(method, path)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("path", [*PLACES, "/id/group/lozere", "/dumps/ghtld.nt", "/nothing"])
def test_head_is_get_without_the_body(client, path):
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers.get("Content-Type") == got.headers.get("Content-Type")
    assert head.headers.get("Content-Length") == got.headers.get("Content-Length")


def test_a_page_that_has_not_changed_is_not_sent_again(client):
    first = client.get(LOZERE)
    again = client.get(LOZERE, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    other = client.get(LOZERE, headers={"Accept": "text/turtle"})
    assert other.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("path", ["/def", "/def/1.0.0", "/shapes", "/dataset"])
def test_documents_of_the_release_say_the_same_in_every_format(client, path):
    answers = [triples(client.get(f"{path}.{f.suffix}"), f) for f in GRAPH_FORMATS]
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)


def test_the_vocabulary_page_has_an_anchor_per_term(client):
    page = client.get("/def", headers=HTML).text
    for name in ("Agreement", "party", "date"):
        assert f'id="{name}"' in page
    assert "Acte par lequel on convient." in page


def test_the_shapes_page_says_each_constraint_in_words(client):
    assert "Un accord a une partie." in client.get("/shapes", headers=HTML).text
    assert "An agreement has a party." in client.get("/shapes?lang=en", headers=HTML).text


def test_a_dump_has_its_length_and_its_checksum(client):
    response = client.get("/dumps/ghtld.nt")
    assert int(response.headers["Content-Length"]) == len(response.content)
    sum_ = hashlib.sha256(response.content).hexdigest()
    assert sum_ in client.get("/dumps/", headers=HTML).text
    assert response.headers["ETag"] == f'"{sum_}"'
    assert response.headers["Content-Type"] == "application/n-triples"


def test_a_compressed_dump_is_a_file_not_an_encoding(client):
    response = client.get("/dumps/ghtld.nt.gz")
    assert response.headers["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in response.headers


def test_part_of_a_dump(client):
    response = client.get("/dumps/ghtld.nt", headers={"Range": "bytes=0-9"})
    assert response.status_code == 206
    assert len(response.content) == 10


def test_health(client, build):
    manifest = json.loads((build / "current" / "manifest.json").read_text())
    assert client.get("/healthz").json() == {"status": "ok", "release": manifest["hash"]}


@pytest.mark.parametrize("path", [*PLACES, "/nothing", "/healthz", "/static/style.css"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", PLACES)
def test_pages_hold_no_script_and_no_inline_style(client, path):
    page = client.get(path, headers=HTML).text
    own = re.compile(
        r'<script (type="application/ld\+json"|(defer )?src="[./]*static/[^"]+"( defer)?)>'
    )
    assert all(own.fullmatch(found) for found in re.findall("<script[^>]*>", page))
    assert "style=" not in page
    assert "<style" not in page
