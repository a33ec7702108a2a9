"""Every answer carries the headers that protect readers, whatever it is and whoever gives it."""

import re
from collections import Counter

import httpx
import pytest
from raw import exchange, request, status
from served import running
from tiny_release import make_release

from ghtld.web.http.connections import Patience

HTML = {"Accept": "text/html"}
LOZERE = "/doc/group/lozere"
DUMP = "/dumps/ghtld.nt"
ASK = "/sparql?query=ASK%7B%7D"
PROTECTING = {
    "content-security-policy": r"default-src 'self'.*object-src 'none'.*base-uri 'none'.*"
    r"form-action 'self'.*frame-ancestors 'none'.*",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": r".*camera=\(\).*",
    "cross-origin-opener-policy": "same-origin",
    "access-control-allow-origin": r"\*",
    "access-control-expose-headers": ".*ETag.*Link.*",
}
ASKED = [
    ("GET", "/", HTML, 200),
    ("GET", LOZERE, HTML, 200),
    ("HEAD", LOZERE, HTML, 200),
    ("GET", LOZERE, {**HTML, "Accept-Encoding": "br"}, 200),
    ("GET", f"{LOZERE}?nothing=known", HTML, 200),
    ("GET", f"{LOZERE}.ttl", {}, 200),
    ("GET", f"{LOZERE}.csv", {}, 200),
    ("GET", f"{LOZERE}.ttl", {"If-None-Match": "*"}, 304),
    ("HEAD", f"{LOZERE}.ttl", {"If-None-Match": "*"}, 304),
    ("GET", "/id/group/lozere", {}, 303),
    ("GET", "/ID/Group/Lozere/", {}, 301),
    ("GET", "/finess/2A0000014", {}, 303),
    ("GET", "/.well-known/void", {}, 303),
    ("GET", "/def", HTML, 200),
    ("GET", "/shapes", HTML, 200),
    ("GET", "/dataset.jsonld", {}, 200),
    ("GET", "/search?q=lozere", HTML, 200),
    ("GET", "/list/group", HTML, 200),
    ("GET", "/timeline", HTML, 200),
    ("GET", "/legal", HTML, 200),
    ("GET", "/static/style.css", {}, 200),
    ("GET", "/static/style.css", {"If-None-Match": "*"}, 304),
    ("GET", "/static/nothing.css", {}, 404),
    ("GET", DUMP, {}, 200),
    ("HEAD", DUMP, {}, 200),
    ("GET", DUMP, {"Range": "bytes=0-3"}, 206),
    ("GET", DUMP, {"If-None-Match": "*"}, 304),
    ("GET", DUMP, {"If-Match": '"other"'}, 412),
    ("GET", DUMP, {"Range": "bytes=999999999-"}, 416),
    ("GET", "/dumps/nothing.nt", {}, 404),
    ("GET", "/robots.txt", {}, 200),
    ("GET", "/sitemap.xml", {}, 200),
    ("GET", "/opensearch.xml", {}, 200),
    ("GET", "/linkset", {}, 200),
    ("GET", "/healthz", {}, 200),
    ("GET", "/readyz", {}, 200),
    ("GET", "/metrics", {}, 200),
    ("GET", "/sparql", HTML, 200),
    ("GET", "/sparql", {"Accept": "text/turtle"}, 200),
    ("GET", ASK, {}, 200),
    ("GET", ASK, HTML, 200),
    ("GET", ASK, {"If-None-Match": "*"}, 304),
    ("GET", ASK, {"Accept": "image/png"}, 406),
    ("GET", "/sparql?query=nonsense", {}, 400),
    ("POST", "/sparql", {"Content-Type": "image/png"}, 415),
    ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, 403),
    ("PUT", "/sparql", {}, 405),
    ("GET", "/nothing", HTML, 404),
    ("GET", "/nothing", {"Accept": "text/turtle"}, 404),
    ("GET", LOZERE, {"Accept": "image/png"}, 406),
    ("GET", "/doc/fact/000-99", HTML, 410),
    ("GET", "/doc/fact/000-99.ttl", {}, 410),
    ("POST", LOZERE, {}, 405),
    ("TRACE", "/", {}, 405),
    ("DELETE", "/healthz", {}, 405),
    *(("OPTIONS", path, {}, 204) for path in (LOZERE, DUMP, "/sparql", "/static/style.css")),
    *(("OPTIONS", path, {}, 204) for path in ("/", "/healthz", "/metrics", "/id/group/lozere")),
]


def assert_protected(pairs):
    """Check names and values of the headers of one answer."""
    said = Counter(name.lower() for name, _ in pairs)
    values = {name.lower(): value for name, value in pairs}
    for name, pattern in PROTECTING.items():
        assert said[name] == 1, name
        assert re.fullmatch(pattern, values[name]), (name, values[name])
    scripts = re.search("script-src([^;]*)", values["content-security-policy"])
    assert scripts is None or "unsafe" not in scripts[1]
    assert "server" not in said
    assert "set-cookie" not in said
    assert "access-control-allow-credentials" not in said


@pytest.mark.parametrize(("method", "path", "headers", "expected"), ASKED)
def test_every_answer_protects_its_reader(client, method, path, headers, expected):
    for _ in range(2):  # the second time from the cache, if it is kept at all
        answer = client.request(method, path, headers=headers)
        assert answer.status_code == expected
        assert_protected(answer.headers.multi_items())
        assert "date" in answer.headers


def head_of(answer):
    lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
    return [tuple(line.split(": ", 1)) for line in lines]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", 400),
        (b"FOO / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"CONNECT evil.example:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (request("/" + "a" * 100_000), 414),
        (request("/", "X: " + "a" * 100_000), 431),
        (request("*", method="OPTIONS"), 204),
        (request("http://evil.example/doc/group/lozere"), 200),
        (request("/", "Upgrade: websocket"), 200),
    ],
)
def test_what_is_refused_before_it_is_a_request_is_protected_too(address, sent, expected):
    answer = exchange(int(address.rpartition(":")[2]), sent)
    assert status(answer) == expected
    assert_protected(head_of(answer))
    assert b"evil" not in answer


def test_who_is_turned_away_or_too_slow_is_protected_too(build):
    with running(build, patience=Patience(connections=0)) as full:
        answer = exchange(full.port, request("/"))
        assert status(answer) == 503
        assert_protected(head_of(answer))
    with running(build, patience=Patience(request=0.2)) as impatient:
        answer = exchange(impatient.port, b"GET / HT")
        assert status(answer) == 408
        assert_protected(head_of(answer))


def test_a_download_that_is_gone_is_protected_too(tmp_path):
    release = make_release(tmp_path)
    with running(tmp_path) as served:
        (release.dumps / "ghtld.nt").unlink()
        answer = httpx.get(served.address + DUMP)
    assert answer.status_code == 503
    assert_protected(answer.headers.multi_items())


@pytest.mark.parametrize(
    "path", ["/nothing", "/doc/fact/000-99", "/doc/group/lozere.xyz", "/static/nothing.css"]
)
def test_no_cache_keeps_that_there_is_nothing(client, path):
    """A cache may keep 404 and 410 unless it is told: a new release may bring what was missing."""
    for accept in ("text/html", "text/turtle"):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_server_as_a_whole_says_what_it_takes(address):
    answer = exchange(int(address.rpartition(":")[2]), request("*", method="OPTIONS"))
    said = dict(head_of(answer))
    assert said["allow"] == "GET, HEAD, OPTIONS, POST"
    assert "content-type" not in said
