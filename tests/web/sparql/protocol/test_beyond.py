"""What a good endpoint does beyond the W3C's tests."""

import csv
import io
import json

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store, parse, parse_query_results
from tiny_release import EDITION, REGISTER

from ghtld import iris

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
TSV = "text/tab-separated-values"
QUERY = "application/sparql-query"
SELECT = 'SELECT ?x ?y { VALUES (?x ?y) { ("é,1" 2) (UNDEF <urn:y>) } }'
CONSTRUCT = "CONSTRUCT WHERE { <http://example.org/data1> ?p ?o }"
DESCRIBE = "DESCRIBE <http://example.org/data1>"
ONE, TWO, THREE = (f"http://example.org/data{n}" for n in (1, 2, 3))
NOTES = "SELECT ?s ?note { ?s <https://w3id.org/ghtld/def#note> ?note }"


def ask(client, query, accept=JSON, **parameters):
    return client.get("/sparql", params={"query": query, **parameters}, headers={"Accept": accept})


def bindings(response):
    assert response.status_code == 200, response.text
    return response.json()["results"]["bindings"]


# answers in every format


def test_rows_in_json_xml_csv_and_tsv_say_the_same(client):
    given = json.loads(ask(client, SELECT, JSON).content)
    assert given["head"]["vars"] == ["x", "y"]
    assert [sorted(row) for row in given["results"]["bindings"]] == [["x", "y"], ["y"]]
    solutions = parse_query_results(ask(client, SELECT, XML).content, format=QueryResultsFormat.XML)
    assert [variable.value for variable in solutions.variables] == ["x", "y"]
    assert [row["x"] and row["x"].value for row in solutions] == ["é,1", None]
    rows = list(csv.reader(io.StringIO(ask(client, SELECT, "text/csv").text, newline="")))
    assert rows == [["x", "y"], ["é,1", "2"], ["", "urn:y"]]
    lines = ask(client, SELECT, TSV).text.splitlines()
    assert lines == ["?x\t?y", '"é,1"\t2', "\t<urn:y>"]


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv", TSV])
def test_yes_or_no_in_every_format(client, accept):
    body = ask(client, "ASK {}", accept).content
    if accept in (JSON, XML):
        fmt = QueryResultsFormat.from_media_type(accept)
        assert bool(parse_query_results(body, format=fmt)) is True
    else:
        assert body.strip() == b"true"


GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
@pytest.mark.parametrize("accept", GRAPHS)
def test_a_graph_in_every_format_says_the_same(client, query, accept):
    given = {q.triple for q in parse(ask(client, query, accept).content, format=GRAPHS[accept])}
    plain = ask(client, query, "application/n-triples").content
    assert given == {q.triple for q in parse(plain, format=RdfFormat.N_TRIPLES)}
    assert len(given) == 3


# negotiation

CHOICES = {
    "the higher quality wins": (f"{JSON};q=0.2, text/csv;q=0.9", "text/csv"),
    "q=0 is never": (f"{JSON};q=0, */*;q=0.1", XML),
    "a range of all": ("*/*", JSON),
    "a range of a type": ("text/*", "text/csv"),
    "a range is less than a name": ("*/*, text/csv;q=0.9", JSON),
    "case does not matter": ("Application/SPARQL-Results+XML", XML),
    "parameters are ignored": (f"{TSV};charset=utf-8", TSV),
    "plain JSON is ours": ("application/json", JSON),
    "plain XML is ours": ("application/xml", XML),
    "unknown ones are passed over": (f"application/x-foo, {XML};q=0.1", XML),
    "what can't be read means anything": (";;;", JSON),
    "nothing means anything": ("", JSON),
}


@pytest.mark.parametrize(("accept", "expected"), CHOICES.values(), ids=CHOICES.keys())
def test_the_format_is_negotiated(client, accept, expected):
    response = ask(client, SELECT, accept)
    assert response.headers["Content-Type"].partition(";")[0] == expected
    assert "Accept" in response.headers["Vary"].split(", ")


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, "image/png"), (SELECT, "text/turtle"), (CONSTRUCT, JSON), ("ASK {}", f"{JSON};q=0")],
)
def test_406_names_what_there_is(client, query, accept):
    response = ask(client, query, accept)
    assert response.status_code == 406
    assert response.headers["Content-Type"] == "application/problem+json"
    expected = "Turtle" if query is CONSTRUCT else "JSON"
    assert expected in response.json()["detail"]


