"""The endpoint over HTTP: protocol, formats, refusals, and the page."""

import logging
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from tiny_release import EDITION, QUESTION

from ghtld import iris

JSON = "application/sparql-results+json"
HTML = {"Accept": "text/html"}
PARTIES = QUESTION["text"]
CONSTRUCT = "CONSTRUCT WHERE { ?a <https://w3id.org/ghtld/def#party> ?party }"
BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def ask(client, query, accept=JSON, **parameters):
    return client.get("/sparql", params={"query": query, **parameters}, headers={"Accept": accept})


def rows(response):
    assert response.status_code == 200, response.text
    return response.json()["results"]["bindings"]


WAYS = {
    "GET": lambda c, q: c.get("/sparql", params={"query": q}),
    "GET with a slash": lambda c, q: c.get("/sparql/", params={"query": q}),
    "POST form": lambda c, q: c.post("/sparql", data={"query": q}),
    "POST direct": lambda c, q: c.post(
        "/sparql", content=q.encode(), headers={"Content-Type": "application/sparql-query"}
    ),
    "POST direct with charset": lambda c, q: c.post(
        "/sparql",
        content=q.encode(),
        headers={"Content-Type": "application/sparql-query; charset=utf-8"},
    ),
}


@pytest.mark.parametrize("send", WAYS.values(), ids=WAYS.keys())
def test_a_query_by_every_way_of_the_protocol(client, send):
    response = send(client, 'SELECT ("é+%25&" AS ?x) {}')
    assert response.headers["Content-Type"] == JSON
    assert rows(response) == [{"x": {"type": "literal", "value": "é+%25&"}}]


ROW_TYPES = [
    (JSON, JSON),
    ("application/json", JSON),
    ("*/*", JSON),
    ("application/sparql-results+xml", "application/sparql-results+xml"),
    ("text/csv", "text/csv; charset=utf-8"),
    ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ("text/html", "text/html; charset=utf-8"),
]


@pytest.mark.parametrize(("accept", "content_type"), ROW_TYPES)
@pytest.mark.parametrize("query", [PARTIES, "ASK {}"])
def test_rows_and_yes_or_no_in_every_format(client, query, accept, content_type):
    response = ask(client, query, accept)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert "Accept" in response.headers["Vary"]


GRAPH_TYPES = [
    ("text/turtle", RdfFormat.TURTLE),
    ("application/n-triples", RdfFormat.N_TRIPLES),
    ("application/rdf+xml", RdfFormat.RDF_XML),
    ("application/ld+json", RdfFormat.JSON_LD),
    ("application/trig", RdfFormat.TRIG),
    ("application/n-quads", RdfFormat.N_QUADS),
]


@pytest.mark.parametrize(("accept", "fmt"), GRAPH_TYPES)
@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE <{iris.BASE}id/agreement/lozere>"])
def test_graphs_in_every_format(client, query, accept, fmt):
    response = ask(client, query, accept)
    assert response.headers["Content-Type"].startswith(accept)
    assert len(list(parse(response.content, format=fmt))) >= 2


def test_the_format_parameter_comes_before_the_accept_header(client):
    assert ask(client, PARTIES, JSON, format="csv").text.startswith("party\r\n")


XML, TURTLE, CSV = "application/sparql-results+xml", "text/turtle", "text/csv"
NAMED = [
    (PARTIES, {"format": "xml"}, "*/*", XML),
    (PARTIES, {"format": "srx"}, "*/*", XML),
    (PARTIES, {"format": "srj"}, XML, JSON),
    (PARTIES, {"format": "application/sparql-results+json"}, "*/*", JSON),
    (PARTIES, {"output": "csv"}, "*/*", CSV),
    (PARTIES, {"results": "tsv"}, "*/*", "text/tab-separated-values"),
    (PARTIES, {"output": "text/csv"}, XML, CSV),
    (PARTIES, {"format": "auto"}, XML, XML),
    (PARTIES, {"format": "auto", "output": "csv"}, XML, CSV),
    (PARTIES, {"format": "csv", "output": "xml"}, "*/*", CSV),
    (PARTIES, {"format": ["tsv", "csv"]}, "*/*", "text/tab-separated-values"),
    (PARTIES, {"format": ""}, XML, XML),
    (PARTIES, {"format": "turtle"}, "*/*", JSON),
    (PARTIES, {"format": "rdf"}, XML, XML),
    (PARTIES, {"format": "x" * 5000}, CSV, CSV),
    (PARTIES, {"format": "csv"}, "image/png", CSV),
    (CONSTRUCT, {"format": "xml"}, "*/*", "application/rdf+xml"),
    (CONSTRUCT, {"format": "rdf"}, "*/*", "application/rdf+xml"),
    (CONSTRUCT, {"format": "owl"}, "*/*", "application/rdf+xml"),
    (CONSTRUCT, {"format": "RDF/XML"}, "*/*", "application/rdf+xml"),
    (CONSTRUCT, {"format": "json"}, "*/*", "application/ld+json"),
    (CONSTRUCT, {"format": "n3"}, "*/*", TURTLE),
    (CONSTRUCT, {"format": "N3"}, "application/rdf+xml", TURTLE),
    (CONSTRUCT, {"format": "nt"}, "*/*", "application/n-triples"),
    (CONSTRUCT, {"format": "ntriples"}, "*/*", "application/n-triples"),
    (CONSTRUCT, {"output": "text/rdf+n3"}, "*/*", TURTLE),
    (CONSTRUCT, {"format": "csv"}, "*/*", TURTLE),
    (CONSTRUCT, {"format": "csv"}, "application/ld+json", "application/ld+json"),
    (CONSTRUCT, {}, "text/n3", TURTLE),
    (CONSTRUCT, {}, "text/rdf+n3, */*;q=0.1", TURTLE),
    (CONSTRUCT, {}, "application/xml", "application/rdf+xml"),
]


