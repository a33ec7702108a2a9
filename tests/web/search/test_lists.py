"""Lists narrowed by facets: plain links whose counts are true, pages, and nothing found."""

import re
from html import unescape

import httpx
import pytest
from generated import make
from pyoxigraph import NamedNode
from served import serving

from ghtld import facets, iris
from ghtld.engine.interface import Limits
from ghtld.web.search import lists, takeaway
from ghtld.web.search.catalogue import Listing
from ghtld.web.search.finder import Finder
from ghtld.web.server import open_site

FACET_LINK = re.compile(r'<li><a href="\.\./(list/[^"]*)" rel="nofollow"[^>]*>.*?count">(\d+)<')


@pytest.fixture(scope="module")
def site(build_folder):
    return open_site(build_folder)


def shown(page: str) -> list[str]:
    index = page.partition('<ul class="index">')[2].partition("</ul>")[0]
    return re.findall(r'href="\.\./doc/([^"]*)"', index)


def test_every_kind_has_a_list_of_its_things(web, site):
    for kind, nodes in site.things.items():
        page = web.get(f"/list/{kind}").text
        assert len(shown(page)) == min(100, len(nodes)), kind


@pytest.mark.parametrize("kind", ["agreement", "establishment", "event", "concept", "fact"])
def test_every_facet_link_leads_to_as_many_things_as_it_says(web, kind):
    links = FACET_LINK.findall(web.get(f"/list/{kind}").text)
    assert links
    for href, count in links:
        page = web.get("/" + unescape(href)).text
        found = re.search(r"<p>(\d+) sur \d+</p>", page)
        assert found is not None, href
        assert found[1] == count, href


def test_choices_add_up_and_come_off_one_by_one(web):
    page = web.get("/list/agreement?mission=mission:recherche").text
    links = [href for href, _ in FACET_LINK.findall(page)]
    both = next(unescape(href) for href in links if "mission=" in href and "&amp;" in href)
    narrowed = web.get("/" + both).text
    assert set(shown(narrowed)) <= set(shown(page))
    assert '<a href="../list/agreement">Tout retirer</a>' in narrowed
    assert 'href="../list/agreement?mission=mission:recherche">retirer' in narrowed


def test_the_members_of_a_grouping_are_a_list(web):
    page = web.get("/list/establishment?group=group:hainaut-cambresis").text
    assert len(shown(page)) == 12
    assert "establishment/ch-valenciennes" in shown(page)


def test_a_region_is_that_of_the_entry_or_of_those_who_belong(web):
    page = web.get("/list/establishment?region=region:76").text
    assert len(shown(page)) == 15
    assert "establishment/chu-montpellier" in shown(page)
    assert "Occitanie" in page.partition('class="chosen"')[2][:300]
    assert shown(web.get("/list/group?region=region:32").text) == ["group/hainaut-cambresis"]
    assert "agreement/lozere-montpellier" in shown(web.get("/list/agreement?region=region:76").text)
    assert "finess/480000017" in shown(web.get("/list/finess?department=department:48").text)


def test_what_the_build_counted_is_what_there_is(site):
    finder = Finder(site.release.search)
    for kind, nodes in site.things.items():
        listing = Listing(finder, kind, {})
        assert listing.total == listing.count == len(nodes)
        for name, values in listing.facets().items():
            for value in values:
                narrowed = Listing(finder, kind, {name: value.value})
                assert narrowed.count == value.count == len(list(narrowed.every("en")))
    finder.close()


def test_a_title_says_what_a_list_was_narrowed_to(web):
    page = web.get("/list/establishment?group=group:hainaut-cambresis&lang=fr").text
    assert "<title>Établissements (GHT du Hainaut-Cambrésis) · ghtld</title>" in page
    assert 'href="../list/establishment.xlsx?group=group:hainaut-cambresis&amp;lang=fr"' in page


def test_the_state_of_a_list_stands_in_its_address(web):
    page = web.get("/list/agreement?mission=mission:recherche&lang=en").text
    assert '<html lang="en">' in page
    assert 'href="?mission=mission:recherche&amp;lang=fr"' in page


@pytest.mark.parametrize(
    "query",
    ["mission=mission:recherche&year=1900", "mission=nope", "mission=%00", "year=" + "9" * 5_000],
)
def test_facets_that_exclude_everything_offer_to_come_off(web, query):
    answer = web.get(f"/list/agreement?{query}")
    assert answer.status_code == 200
    assert "Rien ne répond à tous ces choix" in answer.text
    assert '<a href="../list/agreement">Tout retirer</a>' in answer.text
    assert len(answer.content) < 50_000


