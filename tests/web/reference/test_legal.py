"""What law and decency ask for: who answers, what is kept, who is not listed, what is withheld."""

import re
from urllib.parse import urlsplit

import httpx
import pytest
from reading import Page
from served import running

from ghtld.web.configuration import Configuration

HTML = {"Accept": "text/html"}
PAGES = ("/legal", "/privacy", "/accessibility")
KNOWN = Configuration(
    operator="Centre d’essai, 1 rue <b>Haute</b>, Mende",
    director="La direction",
    hosting="Hébergeur d’essai, Paris",
    contact="contact@exemple.fr",
    access_log="on",
)
PLACES = [
    "/",
    "/doc/group/",
    "/doc/group/lozere",
    "/doc/fact/000-05",
    "/doc/concept/status",
    "/doc/person/patrick-julien",
    "/def",
    "/def/1.0.0",
    "/shapes",
    "/dataset",
    "/dumps/",
    "/sparql",
    *PAGES,
    "/licences",
    "/nothing",
    "/doc/fact/000-99",
]


@pytest.fixture(scope="module")
def configured(build):
    with (
        running(build, configuration=KNOWN) as served,
        httpx.Client(base_url=served.address, timeout=20) as client,
    ):
        yield client


def words(client, path, language="fr"):
    return Page(client.get(f"{path}?lang={language}", headers=HTML).text).text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "non renseigné par l’exploitant"), ("en", "not stated by the operator")],
)
def test_what_the_operator_has_not_said_is_said_to_be_missing(client, path, language, sentence):
    assert sentence in words(client, path, language)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_missing_where_the_operator_has_said_all(configured, path):
    for language in ("fr", "en"):
        said = words(configured, path, language)
        assert "non renseigné" not in said
        assert "not stated" not in said
        assert KNOWN.operator in said
        assert KNOWN.contact in said


def test_the_legal_notice_names_who_answers(client, configured):
    for value in (KNOWN.operator, KNOWN.director, KNOWN.hosting, KNOWN.contact):
        assert value in words(configured, "/legal")
    assert "n’a pas renseigné toutes ces mentions" in words(client, "/legal")
    assert "n’a pas renseigné toutes ces mentions" not in words(configured, "/legal")


def test_the_operators_words_are_shown_not_obeyed(configured):
    assert "<b>Haute" not in configured.get("/legal", headers=HTML).text


def test_an_e_mail_address_and_a_web_address_can_be_followed(configured, build):
    assert "mailto:contact@exemple.fr" in Page(configured.get("/legal", headers=HTML).text).hrefs
    for contact, link in (
        ("https://exemple.fr/contact", "https://exemple.fr/contact"),
        ("javascript:alert(1)", None),
    ):
        known = Configuration(contact=contact)
        with running(build, configuration=known) as served:
            page = Page(httpx.get(served.address + "/legal", headers=HTML).text)
            assert (link in page.hrefs) == (link is not None)
            assert contact in page.text
            assert "javascript:alert(1)" not in page.hrefs


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        ("off", "ne tient pas de journal"),
        ("on", "sans les questions posées"),
        ("full", "les questions posées et l’adresse réseau"),
    ],
)
def test_visitors_are_told_what_the_log_keeps(build, kept, sentence):
    with running(build, configuration=Configuration(access_log=kept)) as served:
        said = Page(httpx.get(served.address + "/privacy", headers=HTML).text).text
    assert sentence in said


def test_no_page_sets_a_cookie(client):
    for path in PLACES:
        assert "set-cookie" not in client.get(path, headers=HTML).headers


@pytest.mark.parametrize("path", PLACES)
def test_every_page_leads_to_them(client, path):
    page = client.get(path, headers=HTML)
    targets = {urlsplit(str(page.url.join(href))).path for href in Page(page.text).hrefs}
    assert targets >= {*PAGES, "/licences"}


