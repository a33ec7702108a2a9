"""A query that can't be read gets one sentence that says what to write instead."""

import pytest

from ghtld.terms import PREFIXES

JSON = "application/sparql-results+json"


def told(client, query, language="en"):
    headers = {"Accept": JSON, "Accept-Language": language}
    answer = client.get("/sparql", params={"query": query}, headers=headers)
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.json()["detail"]


def test_a_prefix_of_ours_that_is_not_declared_comes_with_its_line(client):
    query = "SELECT * { ?s ght:party ?o }"
    line = "PREFIX ght: <https://w3id.org/ghtld/def#>"
    assert told(client, query) == f"Add “{line}” before the query: the prefix ght: is not declared."
    assert told(client, query, "fr") == (
        f"Ajoutez « {line} » avant la requête : le préfixe ght: n’est pas déclaré."
    )
    assert client.get("/sparql", params={"query": f"{line} {query}"}).status_code == 200


def test_each_prefix_that_is_not_declared_is_named(client):
    query = "SELECT ?n { ?g a ght:Agreement ; rdfs:label ?n ; foo:bar group:lozere }"
    lines = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("ght", "rdfs")]
    lines += ["PREFIX foo: <…>", f"PREFIX group: <{PREFIXES['group']}>"]
    assert told(client, query) == (
        f"Add “{' '.join(lines)}” before the query: the prefixes ght:, rdfs:, foo:, group: are not "
        "declared."
    )


SAID = {
    "in a function": ('SELECT (xsd:integer("1") AS ?x) {}', "PREFIX xsd: <http://www.w3.org"),
    "in FROM": ("SELECT * FROM foo:x { ?s ?p ?o }", "the prefix foo: is not declared"),
    "the empty prefix": ("SELECT * { ?s :p ?o }", "PREFIX : <…>"),
    "an IRI without its brackets": (
        "SELECT * { https://w3id.org/ghtld/id/group/lozere ?p ?o }",
        "between < and >: put there the one that begins with “https:”",
    ),
    "no query": ("How many groupings are there?", "begin with SELECT"),
    "an empty query": ("  \n ", "Exactly one query is needed"),
    "a comment alone": ("# SELECT", "begin with SELECT"),
    "no end": ("ASK { ?s ?p ?o", ", or . or ; or { or } is missing"),
    "an unknown function": ("SELECT * { FILTER(<urn:f>(1)) }", "no function <urn:f> here"),
    "neither grouped nor counted": (
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
        "add it to GROUP BY",
    ),
    "a name twice": ("SELECT (1 AS ?x) (2 AS ?x) {}", "change one of them"),
    "a star with groups": ("SELECT * { ?s ?p ?o } GROUP BY ?s", "name the variables"),
    "a name that is taken": ("SELECT (1 AS ?s) { ?s ?p ?o }", "take another one"),
    "a limit that is none": ("SELECT * {} LIMIT 99999999999999999999999", "whole number"),
    "a space in an IRI": ("ASK { ?s ?p <a b> }", "no IRI; write it in full"),
    "a variable twice in VALUES": ("ASK { } VALUES (?x ?x) { (1 2) }", "variables that all differ"),
    "half a character": (r'ASK { ?s ?p "\uD800" }', "hexadecimal"),
    "something else": ("SELECT * { ?s ?p }", "correct the query there"),
}


@pytest.mark.parametrize(("query", "words"), SAID.values(), ids=SAID.keys())
def test_what_to_write_instead(client, query, words):
    assert words in told(client, query)
    french = told(client, query, "fr")
    assert french != told(client, query)
    assert french.endswith(".")


def test_the_page_says_it_too_and_keeps_the_query(client):
    query = "SELECT * { ?s ght:party ?o }"
    headers = {"Accept": "text/html", "Accept-Language": "fr"}
    page = client.get("/sparql", params={"query": query}, headers=headers)
    assert page.status_code == 400
    assert "PREFIX ght: &lt;https://w3id.org/ghtld/def#&gt;" in page.text
    assert query in page.text


def test_a_parser_that_needs_no_spaces_is_no_way_around_negotiation(client):
    for query in ("CONSTRUCTWHERE{?s ?p ?o}", "DESCRIBE<urn:x>"):
        answer = client.get("/sparql", params={"query": query})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/turtle")
