"""How a document is asked for and told apart from its other forms, over real sockets."""

import csv
import io
import json

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse
from served import running
from tiny_release import TRIG, make_release

from ghtld import iris
from ghtld.formats import ALL, CSV, DATASET_FORMATS, GRAPH_FORMATS, HTML, RDF_FORMATS
from ghtld.terms import GHT

LOZERE = "/doc/group/lozere"
DOCUMENTS = [LOZERE, "/def", "/shapes", "/dataset"]
ROUTES = [
    "/",
    "/id/group/lozere",
    LOZERE,
    f"{LOZERE}.ttl",
    "/doc/group/",
    "/finess/2A0000014",
    "/def",
    "/def/1.0.0",
    "/shapes.ttl",
    "/dataset",
    "/dumps/",
    "/dumps/ghtld.nt",
    "/static/style.css",
    "/healthz",
    "/readyz",
    "/metrics",
    "/sitemap.xml",
    "/robots.txt",
]


@pytest.mark.parametrize("fmt", ALL, ids=lambda fmt: fmt.name)
def test_every_format_by_suffix_by_accept_and_by_parameter(client, fmt):
    answers = [
        client.get(f"{LOZERE}.{fmt.suffix}?lang=fr"),
        client.get(f"{LOZERE}?lang=fr", headers={"Accept": fmt.media_type}),
        *(
            client.get(LOZERE, params={"format": name, "lang": "fr"})
            for name in (*sorted(fmt.names), fmt.suffix.upper(), fmt.label)
        ),
        *(client.get(f"{LOZERE}.{suffix}?lang=fr") for suffix in fmt.suffixes),
        *(
            client.get(f"{LOZERE}?lang=fr", headers={"Accept": media_type})
            for media_type in fmt.media_types
        ),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == fmt.content_type
    data = {answer.content for answer in answers}
    assert len(data) == 1 or fmt is HTML


def test_a_media_type_with_its_plus_sign_as_people_type_it(client):
    answer = client.get(f"{LOZERE}?format=application/ld+json")
    assert answer.headers["Content-Type"] == "application/ld+json"


OTHER_NAMES = {
    "json": "application/ld+json",
    "xml": "application/rdf+xml",
    "owl": "application/rdf+xml",
    "RDF/XML": "application/rdf+xml",
    "n3": "text/turtle; charset=utf-8",
    "ntriples": "application/n-triples",
}


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize(("name", "expected"), OTHER_NAMES.items())
def test_documents_understand_what_others_call_a_format(client, path, name, expected):
    assert client.get(path, params={"format": name}).headers["Content-Type"] == expected


@pytest.mark.parametrize("path", [*DOCUMENTS, "/def/1.0.0", "/dumps/index"])
@pytest.mark.parametrize("suffix", ["json", "xml", "owl", "n3"])
def test_documents_have_the_suffixes_of_others(client, path, suffix):
    answer = client.get(f"{path}.{suffix}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, OTHER_NAMES[suffix])
    led = client.get(f"{path.upper()}.{suffix}", follow_redirects=True)
    assert str(led.url).endswith(f"{path}.{suffix}")


def test_n3_is_answered_with_turtle_and_xml_with_rdf(client):
    turtle = "text/turtle; charset=utf-8"
    cases = [("text/n3", turtle), ("text/rdf+n3", turtle), ("text/n3, */*;q=0.1", turtle)]
    cases += [(xml, "application/rdf+xml") for xml in ("application/xml", "text/xml")]
    for path in (*DOCUMENTS, "/dumps/"):
        for accept, expected in (*cases, (BROWSER, HTML.content_type)):
            answer = client.get(path, headers={"Accept": accept})
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, expected), accept


def test_a_suffix_outweighs_a_parameter_and_a_parameter_the_accept_header(client):
    headers = {"Accept": "text/html"}
    assert "turtle" in client.get(f"{LOZERE}.ttl?format=nt").headers["Content-Type"]
    assert "n-triples" in client.get(f"{LOZERE}?format=nt", headers=headers).headers["Content-Type"]


def test_the_answer_says_what_it_varies_with_and_where_the_variant_is(client, address):
    turtle = {"Accept": "text/turtle"}
    cases = [
        (LOZERE, turtle, "Accept, Accept-Encoding", "lozere.ttl"),
        (LOZERE, {"Accept": "text/html"}, "Accept, Accept-Language, Accept-Encoding", None),
        (f"{LOZERE}?lang=en", {"Accept": "text/html"}, "Accept, Accept-Encoding", None),
        (f"{LOZERE}?format=ttl", {}, "Accept-Encoding", "lozere.ttl"),
        (f"{LOZERE}.html", {}, "Accept-Language, Accept-Encoding", None),
        (f"{LOZERE}.html?lang=fr", {}, "Accept-Encoding", None),
        (f"{LOZERE}.ttl", {}, "Accept-Encoding", None),
        ("/id/group/lozere", {}, None, None),
        ("/dumps/ghtld.nt", {}, None, None),
    ]
    for path, headers, vary, location in cases:
        answer = client.get(path, headers=headers)
        assert answer.headers.get("Vary") == vary, path
        if location:
            assert answer.headers["Content-Location"] == location
    page = client.get(LOZERE, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert page.headers["Content-Location"] == "lozere.html?lang=en"
    same = client.get(f"{address}/doc/group/{page.headers['Content-Location']}")
    assert same.headers["Content-Language"] == "en"


@pytest.mark.parametrize("door", ["/id/group/lozere", "/finess/2A0000014"])
def test_a_door_keeps_what_is_said_of_the_variant_and_nothing_else(client, door):
    location = client.get(f"{door}?format=ttl&lang=en&utm_source=x").headers["Location"]
    assert location.endswith("?format=ttl&lang=en")
    answer = client.get(f"{door}?format=application/ld%2Bjson", follow_redirects=True)
    assert answer.headers["Content-Type"] == "application/ld+json"


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("unknown", ["xyz", "image/png", "srj", ""])
def test_an_unknown_format_is_refused_with_the_variants(client, path, unknown):
    answer = client.get(path, params={"format": unknown}, headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert "lozere.ttl" in answer.headers["Link"] or path != LOZERE
    hrefs = [variant["href"] for variant in answer.json()["variants"]]
    for href in hrefs:
        assert client.get(str(httpx.URL(str(answer.url)).join(href))).status_code == 200


def test_a_browser_gets_the_variants_as_links(client):
    answer = client.get(f"{LOZERE}?format=xyz", headers={"Accept": "text/html"})
    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == HTML.content_type
    for fmt in ALL:
        assert f'<a href="lozere.{fmt.suffix}">' in answer.text
        assert f'<lozere.{fmt.suffix}>; rel="alternate"' in answer.headers["Link"]


def test_a_format_that_a_document_has_not_is_not_acceptable(client):
    assert client.get("/dumps/?format=trig").status_code == 406
    assert client.get("/dumps/index.trig").status_code == 404


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("/def", "vocabulary"),
        ("/def/1.0.0", "vocabulary"),
        ("/dataset", "dataset"),
        ("/shapes", ""),
    ],
)
def test_the_documents_of_the_release_have_every_form_too(client, path, home):
    turtle = {q.triple for q in parse(client.get(f"{path}.ttl").content, format=RdfFormat.TURTLE)}
    graph = iris.graph(home) if home else DefaultGraph()
    for fmt in RDF_FORMATS:
        for answer in (
            client.get(f"{path}.{fmt.suffix}"),
            client.get(path, headers={"Accept": fmt.media_type}),
        ):
            assert answer.headers["Content-Type"] == fmt.content_type
            found = list(parse(answer.content, format=fmt.rdf))
            if fmt in DATASET_FORMATS:
                assert {quad.graph_name for quad in found} == {graph}
            assert len(found) == len(turtle)
            assert path == "/shapes" or {quad.triple for quad in found} == turtle
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv?lang=en").text, newline="")))
    assert len(rows) == len(turtle)
    assert {row["graphs"] for row in rows} == {graph.value if home else ""}
    named = {t.subject.value for t in turtle if isinstance(t.subject, NamedNode)}
    assert {row["subject"] for row in rows} >= named


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [
        ("/doc/group/nobody.ttl", "*/*", "application/problem+json"),
        ("/doc/group/nobody.html", "*/*", "text/html; charset=utf-8"),
        ("/doc/group/nobody?format=html", "*/*", "text/html; charset=utf-8"),
        ("/doc/group/nobody?format=ttl", "*/*", "application/problem+json"),
        ("/doc/group/nobody", "text/html", "text/html; charset=utf-8"),
        ("/doc/group/nobody", "application/ld+json", "application/problem+json"),
        ("/id/fact/000-99", "text/html", "text/html; charset=utf-8"),
        ("/id/fact/000-99", "text/turtle", "application/problem+json"),
        ("/doc/fact/000-99.html", "*/*", "text/html; charset=utf-8"),
    ],
)
def test_errors_come_in_the_form_asked_for(client, path, accept, expected):
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == (410 if "000-99" in path else 404)
    assert answer.headers["Content-Type"] == expected
    assert "Accept" in answer.headers["Vary"]
    assert "000-99" not in path or ("2026" in answer.text and "passage mal lu" in answer.text)


