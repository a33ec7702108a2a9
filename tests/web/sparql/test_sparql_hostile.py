"""Queries that would stop or betray an endpoint, and clients that would wear it out.

Each with a deadline of one second, one worker, and the same proof: while it goes on a page is
served, afterwards ``ASK {}`` is answered; nothing was called and no file was read.
"""

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from hostile_queries import BOMBS, CROSS, ENDLESS
from served import running
from tiny_release import make_release

from ghtld.engine.interface import Limits
from ghtld.web.http.connections import Patience

PAGE = "/doc/agreement/lozere"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("hostile")
    make_release(folder)
    limits = Limits(deadline=1.0, memory=128 * 2**20, patience=1.0, pace=2**20)
    with running(folder, limits, patience=Patience(stalled=1.0)) as made:
        yield made


@pytest.fixture
def client(served):
    with httpx.Client(base_url=served.address, timeout=30) as made:
        yield made


def post(client, query, **headers):
    return client.post("/sparql", data={"query": query}, headers=headers)


def still_answers(client):
    answer = client.get("/sparql", params={"query": "ASK {}"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["boolean"] is True


@pytest.mark.parametrize(("query", "statuses"), BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb(client, query, statuses):
    with ThreadPoolExecutor(1) as apart:
        bomb = apart.submit(post, client, query)
        assert client.get(PAGE, headers={"Accept": "text/html"}).status_code == 200
        assert client.get(PAGE, headers={"Accept": "text/turtle"}).status_code == 200
        answer = bomb.result()
    assert answer.status_code in statuses, answer.text
    if answer.status_code != 200:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"]
    still_answers(client)


@pytest.mark.parametrize("query", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_endless_answer_is_broken_off_and_says_nothing_more(client, query):
    received = bytearray()
    with (
        pytest.raises(httpx.RemoteProtocolError),
        client.stream("POST", "/sparql", data={"query": query}) as answer,
    ):
        assert answer.status_code == 200
        for part in answer.iter_raw():
            received += part
    assert len(received) > 2**16
    assert b"problem" not in received[-(2**12) :]
    still_answers(client)


@pytest.fixture
def canary():
    """A listening socket on loopback that must see no connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/canary"
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()


CALLS = {
    "SERVICE": ("SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}", 403),
    "SERVICE SILENT": ("SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}", 403),
    "SERVICE in a subquery": ("ASK {{ {{ SELECT * {{ service <{0}> {{}} }} }} }}", 403),
    "SERVICE without a space": (
        "PREFIX : <{0}> ASK {{ ?s ?p true.SERVICE:x {{ ?s ?p ?o }} }}",
        403,
    ),
    "SERVICE SILENT without a space": ("ASK {{ SERVICESILENT<{0}>{{?s ?p ?o}} }}", 403),
    "SERVICE after half a string": (
        "PREFIX : <{0}> ASK {{ VALUES ?x {{ '''a' }} SERVICE :x {{ ?s ?p ?o }} }}",
        403,
    ),
    "SERVICE by a variable": ("ASK {{ BIND(<{0}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}", 403),
    "FROM": ("SELECT * FROM <{0}> {{ ?s ?p ?o }}", 200),
    "FROM NAMED": ("SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 200),
    "GRAPH": ("SELECT * {{ GRAPH <{0}> {{ ?s ?p ?o }} }}", 200),
    "DESCRIBE": ("DESCRIBE <{0}>", 200),
    "LOAD": ("LOAD <{0}>", 403),
    "LOAD SILENT": ("LOAD SILENT <{0}> INTO GRAPH <urn:x>", 403),
}


@pytest.mark.parametrize(("query", "status"), CALLS.values(), ids=CALLS.keys())
def test_nothing_is_called(client, canary, query, status):
    answer = post(client, query.format(canary))
    assert answer.status_code == status, answer.text
    if query.startswith("SELECT") and status == 200:
        assert answer.json()["results"]["bindings"] == []
    still_answers(client)


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_the_data_set_of_the_protocol_calls_nothing(client, canary, name):
    answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", name: canary})
    assert answer.json()["results"]["bindings"] == []


READS = [CALLS[name] for name in ("FROM", "FROM NAMED", "GRAPH", "DESCRIBE", "LOAD", "SERVICE")]


@pytest.mark.parametrize(("query", "status"), READS)
def test_no_file_is_read(client, tmp_path, query, status):
    file = tmp_path / "canary.ttl"
    file.write_text("<urn:canary> <urn:canary> <urn:canary> .")
    pipe = tmp_path / "canary.nt"
    os.mkfifo(pipe)  # who opens it waits for a writer that never comes
    for path in (file, pipe):
        answer = post(client, query.format(path.as_uri()))
        assert answer.status_code == status, answer.text
        assert "urn:canary" not in answer.text
    with pytest.raises(OSError, match="No such device"):
        os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)  # fails where nobody has it open
    still_answers(client)


INSERT = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
UPDATE = {"Content-Type": "application/sparql-update"}
DOORS = {
    "query of GET": lambda c: c.get("/sparql", params={"query": INSERT}),
    "update of GET": lambda c: c.get("/sparql", params={"update": INSERT}),
    "query of a form": lambda c: c.post("/sparql", data={"query": INSERT}),
    "update of a form": lambda c: c.post("/sparql", data={"update": INSERT}),
    "a body": lambda c: c.post("/sparql", content=INSERT.encode(), headers=UPDATE),
    "a body with a data set": lambda c: c.post(
        "/sparql?using-graph-uri=urn:x", content=INSERT.encode(), headers=UPDATE
    ),
    "a body said to be a query": lambda c: c.post(
        "/sparql",
        content=INSERT.encode(),
        headers={"Content-Type": "application/sparql-query"},
    ),
    "a query and an update": lambda c: c.post(
        "/sparql", data={"query": "ASK {}", "update": INSERT}
    ),
    "several operations": lambda c: c.post("/sparql", data={"query": f"ASK {{}} ; {INSERT}"}),
    "in small letters after a prologue": lambda c: c.post(
        "/sparql", data={"query": f"PREFIX select: <ask:> # SELECT\n{INSERT.lower()}"}
    ),
    "PUT of a graph": lambda c: c.put("/sparql?default", content=b"<a:a> <a:b> <a:c> ."),
    "PATCH": lambda c: c.patch("/sparql", content=INSERT.encode(), headers=UPDATE),
    "DELETE of a graph": lambda c: c.delete("/sparql?graph=urn:x"),
}


@pytest.mark.parametrize("send", DOORS.values(), ids=DOORS.keys())
def test_no_update_by_any_door(client, send):
    def size():
        counted = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        return client.get("/sparql", params={"query": counted}).json()["results"]["bindings"]

    before = size()
    assert send(client).status_code in (400, 403, 405)
    assert size() == before


def connected(served):
    return socket.create_connection(("127.0.0.1", served.port))


def has_country(port, by):
    """Tell whether the server's side of a connection is open; what it sent may be on its way."""
    established = "01"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, here, there, state, *_ = line.split()
        if (int(here[-4:], 16), int(there[-4:], 16)) == (port, by):
            return state == established
    return False


def test_an_endless_slow_reader(client, served):
    """It reads a byte and then no more: the worker is free at once, the reader is cut off."""
    with connected(served) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        body = f"query=SELECT * {CROSS}".replace(" ", "+").encode()
        slow.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body
        )
        assert slow.recv(1)
        still_answers(client)
        assert client.get(PAGE).status_code == 200
        for _ in range(3000):
            if not has_country(served.port, slow.getsockname()[1]):
                break
            time.sleep(0.01)
        else:
            pytest.fail("the server still holds the connection")
    still_answers(client)


def test_a_form_of_a_million_fields(client):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/sparql", content=b"a&" * 2**20, headers=form)
    assert answer.status_code == 400
    assert "1000" in answer.json()["detail"]
    still_answers(client)


def test_half_sent_bodies(client, served):
    with ExitStack() as stack:
        for _ in range(20):
            half = stack.enter_context(connected(served))
            half.sendall(
                b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
                b"Content-Type: application/sparql-query\r\n\r\nASK"
            )
        still_answers(client)
        assert client.get(PAGE).status_code == 200


def test_idle_connections(client, served):
    with ExitStack() as stack:
        for number in range(200):
            idle = stack.enter_context(connected(served))
            if number % 2:
                idle.sendall(b"GET /sparql HTTP/1.1\r\nHo")
        still_answers(client)
        assert client.get(PAGE).status_code == 200


def test_the_workers_are_as_many_as_before(client, served):
    """Last, after all that: one worker, and no process of those that were killed is left."""
    still_answers(client)
    pids = served.sites.latest.engine.pids
    assert len(pids) == 1
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    running_now = {pid for path in children for pid in path.read_text().split()}
    assert str(pids[0]) in running_now
    commands = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in running_now]
    store = str(served.sites.latest.release.store).encode()
    assert sum(store in command for command in commands) == 1
