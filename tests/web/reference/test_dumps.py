"""Downloads: ranges (RFC 9110, section 14), conditions, slow readers, files that are gone."""

import hashlib
import socket
from email.utils import formatdate

import httpx
import pytest
from served import running
from tiny_release import make_release

DUMP = "/dumps/ghtld.nt"


@pytest.fixture
def whole(client):
    return client.get(DUMP).content


def test_a_whole_dump(client, whole, build):
    answer = client.get(DUMP)
    assert answer.status_code == 200
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(whole).hexdigest()}"'
    became_current = (build / "current").lstat().st_mtime
    assert answer.headers["Last-Modified"] == formatdate(became_current, usegmt=True)
    assert answer.headers["Repr-Digest"].startswith("sha-256=:")
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=10-", 10, None),
        ("bytes=-10", -10, None),
        ("bytes=0-999999999", 0, None),
        ("bytes=-999999999", 0, None),
        ("Bytes=3-3", 3, 3),
        ("bytes= 5-6", 5, 6),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_one_range(client, whole, method, asked, first, last):  # noqa: PLR0917
    answer = client.request(method, DUMP, headers={"Range": asked})
    part = whole[first:] if last is None else whole[first : last + 1]
    start = first if first >= 0 else len(whole) + first
    assert answer.status_code == 206
    assert answer.headers["Content-Length"] == str(len(part))
    span = f"bytes {start}-{start + len(part) - 1}/{len(whole)}"
    assert answer.headers["Content-Range"] == span
    assert answer.content == (part if method == "GET" else b"")


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-6", "bytes=9-3", "bytes=-", "bytes=a-b", "lines=0-9", "bytes", "", "bytes=0-1,"],
)
def test_several_ranges_or_malformed_ones_give_the_whole(client, whole, asked):
    answer = client.get(DUMP, headers={"Range": asked})
    assert answer.status_code == 200
    assert answer.content == whole


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
def test_a_range_beyond_the_end(client, whole, asked):
    answer = client.get(DUMP, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert str(len(whole)) in answer.json()["detail"]


def test_a_part_only_of_what_is_still_the_same(client, whole):
    first = client.get(DUMP)
    for still in (first.headers["ETag"], first.headers["Last-Modified"]):
        headers = {"Range": "bytes=0-9", "If-Range": still}
        assert client.get(DUMP, headers=headers).status_code == 206
    for other in ('"other"', f"W/{first.headers['ETag']}", "Wed, 31 Dec 2025 00:00:00 GMT"):
        answer = client.get(DUMP, headers={"Range": "bytes=0-9", "If-Range": other})
        assert answer.status_code == 200
        assert answer.content == whole


def test_conditions(client):
    headers = client.get(DUMP).headers
    tag, modified = headers["ETag"], headers["Last-Modified"]
    for headers, status in (
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": tag, "Range": "bytes=0-9"}, 304),
        ({"If-Modified-Since": modified}, 304),
        ({"If-Match": tag}, 200),
        ({"If-Match": '"other"'}, 412),
        ({"If-Match": '"other"', "Range": "bytes=0-9"}, 412),
    ):
        answer = client.get(DUMP, headers=headers)
        assert answer.status_code == status, headers
        assert status != 304 or answer.content == b""


@pytest.mark.parametrize(
    "path", ["/dumps/nothing.nt", "/dumps/../manifest.json", "/dumps/ghtld.nt/"]
)
def test_only_what_the_manifest_lists(client, path):
    assert client.get(path, follow_redirects=False).status_code in (301, 404)
    assert "default_graphs" not in client.get(path, follow_redirects=True).text


def test_a_dump_that_was_damaged_is_not_passed_off_as_whole(tmp_path):
    release = make_release(tmp_path)
    with running(tmp_path) as served, httpx.Client(base_url=served.address) as client:
        (release.dumps / "ghtld.nt").write_bytes(b"short")
        assert client.get(DUMP).status_code == 503
        (release.dumps / "ghtld.nt").unlink()
        assert client.head(DUMP).status_code == 503


def test_a_dump_under_way_survives_its_removal_and_a_slow_reader_holds_no_thread(tmp_path):
    """Far more slow downloads than there are threads for pages; every page still answers."""
    big = make_release(tmp_path, size=30_000_000)
    body = (big.dumps / "big.nt").read_bytes()
    with running(tmp_path) as served:
        readers = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(30)]
        try:
            for reader in readers:
                reader.sendall(
                    b"GET /dumps/big.nt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                )
            for reader in readers:
                assert reader.recv(12, socket.MSG_WAITALL) == b"HTTP/1.1 200"
            assert httpx.get(f"{served.address}/doc/group/lozere").status_code == 200
            (big.dumps / "big.nt").unlink()
            received = bytearray()
            while part := readers[0].recv(2**20):
                received += part
            assert received.endswith(body[-1000:])
            assert len(received.partition(b"\r\n\r\n")[2]) == len(body)
        finally:
            for reader in readers:
                reader.close()
