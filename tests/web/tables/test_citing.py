"""Cite, ask, report: what a page offers besides its content."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Store
from served import running

from ghtld import iris
from ghtld.terms import GHT
from ghtld.web.configuration import Configuration
from ghtld.web.pages.citation import report_value, thing_query
from ghtld.web.pages.view import View
from ghtld.web.server import open_site

LOZERE = f"{iris.BASE}id/group/lozere"
HTML = {"Accept": "text/html"}


@pytest.fixture
def page(real):
    return html.unescape(real.get("/doc/group/lozere?lang=fr", headers=HTML).text)


def test_a_citation_names_the_thing_the_version_the_date_and_the_hash(real, release):
    text = real.get("/cite", params={"iri": LOZERE, "lang": "fr"}).text
    for part in ("« GHT de Lozère »", release.manifest.version, LOZERE, release.manifest.hash):
        assert part in text
    english = real.get("/cite", params={"iri": LOZERE, "lang": "en"}).text
    assert f"version {release.manifest.version} of " in english


def test_a_bibtex_entry_is_whole(real, release):
    answer = real.get("/cite", params={"iri": LOZERE, "format": "bibtex", "lang": "fr"})
    assert answer.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    entry = answer.text
    assert entry.startswith("@misc{ghtld-id-group-lozere,\n")
    assert "  title = {{GHT de Lozère}},\n" in entry
    assert f"  url = {{{LOZERE}}},\n" in entry
    assert f"  year = {{{release.manifest.issued[:4]}}},\n" in entry
    assert entry.count("{") == entry.count("}")


def test_the_data_set_is_cited_too(real, release):
    assert release.manifest.title_fr in real.get("/cite?lang=fr").text


@pytest.mark.parametrize("asked", ["https://elsewhere.example/", f"{LOZERE}x", "", "%00"])
def test_what_is_not_ours_is_not_cited(real, asked):
    assert real.get("/cite", params={"iri": asked}).status_code == 404


def test_a_page_shows_how_to_cite_it(page, release):
    assert "Citer cette page" in page
    assert release.manifest.hash in page
    assert "@misc{ghtld-id-group-lozere," in page


def test_the_query_behind_a_page_opens_in_the_editor_and_answers(real, page):
    href = re.search(r'href="\.\./\.\./(sparql\?query=[^"]*)"', page)
    assert href is not None
    rows = real.get("/" + href[1], headers={"Accept": "text/csv"})
    assert rows.status_code == 200
    assert "GHT de Lozère" in rows.text
    assert "id/fact/" in rows.text


def test_the_query_behind_a_list_opens_in_the_editor(real):
    shown = html.unescape(real.get("/list/agreement?mission=mission:recherche", headers=HTML).text)
    href = re.search(r'href="\.\./(sparql\?query=[^"]*)"', shown)
    assert href is not None
    rows = real.get("/" + href[1], headers={"Accept": "text/csv"}).text.splitlines()
    things = {row.partition(",")[0] for row in rows[1:]}
    listed = set(re.findall(r'href="\.\./doc/(agreement/[^"]*)"', shown))
    assert things == {f"{iris.BASE}id/{path}" for path in listed}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("timeline", "Frise"),
        ("list/agreement?mission=mission:recherche", "Conventions (recherche)"),
        ("list/group", "Groupements"),
    ],
)
def test_a_list_and_a_picture_are_cited_asked_and_reported_too(real, release, path, name):
    joint = "&" if "?" in path else "?"
    shown = html.unescape(real.get(f"/{path}{joint}lang=fr", headers=HTML).text)
    citation = re.search(r'<p class="citation">(.*?)</p>', shown)[1]
    assert f"« {name}" in citation
    for part in (f"{iris.BASE}{path} ", release.manifest.version, release.manifest.hash):
        assert part in citation
    assert "@misc{ghtld-" in shown
    assert "La requête SPARQL derrière cette page" in shown
    assert "mailto:bureau@example.org" in shown


def test_every_thing_query_is_sparql():
    for slug in ("group/lozere", "concept/status", "finess/2A0000014"):
        Store().query(thing_query(f"{iris.BASE}id/{slug}"))


def test_an_error_is_reported_by_mail_with_the_thing_filled_in(page, release):
    href = re.search(r'href="(mailto:[^"]*)"', page)
    assert href is not None
    parts = urlsplit(href[1])
    said = parse_qs(parts.query)
    assert parts.path == "bureau@example.org"
    assert said["subject"] == ["Erreur dans ghtld : GHT de Lozère"]
    assert LOZERE in said["body"][0]
    assert release.manifest.hash[:16] in said["body"][0]


def test_an_error_in_one_value_is_reported_with_the_very_statement(build_folder):
    site = open_site(build_folder)
    agreement = NamedNode(f"{iris.BASE}id/agreement/lozere-montpellier")
    fact = NamedNode(f"{iris.BASE}id/fact/000-19")
    known = Configuration(contact="https://example.org/form")
    view = View(site, "fr", "doc/agreement/lozere-montpellier", known=known)
    link = report_value(view, agreement, GHT.party, Literal("=1 & <2>"), [fact])
    said = parse_qs(urlsplit(link).query)
    shown, exact, proof = said["statement"][0].split("\n")
    assert said["iri"] == [agreement.value]
    assert shown.startswith("Convention d’association entre le GHT de Lozère")
    assert shown.endswith(" · =1 & <2>")
    assert exact == f'{agreement} {GHT.party} "=1 & <2>"'
    assert proof == fact.value


def test_without_a_contact_no_value_is_reported(build_folder):
    site = open_site(build_folder)
    view, node = View(site, "fr", ""), NamedNode(LOZERE)
    assert report_value(view, node, GHT.party, node) is None


@pytest.mark.parametrize(
    ("contact", "start"),
    [("https://example.org/form", "https://example.org/form?iri="), ("", None)],
)
def test_an_error_is_reported_where_the_operator_says_or_nowhere(build_folder, contact, start):
    with (
        running(build_folder, configuration=Configuration(contact=contact)) as served,
        httpx.Client(base_url=served.address, headers=HTML, timeout=30) as client,
    ):
        text = client.get("/doc/group/lozere?lang=fr").text
    assert ("Signaler une erreur" in text) == bool(start)
    assert start is None or f'href="{start}' in text
