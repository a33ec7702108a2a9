"""What strangers may send, in any mixture: each request gets one answer, and none is 500."""

import random
from urllib.parse import quote

import pytest
from raw import exchange, status
from test_headers import assert_protected, head_of

PLACES = (
    *("/", "/id/group/lozere", "/doc/group/lozere", "/doc/fact/000-05", "/doc/concept/status"),
    *("/doc/fact/000-99", "/doc/person/", "/def", "/def/1.0.0", "/def/alignments/org", "/shapes"),
    *("/dataset", "/dumps/", "/dumps/index", "/dumps/ghtld.nt", "/list/group", "/list/finess"),
    *("/search", "/cite", "/linkset", "/timeline", "/network", "/matrix", "/map", "/discrepancies"),
    *(
        "/sparql",
        "/legal",
        "/privacy",
        "/licences",
        "/licences.txt",
        "/.well-known/security.txt",
        "/sitemap.xml",
        "/robots.txt",
        "/opensearch.xml",
        "/healthz",
    ),
    *("/.well-known/void", "/readyz", "/metrics", "/static/style.css", "/finess/2A0000014", "/x"),
)
SUFFIXES = ("", "", "", ".ttl", ".html", ".csv", ".xlsx", ".svg", ".xyz", "/", "//", "%00", "%2F..")
NAMES = (
    *("lang", "format", "page", "q", "query", "iri", "for", "kind", "department", "year", "more"),
    *(
        "dialect",
        "example",
        "default-graph-uri",
        "from",
        "to",
        "x",
        "%6Cang",
        "é",
    ),
)
VALUES = (
    *("fr", "en", "ttl", "html", "-1", "0", "2", "9" * 30, "", "%00", "%ff", "é", "a" * 500),
    *("https://w3id.org/ghtld/id/group/lozere", "javascript:alert(1)", "ASK {}", "SELECT", "%"),
    *("%zz", "2016-02-30", "[]", "{}", "'\"><script>", "\u202e", "id/fact/000-99"),
)
HEADERS = {
    "Accept": (
        "*/*",
        "text/html",
        'application/ld+json;profile="a,b"',
        ";;;",
        "*/*;q=0",
        'a/b;c="',
        "\xff",
    ),
    "Accept-Language": ("fr", "en;q=2", "*", ";", "\xff"),
    "Accept-Encoding": ("br", "gzip;q=0, *", "identity;q=0", ";;"),
    "Range": ("bytes=0-0", "bytes=-", "bytes=9-1", "x"),
    "If-None-Match": ("*", '"', "W/", '"\xff"'),
    "If-Match": ("*", "x"),
    "If-Modified-Since": ("x", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Jan 99999 00:00:00 GMT"),
    "If-Range": ("x",),
    "Content-Type": ("a", "application/x-www-form-urlencoded", "multipart/form-data"),
    "X-Forwarded-Host": ("evil.example",),
    "Origin": ("null", "https://evil.example"),
    "Expect": ("100-continue", "x"),
}
METHODS = (*("GET",) * 8, "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE")
REQUESTS = 150


def request(chance):
    """Return a request of any mixture, as bytes."""
    path = chance.choice(PLACES) + chance.choice(SUFFIXES)
    asked = [f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(chance.randint(0, 3))]
    path = quote(f"{path}?{'&'.join(asked)}" if asked else path, safe="/%?&=;:.'\"<>{}[]")
    named = chance.sample(sorted(HEADERS), chance.randint(0, 4))
    lines = [f"{name}: {chance.choice(HEADERS[name])}" for name in named]
    lines = [f"{chance.choice(METHODS)} {path} HTTP/1.1", "Host: x", "Connection: close", *lines]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@pytest.mark.parametrize("seed", range(4))
def test_any_mixture_gets_one_answer_that_protects_its_reader(address, seed):
    chance = random.Random(seed)
    port = int(address.rpartition(":")[2])
    answered = set()
    for _ in range(REQUESTS):
        sent = request(chance)
        answer = exchange(port, sent)
        assert answer.startswith(b"HTTP/1.1 "), sent
        assert status(answer) < 500, sent
        assert_protected(head_of(answer))
        assert b"evil.example" not in answer.partition(b"\r\n\r\n")[0], sent
        assert b"Traceback" not in answer, sent
        answered.add(status(answer))
    assert {200, 404, 405} <= answered