@pytest.mark.parametrize(("query", "named", "accept", "expected"), NAMED)
def test_a_format_is_what_its_name_fits_else_what_is_acceptable(
    client, query, named, accept, expected
):
    for send in (client.get, client.post):
        place = {"params": {"query": query, **named}}
        if send == client.post:
            place = {"data": place["params"]}
        response = send("/sparql", headers={"Accept": accept}, **place)
        assert response.status_code == 200
        assert response.headers["Content-Type"].partition(";")[0] == expected


def test_the_service_description_may_be_named_too(client):
    for name, expected in (("ttl", TURTLE), ("json", "application/ld+json"), ("x", TURTLE)):
        response = client.get("/sparql", params={"format": name})
        assert response.headers["Content-Type"].partition(";")[0] == expected


def test_an_empty_graph_names_no_graph(client):
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    everything = rows(ask(client, count))
    empty = {"default-graph-uri": "", "named-graph-uri": ""}
    assert rows(ask(client, count, **empty)) == everything
    assert rows(client.post("/sparql", data={"query": count, **empty})) == everything
    assert ask(client, "ASK { GRAPH ?g { ?s ?p ?o } }", **empty).json()["boolean"]
    graph = f"{iris.BASE}id/graph/external-codes"
    both = {"default-graph-uri": ["", graph], "named-graph-uri": ""}
    assert len(rows(ask(client, "SELECT * { ?s ?p ?o }", **both))) == 1
    virtuoso = f"default-graph-uri=&query={quote(count)}&format=json&timeout=0&run=+Run+Query+"
    assert rows(client.get(f"/sparql?{virtuoso}")) == everything


def test_without_a_data_set_the_edition_and_the_register_are_read(client):
    assert ask(client, "ASK { ?s <https://w3id.org/ghtld/def#party> ?o }").json()["boolean"]
    named = "https://w3id.org/ghtld/def#registeredName"
    assert ask(client, f"ASK {{ ?s <{named}> ?o }}").json()["boolean"]
    code = "https://w3id.org/ghtld/def#ghtCode"
    assert not ask(client, f"ASK {{ ?s <{code}> ?o }}").json()["boolean"]
    assert ask(client, f"ASK {{ GRAPH ?g {{ ?s <{code}> ?o }} }}").json()["boolean"]


def test_a_triple_of_several_facts_is_counted_once(client):
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/ghtld/def#Agreement> }"
    assert rows(ask(client, query))[0]["n"]["value"] == "1"


def test_the_query_may_name_its_data_set(client):
    graph = f"{iris.BASE}id/graph/external-codes"
    query = f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}"
    assert len(rows(ask(client, query))) == 1


def test_the_protocol_may_name_the_data_set(client):
    graph = f"{iris.BASE}id/graph/external-codes"
    query = "SELECT * { ?s ?p ?o }"
    assert len(rows(ask(client, query, **{"default-graph-uri": graph}))) == 1
    inside = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert len(rows(ask(client, inside, **{"named-graph-uri": graph}))) == 1
    other = f"SELECT * FROM <{EDITION.value}> {{ ?s ?p ?o }}"
    assert len(rows(ask(client, other, **{"default-graph-uri": graph}))) == 1


def refused(response, status):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert "Traceback" not in response.text
    return problem["detail"]


def test_a_syntax_error_is_one_sentence_with_its_place(client):
    response = client.get(
        "/sparql", params={"query": "SELECT *\nWHERE { ?s ?p }"}, headers={"Accept-Language": "en"}
    )
    detail = refused(response, 400)
    assert (
        detail
        == "Syntax error at line 2, column 16, after “WHERE { ?s ?p }”: correct the query there."
    )


