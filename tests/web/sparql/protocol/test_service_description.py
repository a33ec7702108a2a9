"""The three W3C tests of the service description, and that what it says is true."""

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ghtld import iris
from ghtld.formats import RDF_FORMATS, RESULT_FORMATS
from ghtld.terms import RDF, RDFS
from ghtld.web.sparql.service_description import SD

TYPES = [fmt.media_type for fmt in RDF_FORMATS]
# Domain and range of the terms of the recommendation, as far as a description may use them.
SCHEMA = {
    "endpoint": ("Service", None),
    "supportedLanguage": ("Service", None),
    "resultFormat": ("Service", None),
    "defaultEntailmentRegime": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
}


def described(client, media_type="text/turtle"):
    response = client.get("/sparql", headers={"Accept": media_type})
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].partition(";")[0] == media_type
    fmt = RdfFormat.from_media_type(media_type)
    return [statement.triple for statement in parse(response.content, format=fmt)]


@pytest.mark.parametrize("media_type", TYPES)
def test_returns_rdf(client, media_type):
    same = {str(t.predicate) for t in described(client)}
    assert {str(t.predicate) for t in described(client, media_type)} == same


def test_has_endpoint_triple(client, endpoint):
    endpoints = [t for t in described(client) if t.predicate == SD.endpoint]
    assert [t.object.value for t in endpoints] == [endpoint]


def test_conforms_to_schema(client):
    triples = described(client)
    types = {(t.subject, t.object) for t in triples if t.predicate == RDF.type}
    said = [t for t in triples if t.predicate in SD]
    assert {t.predicate.value.rpartition("#")[2] for t in said} == set(SCHEMA)
    for triple in said:
        domain, range_ = SCHEMA[triple.predicate.value.rpartition("#")[2]]
        assert (triple.subject, SD[domain]) in types
        assert range_ is None or (triple.object, SD[range_]) in types
    (service,) = {t.subject for t in said if t.predicate == SD.defaultDataset}
    assert (service, SD.Service) in types


def test_every_format_that_is_stated_is_given_and_no_other(client):
    stated = [t.object for t in described(client) if t.predicate == SD.resultFormat]
    assert len(stated) == len(set(stated)) == len(RESULT_FORMATS) + len(RDF_FORMATS)
    for fmt in (*RESULT_FORMATS, *RDF_FORMATS):
        text = "SELECT * {}" if fmt in RESULT_FORMATS else "CONSTRUCT WHERE { ?s ?p ?o }"
        response = client.get("/sparql", params={"query": text, "format": fmt.name})
        assert response.headers["Content-Type"] == fmt.content_type


def test_the_named_graphs_are_those_that_a_query_finds(client):
    names = {t.object.value for t in described(client) if t.predicate == SD.name}
    asked = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    rows = client.get("/sparql", params={"query": asked}).json()["results"]["bindings"]
    assert names == {row["g"]["value"] for row in rows}
    assert iris.graph("edition").value in names


def test_no_feature_is_claimed_that_is_not_there(client):
    assert not [t for t in described(client) if t.predicate == SD.feature]
    united = "ASK { <http://example.org/data1> ?p ?o MINUS { GRAPH ?g { ?s ?p ?o } } }"
    assert client.get("/sparql", params={"query": united}).json()["boolean"] is False
    code = f"ASK {{ ?s <{iris.BASE}def#ghtCode> ?o }}"  # of the external layer
    assert client.get("/sparql", params={"query": code}).json()["boolean"] is False


def test_it_tells_the_limits_in_both_languages(client):
    said = [t.object for t in described(client) if t.predicate == RDFS.comment]
    assert {literal.language for literal in said if isinstance(literal, Literal)} == {"fr", "en"}
    assert all("5" in literal.value and "50" in literal.value for literal in said)


def test_the_language_is_query_and_not_update(client):
    languages = [t.object for t in described(client) if t.predicate == SD.supportedLanguage]
    assert languages == [NamedNode(SD.SPARQL11Query.value)]


def test_it_is_negotiated_like_a_document(client):
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    again = {"Accept": "text/turtle", "If-None-Match": response.headers["ETag"]}
    assert client.get("/sparql", headers=again).status_code == 304
    head = client.head("/sparql", headers={"Accept": "text/turtle"})
    assert head.headers["Content-Length"] == str(len(response.content))
