"""Requests that no one sends by intention, for every route there is."""

import re

from fastapi import FastAPI
from hypothesis import strategies as st
from raw import exchange, status
from starlette.routing import Route

from ghtld.web.app import create_app
from ghtld.web.routes import create_pages

BESIDE = ("/id/<kind>", "/doc/<kind>/<name>", "/list/<kind>.<suffix>", "/def/<x>", "/dumps/<x>")
BESIDE += ("/static/<x>", "/cite?iri=<x>", "/cite?iri=<x>&format=<x>", "/search?q=<x>")
BESIDE += ("/linkset?for=<x>", "/sparql?query=<x>", "/sparql?query=ASK{}&format=<x>")
BESIDE += ("/sparql?query=ASK{}&default-graph-uri=<x>", "/sparql?example=<x>", "/<x>")
PARAMETERS = (
    *("lang", "format", "page", "q", "query", "iri", "for", "kind", "department", "year", "more"),
    *("dialect", "example", "group", "region", "category", "type", "place", "document", "mission"),
    *(
        "from",
        "to",
        "output",
        "results",
        "status",
        "state",
        "nature",
        "grouping",
        "default-graph-uri",
    ),
    *("named-graph-uri", "specialty", "page%00", "%ff", "é"),
)
PIECES = (
    *("%25", "%", "%zz", "%00", "%0a", "%0D%0A", "%7f", "%1f", "%ed%a0%80", "%ED%B0%80", "%ff"),
    *("%c3", "%c3%28", "%C0%80", "%F4%90%80%80", "%F0%9F%8F%A5", "%E2%80%AE", "%EF%BF%BE"),
    *("%C2%A0", "..", "%2e%2e", "%2f", "%5c", "//", "/", "%20", "%22", "%3C", "%7B", "%60", "%5E"),
    *("%2525", "[", "]", "{", "}", "|", "^", "`", "<", ">", '"', "\\", "%3A", ":", "_:", "@"),
    *("é", "\xff", "\x80", "²", "%D9%A1", "?", "%23", "+", "&", "=", ";", ",", ".", "'", "!", "*"),
    *("0", "1", "-1", "00", "01", "1e9", "9" * 6, "9" * 25, "9" * 5000, "a" * 300, "2016-02-30"),
    *("lozere", "000-04", "1.0.0", "2A0000014", "76", "2a", "355", "signataires-lozere", "moved"),
    *("group", "agreement", "finess", "concept", "establishment", "region", "group:lozere"),
    *("ttl", ".ttl", ".html", ".csv", ".xlsx", ".svg", ".atom", ".json", ".n3", ".xyz", "http:"),
    *("https://w3id.org/ghtld/id/group/lozere", "https://w3id.org/ghtld/def%23Fact", "urn:%25"),
)
HOSTS = (
    "x",
    "x",
    "x",
    "localhost:1",
    "%",
    "a%25",
    "!",
    "_",
    "a,b",
    "",
    "~",
    "x:",
    "[::1]",
    "[:::]",
)
ACCEPTED = ("text/html", "*/*", "text/turtle", "text/csv", "application/json", "image/png", "")

_odd = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join),
    st.binary(min_size=1, max_size=6).map(lambda raw: "".join(f"%{byte:02x}" for byte in raw)),
)


def routes(sites):
    """Return the address of every route of both frameworks, with ``<…>`` for what varies."""
    rules = {rule.rule for rule in create_pages(sites).url_map.iter_rules()}
    app = create_app(sites)
    while not isinstance(app, FastAPI):
        app = app._app
    apart = (route.path for route in app.routes if isinstance(route, Route))
    rules |= {re.sub(r"\{[^}]*\}", "<x>", path) for path in (*app.openapi()["paths"], *apart)}
    return sorted(rules | set(BESIDE))


def requests(rules):
    """Return the strategy that makes a request, as bytes, of one of ``rules``."""

    @st.composite
    def made(draw):
        path = re.sub(r"<[^>]*>", lambda _: draw(_odd), draw(st.sampled_from(rules)))
        path += draw(st.one_of(st.just(""), st.just(""), _odd))
        pairs = st.tuples(st.sampled_from(PARAMETERS), _odd).map("=".join)
        asked = "&".join(draw(st.lists(pairs, max_size=2)))
        path += f"{'&' if '?' in path else '?'}{asked}" if asked else ""
        method = draw(st.sampled_from(("GET",) * 6 + ("HEAD", "POST", "OPTIONS")))
        host, accept = draw(st.sampled_from(HOSTS)), draw(st.sampled_from(ACCEPTED))
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
        return ("\r\n".join([*lines, f"Accept: {accept}"]) + "\r\n\r\n").encode("latin-1")

    return made()


def assert_answered(port, sent):
    """Assert that one answer comes, and that it blames nothing on the server."""
    answer = exchange(port, sent)
    assert answer.startswith(b"HTTP/1.1 "), sent
    # 503: this release has no index of the country, a dump is gone, the places are taken.
    assert status(answer) < 500 or status(answer) == 503, sent
    assert b"Traceback" not in answer, sent