UPDATES = {
    "as a query": lambda c: c.get("/sparql", params={"query": "INSERT DATA { <a:a> <a:b> 1 }"}),
    "after a prologue": lambda c: c.get(
        "/sparql", params={"query": "PREFIX a: <select:> # SELECT\nDELETE WHERE { ?s ?p ?o }"}
    ),
    "as an update parameter": lambda c: c.post("/sparql", data={"update": "CLEAR ALL"}),
    "as an update body": lambda c: c.post(
        "/sparql",
        content=b"CLEAR ALL",
        headers={"Content-Type": "application/sparql-update"},
    ),
}


@pytest.mark.parametrize("send", UPDATES.values(), ids=UPDATES.keys())
def test_updates_are_refused(client, send):
    refused(send(client), 403)


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_service_is_refused(client, silent):
    query = f"SELECT * {{ SERVICE {silent}<http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    refused(ask(client, query), 403)


def test_the_word_service_elsewhere_is_harmless(client):
    query = 'SELECT ("SERVICE" AS ?service) {} # SERVICE'
    assert len(rows(ask(client, query))) == 1


BROKEN = {
    "two queries": lambda c: c.get("/sparql?query=ASK%20{}&query=ASK%20{}"),
    "a query and an update": lambda c: c.post("/sparql", data={"query": "ASK {}", "update": "x"}),
    "a form without a query": lambda c: c.post("/sparql", data={"x": "y"}),
    "an empty query": lambda c: c.get("/sparql?query="),
    "bytes that are not UTF-8": lambda c: c.get("/sparql?query=ASK%20{}%FF"),
    "a body that is not UTF-8": lambda c: c.post(
        "/sparql", content=b"ASK {} #\xff", headers={"Content-Type": "application/sparql-query"}
    ),
    "a graph without an IRI": lambda c: c.get("/sparql?query=ASK%20{}&default-graph-uri=x%20y"),
    "an unknown format, and none that is acceptable": lambda c: c.get(
        "/sparql?query=ASK%20{}&format=turtle", headers={"Accept": "image/png"}
    ),
    "only graphs that are no IRIs": lambda c: c.get("/sparql?query=ASK%20{}&named-graph-uri=x"),
    "deep nesting": lambda c: c.post(
        "/sparql", data={"query": "ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }"}
    ),
    "nesting that the words do not show": lambda c: c.post(
        "/sparql", data={"query": "ASK { FILTER(" + "!" * 20_000 + "1) }"}
    ),
}


@pytest.mark.parametrize("send", BROKEN.values(), ids=BROKEN.keys())
def test_bad_requests(client, send):
    refused(send(client), 400)


CHAIN = "SELECT (1" + "+1" * 20_000 + " AS ?x) {}"
NEST = "ASK { FILTER(" + "(" * 200 + "1" + ")" * 200 + ") }"


@pytest.mark.parametrize(
    ("language", "chains", "nests"),
    [("en", "chains too many parts", "nests too many"), ("fr", "enchaîne trop", "imbrique trop")],
)
def test_a_chain_and_a_nest_are_told_apart(client, language, chains, nests):
    for query, said in ((CHAIN, chains), (NEST, nests)):
        response = client.post(
            "/sparql", data={"query": query}, headers={"Accept-Language": language}
        )
        assert said in refused(response, 400)


def test_not_acceptable(client):
    refused(ask(client, PARTIES, "image/png"), 406)
    refused(ask(client, PARTIES, "text/turtle"), 406)
    refused(ask(client, CONSTRUCT, JSON), 406)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_format_that_can_not_write_the_answer_names_one_that_can(client, language):
    text = 'CONSTRUCT { <http://e/1> <http://e/123> "y" } WHERE {}'
    headers = {"Accept": "application/rdf+xml", "Accept-Language": language}
    detail = refused(client.get("/sparql", params={"query": text}, headers=headers), 406)
    assert "<http://e/123>" in detail
    assert "format=turtle" in detail
    assert ask(client, text, "application/rdf+xml", format="turtle").status_code == 200
    control = {"query": "SELECT ('\\u0001' AS ?x) {}", "format": "xml"}
    assert "format=json" in refused(client.get("/sparql", params=control, headers=headers), 406)


def test_a_long_query(client):
    refused(client.post("/sparql", data={"query": "ASK {} #" + "x" * 2**20}), 413)
    body = {"content": b"x" * 4 * 2**20, "headers": {"Content-Type": "application/sparql-query"}}
    refused(client.post("/sparql", **body), 413)


def test_a_wrong_media_type(client):
    body = {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}
    refused(client.post("/sparql", **body), 415)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_other_methods(client, method, path):
    response = client.request(method, path)
    refused(response, 405)
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_preflight(client):
    response = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