@pytest.mark.parametrize("path", ROUTES)
def test_head_is_get_without_the_body_everywhere(client, path):
    for headers in ({}, {"Accept": "text/turtle", "Accept-Encoding": "br"}):
        got, head = client.get(path, headers=headers), client.head(path, headers=headers)
        assert head.status_code == got.status_code
        assert head.content == b""
        varying = ("date", "content-length") if path == "/metrics" else ("date",)
        expected = {k: v for k, v in got.headers.items() if k not in varying}
        assert {k: v for k, v in head.headers.items() if k not in varying} == expected


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods_are_refused_with_those_there_are(client, path, method):
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ROUTES)
def test_a_browser_may_ask_what_it_may_send(client, path):
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = client.options(path, headers=asked)
    assert answer.status_code == 204
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.content == b""


def test_the_table_of_a_thing_has_one_row_per_statement(client):
    answer = client.get(f"{LOZERE}.csv?lang=fr")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    quads = list(parse(client.get(f"{LOZERE}.nq").content, format=RdfFormat.N_QUADS))
    assert len(rows) == len({quad.triple for quad in quads})
    graphs = {(row["subject"], row["predicate"], row["object"]): row["graphs"] for row in rows}
    group, agreement = (iris.BASE + f"id/{name}" for name in ("group/lozere", "agreement/lozere"))
    assert graphs[agreement, GHT.party.value, group] == iris.BASE + "id/fact/000-04"
    row = next(r for r in rows if r["object"] == "GHT de Lozère")
    assert (row["language"], row["datatype"]) == ("fr", "")
    row = next(r for r in rows if r["predicate"] == GHT.party.value)
    assert row["subject_label"] == "Convention de Lozère"
    assert row["predicate_label"] == "partie"
    assert row["object_label"] == "GHT de Lozère"


