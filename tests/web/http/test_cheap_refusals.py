"""What costs a stranger nothing must cost us nothing: long headers, bodies that won't be read."""

import http.client
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw import exchange, request, status

from ghtld.engine.interface import Limits
from ghtld.formats import ALL, TURTLE
from ghtld.ui import negotiation
from ghtld.ui.problems import ProblemRaised
from ghtld.web.http import conditional, encodings
from ghtld.web.sparql.protocol import declared

PLACES = ["/", "/id/group/lozere", "/doc/group/lozere", "/def", "/nowhere", "/sparql?query=ASK{}"]
ELEMENTS = {
    "Accept": [
        "a/b;q=0.1,",
        "a/b{};q=0.1,",
        "text/html;level={};q=0.1,",
        "text/turtle;q=0.1,",
        'a/b;c="{}",',
        "{},",
        ";",
        '"',
    ],
    "Accept-Language": ["en;q=0.1,", "x-{},", "en-x{};q=0.1,", "*,", ";"],
    "Accept-Encoding": ["br,", "x{},", "br;q=0.{},", "gzip ;q=0.{},", "*;", ","],
    "If-None-Match": ['"{}",', 'W/"x",', '"', "*", 'W/"'],
    "If-Match": ['"{}",', '"'],
    "If-Modified-Since": ["Thu, 0{} "],
    "If-Range": ["x"],
    "Range": ["bytes={}-,", "0-0,"],
    "X-Forwarded-For": ["127.0.0.{},"],
    "Forwarded": ["for={},"],
    "Content-Type": ["a/b;c{}=d"],
    "Cookie": ["c{}=d; "],
}


@pytest.fixture
def port(address):
    return int(address.rpartition(":")[2])


