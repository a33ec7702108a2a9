"""RFC 9110, section 12.5.3, case by case; and what is compressed comes out the same."""

import gzip

import brotli
import pytest

from ghtld.web.http.encodings import choose, compress, is_compressible

CASES = {
    "no header": ("", ""),
    "brotli before gzip": ("gzip, deflate, br", "br"),
    "only gzip": ("gzip", "gzip"),
    "the old name of gzip": ("x-gzip", "gzip"),
    "case": ("GZIP", "gzip"),
    "qualities decide": ("br;q=0.5, gzip;q=0.8", "gzip"),
    "q=0 excludes": ("br;q=0, gzip;q=0", ""),
    "everything": ("*", "br"),
    "everything but brotli": ("br;q=0, *", "gzip"),
    "nothing at all still gets an answer": ("identity;q=0, *;q=0", ""),
    "unknown ones": ("zstd, deflate", ""),
    "malformed": (";;q=, gzip;q=x, ,br", "br"),
    "blanks": (" br ; q=1 ", "br"),
    "endless": ("gzip;q=0.1," * 10_000 + "br", "br"),
}


@pytest.mark.parametrize(("accepted", "expected"), CASES.values(), ids=CASES.keys())
def test_the_encoding_a_client_likes_best(accepted, expected):
    assert choose(accepted) == expected


def test_compressed_bytes_hold_the_same_and_are_the_same_each_time():
    body = "Établissement support. ".encode() * 500
    assert brotli.decompress(compress(body, "br")) == body
    assert gzip.decompress(compress(body, "gzip")) == body
    assert compress(body, "gzip") == compress(body, "gzip")
    assert compress(body, "") == body


@pytest.mark.parametrize(
    ("kind", "length", "expected"),
    [
        ("text/html; charset=utf-8", 10_000, True),
        ("text/turtle; charset=utf-8", 100, False),
        ("application/ld+json", 10_000, True),
        ("application/rdf+xml", 10_000, True),
        ("application/n-quads", 10_000, True),
        ("image/svg+xml", 10_000, True),
        ("image/png", 10_000, False),
        ("font/woff2", 10_000, False),
        ("application/gzip", 10_000, False),
    ],
)
def test_what_is_worth_compressing(kind, length, expected):
    assert is_compressible(kind, length) is expected