def test_the_words_of_a_table_are_in_the_language_asked_for(client):
    answer = client.get(f"{LOZERE}.csv", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "en"
    assert "Lozère agreement" in answer.text


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_the_front_door_leads_who_wants_data_to_the_data_set(client):
    """The namespace itself is what people try first: the page, or the way to the data."""
    for _ in range(2):  # the second time from the cache
        for fmt in RDF_FORMATS:
            first = client.get("/", headers={"Accept": f"{fmt.media_type}, text/html;q=0.1"})
            assert (first.status_code, first.headers["Location"]) == (303, "dataset")
            assert "Accept" in first.headers["Vary"]
            again = client.get(first.next_request.url, headers={"Accept": fmt.media_type})
            assert again.headers["Content-Type"] == fmt.content_type
        for accept in (BROWSER, "*/*", "image/png", ""):
            page = client.get("/", headers={"Accept": accept})
            assert (page.status_code, page.headers["Content-Type"]) == (200, HTML.content_type)
    led = client.get("/?format=nt&lang=en").headers["Location"]
    assert led == "dataset?format=nt&lang=en"


def test_the_front_door_is_kept_for_who_asks_alike_only(tmp_path):
    """Whoever comes first and accepts nothing of ours must not decide for those who come after."""
    make_release(tmp_path)
    with running(tmp_path) as served, httpx.Client(base_url=served.address) as client:
        for accept, status in (("image/png", 200), ("text/turtle", 303), ("text/html", 200)) * 2:
            answer = client.get("/", headers={"Accept": accept})
            assert answer.status_code == status, accept
            assert "Accept" in answer.headers["Vary"].split(", ")


UNSAFE = """
graph:entities {
    place:mende a ght:Place ;
        rdfs:label "=HYPERLINK(\\"http://evil\\")"@fr , "@SUM(1)"@en ;
        rdfs:comment "-1+2"@fr , "+33"@en , "\\tx"@fr , "a\\"b,c\\nd"@fr ;
        ght:value -5 .
}
"""


def test_no_cell_of_a_table_is_a_formula(tmp_path):
    make_release(tmp_path, TRIG + UNSAFE)
    with running(tmp_path) as served:
        text = httpx.get(f"{served.address}/doc/place/mende.csv").content.decode()
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert '\'=HYPERLINK("http://evil")' in cells
    assert "'@SUM(1)" in cells
    assert "'-1+2" in cells
    assert "'\tx" in cells
    assert 'a"b,c\nd' in cells
    assert "-5" in cells
    assert "+33" in cells
    dangerous = [c for c in cells if c[:1] in "=@\t\r" and c]
    assert dangerous == []


MATCHED = """
graph:matches {
    match:hopital a ght:RegisterMatch ; ght:entity est:hopital-lozere ;
        ght:entry finess:2A0000014 .
}
graph:evidence-000 {
    fact:000-04 ght:evidence evidence:000-04-1 .
    evidence:000-04-1 a ght:Evidence ; oa:exact "entre le GHT Lozère et l'hôpital" .
}
"""


@pytest.mark.parametrize("suffix", ["trig", "nq"])
def test_the_layers_of_a_thing_facts_evidence_and_register_entry(tmp_path, suffix):
    make_release(tmp_path, TRIG + MATCHED)
    fmt = next(fmt for fmt in RDF_FORMATS if fmt.suffix == suffix)
    with running(tmp_path) as served:
        address = f"{served.address}/doc/establishment/hopital-lozere.{suffix}"
        quads = list(parse(httpx.get(address).content, format=fmt.rdf))
    told = {(quad.graph_name.value.rpartition("id/")[2], quad.predicate) for quad in quads}
    assert ("fact/000-04", GHT.party) in told
    assert ("graph/evidence-000", GHT.quote) in told
    exact = NamedNode("http://www.w3.org/ns/oa#exact")
    assert ("graph/evidence-000", exact) in told
    assert ("graph/matches", GHT.entry) in told
    assert ("graph/finess-2021-01", GHT.registeredName) in told


def test_every_graph_format_offers_the_same_triples(client):
    for name in ("group/lozere", "establishment/hopital-lozere", "fact/000-05"):
        found = [
            {q.triple for q in parse(client.get(f"/doc/{name}.{f.suffix}").content, format=f.rdf)}
            for f in GRAPH_FORMATS
        ]
        assert found[0]
        assert all(triples == found[0] for triples in found)


def test_csv_is_offered_beside_the_rest(client):
    assert CSV in ALL
    listed = client.get(LOZERE, headers={"Accept": "image/png"}).json()["variants"]
    assert {"href": "lozere.csv", "type": "text/csv"} in listed
    assert json.dumps(listed).count("href") == len(ALL)