@pytest.mark.parametrize("page", ["2", "99", "0", "-1", "x", "9" * 30])
def test_a_page_past_the_end_leads_back(web, page):
    answer = web.get(f"/list/agreement?page={page}")
    assert answer.status_code == 404
    assert "la liste s’arrête à la page 1" in answer.text
    assert 'href="../list/agreement"' in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/list/fact?page=2",
        "/list/concept?scheme=concept:department&page=2",
        "/doc/concept/?page=3",
        "/search?q=fait&kind=fact&page=2",
    ],
)
def test_the_language_switch_keeps_the_page_and_the_choices(web, address):
    path, _, query = address.partition("?")
    french = web.get(address)
    href = unescape(re.search(r'<a class="language" href="([^"]+)"', french.text)[1])
    assert httpx.QueryParams(href[1:]) == httpx.QueryParams(f"{query}&lang=en")
    english = web.get(path + href)
    number = query.rpartition("page=")[2]
    assert f"Page {number} sur " in french.text
    assert f"Page {number} of " in english.text


def test_the_language_switch_of_a_page_past_the_end_leads_to_the_list(web):
    page = web.get("/list/agreement?source=document:000&page=99").text
    assert '<a class="language" href="?source=document:000&amp;lang=en"' in page


def test_a_list_of_no_kind_is_not_there(web):
    assert web.get("/list/nothing").status_code == 404
    assert web.get("/list/").status_code == 404


def test_unknown_parameters_change_nothing(web):
    plain = shown(web.get("/list/agreement").text)
    assert shown(web.get("/list/agreement?x=1&mission=&kind=group").text) == plain


def test_every_value_of_a_facet_can_be_shown(web):
    page = web.get("/list/concept").text
    more = re.search(r'href="\.\./(list/concept\?more=scheme)#facet-scheme"', page)
    assert more is not None
    assert len(FACET_LINK.findall(web.get("/" + more[1]).text)) > len(FACET_LINK.findall(page))


def test_the_query_behind_a_list_answers_with_its_things(site):
    graphs = [NamedNode(name) for name in site.manifest.default_graphs]
    finder = Finder(site.release.search)
    for kind in ("agreement", "establishment", "event", "membership", "finess"):
        whole = Listing(finder, kind, {})
        states = [{}] + [{n: v[0].value} for n, v in whole.facets().items()]
        for chosen in states:
            rows = site.store.query(facets.list_query(kind, chosen), default_graph=graphs)
            asked = {row["thing"].value for row in rows}
            listed = {entry.iri for entry in Listing(finder, kind, chosen).every("fr")}
            assert asked == listed, (kind, chosen)
            assert listed
    finder.close()


def test_a_value_in_a_query_can_not_break_out():
    query = facets.list_query("group", {"year": '"} } DROP ALL # \\'})
    assert '"\\"} } DROP ALL # \\\\"' in query


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    build = tmp_path_factory.mktemp("long")
    make(build, 50_000)
    with (
        serving(build, Limits()) as address,
        httpx.Client(base_url=address, timeout=60, headers={"Accept": "text/html"}) as client,
    ):
        yield client


@pytest.mark.parametrize("page", [1, 2, 499, 500])
def test_a_list_of_fifty_thousand_comes_in_pages(long, page):
    answer = long.get("/list/finess", params={"page": page})
    assert len(shown(answer.text)) == 100
    assert len(answer.content) < 100_000


def test_more_rows_than_a_spreadsheet_should_have_are_refused_with_a_word(long, monkeypatch):
    for module in (lists, takeaway):
        monkeypatch.setattr(module, "MOST_ROWS", 49_999)
    page = long.get("/list/finess?lang=fr").text
    assert "50\u202f000 lignes sont trop pour un tableur" in page
    assert "finess.xlsx" not in page
    for suffix in ("csv", "xlsx"):
        refused = long.get(f"/list/finess.{suffix}?lang=en")
        assert refused.status_code == 400
        assert "narrow the list to 49,999" in refused.text
        assert long.get(f"/list/finess.{suffix}?category=category:101").status_code == 200


def test_a_list_of_fifty_thousand_ends_and_narrows(long):
    assert long.get("/list/finess?page=501").status_code == 404
    narrowed = long.get("/list/finess?category=category:101")
    assert "1\u202f250 sur 50\u202f000" in narrowed.text
    assert long.get("/search?q=c&format=json").json()["count"] == 1_000
    assert "tableur (XLSX)" in narrowed.text
    both = long.get("/list/finess?category=category:101&type=ght:RegisteredGeographicEntity")
    assert both.status_code == 200
    table = long.get("/list/finess.csv?category=category:101")
    assert table.content.count(b"\r\n") == 1_251
    assert f"{iris.BASE}id/finess/000000001".encode() in table.content
