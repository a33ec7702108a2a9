"""What pages tell in a few words: on every page that may be listed, on no other."""

import json
from html import unescape

import page_tree
import pytest

from ghtld.ui.literals import MOST, cut, first_sentence
from ghtld.web.pages.meta_description import elements
from ghtld.web.reference import discovery
from ghtld.web.routes import create_pages

QUOTED = "«\u202fCe 28 juin\u202f» «\u202fsignée le 28 juin par\u202f»"


@pytest.fixture(scope="module")
def get(site):
    """Return what gives the head of a page: its description, that for sharing, its JSON-LD."""
    client = create_pages(lambda: site).test_client()

    def told(path: str, language: str) -> tuple[str | None, str | None, list[dict]]:
        page = client.get(
            f"/{path}{'&' if '?' in path else '?'}lang={language}", headers={"Accept": "text/html"}
        ).get_data(as_text=True)
        head = page.partition("</head>")[0]
        said = [_content(head, key) for key in ('name="description"', 'property="og:description"')]
        data = head.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
        return said[0], said[1], [json.loads(data)] if data else []

    return told


def _content(head: str, key: str) -> str | None:
    found = head.partition(f'<meta {key} content="')[2].partition('">')[0]
    return unescape(found) if found else None


@pytest.mark.parametrize(("language", "step"), [("fr", 1), ("en", 3)])
def test_every_page_that_may_be_listed_says_what_it_is_about(site, get, language, step):
    paths = [path for path in discovery.sitemap_paths(site) if path != "sparql"]
    assert len(paths) > 1_000
    people = {
        site.label(node, name).value for node in site.things["person"] for name in ("fr", "en")
    }
    people |= {name.split()[-1] for name in people}
    wrong = {}
    for path in paths[::step]:
        told, shared, data = get(path, language)
        if not told or told != shared or not 10 <= len(told) <= MOST:
            wrong[path] = told
        elif any(mark in told for mark in ("  ", "<", " .", "..", "\n", ":.")):
            wrong[path] = f"odd: {told}"
        elif any(name in told for name in people):
            wrong[path] = f"a person: {told}"
        elif not all(node["description"] for node in data):
            wrong[path] = "data for search engines that describe nothing"
    assert wrong == {}


def test_what_search_engines_are_not_to_list_is_not_described(get):
    hidden = ("doc/person/didier-putod", "doc/signature/lozere-didier-putod", "list/person")
    for path in (*hidden, "search?q=lozere", "list/establishment?region=region:32", "nothing"):
        told, shared, data = get(path, "fr")
        assert (told, shared) == (None, None), path
        assert not any("description" in node for node in data)


def test_the_words_are_those_of_the_page_in_its_language(get):
    assert get("", "fr")[0].startswith("La coopération hospitalière publique, mot pour mot. ")
    assert get("", "en")[0].startswith("Public-hospital cooperation, word for word. ")
    told = get("doc/group/hainaut-cambresis", "en")[0]
    assert told.startswith("Support establishment: Valenciennes Hospital. Members stated: 12.")
    assert get("doc/fact/000-05", "en")[0] == QUOTED
    issued = get("doc/document/000", "en")[0]
    assert issued == "Issuer: Montpellier University Hospital. The document bears no date."
    defined, _, (node,) = get("doc/concept/mission/formation", "fr")
    assert defined == node["description"]
    assert get("list/document", "en")[0].startswith("Documents: 5 in this edition.")
    assert get("doc/agreement/lozere-montpellier", "fr")[2][0]["description"].startswith("Nature")


def test_it_is_cut_at_a_word_and_can_t_leave_its_element():
    long = "mot " * 100
    assert cut(long) == ("mot " * 50).strip() + "…"
    assert len(cut("m" * 400)) <= MOST
    assert cut("un, " * 60).endswith("un…")
    assert cut("«\u202fdit\u202f»") == "«\u202fdit\u202f»"
    assert first_sentence("Un. Deux.") == "Un."
    assert first_sentence("Sans point") == "Sans point"
    head = elements('"><script>alert(1)</script>')
    assert "<script>" not in head
    (first, second) = page_tree.read(head).every("meta")
    assert first.said["content"] == second.said["content"] == '"><script>alert(1)</script>'
    assert elements("") == ""
