"""Addresses that state language and page without a query string, beside those that have one."""

import re
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from reading import Page
from served import running
from test_paging import HUB, crowded_release

from ghtld.engine.interface import Limits
from ghtld.web.pages.request import Address

HTML = {"Accept": "text/html"}
PAGES = (
    *("/", "/search", "/timeline", "/map", "/changes", "/legal", "/licences", "/def", "/shapes"),
    *("/dataset", "/dumps/", "/doc/group/", "/doc/group/lozere", "/doc/concept/mission/recherche"),
    *("/list/group", "/list/establishment", "/doc/fact/000-05"),
)


def stated(path, language):
    """Return the address of the page at ``path`` in a language."""
    return f"{path}index.{language}.html" if path.endswith("/") else f"{path}.{language}.html"


@pytest.fixture(scope="module")
def real(build_folder):
    with (
        running(build_folder, Limits()) as served,
        httpx.Client(base_url=served.address, timeout=30, headers=HTML) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crowd")
    crowded_release(folder)
    with (
        running(folder, Limits()) as served,
        httpx.Client(base_url=served.address, timeout=30, headers=HTML) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", Address("/")),
        ("/index.en.html", Address("/", "", "en")),
        ("/doc/group/lozere.fr.html", Address("/doc/group/lozere", "", "fr")),
        ("/doc/group/lozere.html", Address("/doc/group/lozere.html")),
        ("/doc/group/lozere.de.html", Address("/doc/group/lozere.de.html")),
        ("/doc/group/lozere.en.ttl", Address("/doc/group/lozere.en.ttl")),
        ("/dumps/index.en.html", Address("/dumps/", "", "en")),
        ("/list/group/page/2.en.html", Address("/list/group", "2", "en")),
        ("/list/group/page/2.html", Address("/list/group", "2", "")),
        ("/list/group/page/0.html", Address("/list/group/page/0.html")),
        ("/list/group/page/2", Address("/list/group/page/2")),
        ("/def/1.0.0.en.html", Address("/def/1.0.0", "", "en")),
    ],
)
def test_what_an_address_states(path, address):
    assert Address.read(path) == address


def said(page):
    """Return what a page says, without where its links lead."""
    body = re.sub(r'(href|action|content|src|data-[a-z]+)="[^"]*"', "", page.text)
    return re.sub(r'<script type="application/ld\+json">.*?</script>', "", body, flags=re.S)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_an_address_for_each_language(real, path, language):
    page = real.get(stated(path, language), headers={"Accept-Language": "de"})
    plain = real.get(path, params={"lang": language})
    assert page.status_code == plain.status_code == 200
    assert page.headers["Content-Language"] == language
    assert "Accept" not in page.headers.get("Vary", "").replace("Accept-Encoding", "")
    assert said(page) == said(plain)


@pytest.mark.parametrize("path", PAGES)
def test_its_links_lead_to_pages_of_the_same_language_and_the_switch_to_the_other(real, path):
    address = stated(path, "en")
    page = Page(real.get(address).text)
    links = {urlsplit(urljoin(address, href)) for href in page.hrefs}
    inside = {link for link in links if not link.netloc and not link.scheme}
    assert stated("/", "en") in {link.path for link in inside}
    assert stated(path, "fr") in {link.path for link in inside}
    for link in sorted(inside, key=str)[:40]:
        target = f"{link.path}?{link.query}" if link.query else link.path
        assert real.get(target).status_code in (200, 303), target


def test_a_page_of_a_language_is_html_whatever_is_accepted(real):
    answer = real.get("/doc/group/lozere.en.html", headers={"Accept": "text/turtle"})
    assert answer.headers["Content-Type"].startswith("text/html")
    for rel in re.findall(r'<([^>]*)>; rel="alternate"', answer.headers["Link"]):
        assert real.get(f"/doc/group/{rel}").status_code == 200


