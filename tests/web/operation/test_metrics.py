"""Figures for Prometheus, as its own parser reads them."""

import json
import time

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from served import running
from tiny_release import make_release

from ghtld.engine.interface import Limits
from ghtld.web.operation.observe import KINDS, kind_of

BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    build = tmp_path_factory.mktemp("metrics")
    make_release(build)
    with (
        running(build, Limits(deadline=1.0)) as served,
        httpx.Client(base_url=served.address, timeout=20) as made,
    ):
        yield made


def figures(client):
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def total(found, name, **labels):
    return sum(
        value
        for (sample, said), value in found.items()
        if sample == name and set(labels.items()) <= set(said)
    )


def figures_after(client, before, requests):
    """Return the figures once ``requests`` more are counted: that is done after their answer."""

    def counted(found):
        name = "ghtld_requests_total"
        return total(found, name) - total(found, name, kind="health")

    wanted = counted(before) + requests
    give_up = time.monotonic() + 10
    while True:
        found = figures(client)
        if counted(found) >= wanted or time.monotonic() > give_up:
            return found


def test_requests_are_counted_by_kind_and_status(client):
    before = figures(client)
    client.get("/doc/group/lozere")
    client.get("/doc/group/nobody")
    client.get("/id/group/lozere")
    client.get("/dumps/ghtld.nt")
    client.get("/no/such/thing")
    after = figures_after(client, before, 5)

    def more(**labels):
        name = "ghtld_requests_total"
        return total(after, name, **labels) - total(before, name, **labels)

    assert more(kind="document", status="200") == 1
    assert more(kind="document", status="404") == 1
    assert more(kind="thing", status="303") == 1
    assert more(kind="dump", status="200") == 1
    assert more(kind="other", status="404") == 1


def test_the_cache_is_told_apart(client):
    path = "/doc/agreement/lozere.ttl"
    first = client.get(path)
    before = figures(client)
    client.get(path)
    client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    after = figures_after(client, before, 2)
    for cache in ("hit", "validated"):
        name = "ghtld_requests_total"
        assert total(after, name, cache=cache) == total(before, name, cache=cache) + 1
    assert total(after, "ghtld_cache_bytes") > 0
    assert total(after, "ghtld_cache_answers") >= 1
    assert total(after, "ghtld_cache_bytes") <= total(after, "ghtld_cache_limit_bytes")


def test_time_and_bytes_are_measured(client):
    before = figures(client)
    size = len(client.get("/dumps/ghtld.nt").content)
    after = figures_after(client, before, 1)
    sent = total(after, "ghtld_response_bytes_total", kind="dump")
    assert sent - total(before, "ghtld_response_bytes_total", kind="dump") == size
    counted = total(after, "ghtld_request_seconds_count", kind="dump")
    assert counted == total(before, "ghtld_request_seconds_count", kind="dump") + 1
    assert total(after, "ghtld_request_seconds_bucket", kind="dump", le="+Inf") == counted


def test_the_release_is_named(client):
    found = figures(client)
    release = client.get("/readyz").json()
    assert total(found, "ghtld_release_info", hash=release["release"], version="1.0.0") == 1
    assert total(found, "ghtld_release_count", what="triples") == release["counts"]["triples"]
    assert total(found, "ghtld_release_problem") == 0


def test_queries_and_killed_workers_are_counted(client):
    before = figures(client)
    accept = {"Accept": "application/sparql-results+json"}
    assert client.get("/sparql", params={"query": "ASK {}"}, headers=accept).status_code == 200
    assert client.get("/sparql", params={"query": BOMB}, headers=accept).status_code == 504
    until = time.monotonic() + 20
    while True:
        after = figures(client)
        killed = total(after, "ghtld_workers_killed_total")
        if killed > total(before, "ghtld_workers_killed_total") or time.monotonic() > until:
            break
        time.sleep(0.05)

    def more(name, **labels):
        return total(after, name, **labels) - total(before, name, **labels)

    assert more("ghtld_queries_asked_total") == 2
    assert more("ghtld_queries_answered_total") == 1
    assert more("ghtld_queries_refused_total", reason="DeadlineExceeded") == 1
    assert more("ghtld_workers_killed_total") == 1
    assert more("ghtld_requests_total", kind="sparql", status="504") == 1
    assert total(after, "ghtld_query_seconds_count") >= 1
    assert total(after, "ghtld_query_cache_answers") >= 1
    assert (
        0 < total(after, "ghtld_query_cache_bytes") < total(after, "ghtld_query_cache_limit_bytes")
    )
    assert total(after, "ghtld_queries_waiting") == 0


def test_no_address_makes_a_new_kind(client):
    for path in ("/a", "/b/c", "/doc", "/sitemap-1.xml", "/.well-known/void", "/x" * 200, "//"):
        client.get(path)
    kinds = {
        dict(labels)["kind"] for (name, labels) in figures(client) if name == "ghtld_requests_total"
    }
    assert kinds <= set(KINDS)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "home"),
        ("/id/group/x", "thing"),
        ("/finess/480000017", "thing"),
        ("/doc/group/x.ttl", "document"),
        ("/def", "vocabulary"),
        ("/def.ttl", "vocabulary"),
        ("/def/1.0.0", "vocabulary"),
        ("/dataset.jsonld", "dataset"),
        ("/dumps/ghtld.nq", "dump"),
        ("/sparql", "sparql"),
        ("/sitemap.xml", "discovery"),
        ("/sitemap-12.xml", "discovery"),
        ("/.well-known/void", "discovery"),
        ("/.env", "other"),
        ("/static/style.css", "static"),
        ("/legal", "page"),
        ("/list/group.csv", "list"),
        ("/timeline.svg", "picture"),
        ("/wp-login.php", "other"),
    ],
)
def test_the_kind_of_a_path(path, kind):
    assert kind_of(path) == kind


def test_two_applications_share_no_figure(client, build):
    with running(build) as other, httpx.Client(base_url=other.address) as second:
        for asking in (client, client, second):
            asking.get("/doc/group/lozere")
        assert total(figures(second), "ghtld_requests_total") == 1
        assert total(figures(client), "ghtld_requests_total") > 1


def test_the_figures_are_no_secret_of_the_reader(client):
    text = client.get("/metrics").text
    client.get("/search?q=quelqu-un-en-particulier")
    assert "quelqu-un" not in client.get("/metrics").text
    assert "127.0.0.1" not in text
    assert json.dumps("lozere") not in text
