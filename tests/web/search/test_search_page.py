"""Search over HTTP: pages in both languages without script, JSON for search as you type."""

import re
from html import unescape

import httpx
import pytest
from served import serving
from test_finder import HOSTILE
from tiny_release import make_release

from ghtld.engine.interface import Limits


def test_the_page_asks_without_script_in_both_languages(web):
    for language, button in (("fr", "Chercher"), ("en", "Search")):
        page = web.get("/search", params={"lang": language}).text
        assert f'<html lang="{language}">' in page
        assert f'<button type="submit">{button}</button>' in page
        assert 'action="search" method="get"' in page


def test_answers_link_to_their_pages_with_what_was_found_marked(web):
    page = web.get("/search", params={"q": "ght lozere"}).text
    assert 'href="doc/group/lozere"' in page
    assert "<mark>GHT</mark> de <mark>Lozère</mark>" in page


def test_a_change_of_language_keeps_the_question(web):
    page = web.get("/search", params={"q": "lozère & co", "kind": "group"}).text
    assert 'href="?q=loz%C3%A8re+%26+co&amp;kind=group&amp;lang=en"' in page


def test_a_label_in_another_language_says_so(web):
    answer = web.get("/search", params={"q": "chu montpellier", "lang": "en", "format": "json"})
    assert answer.json()["hits"][0]["language"] == "en"


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("https://w3id.org/ghtld/id/group/lozere", "doc/group/lozere"),
        ("<https://w3id.org/ghtld/id/group/lozere>", "doc/group/lozere"),
        ("https://w3id.org/ghtld/doc/group/lozere.ttl", "doc/group/lozere"),
        ("http://127.0.0.1:8000/doc/group/lozere?lang=en", "doc/group/lozere"),
        ("http://exemple.fr/ghtld/id/group/lozere", "doc/group/lozere"),
        ("/id/group/lozere", "doc/group/lozere"),
        ("group:lozere", "doc/group/lozere"),
        ("est:chu-montpellier", "doc/establishment/chu-montpellier"),
        ("mission:recherche", "doc/concept/mission/recherche"),
        ("https://w3id.org/ghtld/def#Agreement", "def#Agreement"),
        ("ght:Agreement", "def#Agreement"),
    ],
)
def test_any_iri_of_ours_leads_to_the_thing(web, question, place):
    answer = web.get("/search", params={"q": question})
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    assert web.get(f"/{place}").status_code == 200


@pytest.mark.parametrize(
    "question", ["https://w3id.org/ghtld/id/group/nulle-part", "https://elsewhere.example/id/x/y"]
)
def test_an_iri_of_nothing_is_a_question_like_others(web, question):
    assert web.get("/search", params={"q": question}).status_code == 200


def test_a_number_finds_the_establishment_and_the_register_entry(web):
    hits = web.get("/search", params={"q": "590 782 215", "format": "json"}).json()["hits"]
    assert [hit["kind"] for hit in hits] == ["establishment", "finess"]
    assert hits[0]["why_label"].endswith("590782215")


def test_the_json_tells_what_a_combobox_shows(web):
    answer = web.get("/search", params={"q": "montpelier", "format": "json", "lang": "en"})
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    told = answer.json()
    assert told["spelt"] == {"montpelier": ["montpellier"]}
    assert len(told["hits"]) <= 8
    first = told["hits"][0]
    assert first["href"] == "doc/establishment/chu-montpellier?lang=en"
    assert first["kind_label"] == "Establishment"
    assert "".join(text for text, _ in first["pieces"]) == first["label"]


@pytest.mark.parametrize("form", ["", "json"])
@pytest.mark.parametrize("question", HOSTILE[:-4], ids=lambda question: ascii(question[:20]))
def test_no_question_is_an_error(web, question, form):
    said = question.encode("utf-8", "replace").decode()
    answer = web.get("/search", params={"q": said, "format": form})
    assert answer.status_code == 200
    assert len(answer.content) < 100_000


@pytest.mark.parametrize("query", ["q=%00", "q=%ff%fe", "q", "q=a&q=b", "q=" + "x" * 5_000])
def test_no_query_string_is_an_error(web, query):
    assert web.get(f"/search?{query}").status_code == 200


def test_nothing_found_says_what_to_try(web):
    page = web.get("/search", params={"q": "xyzzyxyzzy"}).text
    assert "Rien de ce nom" in page
    assert "Essayez moins de mots" in page


@pytest.mark.parametrize("page", ["99", "0", "-1", "x", "9" * 30])
def test_a_page_past_the_end_leads_back(web, page):
    answer = web.get("/search", params={"q": "lozère", "page": page, "lang": "fr"})
    assert answer.status_code == 404
    back = re.search(r'href="(search\?q=loz%C3%A8re[^"]*)">Aller à la page', answer.text)
    assert back is not None
    assert web.get("/" + unescape(back[1])).status_code == 200


def test_pages_of_answers_follow_each_other(web):
    page = web.get("/search", params={"q": "lozère", "page": "2"}).text
    assert 'rel="prev"' in page
    assert 'start="21"' in page


def test_a_page_that_is_not_there_suggests(web):
    answer = web.get("/doc/group/lozer")
    assert answer.status_code == 404
    assert "Peut-être cherchiez-vous" in answer.text
    assert 'href="../../doc/group/lozere"' in answer.text
    assert "Peut-être cherchiez-vous" not in web.get("/doc/group/xyzzyxyzzy").text


def test_markup_in_a_label_or_a_question_does_nothing(tmp_path):
    make_release(tmp_path)
    with (
        serving(tmp_path, Limits()) as address,
        httpx.Client(base_url=address, headers={"Accept": "text/html"}) as client,
    ):
        page = client.get("/search", params={"q": '"><script>alert(1)</script> hopital'}).text
        assert "<script>alert" not in page
        assert "&lt;<mark>script</mark>&gt;" in page
        listed = client.get("/list/establishment").text
        assert "<script>alert" not in listed


def test_a_release_without_an_index_says_what_to_do_and_lists_plainly(tmp_path):
    made = make_release(tmp_path)
    made.search.unlink()
    with (
        serving(tmp_path, Limits()) as address,
        httpx.Client(base_url=address, headers={"Accept": "text/html"}) as client,
    ):
        answer = client.get("/search", params={"q": "lozère"})
        assert answer.status_code == 503
        assert "ghtld build" in answer.text
        assert client.get("/list/group").status_code == 503
        assert client.get("/doc/group/").status_code == 200
        assert client.get("/doc/group/nulle-part").status_code == 404
