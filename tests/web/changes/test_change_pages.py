"""The pages and feeds of changes, from a server over real sockets."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest
from served import serving
from story import FINESS, NEW, OLD, legal_number, site_number

from ghtld.changes import Kind
from ghtld.edition.changes.compare import Comparison
from ghtld.engine.interface import Limits
from ghtld.release import Release
from ghtld.web.changes import feeds, routes, table
from ghtld.web.changes import feeds as feed
from ghtld.web.index import NoIndex

PAIR = f"/changes/{OLD[7:]}/{NEW[7:]}"
BASE = "https://w3id.org/ghtld/"
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/changes.atom", f"{PAIR}.atom", "/changes/region/32.atom", "/changes/finess-group/8.atom")


@pytest.fixture(scope="session")
def without(build_folder: Path) -> Iterator[httpx.Client]:
    """Return a client of a server whose release holds no second extract."""
    with serving(build_folder, Limits()) as address, httpx.Client(base_url=address) as client:
        yield client


def entries(asked: httpx.Client, path: str) -> list[Any]:
    found = feedparser.parse(asked.get(path, params={"lang": "fr"}).content)
    assert not found.bozo
    return found.entries


def test_the_short_address_leads_to_the_two_newest_extracts(asked: httpx.Client) -> None:
    answer = asked.get("/changes?lang=en")
    assert answer.status_code == 303
    assert str(answer.next_request.url.path) == PAIR


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Groupements scindés"), ("en", "Groupings split")],
)
def test_the_page_tells_every_kind_with_its_count(
    asked: httpx.Client, comparison: Comparison, language: str, words: str
) -> None:
    page = asked.get(PAIR, params={"lang": language})
    assert page.headers["content-language"] == language
    assert words in page.text
    found = dict(re.findall(r'<h2 id="([a-z-]+)">.*?class="count">(\d+)<', page.text))
    assert found == {kind.value: str(count) for kind, count in comparison.counts().items()}
    for change in comparison.changes:
        if change.kind in (Kind.SPLIT, Kind.MERGED, Kind.MOVED):
            assert f'id="{change.fragment}"' in page.text


def test_everything_links_to_its_page(asked: httpx.Client) -> None:
    page = asked.get(PAIR, params={"lang": "fr"})
    assert f"doc/finess/{site_number(3)}" in page.text
    assert "doc/finess-group/8" in page.text
    assert asked.get(f"/doc/finess/{site_number(3)}").status_code == 200


@pytest.mark.parametrize("suffix", ["csv", "json", "ttl"])
def test_the_downloads_are_those_of_the_release(
    asked: httpx.Client, changed: Release, suffix: str
) -> None:
    answer = asked.get(f"{PAIR}.{suffix}", follow_redirects=True)
    assert answer.content == (changed.dumps / f"changes.{suffix}").read_bytes()
    assert answer.headers["etag"]
    types = {"csv": "text/csv", "json": "application/json", "ttl": "text/turtle"}
    assert answer.headers["content-type"].startswith(types[suffix])


def test_machines_that_follow_the_iri_of_a_change_get_turtle(
    asked: httpx.Client, changed: Release
) -> None:
    told = (changed.dumps / "changes.ttl").read_bytes()
    for _ in range(2):  # from the application, then from the cache
        answer = asked.get(PAIR, headers={"Accept": "text/turtle"}, follow_redirects=True)
        assert answer.content == told
        page = asked.get(PAIR, headers={"Accept": "text/html"})
        assert page.headers["content-type"].startswith("text/html")
        assert "Accept" in page.headers["vary"]
    assert asked.get(PAIR, headers={"Accept": "image/png"}).status_code == 406
    assert asked.get(PAIR, params={"format": "turtle"}).status_code == 303


def test_each_kind_has_a_page_of_its_own(asked: httpx.Client, comparison: Comparison) -> None:
    for kind, count in comparison.counts().items():
        page = asked.get(f"{PAIR}/{kind.value}")
        assert page.status_code == 200
        assert page.text.count("<tr id=") == count


def test_a_long_kind_comes_in_pages(
    asked: httpx.Client, comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "LENGTH", 4)
    count = comparison.counts()[Kind.LEFT]
    seen = []
    for number in range(1, -(-count // 4) + 1):
        page = asked.get(f"{PAIR}/left", params={"page": number, "lang": "en"})
        seen += re.findall(r'<tr id="([^"]+)"', page.text)
    assert len(set(seen)) == count
    assert asked.get(f"{PAIR}/left", params={"page": 99}).status_code == 404
    assert 'rel="next"' in asked.get(f"{PAIR}/left", params={"lang": "fr"}).headers["link"]


@pytest.mark.parametrize(
    "path",
    [
        "/changes/2020-01/2021-01",
        "/changes/2020-01/2021-01.csv",
        f"{PAIR}.zip",
        f"{PAIR}/nothing",
        "/changes/region/99",
        "/changes/region/99.atom",
        "/changes/finess-group/99999",
        "/changes/finess-group/NO",
        "/changes.atom?page=99",
    ],
)
def test_what_is_not_held_is_not_found(asked: httpx.Client, path: str) -> None:
    assert asked.get(path).status_code == 404


def test_a_place_has_the_changes_that_concern_it_and_no_other(
    asked: httpx.Client, comparison: Comparison
) -> None:
    group = "https://w3id.org/ghtld/id/finess-group/7"
    ours = {c.fragment for c in comparison.changes if group in c.groups}
    assert len(ours) == 4
    page = asked.get("/changes/finess-group/7", params={"lang": "fr"})
    assert set(re.findall(r'<tr id="([^"]+)"', page.text)) == ours
    assert "Futaie" in page.text
    north = asked.get("/changes/region/32", params={"lang": "fr"})
    assert north.text.count("<tr id=") == len(comparison.changes)
    south = asked.get("/changes/region/76", params={"lang": "en"})
    assert "Nothing has changed." in south.text


def test_a_grouping_is_told_what_happens_to_its_members_sites(asked: httpx.Client) -> None:
    ids = {entry.id for entry in entries(asked, "/changes/finess-group/1.atom")}
    assert f"{BASE}{PAIR[1:]}#renamed-finess-{site_number(1)}" in ids
    assert f"{BASE}{PAIR[1:]}#reclassified-finess-{site_number(4)}" in ids


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_feed_is_valid_atom(asked: httpx.Client, path: str, language: str) -> None:
    """RFC 4287, section 4: what a feed and an entry must hold, and how often."""
    answer = asked.get(path, params={"lang": language})
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert not feedparser.parse(answer.content).bozo
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    ids = []
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert moment.fullmatch(element.findtext(f"{ATOM}updated") or "")
        links = [(li.get("rel"), li.get("href")) for li in element.findall(f"{ATOM}link")]
        assert len(links) == len(set(links))
        assert [rel for rel, _ in links].count("alternate") == 1
        assert all(str(href).startswith(BASE) for _, href in links)
        ids.append(element.findtext(f"{ATOM}id"))
    assert len(ids) == len(set(ids)) > 1
    assert all(str(found).startswith(BASE) for found in ids)
    own = [li for li in root.findall(f"{ATOM}link") if li.get("rel") == "self"]
    assert [li.get("href") for li in own] == [f"{BASE}{path[1:]}?lang={language}"]


def test_an_entry_names_the_change_that_turtle_describes(
    asked: httpx.Client, changed: Release
) -> None:
    told = (changed.dumps / "changes.ttl").read_text(encoding="utf-8")
    found = entries(asked, "/changes.atom")
    assert all(f"<{entry.id}>" in told for entry in found)
    joined = f"{BASE}{PAIR[1:]}#joined-finess-{legal_number(3)}-finess-group-8"
    entry = next(entry for entry in found if entry.id == joined)
    assert entry.title == "CH 3 entre dans Cambrésis"
    assert entry.link == f"{BASE}doc/finess/{legal_number(3)}"
    assert [tag.term for tag in entry.tags] == ["joined", "Entrées dans un groupement"]


def test_a_long_feed_comes_in_pages(
    asked: httpx.Client, comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "ENTRIES", 20)
    seen, path = [], "/changes.atom?lang=fr&page=1"
    while path:
        found = feedparser.parse(asked.get(path).content)
        seen += [entry.id for entry in found.entries]
        nexts = [li.href for li in found.feed.links if li.rel == "next"]
        path = nexts[0].removeprefix(BASE[:-1]) if nexts else ""
    assert len(seen) == len(set(seen)) == len(comparison.changes)


def test_a_reader_that_has_a_feed_is_told_so(asked: httpx.Client) -> None:
    first = asked.get("/changes.atom?lang=fr")
    again = asked.get("/changes.atom?lang=fr", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert asked.get("/changes.atom?lang=en").headers["etag"] != first.headers["etag"]


def test_pages_lead_readers_to_their_feeds(asked: httpx.Client) -> None:
    pattern = r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)"'
    for path, expected in (
        (PAIR, {"/changes.atom"}),
        ("/", {"/changes.atom"}),
        ("/national/region/32", {"/changes.atom", "/changes/region/32.atom"}),
        ("/doc/finess-group/8?lang=en", {"/changes.atom", "/changes/finess-group/8.atom"}),
        ("/changes/region/32", {"/changes.atom", "/changes/region/32.atom"}),
        ("/changes/finess-group/8", {"/changes.atom", "/changes/finess-group/8.atom"}),
    ):
        page = asked.get(path)
        found = {str(page.url.join(href).path) for href in re.findall(pattern, page.text)}
        assert found == expected
        assert all(asked.get(address).status_code == 200 for address in found)


def test_search_engines_find_the_page(asked: httpx.Client) -> None:
    listed = asked.get("/sitemap.xml").text
    assert f"<loc>{BASE}{PAIR[1:]}</loc>" in listed
    assert f"<loc>{BASE}changes/region/32</loc>" in listed


def test_without_a_second_extract_the_page_says_what_to_do(without: httpx.Client) -> None:
    page = without.get("/changes?lang=en")
    assert page.status_code == 200
    assert "Only one extract of the register is held" in page.text
    assert "ghtld lift" in page.text
    region = without.get("/changes/region/76?lang=fr")
    assert "Un seul extrait du registre est tenu" in region.text
    found = feedparser.parse(without.get("/changes.atom?lang=fr").content)
    assert not found.bozo
    assert found.entries == []
    assert without.get(PAIR).status_code == 404


def test_an_unreadable_table_is_as_none(tmp_path: Path) -> None:
    release = Release(tmp_path)
    release.changes.write_bytes(b"oops" * 1000)
    with pytest.raises(NoIndex):
        table.Changes(release.changes)


def test_a_table_that_leaves_the_disk_is_still_read(asked: httpx.Client, changed: Release) -> None:
    aside = changed.changes.with_name("aside")
    changed.changes.rename(aside)
    try:
        answer = asked.get(f"{PAIR}/moved?page=1&lang=en", headers={"Accept": "text/html"})
    finally:
        aside.rename(changed.changes)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("date", "first"),
    [("2026-03-09", "2026-03-09"), ("2021-01", "2021-01-01"), ("2020", "2020-01-01")],
)
def test_a_date_is_its_first_moment(date: str, first: str) -> None:
    assert feed.moment(date).isoformat() == f"{first}T00:00:00+00:00"


def test_what_xml_cannot_hold_is_left_out(comparison: Comparison) -> None:
    change = comparison.changes[0]
    odd = change.subject._replace(fr="CH \x07<b>&\ufffe")
    told = type(change)(Kind.CREATED, odd, "legal")
    heads = feed.Heads("urn:x", "t", "a", "urn:p", "urn:h", "fr", "2026-01", "n")
    found = feedparser.parse(feed.write(heads, [(told, f"{FINESS}1#x", "urn:q")]))
    assert not found.bozo
    assert "<b>" not in found.entries[0].summary.replace("&lt;b&gt;", "")


def test_the_pages_of_the_country_lead_to_the_changes(
    asked: httpx.Client, without: httpx.Client
) -> None:
    for path, href in (
        ("/national", "changes"),
        ("/national/region/76", "../../changes/region/76"),
    ):
        page = asked.get(path, headers={"accept": "text/html"})
        assert f'<a href="{href}">' in page.text
        assert asked.get(page.url.join(href)).status_code in (200, 303)
    assert 'href="changes"' not in without.get("/national", headers={"accept": "text/html"}).text
