"""Clients that ask too much at once, leave, or speak an old HTTP; and what each refusal says."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from served import running
from tiny_release import make_release

from ghtld.engine.interface import Limits
from ghtld.web.configuration import Configuration
from ghtld.web.sparql.protocol import client_of

CROSS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
BOMB = f"SELECT (COUNT(*) AS ?z) {CROSS}"
ENDLESS = f"SELECT * {CROSS}"
PAGE = "/doc/agreement/lozere"
LIMITS = Limits(deadline=1.5, queue=4, share=2, memory=64 * 2**20, answer=2**20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    made = tmp_path_factory.mktemp("clients")
    make_release(made)
    return made


@pytest.fixture(scope="module")
def served(folder):
    with running(folder, LIMITS) as made:
        yield made


def client_at(served, local="127.0.0.1", **headers):
    transport = httpx.HTTPTransport(local_address=local)
    return httpx.Client(base_url=served.address, timeout=30, transport=transport, headers=headers)


def post(client, query, **headers):
    return client.post("/sparql", data={"query": query}, headers=headers)


def wait_until(holds):
    for _ in range(3000):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("it never came about")


def is_busy(response):
    assert response.status_code == 503, response.text
    assert int(response.headers["Retry-After"]) >= 1
    return response.json()["detail"]


def under_way(served):
    counts = served.sites.latest.engine.counts
    return counts.waiting + counts.working


ALL_PLACES = 5
"""One question at work and four that wait."""


def held_by(served, hog):
    """Ask bombs for ``hog`` that take every place; return when all are there."""
    apart = ThreadPoolExecutor(ALL_PLACES)
    bombs = [apart.submit(post, hog, f"{BOMB} # {n}") for n in range(ALL_PLACES)]
    wait_until(lambda: under_way(served) == ALL_PLACES)
    return apart, bombs


def test_one_client_may_take_every_place_until_others_want_one(served):
    with client_at(served) as hog, client_at(served, "127.0.0.2") as other:
        apart, bombs = held_by(served, hog)
        with apart:
            is_busy(post(hog, "ASK {}"))
            is_busy(post(hog, "ASK {}", **{"X-Forwarded-For": "192.0.2.9"}))
            is_busy(post(hog, ENDLESS))
            began = time.monotonic()
            assert post(other, "ASK {} # other").status_code == 200
            assert time.monotonic() - began < 2.5  # after one bomb, not after five
            assert hog.get("/doc/agreement/lozere").status_code == 200
        assert {bomb.result().status_code for bomb in bombs} == {503, 504}
        assert post(hog, "ASK {}").status_code == 200


def test_requests_of_one_client_alone_wait_in_its_line(folder):
    """Sixteen at once, with workers for one: nobody else is there, so nobody is turned away."""
    with running(folder, Limits(deadline=5.0)) as served, client_at(served) as client:
        with ThreadPoolExecutor(16) as apart:
            asked = [
                apart.submit(post, client, f"SELECT * {{ ?s ?p ?o }} LIMIT {n}")
                for n in range(1, 33)
            ]
            statuses = [answer.result().status_code for answer in asked]
        assert statuses == [200] * 32


def test_the_same_question_of_many_is_evaluated_once(folder):
    with running(folder, Limits(deadline=5.0)) as served, ExitStack() as clients:
        count = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        asking = [clients.enter_context(client_at(served, f"127.0.0.{n}")) for n in range(2, 66)]
        with ThreadPoolExecutor(64) as apart:
            answers = [*apart.map(lambda client: post(client, count), asking)]
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert served.sites.latest.engine.counts.seconds.count == 1


def test_a_page_of_the_endpoint_counts_as_much(served):
    with client_at(served) as hog:
        apart, _ = held_by(served, hog)
        with apart:
            page = post(hog, "ASK {}", Accept="text/html")
            assert page.status_code == 503
            assert page.headers["Content-Type"].startswith("text/html")
            assert "Retry-After" in page.headers


def test_what_is_kept_is_for_those_too_who_hold_every_place(served):
    with client_at(served) as hog:
        query = {"query": "ASK {} # kept"}
        assert hog.get("/sparql", params=query).status_code == 200
        apart, _ = held_by(served, hog)
        with apart:
            assert hog.get("/sparql", params=query).status_code == 200


def test_behind_a_trusted_proxy_its_header_tells_the_client(folder):
    trusting = Configuration(trusted_proxies=("127.0.0.1",))
    with (
        running(folder, LIMITS, configuration=trusting) as served,
        client_at(served, **{"X-Forwarded-For": "192.0.2.1"}) as hog,
        client_at(served, **{"X-Forwarded-For": "192.0.2.2"}) as other,
    ):
        apart, _ = held_by(served, hog)
        with apart:
            is_busy(post(hog, "ASK {}"))
            assert post(other, "ASK {} # other").status_code == 200


def test_a_full_queue_is_full_for_those_who_would_have_as_many_places(folder):
    limits = Limits(deadline=1.0, queue=1, share=2)
    with (
        running(folder, limits) as served,
        client_at(served) as hog,
        client_at(served, "127.0.0.2") as other,
        ThreadPoolExecutor(2) as apart,
    ):
        for n in range(2):
            apart.submit(post, hog, f"{BOMB} # {n}")
        wait_until(lambda: under_way(served) == 2)
        detail = is_busy(post(other, "ASK {}", **{"Accept-Language": "en"}))
        assert "try again in" in detail


SHARERS = [
    ("192.0.2.1", "192.0.2.1", True),
    ("192.0.2.1", "192.0.2.2", False),
    ("::ffff:192.0.2.1", "192.0.2.1", True),
    ("2001:db8::1", "2001:db8::2:1", True),
    ("2001:db8::1", "2001:db8:0:1::1", False),
    ("fe80::1%eth0", "fe80::2", True),
]


@pytest.mark.parametrize(("one", "other", "same"), SHARERS)
def test_an_ipv6_network_of_one_client_is_one_client(one, other, same):
    names = {client_of({"client": (address, 1)}) for address in (one, other)}
    assert (len(names) == 1) is same


def test_a_socket_without_an_address_has_no_name():
    assert client_of({"client": None}) == client_of({}) == ""


def sent(served, query, version="1.1", accept="text/csv"):
    made = socket.create_connection(("127.0.0.1", served.port), timeout=30)
    body = b"query=" + query.replace(" ", "+").encode()
    made.sendall(
        f"POST /sparql HTTP/{version}\r\nHost: x\r\nAccept: {accept}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        "".encode()
        + body
    )
    return made


@pytest.mark.parametrize(
    "query", [BOMB, ENDLESS], ids=["before the first byte", "while it streams"]
)
def test_a_client_that_leaves_frees_its_worker(folder, query):
    """The deadline is an hour: only the worker's death can let the next question through; pages,
    whose workers are others, come before.
    """
    with (
        running(folder, Limits(deadline=3600.0, answer=2**40, spool=2**20)) as served,
        client_at(served) as client,
    ):
        leaving = sent(served, query)
        wait_until(lambda: under_way(served) == 1)
        for accept in ("text/html", "text/turtle", "text/csv"):
            assert client.get(PAGE, headers={"Accept": accept}).status_code == 200
        assert under_way(served) == 1
        leaving.close()
        assert post(client, "ASK {}").status_code == 200
        assert served.sites.latest.engine.counts.killed == 1


def test_a_client_that_leaves_the_queue_gives_its_place_back(served):
    with client_at(served) as hog, client_at(served, "127.0.0.2") as other:
        apart, _ = held_by(served, hog)
        with apart:
            leaving = sent(served, "ASK {} # leaves")
            leaving.close()
            wait_until(lambda: under_way(served) <= ALL_PLACES)
            assert post(other, "ASK {} # other").status_code == 200


def half_sent(served, local, size):
    made = socket.create_connection(("127.0.0.1", served.port), 30, (local, 0))
    made.sendall(
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n"
        b"Content-Type: application/sparql-query\r\n\r\n" + b" " * size
    )
    return made


def test_one_client_may_not_fill_the_memory_with_bodies(folder):
    """A quarter of the room is its share; small bodies are always taken."""
    held = b" " * 150_000
    with (
        running(folder, Limits(intake=400_000)) as served,
        client_at(served) as hog,
        client_at(served, "127.0.0.2") as other,
        half_sent(served, "127.0.0.1", 150_000),
    ):
        query = {"Content-Type": "application/sparql-query"}
        is_busy(hog.post("/sparql", content=b"ASK {}" + held, headers=query))
        assert hog.post("/sparql", content=b"ASK {}", headers=query).status_code == 200
        assert other.post("/sparql", content=b"ASK {}" + held, headers=query).status_code == 200


def test_all_clients_together_may_not_fill_it_either(folder):
    with running(folder, Limits(intake=400_000)) as served, ExitStack() as stack:
        for number in range(1, 5):
            stack.enter_context(half_sent(served, f"127.0.0.{number}", 160_000))
        last = stack.enter_context(client_at(served, "127.0.0.9"))
        query = {"Content-Type": "application/sparql-query"}
        is_busy(last.post("/sparql", content=b"ASK {}" + b" " * 160_000, headers=query))


def whole(connection):
    with connection:
        received = b""
        while part := connection.recv(2**16):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    return head.lower(), body


def test_http_1_0_gets_whole_answers_with_their_length(served):
    """It has no chunked body whose breaking would show."""
    head, body = whole(sent(served, f"{ENDLESS} LIMIT 1000", "1.0"))
    assert head.split()[1] == b"200"
    assert b"content-length: %d" % len(body) in head
    assert b"chunked" not in head
    assert body.count(b"\r\n") == 1001


def test_http_1_0_gets_a_refusal_where_others_see_a_broken_body(served):
    head, body = whole(sent(served, ENDLESS, "1.0"))
    assert head.split()[1] == b"507"
    assert b"problem+json" in head
    assert body.startswith(b"{")


REFUSED = {
    "syntax": ("SELECT ?x WHERE { ?s ?p }", {}, 400),
    "nesting": ("ASK " + "{" * 200 + "}" * 200, {}, 400),
    "update": ("CLEAR ALL", {}, 403),
    "service": ("ASK { SERVICE <http://127.0.0.1/> {} }", {}, 403),
    "acceptable": ("ASK {}", {"Accept": "image/png"}, 406),
    "length": ("ASK {} # " + "x" * 2**20, {}, 413),
    "type": ("ASK {}", {"Content-Type": "text/plain"}, 415),
    "deadline": (BOMB, {}, 504),
    "memory": (f"SELECT * {CROSS} ORDER BY ?r", {}, 507),
}


def explained(response, status, language):
    """Return title and detail of a refusal, which is one in one shape."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Content-Language"] == language
    assert response.headers["Cache-Control"] == "no-store"
    problem = response.json()
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    return problem["title"], problem["detail"]


@pytest.mark.parametrize(("query", "headers", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_each_refusal_says_what_to_do_in_both_languages(served, query, headers, status):
    with client_at(served) as client:
        said = {
            explained(
                post(client, query, **headers, **{"Accept-Language": language}), status, language
            )
            for language in ("fr", "en")
        }
    assert len(said) == 2


def test_an_answer_over_the_cap_is_refused_before_its_first_byte_in_both_languages(folder):
    with running(folder, Limits(answer=10_000)) as served, client_at(served) as client:
        said = {
            explained(
                post(client, f"{ENDLESS} LIMIT 99", **{"Accept-Language": language}), 507, language
            )
            for language in ("fr", "en")
        }
    assert len(said) == 2