@pytest.mark.parametrize("name", ["csv", "text/csv", "CSV"])
def test_the_format_may_be_named(client, name):
    assert ask(client, SELECT, JSON, format=name).headers["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("accept", ["text/csv", TSV, "text/turtle"])
def test_text_tells_its_charset(client, accept):
    query = CONSTRUCT if accept == "text/turtle" else SELECT
    assert ask(client, query, accept).headers["Content-Type"].endswith("; charset=utf-8")


# requests

WORDS = 'SELECT ("é + %25 %2B & = ; # ?" AS ?x) {}'
WAYS = {
    "GET": lambda c: c.get("/sparql", params={"query": WORDS}),
    "form": lambda c: c.post("/sparql", data={"query": WORDS}),
    "direct": lambda c: c.post("/sparql", content=WORDS.encode(), headers={"Content-Type": QUERY}),
}


@pytest.mark.parametrize("send", WAYS.values(), ids=WAYS.keys())
def test_every_character_is_kept(client, send):
    assert bindings(send(client))[0]["x"]["value"] == "é + %25 %2B & = ; # ?"


def test_a_plus_in_a_form_is_a_space_and_in_a_direct_body_a_plus(client):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = client.post("/sparql", content=b"query=SELECT+(1%2B1+AS+?x)+{}", headers=form)
    assert bindings(sent)[0]["x"]["value"] == "2"
    sent = client.post("/sparql", content=b"SELECT (1+1 AS ?x) {}", headers={"Content-Type": QUERY})
    assert bindings(sent)[0]["x"]["value"] == "2"


@pytest.mark.parametrize(
    "media_type",
    [QUERY, f"{QUERY}; charset=UTF-8", QUERY.upper(), f'{QUERY};charset="utf-8"'],
)
def test_media_types_in_any_case_with_a_charset(client, media_type):
    sent = client.post("/sparql", content=b"ASK {}", headers={"Content-Type": media_type})
    assert sent.status_code == 200, sent.text


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        f"{QUERY}x",
        "",
        f"{QUERY}; charset=latin-1",
        QUERY + ";" * 5_000,
    ],
)
def test_415(client, media_type):
    sent = client.post("/sparql", content=b"ASK {}", headers={"Content-Type": media_type})
    assert sent.status_code == 415
    assert sent.json()["detail"]


NOT_UTF8 = {
    "GET": lambda c: c.get("/sparql?query=ASK%20{}%20%23%FF"),
    "form": lambda c: c.post(
        "/sparql",
        content=b"query=ASK%20{}%20%23%C3",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    ),
    "direct": lambda c: c.post(
        "/sparql", content=b"ASK {} # \xc3", headers={"Content-Type": QUERY}
    ),
}


@pytest.mark.parametrize("send", NOT_UTF8.values(), ids=NOT_UTF8.keys())
def test_bad_utf8(client, send):
    assert send(client).status_code == 400


MANY = {
    "two in the address": lambda c: c.get("/sparql?query=ASK{}&query=ASK{}"),
    "two in a form": lambda c: c.post("/sparql", data={"query": ["ASK {}", "ASK {}"]}),
    "address and form": lambda c: c.post("/sparql?query=ASK{}", data={"query": "ASK {}"}),
    "address and body": lambda c: c.post(
        "/sparql?query=ASK{}", content=b"ASK {}", headers={"Content-Type": QUERY}
    ),
}


@pytest.mark.parametrize("send", MANY.values(), ids=MANY.keys())
def test_two_queries_are_none(client, send):
    assert send(client).status_code == 400


def test_head_has_the_headers_of_get(client):
    for accept in (JSON, "text/csv", "text/html"):
        got = client.get("/sparql", params={"query": SELECT}, headers={"Accept": accept})
        head = client.head("/sparql", params={"query": SELECT}, headers={"Accept": accept})
        names = ("Content-Type", "Content-Length", "ETag", "Vary")
        assert head.content == b""
        assert [head.headers.get(n) for n in names] == [got.headers.get(n) for n in names]


def test_cors_is_for_all_and_without_credentials(client):
    origin = {"Origin": "https://example.org", "Cookie": "a=b"}
    for response in (
        client.get("/sparql", params={"query": "ASK {}"}, headers=origin),
        client.get("/sparql", params={"query": "ASK {"}, headers=origin),
        client.post("/sparql", data={"query": "ASK {}"}, headers=origin),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert "Set-Cookie" not in response.headers


def test_preflight(client):
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    response = client.options("/sparql", headers=asked)
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"].split(", ")
    assert "content-type" in response.headers["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Credentials" not in response.headers


# data sets


def test_the_default_data_set_is_the_edition_and_the_register(client):
    default = int(bindings(ask(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))[0]["n"]["value"])
    held = 0
    for graph in (EDITION, REGISTER):
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph.value}> {{ ?s ?p ?o }} }}"
        held += int(bindings(ask(client, query))[0]["n"]["value"])
    assert default == held