def test_the_canonical_address_is_one_for_both_ways_to_ask(real):
    ways = ("/doc/group/lozere.en.html", "/doc/group/lozere?lang=en")
    found = {re.search(r'rel="canonical" href="([^"]*)"', real.get(way).text)[1] for way in ways}
    assert len(found) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_a_long_thing_has_an_address(crowd, language):
    address = f"{HUB}/page/2.{language}.html"
    page, plain = crowd.get(address), crowd.get(HUB, params={"lang": language, "page": 2})
    assert page.status_code == plain.status_code == 200
    assert said(page) == said(plain)
    turns = dict(re.findall(r'<([^>]*)>; rel="(prev|next)"', page.headers["Link"]))
    before, after = ({v: k for k, v in turns.items()}[rel] for rel in ("prev", "next"))
    assert urljoin(address, before) == f"{HUB}.{language}.html"
    assert urljoin(address, after) == f"{HUB}/page/3.{language}.html"
    for link in re.findall(r'<([^>:]*)>; rel="(?:alternate|describedby)"', page.headers["Link"]):
        assert crowd.get(urljoin(address, link)).status_code == 200, link


def test_a_page_may_be_stated_without_a_language(crowd):
    page = crowd.get(f"{HUB}/page/2.html", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Accept-Language" in page.headers["Vary"]
    assert "page/2.html?lang=fr" in page.text or "?lang=fr" in page.text


@pytest.mark.parametrize("path", [f"{HUB}/page/999.en.html", "/doc/group/nobody.en.html"])
def test_what_is_nowhere_is_not_found(crowd, path):
    answer = crowd.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Language"] == "en"


def test_a_page_past_the_end_of_a_list_is_kept_nowhere(real):
    for path in ("/list/group/page/99.en.html", "/list/group?page=99", "/search?q=chu&page=99"):
        answer = real.get(path)
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"


def test_lists_have_pages_too(real):
    page = real.get("/list/fact/page/2.en.html")
    assert page.status_code == 200
    links = {urljoin("/list/fact/page/2.en.html", href) for href in Page(page.text).hrefs}
    assert "/list/fact.en.html" in links
    assert "/list/fact/page/2.fr.html" in links
    assert real.get("/doc/fact/page/1.en.html").status_code == 404


def test_downloads_and_redirects_keep_their_addresses_and_the_language(real):
    for href in Page(real.get("/dataset.en.html").text).hrefs:
        if href.startswith("dumps/"):
            assert real.get(f"/{href}").status_code == 200, href
    found = real.get("/id/group/lozere.en.html")
    assert urljoin("/id/group/lozere", found.headers["Location"]) == "/doc/group/lozere.en.html"


@pytest.mark.parametrize(
    "path",
    [
        *("/map/page/2.en.html", "/index/page/7.en.html", "/.en.html", "/sparql/index.en.html"),
        *("/robots.txt.en.html", "/static/style.css.en.html", "/cite.en.html", "/linkset.fr.html"),
        *(
            "/doc/group/lozere.ttl.en.html",
            "/doc/group/lozere.html.en.html",
            "/list/group.csv.fr.html",
        ),
    ],
)
def test_only_pages_have_such_addresses(real, path):
    assert real.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/Doc/Group/Lozère.en.html", "/doc/group/lozere.en.html"),
        ("/LIST/group/page/2.en.html", "/list/group/page/2.en.html"),
        ("/doc/group.en.html", "/doc/group/index.en.html"),
        ("/dumps.en.html", "/dumps/index.en.html"),
        ("/list/group.EN.html", "/list/group.en.html"),
    ],
)
def test_other_spellings_keep_what_they_state(real, path, location):
    answer = real.get(path)
    assert answer.status_code == 301
    assert urljoin(path, answer.headers["Location"]) == location


def test_a_parameter_that_no_page_knows_changes_nothing(real):
    for path in ("/doc/group/lozere", "/doc/agreement/lozere-montpellier", "/def"):
        for accept in ("text/html", "text/turtle", "text/csv", "application/n-quads"):
            plain, odd = (
                real.get(f"{path}{query}", headers={"Accept": accept})
                for query in ("", "?beside=the+point")
            )
            assert plain.content == odd.content
            assert plain.headers["Vary"] == odd.headers["Vary"]
