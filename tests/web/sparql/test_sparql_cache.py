"""Answers are tagged by what decides their bytes, kept as bytes, and asked of the engine once."""

import gzip

import httpx
import pytest
from served import running
from tiny_release import EDITION, make_release

from ghtld.engine.interface import DataSet, Limits
from ghtld.formats import CSV, RESULTS_JSON
from ghtld.web.http.cache import CachedResponse
from ghtld.web.sparql.answer_cache import AnswerCache, cache_of, tag_of

JSON = "application/sparql-results+json"
ROWS = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("kept")
    make_release(folder)
    with running(folder, Limits(deadline=2.0, answer=2**20)) as made:
        yield made


@pytest.fixture
def client(served):
    headers = {"Accept": JSON, "Accept-Encoding": "identity"}
    with httpx.Client(base_url=served.address, timeout=30, headers=headers) as made:
        yield made


@pytest.fixture
def asked(served):
    """Return how many questions the engine was asked since the last call."""
    counts = served.sites.latest.engine.counts
    last = counts.asked

    def since():
        nonlocal last
        before, last = last, counts.asked
        return last - before

    return since


def ask(client, query, **headers):
    return client.get("/sparql", params={"query": query}, headers=headers)


def test_the_second_time_the_same_bytes_come_from_memory(client, asked):
    query = f"{ROWS} # twice"
    first, second = ask(client, query), ask(client, query)
    assert asked() == 1
    assert first.content == second.content
    for name in ("ETag", "Content-Type", "Content-Length", "Vary", "Cache-Control"):
        assert first.headers[name] == second.headers[name]
    assert first.headers["Cache-Control"] == "no-cache"


def test_it_does_not_matter_how_a_query_was_sent(client, asked):
    query = f"{ROWS} # three ways"
    tags = {
        ask(client, query).headers["ETag"],
        client.post("/sparql", data={"query": query}).headers["ETag"],
        client.post(
            "/sparql",
            content=query.encode(),
            headers={"Content-Type": "application/sparql-query"},
        ).headers["ETag"],
        client.get("/sparql/", params={"x": "y", "query": query}).headers["ETag"],
    }
    assert len(tags) == 1
    assert asked() == 1


def test_a_query_in_a_body_is_recalled_as_it_was_read(client, asked):
    """Remembered from the second time on, by all that decides the answer."""
    form = {"query": f"{ROWS} # in a body"}
    for _ in range(3):
        answer = client.post("/sparql", data=form)
        assert answer.headers["Content-Type"] == JSON
    assert asked() == 1
    rows = client.post("/sparql", data=form, headers={"Accept": "text/csv"})
    assert rows.headers["Content-Type"].startswith("text/csv")
    empty = client.post("/sparql", data={**form, "default-graph-uri": "urn:none"})
    assert empty.json()["results"]["bindings"] == []
    assert asked() == 2
    tag = answer.headers["ETag"]
    assert client.post("/sparql", data=form, headers={"If-None-Match": tag}).status_code == 304
    assert client.post("/sparql", data=form).content == answer.content
    assert client.post("/sparql", data={**form, "update": "CLEAR ALL"}).status_code == 400
    assert asked() == 0


def test_304_without_asking_the_engine(client, asked):
    query = f"{ROWS} # known"
    tag = ask(client, query).headers["ETag"]
    assert asked() == 1
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        response = ask(client, query, **{"If-None-Match": known})
        assert response.status_code == 304
        assert response.content == b""
        assert response.headers["ETag"] == tag
        assert "Vary" in response.headers
    assert asked() == 0
    assert ask(client, query, **{"If-None-Match": '"other"'}).status_code == 200


def test_304_for_an_answer_that_was_never_kept(client, served, asked):
    """The tag tells all: release, query, data set and format."""
    query = f"{ROWS} # of another day"
    site = served.sites.latest
    tag = tag_of(site, query, None, RESULTS_JSON, "")
    assert ask(client, query, **{"If-None-Match": tag}).status_code == 304
    assert asked() == 0
    assert ask(client, query).headers["ETag"] == tag


def test_any_known_answer_does_when_there_is_one(client):
    query = f"{ROWS} # any"
    assert ask(client, query, **{"If-None-Match": "*"}).status_code == 304
    assert ask(client, "SELECT", **{"If-None-Match": "*"}).status_code == 400


