"""Home: questions that lead to answers, and what the edition holds."""

import re
from html import unescape

import pytest
from reading import Page

from ghtld.ui.messages import say
from ghtld.web.pictures.routes import FIGURES
from ghtld.web.search import home, search
from ghtld.web.server import open_site


@pytest.fixture(scope="module")
def site(build_folder):
    return open_site(build_folder)


def links(text):
    return [unescape(href) for href in re.findall(r'<a [^>]*?href="([^"]*)"', text)]


def test_every_question_of_home_is_one_of_the_project(site):
    assert set(home.QUESTIONS) <= set(site.questions)
    assert set(home.PICTURES) == set(FIGURES)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_door_of_home_opens(web, language):
    page = web.get("/", params={"lang": language})
    assert len(page.content) < 40_000
    doors = links(page.text.partition("<main")[2].partition("</main>")[0])
    assert len(doors) > 40
    for href in doors:
        answer = web.get("/" + href.partition("#")[0].removeprefix("./"), follow_redirects=True)
        assert answer.status_code == 200, href


def test_home_asks_who_signed_and_who_belongs(web):
    page = web.get("/?lang=fr").text
    for key in ("who-signed", "which-members", "which-region", "which-missions"):
        assert f'<h3 id="{key}">{say(f"ask-{key}", "fr")}</h3>' in page
    assert "5 signataires" in page
    assert 'href="list/establishment?group=group:hainaut-cambresis&amp;lang=fr"' in page
    assert 'href="list/establishment.xlsx?group=group:hainaut-cambresis&amp;lang=fr"' in page


def test_home_counts_what_there_is(web, site):
    page = Page(web.get("/?lang=en").text).text
    for kind, nodes in site.things.items():
        assert str(len(nodes)) in page, kind


def test_a_question_leads_to_its_answer(web):
    answer = web.get("/questions/signataires-lozere", params={"lang": "fr"})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#results")
    shown = web.get("/questions/signataires-lozere", follow_redirects=True).text
    assert "Patrick Julien" in shown


@pytest.mark.parametrize("name", ["nope", "%00", "%2e%2e", "signataires-lozere.rq", "a" * 3_000])
def test_no_other_question_has_an_address(web, name):
    assert web.get(f"/questions/{name}").status_code == 404


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("qui a signé la convention de la Lozère ?", "signataires-lozere"),
        ("WHO SIGNED LOZERE", "signataires-lozere"),
        ("signataires lozère", "signataires-lozere"),
        ("établissements du hainaut cambrésis", "etablissements-hainaut-cambresis"),
        ("telemedicine projects", "projets-telemedecine"),
    ],
)
def test_people_find_the_question_that_they_ask(site, text, name):
    known = search.read(site.questions.values())
    assert name in [query.name for query in search.matching(known, text)]


@pytest.mark.parametrize("text", ["", "lozère", "le la les", "qui que quoi", "\x00", "x" * 5_000])
def test_a_word_is_no_question(site, text):
    assert search.matching(search.read(site.questions.values()), text) == []


def test_search_offers_the_question_as_a_page_and_as_json(web):
    page = web.get("/search", params={"q": "qui a signé lozère", "lang": "fr"}).text
    assert 'href="questions/signataires-lozere?lang=fr"' in page
    told = web.get("/search", params={"q": "qui a signé lozère", "format": "json"}).json()
    assert told["questions"][0]["href"] == "questions/signataires-lozere"


@pytest.mark.parametrize("path", ["/doc/group/lozere", "/def", "/sparql", "/timeline", "/nothing"])
def test_every_page_has_a_search_box_that_needs_no_script(web, path):
    page = web.get(path).text
    depth = "../" * (path.count("/") - 1)
    assert page.count('role="search"') == 1
    assert f'action="{depth}search" method="get"' in page


@pytest.mark.parametrize("path", ["/", "/search", "/search?q=lozere"])
def test_a_page_with_a_form_of_its_own_has_no_second_box(web, path):
    assert web.get(path).text.count('role="search"') == 1


def test_a_name_comes_before_questions_and_questions_before_a_guess(web):
    def order(text: str) -> list[int]:
        page = web.get("/search", params={"q": text, "lang": "fr"}).text
        return [page.index(f'id="{name}"') for name in ("found", "answered")]

    assert order("ght lozère") == sorted(order("ght lozère"))
    assert order("qui a signé la convention de Lozère") != sorted(
        order("qui a signé la convention de Lozère")
    )
