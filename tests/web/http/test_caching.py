"""Validators, encodings, and the cache that stands before the pages, over real sockets."""

import gzip
import time
from email.utils import parsedate_to_datetime

import brotli
import httpx
import pytest
from served import running
from tiny_release import TRIG, make_release

from ghtld.formats import ALL
from ghtld.web.http.cache import (
    ByteCache,
    CachedResponse,
    CachePolicy,
    RequestHeaders,
    known_parameters,
)
from ghtld.web.kinds import resource as pages

LOZERE = "/doc/group/lozere"


def test_tags_tell_variants_languages_and_encodings_apart(client):
    tags = set()
    for fmt in ALL:
        for lang in ("fr", "en"):
            for encoding in ("identity", "gzip", "br"):
                answer = client.get(
                    LOZERE,
                    headers={
                        "Accept": fmt.media_type,
                        "Accept-Language": lang,
                        "Accept-Encoding": encoding,
                    },
                )
                tag = answer.headers["ETag"]
                assert tag.startswith('"0123456789abcdef-')
                tags.add((tag, answer.headers["Content-Type"], encoding))
    spoken = 2
    assert len(tags) == len({tag for tag, *_ in tags}) == 3 * (len(ALL) + spoken)


@pytest.mark.parametrize("path", [LOZERE, f"{LOZERE}.ttl", "/", "/def", "/static/style.css"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_has_not_changed_is_not_sent_again(client, path, encoding, method):
    headers = {"Accept-Encoding": encoding}
    first = client.request(method, path, headers=headers)
    tag = first.headers["ETag"]
    for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.request(method, path, headers={**headers, "If-None-Match": condition})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["ETag"] == tag
        assert again.headers.get("Vary") == first.headers.get("Vary")
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert "Content-Type" not in again.headers
        assert "Content-Length" not in again.headers
    for condition in ('"other"', tag.replace('"', "")):
        again = client.request(method, path, headers={**headers, "If-None-Match": condition})
        assert again.status_code == 200


def test_the_moment_from_which_the_release_is_served_is_a_validator_too(client, build):
    first = client.get(LOZERE)
    modified = first.headers["Last-Modified"]
    seconds = parsedate_to_datetime(modified).timestamp()
    assert int((build / "current").lstat().st_mtime) <= seconds <= time.time()
    assert client.get(LOZERE, headers={"If-Modified-Since": modified}).status_code == 304
    earlier = "Wed, 31 Dec 2025 00:00:00 GMT"
    assert client.get(LOZERE, headers={"If-Modified-Since": earlier}).status_code == 200
    both = {"If-Modified-Since": modified, "If-None-Match": '"other"'}
    assert client.get(LOZERE, headers=both).status_code == 200
    assert client.get(LOZERE, headers={"If-Modified-Since": "never"}).status_code == 200


@pytest.mark.parametrize(
    ("encoding", "decode"), [("gzip", gzip.decompress), ("br", brotli.decompress)]
)
@pytest.mark.parametrize("path", [f"{LOZERE}.ttl", LOZERE, "/def", "/static/style.css"])
def test_compressed_answers_hold_the_same(address, path, encoding, decode):
    with httpx.Client(base_url=address) as client:
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        with client.stream("GET", path, headers={"Accept-Encoding": encoding}) as packed:
            body = b"".join(packed.iter_raw())
    assert packed.headers["Content-Encoding"] == encoding
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(body) < len(plain.content)
    assert decode(body) == plain.content


def test_pages_are_asked_about_each_time_and_hashed_assets_never(client):
    page = client.get("/", headers={"Accept": "text/html"})
    assert page.headers["Cache-Control"] == "no-cache"
    start = page.text.index("static/style.")
    hashed = page.text[start : page.text.index('"', start)]
    lasting = client.get(f"/{hashed}")
    assert lasting.status_code == 200
    assert lasting.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    plain = client.get("/static/style.css")
    assert plain.content == lasting.content
    assert plain.headers["Cache-Control"] == "no-cache"
    other = hashed.replace(hashed.split(".")[1], "0" * 12)
    assert client.get(f"/{other}").status_code == 404


@pytest.fixture
def counted(build, monkeypatch):
    """Give a server and the list of the things that its pages were written for."""
    written = []
    describe = pages.describe

    def noting(site, node, *rest):
        written.append(node.value)
        return describe(site, node, *rest)

    monkeypatch.setattr(pages, "describe", noting)
    with running(build) as served, httpx.Client(base_url=served.address) as client:
        yield client, written, served


def test_a_page_is_written_once(counted):
    client, written, served = counted
    headers = {"Accept": "text/html", "Accept-Encoding": "identity"}
    first = client.get(LOZERE, headers=headers)
    again = client.get(LOZERE, headers=headers)
    assert again.content == first.content
    assert dict(again.headers) | {"date": ""} == dict(first.headers) | {"date": ""}
    client.head(LOZERE, headers=headers)
    client.get(LOZERE, headers={**headers, "Accept-Encoding": "br"})
    client.get(LOZERE, headers={**headers, "If-None-Match": "*"})
    client.get(LOZERE, headers={**headers, "Accept": "text/html;q=0.9, text/turtle;q=0.8"})
    assert len(written) == 1
    client.get(LOZERE, headers={**headers, "Accept-Language": "en"})
    assert len(written) == 2
    client.get(f"{LOZERE}?lang=en", headers=headers)
    client.get(f"{LOZERE}?lang=en&format=html", headers=headers)
    client.get(f"{LOZERE}?format=html&lang=en", headers=headers)
    assert len(written) == 4
    assert served.sites().cache.hits == 6


def test_what_depends_on_strangers_words_makes_no_entry(counted):
    client, _, served = counted
    for _ in range(2):
        for query in ("utm=1", "lang=fr&lang=en", "lang=de", "page=x1", "lang=fr&x", "%6Cang=fr"):
            client.get(f"{LOZERE}.html?{query}")
    assert len(served.sites().cache) == 0
    client.get(f"{LOZERE}.html?nothing", headers={"Accept": "text/html"})
    client.get("/doc/group/nobody")
    client.get(LOZERE, headers={"Accept": "image/png"})
    assert len(served.sites().cache) == 0
    client.get(f"{LOZERE}.html", headers={"Accept-Encoding": "identity"})
    assert len(served.sites().cache) == 1


def test_the_cache_keeps_variants_apart_whatever_comes_first(counted):
    client, _, _ = counted
    wanted = [
        {"Accept": accept, "Accept-Language": lang, "Accept-Encoding": encoding}
        for accept in ("text/html", "text/turtle", "text/csv", "application/trig")
        for lang in ("fr", "en")
        for encoding in ("identity", "gzip", "br")
    ]
    first = [client.get(LOZERE, headers=headers) for headers in wanted]
    again = [client.get(LOZERE, headers=headers) for headers in reversed(wanted)][::-1]
    for headers, one, other in zip(wanted, first, again, strict=True):
        assert one.content == other.content
        assert one.headers["ETag"] == other.headers["ETag"]
        assert one.headers["Content-Type"].startswith(headers["Accept"])
    assert first[0].headers["Content-Language"] == "fr"
    assert first[3].headers["Content-Language"] == "en"


def test_the_memory_of_the_cache_is_bounded_over_sockets(tmp_path):
    make_release(tmp_path, TRIG)
    with running(tmp_path, cache=60_000) as served, httpx.Client(base_url=served.address) as client:
        names = [f"/doc/{name}" for name in ("group/lozere", "fact/000-05", "document/000")]
        for path in (*names, "/def", "/shapes", "/dataset"):
            for suffix in ("", ".ttl", ".nt", ".jsonld", ".rdf"):
                for encoding in ("identity", "br"):
                    answer = client.get(f"{path}{suffix}", headers={"Accept-Encoding": encoding})
                    assert answer.status_code == 200
                    assert served.sites().cache.bytes <= 60_000
        assert len(served.sites().cache) > 3


def stored(size, tag="x"):
    return CachedResponse(200, [(b"content-type", b"text/plain")], b"a" * size, f'"{tag}"')


def test_the_least_recently_used_leave_first():
    cache = ByteCache(100_000)
    one, two, three = (stored(8_000, name) for name in "abc")
    for path, answer in ((b"/1", one), (b"/2", two)):
        cache.keep((path, b""), CachePolicy(keep=True), answer)
    cache.touch(one)
    for number in range(9):
        cache.keep((b"/more%d" % number, b""), CachePolicy(keep=True), stored(8_000))
    assert cache.find((b"/1", b""), RequestHeaders()) is not None
    assert cache.find((b"/2", b""), RequestHeaders()) is None
    assert cache.bytes <= 100_000
    cache.keep((b"/1", b""), CachePolicy(keep=True), three)
    _, variant = cache.find((b"/1", b""), RequestHeaders())
    assert list(variant.values()) == [three]
    cache.clear()
    cache.touch(three)
    assert (len(cache), cache.bytes) == (0, 0)
    cache.keep((b"/1", b""), CachePolicy(keep=True), one)
    assert len(cache) == 0


def test_what_is_too_large_is_not_kept():
    cache = ByteCache(100_000)
    cache.keep((b"/big", b""), CachePolicy(keep=True), stored(50_000))
    assert len(cache) == 0
    assert cache.find((b"/big", b""), RequestHeaders()) is None


def test_nothing_is_kept_where_nothing_may_be(build):
    with running(build, cache=0) as served, httpx.Client(base_url=served.address) as client:
        for _ in range(2):
            assert client.get(LOZERE).status_code == 200
        assert len(served.sites().cache) == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (b"", b""),
        (b"lang=fr", b"lang=fr"),
        (b"page=2&lang=en&format=ttl", b"format=ttl&lang=en&page=2"),
        (b"lang=de", None),
        (b"lang=fr&lang=fr", None),
        (b"q=x", None),
        (b"page=-1", None),
        (b"page=", None),
        (b"page=" + b"1" * 100, None),
        (b"&", None),
        (b"format=" + b"x" * 10_000, None),
    ],
)
def test_known_parameters(query, expected):
    assert known_parameters(query) == expected