def test_head_is_get_without_the_body(client):
    response = client.head("/sparql", params={"query": PARTIES}, headers={"Accept": "text/csv"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content == b""
    assert ask(client, "ASK {}").json()["boolean"]


def test_a_query_out_of_time_is_stopped_and_the_next_one_answered(client):
    refused(ask(client, BOMB), 504)
    assert ask(client, "ASK {}").json()["boolean"]


def test_an_answer_over_the_cap_is_never_given_as_a_whole(client):
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    with (
        pytest.raises(httpx.HTTPError),
        client.stream("GET", "/sparql", params={"query": query}) as response,
    ):
        response.read()
        response.raise_for_status()
    assert ask(client, "ASK {}").json()["boolean"]


def cut_short(client):
    counted = client.get("/metrics").text
    lines = [line for line in counted.splitlines() if "queries_refused" in line and "{" in line]
    return sum(float(line.rpartition(" ")[2]) for line in lines)


def test_an_answer_that_is_cut_is_counted_and_not_logged(client, caplog):
    """Strangers could fill the log."""
    before = cut_short(client)
    caplog.set_level(logging.INFO)
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 20001"
    with pytest.raises(httpx.HTTPError):
        client.get("/sparql", params={"query": query}).raise_for_status()
    assert ask(client, BOMB).status_code == 504
    assert cut_short(client) == before + 2
    assert [record for record in caplog.records if record.name.startswith("ghtld")] == []


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "application/ld+json"])
def test_machines_get_the_service_description(client, address, accept):
    headers = {"Accept": accept} if accept else {}
    request = client.build_request("GET", "/sparql", headers=headers)
    if accept is None:
        del request.headers["Accept"]
    response = client.send(request)
    assert response.status_code == 200
    fmt = RdfFormat.from_media_type(response.headers["Content-Type"])
    said = {(t.predicate.value.rpartition("#")[2], t.object) for t in parse(response.content, fmt)}
    endpoints = [o.value for p, o in said if p == "endpoint"]
    assert endpoints == [f"{address}/sparql"]


def test_people_get_a_form_and_the_examples(client):
    page = client.get("/sparql", headers=HTML).text
    assert "<form" in page
    assert "<textarea" in page
    assert QUESTION["heading"]["title-fr"] in page
    assert 'href="sparql?example=parties#query"' in page
    assert QUESTION["heading"]["title-en"] in client.get("/sparql?lang=en", headers=HTML).text


def test_an_example_fills_the_form_without_being_run(client):
    page = client.get("/sparql?example=parties", headers=HTML).text
    assert "ORDER BY ?party" in page
    assert 'id="results" aria-labelledby="results-title" hidden>' in page


def test_the_page_shows_the_answer_as_a_table(client):
    page = ask(client, PARTIES, "text/html").text
    link = '<a href="doc/group/lozere"><span lang="fr" dir="auto">GHT de Lozère</span>'
    assert f"{link} <code>group:lozere</code></a>" in page
    assert "2 lignes" in page
    assert "format=csv" in page


def test_the_page_shows_the_first_rows_of_a_long_answer(client):
    page = ask(client, "SELECT ?a { ?a ?b ?c . ?d ?e ?f } LIMIT 700", "text/html").text
    assert "Les 500 premières lignes" in page
    assert ask(client, "ASK {}").json()["boolean"]


def test_a_query_that_is_too_long_for_an_address_stands_in_the_page_once(client):
    long = "ASK {} # " + "é<" * 200_000
    for query, status in ((long, 200), (long.replace("{}", "{"), 400)):
        page = client.post("/sparql", data={"query": query}, headers=HTML)
        assert page.status_code == status
        assert len(page.content) < 2 * 10**6
        assert page.text.count("é&lt;é&lt;" * 100) >= 1
        assert "%3C" not in page.text
    assert "trop longue pour tenir dans une adresse" in page.text


def test_the_page_shows_yes_or_no_and_graphs(client):
    assert '<p class="lead">oui</p>' in ask(client, "ASK {}", "text/html").text
    assert "<pre" in ask(client, CONSTRUCT, "text/html").text


def test_the_page_escapes_what_it_is_sent(client):
    query = 'SELECT ("<script>alert(1)</script>" AS ?x) {} # </textarea><script>'
    page = ask(client, query, "text/html").text
    assert "<script>" not in page
    assert "&lt;/textarea&gt;" in page


@pytest.mark.parametrize(("query", "status"), [("SELECT", 400), ("CLEAR ALL", 403), (BOMB, 504)])
def test_the_page_says_what_went_wrong_and_keeps_the_query(client, query, status):
    response = ask(client, query, "text/html")
    assert response.status_code == status
    assert 'role="alert"' in response.text
    assert query[:10] in response.text


def test_openapi_is_served_without_pages_from_elsewhere(client):
    described = client.get("/openapi.json").json()
    assert set(described["paths"]["/sparql"]) == {"get", "post"}
    assert client.get("/docs").status_code == 404