@pytest.mark.parametrize("path", PLACES)
def test_nothing_comes_from_another_host(client, path):
    page = Page(client.get(path, headers=HTML).text)
    for address in page.loads:
        assert not urlsplit(address).netloc, address
        assert not urlsplit(address).scheme, address
    assert page.loads


def test_the_style_sheet_asks_no_other_host(client):
    page = client.get("/", headers=HTML)
    style = next(address for address in Page(page.text).loads if ".css" in address)
    text = client.get(str(page.url.join(style))).text
    assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", text)


# People


@pytest.mark.parametrize(
    "path",
    [
        "/doc/person/patrick-julien",
        "/doc/person/patrick-julien.ttl",
        "/doc/person/patrick-julien.html",
        "/id/person/patrick-julien",
        "/doc/person/",
        "/list/person",
        "/list/person.csv",
        "/search?q=patrick",
    ],
)
def test_search_engines_are_asked_not_to_list_people(client, path):
    for _ in range(2):
        answer = client.get(path, headers=HTML)
        assert answer.headers["X-Robots-Tag"] == "noindex"
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    if is_page and answer.status_code == 200:
        heads = Page(answer.text).heads
        assert {"name": "robots", "content": "noindex"} in heads
        assert not any(head.get("rel") == "canonical" for head in heads)


@pytest.mark.parametrize("path", ["/", "/doc/group/lozere", "/def", "/doc/post/", "/dumps/"])
def test_search_engines_may_list_the_rest(client, path):
    answer = client.get(path, headers=HTML)
    assert "X-Robots-Tag" not in answer.headers
    assert "noindex" not in answer.text


# Withdrawn things


GONE = ("fact/000-99", "finess/2B0000014")
SUFFIXES = ("html", "ttl", "jsonld", "nt", "rdf", "trig", "nq", "csv")
DOORS = [
    *(f"/{door}/{gone}" for gone in GONE for door in ("id", "doc")),
    *(f"/doc/{gone}.{suffix}" for gone in GONE for suffix in SUFFIXES),
    *(f"/doc/{gone}?format={suffix}" for gone in GONE for suffix in SUFFIXES),
    *(f"/linkset?for={door}/{gone}" for gone in GONE for door in ("id", "doc")),
    *(f"/cite?iri=https://w3id.org/ghtld/id/{gone}" for gone in GONE),
    *(f"/doc/{gone}.xlsx" for gone in GONE),
    "/finess/2B0000014",
    "/finess/2b0000014",
    "/ID/Fact/000-99/",
    "//doc/fact/000-99",
    "/search?q=https://w3id.org/ghtld/id/fact/000-99",
]


@pytest.mark.parametrize("path", DOORS)
def test_a_withdrawn_thing_is_gone_behind_every_door_in_every_form(client, address, path):
    for accept in ("text/html", "text/turtle", "application/ld+json"):
        for method in ("GET", "HEAD"):
            headers = {"Accept": accept}
            answer = client.request(method, address + path, headers=headers, follow_redirects=True)
            assert answer.status_code == 410
            assert method == "HEAD" or "mal lu" in answer.text


@pytest.mark.parametrize("gone", GONE)
def test_a_withdrawn_thing_is_nowhere_else(client, gone):
    kind = gone.partition("/")[0]
    for path in (f"/doc/{kind}/", f"/list/{kind}", f"/list/{kind}.csv", "/", "/dataset.ttl"):
        assert gone not in client.get(path, headers=HTML).text, path
    asked = client.get("/search", params={"q": gone[-9:], "format": "json"})
    assert asked.status_code == 200
    assert not any(hit["iri"].endswith(gone) for hit in asked.json()["hits"])
    for path in ("/sitemap.xml", "/dumps/ghtld.nt"):
        assert gone not in client.get(path).text, path
    query = "ASK {{ {{ <{0}> ?p ?o }} UNION {{ ?s ?p <{0}> }} }}"
    query = query.format(f"https://w3id.org/ghtld/id/{gone}")
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    assert answer.text.strip() == "false"
