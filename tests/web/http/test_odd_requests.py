"""Every route, asked what no one asks by intention: no answer blames the server."""

import logging

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_requests import assert_answered, requests, routes
from raw import exchange, request, status
from served import running
from tiny_release import make_release

from ghtld.engine.interface import Limits


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    make_release(folder)
    with running(folder, Limits(deadline=20.0)) as made:
        yield made


def test_every_route_is_walked(served):
    rules = routes(served.sites)
    assert {"/sparql", "/healthz", "/readyz", "/metrics", "/openapi.json"} <= set(rules)
    assert {"/doc/<kind>/<path:name>", "/def/<path:name>", "/national/region/<code>"} <= set(rules)


def test_no_odd_request_breaks_anything(served, caplog):
    """And none makes a line in the log, which strangers could fill."""

    @given(st.data())
    @settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def walk(data):
        assert_answered(served.port, data.draw(strategy))

    strategy = requests(routes(served.sites))
    with caplog.at_level(logging.WARNING):
        walk()
    assert [record.getMessage() for record in caplog.records] == []


FOUND = {
    "a percent sign that escapes nothing": ("/def/%25", 404),
    "another one": ("/def/%25zz.ttl", 404),
    "one before a slash": ("/def/%25/x", 404),
    "the country that is not here, in another spelling": ("/national/region/%37%36", 404),
    "and in capitals": ("/NATIONAL/CATEGORY/%C3%89", 404),
    "a page that would be a header": ("/shapes?page=1%0D%0AX:%20y", 200),
    "a page that is no number": ("/def?page=%0a", 200),
}


@pytest.mark.parametrize(("path", "expected"), FOUND.values(), ids=FOUND.keys())
def test_what_the_walk_has_found(served, path, expected):
    for accept in ("text/html", "*/*"):
        answer = httpx.get(f"{served.address}{path}", headers={"Accept": accept})
        assert answer.status_code == expected
        assert "x" not in answer.headers


@pytest.mark.parametrize("host", ["%", "%zz", "[:::]", "a%25b", "!", ""])
def test_a_host_that_is_no_part_of_an_iri_names_the_endpoint_by_its_public_address(served, host):
    head = request("/sparql", "Accept: text/turtle").replace(b"localhost", host.encode())
    answer = exchange(served.port, head)
    assert status(answer) in (200, 400)
    assert status(answer) == 400 or b"#endpoint> <http" in answer or b":endpoint <http" in answer
