"""Clients that are slow, endless, half there, too many, or say what no client says."""

import socket
import time
from urllib.parse import quote

import httpx
import pytest
from raw import exchange, receive_all, request, status
from served import running
from tiny_release import make_release

from ghtld.engine.interface import Limits
from ghtld.web.configuration import Configuration
from ghtld.web.http.connections import Patience

IMPATIENT = Patience(request=0.4, idle=0.4, stalled=0.5)


@pytest.fixture(scope="module")
def impatient(build):
    with running(build, patience=IMPATIENT) as served:
        yield served


@pytest.fixture
def port(address):
    return int(address.rpartition(":")[2])


def answers_still(served):
    assert httpx.get(f"{served.address}/doc/group/lozere").status_code == 200


@pytest.mark.parametrize(
    "path", ["/doc/group/lozere", "/id/group/lozere", "/sparql", "/dumps/ghtld.nt"]
)
def test_an_endless_accept_header_gets_one_clear_answer(port, path):
    accept = "Accept: " + ",".join(f"text/x{n};q=0.1" for n in range(6_000))
    assert len(accept) > 90_000
    answer = exchange(port, request(path, accept))
    assert status(answer) == 431
    assert answer.count(b"HTTP/1.1") == 1
    assert b"application/problem+json" in answer
    assert "8192" in answer.decode()


def test_many_headers_of_some_length_are_bounded_together(port):
    answer = exchange(port, request("/", *(f"X-{n}: {'a' * 8_000}" for n in range(9))))
    assert status(answer) == 431
    assert "65536" in answer.decode()


def test_an_accept_header_of_some_length_is_read(port):
    accept = "Accept: " + ",".join(f"text/x{n};q=0.1" for n in range(90)) + ",text/turtle"
    answer = exchange(port, request("/doc/group/lozere", accept))
    assert status(answer) == 200
    assert b"content-type: text/turtle" in answer


def test_headers_without_end(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Endless: ")
        try:
            for _ in range(2_000):
                connection.sendall(b"a" * 1_000)
        except ConnectionError:
            return
        assert status(receive_all(connection)) == 431


def test_many_short_headers(port):
    answer = exchange(port, request("/", *(f"X-{n}: {n}" for n in range(20_000))))
    assert status(answer) == 431


def test_an_address_without_end(port):
    assert status(exchange(port, request("/" + "a" * 100_000))) == 414
    assert status(exchange(port, request("/?" + "a" * 50_000))) == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a/evil\r\nConnection: close\r\n\r\n",
        b'GET / HTTP/1.1\r\nHost: "><script>\r\nConnection: close\r\n\r\n',
        b"no request at all\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_no_proper_request(port, sent):
    answer = exchange(port, sent)
    assert status(answer) == 400
    assert b"application/problem+json" in answer
    assert b"script" not in answer


def test_an_old_client_names_no_host(port):
    assert status(exchange(port, b"GET / HTTP/1.0\r\n\r\n")) == 200


def test_an_address_in_plain_utf8_is_read(port):
    answer = exchange(
        port, "GET /id/group/Lozère HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    )
    assert status(answer) == 301
    assert b"location: ../../id/group/lozere" in answer
    nowhere = exchange(
        port, b"GET /id/group/\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    assert status(nowhere) == 404


def test_two_requests_sent_at_once_are_answered_in_order(port):
    first = b"GET /doc/group/lozere.ttl HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = exchange(port, first + request("/doc/group/lozere.nt"))
    assert answer.count(b"HTTP/1.1 200") == 2
    assert answer.index(b"text/turtle") < answer.index(b"application/n-triples")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"", b""),
        (b"GET / HT", b"408"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"408"),
    ],
)
def test_half_a_request_is_not_waited_for_for_ever(impatient, sent, expected):
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=20) as connection:
        connection.sendall(sent)
        assert receive_all(connection)[9:12] == expected
    answers_still(impatient)


def test_a_drip_of_bytes_does_not_prolong_a_request(impatient):
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=20) as connection:
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
            while time.monotonic() - started < 15:
                connection.sendall(b"X: y\r\n")
                time.sleep(0.05)
        except ConnectionError:
            pass
        assert time.monotonic() - started < 15
    answers_still(impatient)


def test_half_a_body_is_not_waited_for_for_ever(impatient):
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=20) as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 1000\r\n\r\nSELECT"
        )
        receive_all(connection)
    answers_still(impatient)