def test_every_layer_is_read_by_graph(client):
    found = bindings(ask(client, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))
    assert {ONE, TWO, THREE} <= {row["g"]["value"] for row in found}


def test_from_names_the_default_graph_and_leaves_no_other(client):
    query = f"SELECT ?s FROM <{ONE}> {{ ?s a ?type }}"
    assert [row["s"]["value"] for row in bindings(ask(client, query))] == [ONE]
    inside = f"ASK FROM <{ONE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert ask(client, inside).json()["boolean"] is False


def test_from_named_leaves_an_empty_default_graph(client):
    query = f"SELECT DISTINCT ?g FROM NAMED <{TWO}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert [row["g"]["value"] for row in bindings(ask(client, query))] == [TWO]
    assert ask(client, f"ASK FROM NAMED <{TWO}> {{ ?s ?p ?o }}").json()["boolean"] is False


def test_from_by_a_prefixed_name(client):
    query = f"PREFIX d: <http://example.org/> {NOTES.replace('{', 'FROM d:data1 {', 1)}"
    assert len(bindings(ask(client, query))) == 2


OVERLAP = {
    "FROM twice": (NOTES.replace("{", f"FROM <{ONE}> FROM <{ONE}> {{", 1), {}),
    "FROM two": (NOTES.replace("{", f"FROM <{ONE}> FROM <{TWO}> {{", 1), {}),
    "FROM three": (
        NOTES.replace("{", f"FROM <{ONE}> FROM <{TWO}> FROM <{THREE}> {{", 1),
        {},
    ),
    "the protocol's two": (NOTES, {"default-graph-uri": [ONE, TWO]}),
    "the protocol's twice": (NOTES, {"default-graph-uri": [ONE, ONE]}),
    "with a larger graph": (NOTES, {"default-graph-uri": [ONE, EDITION.value]}),
    "five": (NOTES, {"default-graph-uri": [REGISTER.value, EDITION.value, ONE, TWO, THREE]}),
    "two and 990 that are not there": (
        NOTES,
        {"default-graph-uri": [ONE, TWO, *(f"urn:none-{n}" for n in range(990))]},
    ),
    "with the default ones": (NOTES, {"default-graph-uri": [REGISTER.value, EDITION.value, ONE]}),
}


@pytest.mark.parametrize(("query", "parameters"), OVERLAP.values(), ids=OVERLAP.keys())
def test_a_triple_that_several_default_graphs_hold_is_read_once(client, query, parameters):
    """The RDF merge of the graphs; the engine alone reads it once for each."""
    rows = bindings(ask(client, query, **parameters))
    assert len([row for row in rows if row["s"]["value"] == "urn:shared"]) == 1
    assert len({row["s"]["value"] for row in rows}) == len(rows)


def test_merged_graphs_and_named_ones_together(client):
    query = f"SELECT ?s ?note ?g {{ ?s <{iris.BASE}def#note> ?note GRAPH ?g {{ ?s a ?type }} }}"
    asked = {"default-graph-uri": [ONE, TWO], "named-graph-uri": [TWO, THREE]}
    rows = bindings(ask(client, query, **asked))
    assert [(row["s"]["value"], row["g"]["value"]) for row in rows] == [(TWO, TWO)]


def test_the_protocol_overrides_from(client):
    """SPARQL 1.1 Protocol, section 2.1.4."""
    query = f"SELECT ?s FROM <{ONE}> {{ ?s a ?type }}"
    rows = bindings(ask(client, query, **{"default-graph-uri": TWO}))
    assert [row["s"]["value"] for row in rows] == [TWO]
    only_named = bindings(ask(client, query, **{"named-graph-uri": TWO}))
    assert only_named == []


def test_an_unknown_graph_is_empty(client):
    asked = {"default-graph-uri": "http://example.org/none"}
    assert ask(client, "ASK { ?s ?p ?o }", **asked).json()["boolean"] is False


@pytest.mark.parametrize("graph", ["data1", "http://[", "a b", "http://example.org/%zz"])
def test_a_graph_is_named_by_an_iri(client, graph):
    response = ask(client, "ASK {}", **{"default-graph-uri": graph})
    assert response.status_code == 400
    assert response.json()["detail"]


def test_relative_iris_are_ours(client):
    query = "ASK { GRAPH <id/graph/edition> { ?s ?p ?o } }"
    assert ask(client, query).json()["boolean"] is True


def test_a_select_over_http_is_the_one_of_the_engine(client):
    """No rewriting on the way: the same bytes as the engine's own writer."""
    store = Store()
    expected = store.query(SELECT).serialize(format=QueryResultsFormat.JSON)
    assert ask(client, SELECT).content == expected
