"""The endpoint is rdflib-endpoint's router, its handlers ours, and ``/openapi.json`` is true."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from served import running
from test_sparql import CONSTRUCT, PARTIES

from ghtld.formats import HTML, RDF_FORMATS, RESULT_FORMATS
from ghtld.web.app import create_app
from ghtld.web.configuration import Configuration
from ghtld.web.sparql.router import QueryRouter, SparqlRoute

ASK = "ASK {}"
LONG = f"{ASK} # {'x' * 2_000_000}"


@pytest.fixture(scope="module")
def sites(build):
    with running(build) as served:
        yield served.sites


@pytest.fixture
def app(sites):
    return create_app(sites)


@pytest.fixture
def described(client):
    return client.get("/openapi.json").json()


def framework(app):
    while not isinstance(app, FastAPI):
        app = app._app
    return app


def send(app, method, path):
    async def sent():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.request(method, path)

    return asyncio.run(sent())


def test_every_route_the_base_class_registers_is_ours(sites):
    router = QueryRouter(sites)
    routes = {(route.path, *route.methods): route for route in router.routes}
    assert set(routes) == {(p, m) for p in ("/sparql", "/sparql/") for m in ("GET", "POST")}
    for route in routes.values():
        assert isinstance(route, SparqlRoute)
        assert route.endpoint == router.answer
        assert 422 not in route.responses


def test_there_is_no_way_around_the_routes(app):
    assert send(app, "OPTIONS", "/sparql").headers["Access-Control-Max-Age"] == "86400"
    assert send(app, "PUT", "/sparql/").headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    routes = framework(app).router.routes
    for route in [route for route in routes if isinstance(route, APIRoute)]:
        if route.path.startswith("/sparql"):
            routes.remove(route)
    assert send(app, "GET", "/sparql").status_code == 404
    assert send(app, "GET", "/sparql/").status_code == 301  # as of every page


def test_the_page_of_the_base_class_is_ours(sites):
    page = QueryRouter(sites).serve_yasgui()
    assert b"<textarea" in page.body
    assert b"https://cdn" not in page.body
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_the_description_of_the_base_class_stays_empty(sites):
    assert len(QueryRouter(sites).service_description) == 0


def test_it_is_described_under_the_release_that_is_served(described, sites):
    assert described["info"]["version"] == sites.latest.manifest.version
    assert list(described["paths"]) == ["/sparql"]
    assert set(described["paths"]["/sparql"]) == {"get", "post"}


def query_for(media_type):
    return CONSTRUCT if media_type in [fmt.media_type for fmt in RDF_FORMATS] else PARTIES


@pytest.mark.parametrize("method", ["get", "post"])
def test_answers_come_in_the_media_types_described(client, described, method):
    types = described["paths"]["/sparql"][method]["responses"]["200"]["content"]
    assert set(types) == {fmt.media_type for fmt in (*RESULT_FORMATS, *RDF_FORMATS, HTML)}
    for media_type in types:
        sent = {"params" if method == "get" else "data": {"query": query_for(media_type)}}
        answer = client.request(method, "/sparql", headers={"Accept": media_type}, **sent)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].partition(";")[0] == media_type


def parameters(described):
    return {p["name"]: p for p in described["paths"]["/sparql"]["get"]["parameters"]}


def test_every_parameter_described_does_something(client, described):
    values = {
        "query": "ASK { ?s ?p ?o }",
        "default-graph-uri": "urn:none",
        "named-graph-uri": "urn:none",
        "format": "csv",
        "output": "csv",
        "results": "csv",
        "dialect": "excel-fr",
        "lang": "en",
        "example": next(iter(parameters(described)["query"]["examples"])),
    }
    assert set(parameters(described)) == set(values)
    without = {"query": PARTIES}
    for name, value in values.items():
        headers = {"Accept": "text/csv" if name == "dialect" else "*/*"}
        asked = without
        if name in ("lang", "example"):
            headers, asked = {"Accept": "text/html"}, {}
        plain = client.get("/sparql", params=asked, headers=headers)
        told = client.get("/sparql", params={**asked, name: value}, headers=headers)
        assert told.status_code == plain.status_code == 200, name
        assert told.content != plain.content, name


def test_parameters_go_with_a_query_in_the_body(client, described):
    named = {p["name"] for p in described["paths"]["/sparql"]["post"]["parameters"]}
    assert named == set(parameters(described)) - {"query", "example"}
    headers = {"Content-Type": "application/sparql-query"}
    asked = {"format": "csv", "default-graph-uri": "urn:none"}
    answer = client.post("/sparql", params=asked, content=PARTIES, headers=headers)
    assert answer.text.split() == ["party"]


def test_the_values_described_are_all_there_are(client, described):
    known = parameters(described)
    for name in ("dialect", "lang"):
        for value in known[name]["schema"]["enum"]:
            asked = {"query": PARTIES, "format": "csv", name: value}
            assert client.get("/sparql", params=asked).status_code == 200
    for fmt in (*RESULT_FORMATS, *RDF_FORMATS, HTML):
        assert fmt.name in known["format"]["description"]


def test_the_examples_described_are_answered(client, described):
    examples = parameters(described)["query"]["examples"]
    assert examples
    for example in examples.values():
        assert client.get("/sparql", params={"query": example["value"]}).status_code == 200


def test_bodies_are_taken_in_the_media_types_described_only(client, described):
    body = described["paths"]["/sparql"]["post"]["requestBody"]
    assert body["required"]
    assert client.post("/sparql").status_code == 415
    for media_type in (*body["content"], "text/plain", "application/json"):
        content = f"query={ASK}" if "form" in media_type else ASK
        answer = client.post("/sparql", content=content, headers={"Content-Type": media_type})
        assert answer.status_code == (200 if media_type in body["content"] else 415)


REFUSED = {
    400: {"query": "SELECT"},
    403: {"query": "CLEAR ALL"},
    406: {"query": ASK},
    413: {"query": LONG},
}


@pytest.mark.parametrize("status", REFUSED)
def test_refusals_are_described(client, described, status):
    operation = described["paths"]["/sparql"]["post"]
    for accept in ("text/html", "application/sparql-results+json"):
        accepted = "image/png" if status == 406 else accept
        answer = client.post("/sparql", data=REFUSED[status], headers={"Accept": accepted})
        assert answer.status_code == status
        kind = answer.headers["Content-Type"].partition(";")[0]
        assert kind in operation["responses"][str(status)]["content"]


def test_what_is_refused_of_a_body_is_described_of_post_only(described):
    endpoint = described["paths"]["/sparql"]
    assert set(endpoint["post"]["responses"]) - set(endpoint["get"]["responses"]) == {"415"}
    assert set(endpoint["get"]["responses"]) - set(endpoint["post"]["responses"]) == {"304"}


def test_paths_are_below_the_public_address(build, described):
    assert "servers" not in described
    known = Configuration(public_url="https://example.org/ghtld/")
    with running(build, configuration=known) as served:
        told = httpx.get(f"{served.address}/openapi.json").json()
    assert told["servers"] == [{"url": "https://example.org/ghtld"}]
