"""The W3C SPARQL 1.1 Protocol tests by their names; an update is right when it is refused.

The requests are written from the descriptions of the tests, over graphs of our own.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

DATA = {n: f"http://example.org/data{n}" for n in (1, 2, 3)}
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ROWS = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
YES_OR_NO = {"application/sparql-results+json", "application/sparql-results+xml"}
GRAPH = {"text/turtle", "application/rdf+xml", "application/n-triples"}


@dataclass(frozen=True)
class Sent:
    """One request: parameters of the address, type and bytes of the body."""

    method: str = "POST"
    parameters: list[tuple[str, str]] = field(default_factory=list)
    media_type: str | None = None
    body: bytes | None = None


def get(*parameters):
    return Sent("GET", list(parameters))


def post(media_type, body, *parameters):
    return Sent("POST", list(parameters), media_type, body.encode())


def default(*numbers):
    return [("default-graph-uri", DATA[n]) for n in numbers]


def named(*numbers):
    return [("named-graph-uri", DATA[n]) for n in numbers]


def using(*numbers, kind="using-graph-uri"):
    return [(kind, DATA[n]) for n in numbers]


def typed(number):
    return f"<{DATA[number]}> a ?type{number} ."


def in_graph(number):
    return f"GRAPH ?g{number} {{ {typed(number)} }}"


TWO = f"ASK {{ {typed(1)} {typed(2)} }}"
TWO_NAMED = f"ASK {{ {in_graph(1)} {in_graph(2)} }}"
FULL = f"ASK {{ {typed(3)} {in_graph(1)} {in_graph(2)} }}"
FROM = f"ASK FROM <{DATA[3]}> {{ {in_graph(1)} {in_graph(2)} }}"
INSERT = "INSERT { GRAPH <urn:new> { ?s a <urn:New> } } WHERE { ?s a ?type }"
BASED = "INSERT DATA { GRAPH <urn:new> { <urn:s> <urn:p> <test> } }"
CONFLICT = "WITH <urn:new> DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 }"

TRUE = {
    "query_post_form": post(FORM, "query=ASK%20%7B%7D", *default(1)),
    "query_dataset_default_graphs_get": get(("query", TWO), *default(1, 2)),
    "query_dataset_default_graphs_post": post(QUERY, TWO, *default(1, 2)),
    "query_dataset_named_graphs_post": post(QUERY, TWO_NAMED, *named(1, 2)),
    "query_dataset_named_graphs_get": get(("query", TWO_NAMED), *named(1, 2)),
    "query_dataset_full": post(QUERY, FULL, *default(3), *named(1, 2)),
    "query_multiple_dataset": post(QUERY, FROM, *named(1, 2)),
    "query_get": get(("query", "ASK {}"), *default(1)),
    "query_post_direct": post(QUERY, "ASK {}"),
}
TYPES = {
    "query_content_type_select": ("SELECT (1 AS ?value) {}", ROWS),
    "query_content_type_ask": ("ASK {}", YES_OR_NO),
    "query_content_type_describe": ("DESCRIBE <http://example.org/>", GRAPH),
    "query_content_type_construct": ("CONSTRUCT { <s> <p> 1 } WHERE {}", GRAPH),
}
UPDATES = {
    "update_dataset_default_graph": post(UPDATE, INSERT, *using(1)),
    "update_dataset_default_graphs": post(UPDATE, INSERT, *using(1, 2)),
    "update_dataset_named_graphs": post(UPDATE, INSERT, *using(1, 2, kind="using-named-graph-uri")),
    "update_dataset_full": post(UPDATE, INSERT, *using(1), *using(2, kind="using-named-graph-uri")),
    "update_post_form": post(FORM, "update=CLEAR+ALL"),
    "update_post_direct": post(UPDATE, "CLEAR ALL"),
    "update_base_uri": post(UPDATE, BASED),
}
BAD = {
    "bad_query_method": (Sent("PUT", [("query", "ASK {}")], FORM), 405),
    "bad_multiple_queries": (get(("query", "ASK {}"), ("query", "SELECT * {}")), 400),
    "bad_query_wrong_media_type": (post("text/plain", "ASK {}"), 415),
    "bad_query_missing_form_type": (post(None, "query=ASK%20%7B%7D"), 415),
    "bad_query_missing_direct_type": (post(None, "ASK {}"), 415),
    "bad_query_non_utf8": (
        Sent("POST", [], f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16")),
        415,
    ),
    "bad_query_syntax": (get(("query", "ASK {")), 400),
    "bad_update_get": (get(("update", "CLEAR ALL")), 403),
    "bad_multiple_updates": (post(FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"), 403),
    "bad_update_wrong_media_type": (post("text/plain", "CLEAR NAMED"), 415),
    "bad_update_missing_form_type": (post(None, "update=CLEAR%20NAMED"), 415),
    "bad_update_non_utf8": (
        Sent("POST", [], f"{UPDATE}; charset=UTF-16", "CLEAR NAMED".encode("utf-16")),
        403,
    ),
    "bad_update_syntax": (post(FORM, "update=CLEAR%20XYZ"), 403),
    "bad_update_dataset_conflict": (
        post(UPDATE, CONFLICT, ("using-named-graph-uri", DATA[1])),
        403,
    ),
}


def send(client, sent):
    headers = {"Accept": "*/*"}
    if sent.media_type:
        headers["Content-Type"] = sent.media_type
    address = f"/sparql?{urlencode(sent.parameters)}" if sent.parameters else "/sparql"
    return client.request(sent.method, address, content=sent.body, headers=headers)


def refused(response, status):
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"]


def test_they_are_34():
    assert len(TRUE) + len(TYPES) + len(UPDATES) + len(BAD) == 34


@pytest.mark.parametrize("sent", TRUE.values(), ids=TRUE.keys())
def test_query(client, sent):
    response = send(client, sent)
    assert response.status_code == 200, response.text
    assert response.json()["boolean"] is True


@pytest.mark.parametrize(("text", "types"), TYPES.values(), ids=TYPES.keys())
def test_content_type(client, text, types):
    response = send(client, post(QUERY, text, *default(1)))
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].partition(";")[0] in types


@pytest.mark.parametrize("sent", UPDATES.values(), ids=UPDATES.keys())
def test_update(client, sent):
    refused(send(client, sent), 403)
    unchanged = f"ASK {{ {in_graph(1)} FILTER NOT EXISTS {{ GRAPH <urn:new> {{ ?s ?p ?o }} }} }}"
    assert send(client, post(QUERY, unchanged)).json()["boolean"] is True


@pytest.mark.parametrize(("sent", "status"), BAD.values(), ids=BAD.keys())
def test_bad(client, sent, status):
    refused(send(client, sent), status)
