"""A thing with thousands of links: short pages that lead to each other, and complete data."""

import re
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from served import running
from tiny_release import TRIG, make_release

from ghtld import iris
from ghtld.formats import GRAPH_FORMATS
from ghtld.web.pages.paging import NoSuchPage, Page, page_number, stretch

LINKS = 3_000
HUB = "/doc/place/carrefour"
HTML = {"Accept": "text/html", "Accept-Encoding": "identity"}


def hub() -> str:
    """Return a place to which 2,000 events of one fact lead, and which leads to 1,000 bodies."""
    events = "".join(
        f"    event:e{n:04} a ght:Event ; ght:place place:carrefour ;\n"
        f'        rdfs:label "Réunion n° {n} des établissements du territoire"@fr .\n'
        for n in range(LINKS - 1_000)
    )
    bodies = "".join(
        f"    place:carrefour ght:actor body:b{n:04} .\n"
        f'    body:b{n:04} rdfs:label "Organisme n° {n} du territoire"@fr .\n'
        for n in range(1_000)
    )
    return (
        "graph:entities {\n    place:carrefour a ght:Place ; "
        f'rdfs:label "Carrefour"@fr , "Crossroads"@en .\n{events}{bodies}}}\n'
    )


def crowded_release(folder: Path) -> Path:
    """Make a release with the hub in a folder and return the folder."""
    make_release(folder, TRIG + hub())
    return folder


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    folder = crowded_release(tmp_path_factory.mktemp("crowded"))
    with (
        running(folder) as served,
        httpx.Client(base_url=served.address, timeout=30) as client,
    ):
        yield client


def linked(page: str) -> set[str]:
    return set(re.findall(r'href="\.\./\.\./doc/((?:event/e|body/b)\d{4})', page))


def test_the_first_page_is_short_and_says_how_much_there_is(crowded):
    answer = crowded.get(HUB, headers=HTML)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    assert "2\u202f000" in answer.text
    assert "1\u202f000" in answer.text
    assert "Page 1 sur " in answer.text
    assert 'rel="next"' in answer.headers["Link"]
    assert '<?page=2>; rel="next"' in answer.headers["Link"]
    assert '<link rel="next" href="?page=2">' in answer.text
    assert 'rel="prev"' not in answer.text


def test_the_pages_together_hold_every_link_once(crowded):
    path, seen, number = HUB, [], 0
    while path:
        answer = crowded.get(path, headers=HTML)
        number += 1
        assert len(answer.content) < 100_000
        seen += sorted(linked(answer.text))
        assert f"Page {number} sur " in answer.text
        found = re.search(r'<link rel="next" href="([^"]+)">', answer.text)
        path = f"{HUB}{found[1]}" if found else None
    assert len(seen) == len(set(seen)) == LINKS
    assert 'rel="prev"' in answer.text
    assert crowded.get(f"{HUB}?page={number + 1}", headers=HTML).status_code == 404


def test_turning_pages_keeps_the_language(crowded):
    page = crowded.get(f"{HUB}?lang=en&page=2", headers=HTML)
    assert "Page 2 of " in page.text
    assert 'href="?lang=en&amp;page=3"' in page.text
    assert page.headers["Content-Location"] == "carrefour.html?lang=en&page=2"
    assert 'href="?page=2&amp;lang=fr"' in page.text


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1.5", "999999", "٣", "1" * 50])
def test_there_is_no_such_page(crowded, number):
    assert crowded.get(HUB, params={"page": number}, headers=HTML).status_code == 404


def test_the_data_are_complete_whatever_the_page(crowded):
    answers = []
    for fmt in GRAPH_FORMATS:
        answer = crowded.get(f"{HUB}.{fmt.suffix}")
        answers.append({quad.triple for quad in parse(answer.content, format=fmt.rdf)})
    assert all(answer == answers[0] for answer in answers)
    place = NamedNode(iris.BASE + "id/place/carrefour")
    assert len([t for t in answers[0] if place in (t.subject, t.object)]) >= LINKS
    paged = crowded.get(f"{HUB}.ttl?page=7")
    assert {q.triple for q in parse(paged.content, format=RdfFormat.TURTLE)} == answers[0]
    assert crowded.get(f"{HUB}.csv").text.count("\r\n") > LINKS


def test_the_plain_list_of_a_kind_is_paged_too(tmp_path):
    """It stands in for the lists of the search index where a release has none."""
    make_release(tmp_path, TRIG + hub()).search.unlink()
    with running(tmp_path) as served, httpx.Client(base_url=served.address, timeout=30) as client:
        first = client.get("/doc/event/", headers=HTML)
        assert "2\u202f001" in first.text
        assert len(first.content) < 100_000
        assert '<?page=2>; rel="next"' in first.headers["Link"]
        seen = set()
        for number in range(1, 6):
            seen |= linked(client.get(f"/doc/event/?page={number}", headers=HTML).text)
        assert len(seen) == LINKS - 1_000
        assert client.get("/doc/event/?page=6", headers=HTML).status_code == 404


def test_a_short_thing_has_one_page(client):
    page = client.get("/doc/group/lozere", headers=HTML)
    assert 'class="pager"' not in page.text
    assert 'rel="next"' not in page.headers["Link"]
    assert client.get("/doc/group/lozere?page=1", headers=HTML).status_code == 200
    assert client.get("/doc/group/lozere?page=2", headers=HTML).status_code == 404


@pytest.mark.parametrize(
    ("lengths", "most", "expected"),
    [
        ([], 10, 1),
        ([3], 10, 3),
        ([3, 4], 10, 4),
        ([1, 1, 100], 10, 8),
        ([50, 100], 10, 5),
        ([100] * 50, 10, 1),
        ([5, 5], 10, 5),
        ([5, 6], 10, 5),
    ],
)
def test_long_lists_share_what_short_ones_leave(lengths, most, expected):
    found = stretch(lengths, most)
    assert found == expected
    assert sum(min(length, found) for length in lengths) <= max(most, len(lengths))


def test_a_page_knows_its_neighbours():
    page = Page.over(2, [5, 25], 15)
    assert (page.length, page.pages, page.previous, page.next) == (10, 3, 1, 3)
    assert page.part(range(25)) == range(10, 20)
    with pytest.raises(NoSuchPage):
        Page.over(4, [5, 25], 15)
    assert page_number(None) == 1