def test_an_idle_connection_is_closed_and_a_busy_one_kept(impatient):
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=20) as connection:
        for _ in range(4):
            connection.sendall(b"GET /doc/group/lozere.ttl HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(12, socket.MSG_WAITALL) == b"HTTP/1.1 200"
            connection.recv(65536)
            time.sleep(0.2)
        assert connection.recv(65536) == b""


def test_who_does_not_read_is_left(tmp_path):
    make_release(tmp_path, size=50_000_000)
    with running(tmp_path, patience=IMPATIENT) as served:
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
            connection.sendall(request("/dumps/big.nt"))
            time.sleep(2)
            assert len(receive_all(connection)) < 50_000_000
        answers_still(served)


def test_too_many_connections_are_turned_away_and_room_comes_back(build):
    with running(build, patience=Patience(connections=5, request=1.0)) as served:
        crowd = [socket.create_connection(("127.0.0.1", served.port), timeout=20) for _ in range(5)]
        try:
            deadline = time.monotonic() + 10
            answer = b""
            while not answer.startswith(b"HTTP/1.1 503") and time.monotonic() < deadline:
                answer = exchange(served.port, request("/"))
            assert status(answer) == 503
            assert b"retry-after: " in answer
        finally:
            for one in crowd:
                one.close()
        while status(answer) != 200 and time.monotonic() < deadline + 10:
            answer = exchange(served.port, request("/"))
        assert status(answer) == 200


def half_closed(port, sent):
    """Send bytes, send no more, and return all that comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return receive_all(connection)


LASTING = "GET {} HTTP/1.1\r\nHost: x\r\n\r\n"
POSTED = (
    "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    "Content-Length: {}\r\n\r\nASK {{}}"
)


@pytest.mark.parametrize("path", ["/doc/group/lozere", "/", "/sparql?query=ASK%7B%7D", "/def.ttl"])
def test_a_client_that_sends_no_more_is_answered_and_then_left(port, path):
    for _ in range(2):
        answer = half_closed(port, LASTING.format(path).encode())
        assert status(answer) == 200
        assert len(answer.partition(b"\r\n\r\n")[2]) > 0


def test_requests_sent_at_once_by_a_client_that_sends_no_more(port):
    both = LASTING.format("/doc/group/lozere.ttl") + LASTING.format("/doc/group/lozere.nt")
    assert half_closed(port, both.encode()).count(b"HTTP/1.1 200") == 2
    assert half_closed(port, both.encode()[:-8]).count(b"HTTP/1.1 200") == 1


def test_a_body_is_read_to_its_end_or_not_at_all(port):
    assert status(half_closed(port, POSTED.format(6).encode())) == 200
    assert half_closed(port, POSTED.format(60).encode()) == b""


def test_a_download_is_whole_for_a_client_that_sends_no_more(tmp_path):
    make_release(tmp_path, size=20_000_000)
    whole = (tmp_path / "current" / "dumps" / "big.nt").read_bytes()
    with running(tmp_path) as served:
        answer = half_closed(served.port, LASTING.format("/dumps/big.nt").encode())
    assert answer.partition(b"\r\n\r\n")[2] == whole


def test_a_long_query_ends_when_its_client_sends_no_more(build, caplog):
    """It may have left: nothing else would tell before the deadline."""
    bomb = "SELECT(COUNT(*)AS?n){?a?b?c.?d?e?f.?g?h?i.?j?k?l.?m?n?o}"
    with running(build, Limits(deadline=600)) as served:
        sent = LASTING.format("/sparql?query=" + quote(bomb)).encode()
        assert half_closed(served.port, sent) == b""
        answers_still(served)
    assert caplog.text == ""


FORGED = (
    "X-Forwarded-For: 203.0.113.9",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Prefix: /evil",
    "Forwarded: for=203.0.113.9;host=evil.example;proto=https",
)
SEEN_FROM = ["/id/group/lozere", "/doc/group/lozere", "/doc/group", "/sparql", "/sitemap.xml"]


@pytest.mark.parametrize("path", SEEN_FROM)
def test_a_stranger_cannot_say_where_we_are(port, path):
    accept = "Accept: text/turtle, */*;q=0.1"
    told = exchange(port, request(path, accept, *FORGED))
    assert b"evil" not in told
    plain = exchange(port, request(path, accept))

    def without_date(answer):
        return [line for line in answer.split(b"\r\n") if not line.startswith(b"date:")]

    assert without_date(told) == without_date(plain)


def test_a_trusted_proxy_can(build):
    known = Configuration(trusted_proxies=("127.0.0.1",))
    with running(build, configuration=known) as served:
        headers = (
            "Accept: text/turtle",
            "X-Forwarded-Host: data.example",
            "X-Forwarded-Proto: https",
        )
        told = exchange(served.port, request("/sparql", *headers))
        assert b"<https://data.example/sparql>" in told


def test_links_hold_below_any_prefix(address):
    """A proxy that takes a prefix off needs to tell us nothing: every link is relative."""
    base = httpx.URL("https://data.example/some/where/")
    with httpx.Client(base_url=address) as client:
        for path in ("id/group/lozere", "doc/group", "id/group/LOZERE", "id/concept/status%2Ffait"):
            location = client.get(f"/{path}").headers["Location"]
            led = base.join(path).join(location)
            assert str(led).startswith(str(base)), path
            assert client.get("/" + str(led).removeprefix(str(base))).status_code in (200, 301, 303)