def filled(element, size):
    """Return a value of ``size`` bytes; ``{}`` in ``element`` is another number each time."""
    return "".join(element.replace("{}", str(n)) for n in range(size // len(element) + 1))[:size]


def seconds(port, path, headers):
    """Return the seconds of work that an exchange costs, both sides together: the server is here.

    Not the time that passes: others want the machine, too.
    """
    times = []
    for _ in range(5):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        began = time.process_time()
        link.request("GET", path, headers=headers)
        answer = link.getresponse()
        answer.read()
        times.append(time.process_time() - began)
        link.close()
        assert answer.status < 500
    return min(times)


@pytest.mark.parametrize(
    ("name", "element"), [(name, said) for name, many in ELEMENTS.items() for said in many]
)
def test_no_header_costs_much_by_its_length(port, name, element):
    """Ten times as much at most, for six hundred times the bytes."""
    for path in PLACES:
        short = seconds(port, path, {name: filled(element, 100)})
        long = seconds(port, path, {name: filled(element, 60_000)})
        assert long < max(10 * short, 0.02), path


@pytest.mark.parametrize("path", ["/", "/doc/group/lozere", "/nowhere"])
def test_a_long_accept_header_is_read_once_for_each_list_of_formats(monkeypatch, port, path):
    """The page, its copy, its place among what is kept: they ask the same."""
    asked = []
    read = negotiation._read

    def counting(elements, names):
        asked.append(frozenset(names))
        return read(elements, names)

    monkeypatch.setattr(negotiation, "_read", counting)
    header = filled("a/b{},", 5_000 + len(path)) + "text/turtle;q=0.5"
    assert status(exchange(port, request(path, f"Accept: {header}"))) < 500
    assert 1 <= len(asked) == len(set(asked)) <= 3


def test_what_names_our_formats_is_found_wherever_it_stands():
    unknown = filled("a/b{};q=0.1,", 60_000).rpartition(",")[0]
    assert negotiation.negotiate(f"{unknown},text/turtle", ALL) is TURTLE
    assert negotiation.negotiate(f"text/turtle,{unknown}", ALL) is TURTLE
    assert negotiation.choose_language(None, f"{unknown},en") == "en"
    assert encodings.choose(f"{unknown},gzip") == "gzip"
    tags = filled('"{}",', 60_000).rpartition(",")[0]
    assert conditional.matches(f'{tags},"ours"', '"ours"')
    assert not conditional.matches(f"{tags}", '"ours"')
    with pytest.raises(negotiation.NotAcceptable):
        negotiation.negotiate(unknown, ALL)


def test_a_path_without_end_is_refused(port):
    for step in ("a", "/", "../", "%25"):
        answer = exchange(port, request("/def/" + step * (40_000 // len(step))))
        assert status(answer) == 414
        assert b"8192 octets" in answer
        assert b"8192 bytes" in answer


@given(st.text(st.sampled_from('ab/*;,=q01."\\ W-%'), max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_header_is_read_whatever_it_says(written):
    try:
        assert negotiation.negotiate(written, ALL) in ALL
    except negotiation.NotAcceptable as reason:
        assert reason.offers == ALL
    assert negotiation.choose_language(None, written) in negotiation.LANGUAGES
    assert encodings.choose(written) in {"", "br", "gzip"}
    assert not conditional.matches(f"{written},", '"x"')


# Bodies ──────────────────────────────────────────────────────────────────────

FORM = "Content-Type: application/x-www-form-urlencoded"
QUERY = "Content-Type: application/sparql-query"


def post(*headers, path="/sparql", body=b""):
    return request(path, *headers, method="POST") + body


@pytest.mark.parametrize(("kind", "most"), [(QUERY, 2**20), (FORM, 3 * 2**20)])
def test_a_body_declared_too_long_is_refused_before_a_byte_of_it(port, kind, most):
    for length in (most + 1, 10**12, 10**30):
        if length > 2**63:  # no HTTP parser takes that
            continue
        answer = exchange(port, post(kind, f"Content-Length: {length}", "Expect: 100-continue"))
        assert b"100 Continue" not in answer
        assert status(answer) == 413


def test_a_body_of_a_fair_length_is_asked_for(port):
    sent = post(QUERY, "Content-Length: 6", "Expect: 100-continue", body=b"ASK {}")
    answer = exchange(port, sent)
    assert answer.startswith(b"HTTP/1.1 100 Continue")
    assert b"HTTP/1.1 200" in answer


@pytest.mark.parametrize("coding", ["gzip", "br", "x-unknown", "identity, gzip", "gzip, identity"])
@pytest.mark.parametrize("kind", [QUERY, FORM])
def test_a_compressed_body_is_an_unsupported_type(port, kind, coding):
    answer = exchange(
        port, post(kind, f"Content-Encoding: {coding}", "Content-Length: 6", body=b"ASK {}")
    )
    assert status(answer) == 415
    assert b"accept-encoding: identity\r\n" in answer.lower()


def test_the_identity_is_no_compression(port):
    coded = post(QUERY, "Content-Encoding: Identity", "Content-Length: 6", body=b"ASK {}")
    assert status(exchange(port, coded)) == 200


@pytest.mark.parametrize("path", ["/sparql", "/sparql/", "/", "/doc/group/lozere", "/nowhere"])
@pytest.mark.parametrize("coding", ["gzip, chunked", "x, chunked"])
def test_a_foreign_transfer_coding_is_not_implemented(port, path, coding):
    sent = post(QUERY, f"Transfer-Encoding: {coding}", path=path, body=b"6\r\nASK {}\r\n0\r\n\r\n")
    answer = exchange(port, sent)
    assert status(answer) == 501
    assert b"application/problem+json" in answer


def test_chunks_are_no_foreign_coding(port):
    chunked = post(QUERY, "Transfer-Encoding: Chunked", body=b"6\r\nASK {}\r\n0\r\n\r\n")
    assert status(exchange(port, chunked)) == 200


TYPES = [
    "text/html; charset*0=a; charset*=b''c",
    "application/sparql-query; charset*0=a; charset*=b''c",
    "application/sparql-query; charset=latin-1",
    "application/sparql-query; charset*=x''%ff%fe",
    "application/sparql-query; charset=" + "x" * 500,
    "application/sparql-query" + ";a=b" * 300,
    "application/sparql-query, application/sparql-query",
    ";", "/", "a", '"', "=", "\xff/\xff; charset=\xff", "multipart/form-data; boundary=",
]  # fmt: skip


@pytest.mark.parametrize("written", TYPES)
def test_a_malformed_type_is_an_unsupported_type(port, written):
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 6\r\n"
    answer = exchange(port, head + f"Content-Type: {written}\r\n\r\nASK {{}}".encode("latin-1"))
    assert status(answer) == 415, answer[:300]


@given(st.text(st.characters(max_codepoint=255), max_size=200))
@settings(max_examples=300, deadline=None)
def test_whatever_a_type_says_it_is_read_or_refused(written):
    for start in ("", "application/sparql-query;", "application/sparql-query; charset"):
        headers = [(b"content-type", (start + written).encode("latin-1"))]
        try:
            assert declared(headers, Limits()).most > 0
        except ProblemRaised as raised:
            assert raised.problem.status in (403, 415)