def test_what_decides_the_bytes_decides_the_tag(served):
    site = served.sites.latest
    graph = DataSet((EDITION.value,))
    tags = [
        tag_of(site, ROWS, None, RESULTS_JSON, ""),
        tag_of(site, ROWS + " ", None, RESULTS_JSON, ""),
        tag_of(site, ROWS, None, CSV, ""),
        tag_of(site, ROWS, None, CSV, "excel-fr"),
        tag_of(site, ROWS, graph, CSV, ""),
        tag_of(site, ROWS, DataSet((), graph.default), CSV, ""),
        tag_of(site, ROWS, DataSet(graph.default, ()), CSV, "x"),
        tag_of(site, ROWS, DataSet(()), CSV, ""),
    ]
    assert len(set(tags)) == len(tags)
    assert all(tag.startswith(f'"{site.release.path.name}-') for tag in tags)


@pytest.mark.parametrize("function", ["NOW", "RAND", "UUID", "STRUUID"])
def test_what_changes_each_time_is_asked_each_time(client, asked, function):
    answers = [ask(client, f"SELECT ({function}() AS ?x) {{}}") for _ in range(2)]
    assert asked() == 2
    assert answers[0].content != answers[1].content
    for answer in answers:
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_new_blank_nodes_have_a_weak_tag(client):
    answer = ask(client, "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }", Accept="text/turtle")
    tag = answer.headers["ETag"]
    assert tag.startswith('W/"')
    again = ask(
        client,
        "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }",
        Accept="text/turtle",
        **{"If-None-Match": tag},
    )
    assert again.status_code == 304


def test_a_kept_answer_comes_compressed_to_who_takes_that(client, asked):
    query = f"{ROWS} # packed"
    plain = ask(client, query)
    with client.stream(
        "GET", "/sparql", params={"query": query}, headers={"Accept-Encoding": "gzip"}
    ) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["ETag"] != plain.headers["ETag"]
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content
    assert asked() == 1
    assert "Accept-Encoding" in plain.headers["Vary"]


LONG = "SELECT ?a ?b { ?a ?p ?o . ?b ?q ?r } LIMIT 2000"


def test_an_answer_that_was_streamed_is_kept_too(client, asked):
    first, second = ask(client, LONG), ask(client, LONG)
    assert "Content-Length" not in first.headers
    assert int(second.headers["Content-Length"]) == len(first.content) > 2**16
    assert first.content == second.content
    assert asked() == 1


def test_what_was_refused_or_cut_is_not_kept(client, served, asked):
    for query in ("SELECT", "SELECT * { ?a ?p ?o . ?b ?q ?r . ?c ?s ?t } # cut"):
        for _ in range(2):
            with pytest.raises(httpx.HTTPError):
                ask(client, query).raise_for_status()
    assert asked() == 4


def kept(limit):
    return AnswerCache(limit)


def answer(size):
    return CachedResponse(200, [], bytes(size))


def test_the_cache_is_bounded_and_the_least_recently_used_leave():
    cache = kept(64_000)
    for number in range(100):
        cache.keep(f"t{number}", answer(1_000))
        cache.find("t0")
    assert cache.bytes <= 64_000
    assert len(cache) < 64
    assert cache.find("t0") is not None
    assert cache.find("t1") is None
    assert cache.find("t99") is not None


def test_one_answer_may_not_fill_it():
    cache = kept(64_000)
    cache.keep("large", answer(20_000))
    assert len(cache) == cache.bytes == 0
    cache.keep("small", answer(1_000))
    cache.keep("small", answer(1_000))
    assert len(cache) == 1
    assert cache.bytes == answer(1_000).size


def test_what_is_remembered_of_requests_is_bounded():
    cache = kept(64_000)
    cache.keep("t", answer(10))
    for number in range(10_000):
        cache.remember(number, "t", "")
    assert cache.recall(0) is None
    assert cache.recall(9_999) is not None
    assert len(cache._requests) < 5_000


def test_each_release_keeps_its_own(served):
    site = served.sites.latest
    assert cache_of(site) is cache_of(site)
    assert cache_of(site).limit == site.cache.limit
