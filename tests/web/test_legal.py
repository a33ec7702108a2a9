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
    "/nothing",
    "/doc/fact/000-99",
]
SECURITY = {
    "content-security-policy": r"default-src 'self'.*object-src 'none'.*base-uri 'none'.*"
    r"form-action 'self'.*frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": ".*camera=\\(\\).*",
    "cross-origin-opener-policy": "same-origin",
}


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
    assert targets >= set(PAGES)


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


@pytest.mark.parametrize(
    "path",
    ["id/fact/000-99", "doc/fact/000-99"]
    + [f"doc/fact/000-99.{s}" for s in ("html", "ttl", "jsonld", "nt", "rdf", "trig", "nq", "csv")],
)
def test_a_withdrawn_thing_is_gone_in_every_form(client, path):
    for accept in ("text/html", "text/turtle", "application/ld+json"):
        answer = client.get(f"/{path}", headers={"Accept": accept})
        assert answer.status_code == 410
        assert "mal lu" in answer.text


def test_a_withdrawn_thing_is_nowhere_else(client):
    gone = "fact/000-99"
    for path in ("/sitemap.xml", "/doc/fact/", "/", "/dataset.ttl"):
        assert gone not in client.get(path, headers=HTML).text
    query = "ASK { { <https://w3id.org/ghtld/id/fact/000-99> ?p ?o } UNION { ?s ?p "
    query += "<https://w3id.org/ghtld/id/fact/000-99> } }"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    assert answer.text.strip() == "false"


# Security headers


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", HTML, 200),
        ("GET", "/doc/group/lozere.ttl", {}, 200),
        ("GET", "/id/group/lozere", {}, 303),
        ("GET", "/static/style.css", {}, 200),
        ("GET", "/dumps/ghtld.nt", {}, 200),
        ("GET", "/dumps/ghtld.nt", {"Range": "bytes=0-3"}, 206),
        ("GET", "/robots.txt", {}, 200),
        ("GET", "/linkset", {}, 200),
        ("GET", "/healthz", {}, 200),
        ("GET", "/readyz", {}, 200),
        ("GET", "/metrics", {}, 200),
        ("GET", "/sparql?query=ASK%7B%7D", {}, 200),
        ("GET", "/sparql?query=nonsense", {}, 400),
        ("GET", "/nothing", HTML, 404),
        ("GET", "/static/nothing.css", {}, 404),
        ("GET", "/doc/group/lozere", {"Accept": "image/png"}, 406),
        ("GET", "/doc/fact/000-99", HTML, 410),
        ("POST", "/doc/group/lozere", {}, 405),
        ("DELETE", "/healthz", {}, 405),
        ("PUT", "/sparql", {}, 405),
        ("OPTIONS", "/doc/group/lozere", {}, 204),
    ],
)
def test_every_answer_carries_the_security_headers(client, method, path, headers, status):
    answer = client.request(method, path, headers=headers)
    assert answer.status_code == status
    for name, pattern in SECURITY.items():
        assert re.fullmatch(pattern, answer.headers[name]), (name, answer.headers[name])
    assert (
        "unsafe-inline" not in answer.headers["content-security-policy"].partition("script-src")[2]
    )
    assert "server" not in answer.headers


def test_an_answer_from_the_cache_carries_them_too(client):
    for _ in range(3):
        known = client.get("/doc/group/lozere", headers=HTML)
    again = client.get(
        "/doc/group/lozere", headers={**HTML, "If-None-Match": known.headers["ETag"]}
    )
    assert again.status_code == 304
    for answer in (known, again):
        assert set(SECURITY) <= {name.lower() for name in answer.headers}
