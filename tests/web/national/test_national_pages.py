"""The pages of the country from a real server: what they show, where they lead, what they lack."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin

import country as given
import httpx
import openpyxl
import pytest

from ghtld.web.national.country_index import CountryIndex

EXTRACT = {"fr": "Répertoire FINESS, extrait du 12", "en": "FINESS register, extract of 12"}
PAGES = (
    "/national",
    "/national/region/76",
    "/national/region/94",
    "/national/region/04",
    "/national/department/48",
    "/national/department/2a",
    "/national/department/974",
    "/national/category/355",
    "/national/groupings",
    "/national/groupings?region=76",
    "/national/categories?department=48",
    "/national/departments",
    "/national/regions",
    "/national/statuses?category=355",
    "/national/list",
    "/national/list?region=76&kind=geographic",
    "/doc/finess-group/948",
    "/doc/finess-group/949",
    "/doc/finess-group/950",
)
languages = pytest.mark.parametrize("language", ["fr", "en"])


class _Read(HTMLParser):
    """Takes links and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append((dict(attrs).get("href") or "", ""))
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "a"

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._inside:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def get(web: httpx.Client, path: str, language: str = "fr", status: int = 200) -> httpx.Response:
    answer = web.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status_code == status, answer.text
    return answer


def read(answer: httpx.Response) -> _Read:
    return _Read(answer.text)


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


@languages
def test_every_page_names_the_extract_and_stays_small(web: httpx.Client, language: str) -> None:
    for path in PAGES:
        answer = get(web, path, language)
        assert EXTRACT[language] in answer.text, path
        assert f'<html lang="{language}"' in answer.text
        assert len(answer.content) < 100_000, path
        assert "<script src" not in answer.text or "search" in answer.text


@languages
def test_every_page_that_may_be_listed_describes_itself(web: httpx.Client, language: str) -> None:
    for path in PAGES:
        answer = get(web, path, language)
        told = re.findall(
            r'<meta (?:name="|property="og:)description" content="([^"]+)"', answer.text
        )
        if "X-Robots-Tag" in answer.headers:
            assert told == [], path
        else:
            assert len(told) == 2, path
            assert told[0] == told[1]
            assert 10 <= len(unescape(told[0])) <= 200
            assert "&amp;lt;" not in told[0], "escaped once"
    grouping = get(web, "/doc/finess-group/948", language).text
    data = re.search(r'"description": "([^"]+)"', grouping)
    assert data is not None
    assert f'<meta name="description" content="{data[1]}">' in grouping


@languages
def test_every_link_of_the_pages_leads_somewhere(web: httpx.Client, language: str) -> None:
    seen: set[str] = set()
    for path in PAGES:
        page = get(web, path, language)
        links = (urljoin(str(page.url), href) for href, _ in read(page).links)
        seen |= {
            link for link in links if link.startswith(str(web.base_url)) and "/national" in link
        }
    assert len(seen) > 300
    for link in sorted(seen):
        assert web.get(link).status_code == 200, link


def test_home_and_header_lead_to_the_country(web: httpx.Client) -> None:
    hrefs = [href.partition("?")[0] for href, _ in read(get(web, "/")).links]
    assert hrefs.count("national") >= 2
    assert {"national/groupings", "national/list", "national/categories"} <= set(hrefs)
    assert "/national/department/48</loc>" in web.get("/sitemap.xml").text


def test_regions_and_departments_lead_into_one_another(web: httpx.Client) -> None:
    country = [text for _, text in read(get(web, "/national")).links]
    assert {"Occitanie", "Corse", "La Réunion", "Mayotte", "Guadeloupe"} <= {
        t.strip() for t in country
    }
    assert "Lozère" in read(get(web, "/national/region/76")).text
    crumbs = get(web, "/national/department/48").text.partition('class="crumbs"')[2]
    way = [text.strip() for _, text in _Read(crumbs.partition("</nav>")[0]).links]
    assert way == ["France", "Occitanie"]


def test_numbers_of_a_page_are_those_of_the_list_they_lead_to(
    web: httpx.Client, country_index: CountryIndex
) -> None:
    page = read(get(web, "/national/department/48"))
    chosen = {"department": "48", "kind": "geographic"}
    told = str(country_index.count(chosen))
    links = [href for href, text in page.links if text.strip().startswith(told)]
    assert any("list?department=48&kind=geographic" in href for href in links)
    listed = read(get(web, "/national/list?department=48&kind=geographic"))
    assert f"{told} sur" in listed.text


@languages
def test_a_registered_grouping_says_what_the_register_says(
    web: httpx.Client, language: str
) -> None:
    answer = get(web, "/doc/finess-group/948", language)
    text = read(answer).text
    short = "FINESS, 12 mai 2026" if language == "fr" else "FINESS, 12 May 2026"
    facts = answer.text.partition('<dl class="statements">')[2].partition("</dl>")[0]
    assert facts.count("<dd>") == 6
    assert facts.count(short) == facts.count("<li>") == 6
    for word in ("76106", "HOPITAL LOZERE", "CH FANNY RAMADIER", given.HOSPITAL, "MENDE"):
        assert word in text
    assert (
        "fermé le 31 décembre 2024" if language == "fr" else "closed on 31 December 2024"
    ) in text
    assert "nowhere" in text
    assert ("Membres introuvables" if language == "fr" else "Members not found") in text


def test_the_match_with_the_edition_stands_apart(web: httpx.Client) -> None:
    page = get(web, "/doc/finess-group/948").text
    aside = page.partition('<section class="aside"')[2].partition("</section>")[0]
    assert 'href="../../doc/group/lozere?lang=fr"' in aside
    assert "Même nom, même support." in aside
    assert "21 novembre 2026" in aside
    assert "FINESS, 12 mai" not in aside
    assert 'class="aside"' not in get(web, "/doc/finess-group/949").text


@languages
def test_a_grouping_with_no_or_two_supports_says_so(web: httpx.Client, language: str) -> None:
    none = "ne désigne pas d’établissement support" if language == "fr" else "names no support"
    several = "plusieurs établissements supports" if language == "fr" else "several support"
    assert none in read(get(web, "/doc/finess-group/949", language)).text
    lost = "que l’extrait ne décrit pas" if language == "fr" else "extract does not describe"
    text = read(get(web, "/doc/finess-group/951", language)).text
    assert lost in text
    assert none not in text
    text = read(get(web, "/doc/finess-group/950", language)).text
    assert several in text
    assert "CHU DE LA REUNION" in text
    assert "CH D AJACCIO" in text


def test_the_other_formats_of_a_grouping_are_as_before(web: httpx.Client) -> None:
    data = web.get("/doc/finess-group/948.ttl")
    assert data.headers["content-type"].startswith("text/turtle")
    assert "76106" in data.text
    assert web.get("/id/finess-group/948").status_code == 303


def test_a_home_shows_its_commune_and_no_street_or_point(web: httpx.Client) -> None:
    listed = web.get("/national/list.csv?category=462&department=48&lang=en")
    [home] = [row for row in rows(listed) if row["FINESS number"] == given.HOME]
    assert home["Commune"] == "MENDE"
    kept = ("Street address", "Postcode", "Latitude (WGS84)", "Longitude (WGS84)")
    assert [home[name] for name in kept] == [""] * 4
    assert given.HOME_STREET not in listed.text


@languages
def test_files_name_the_extract_and_its_date_in_every_row(
    web: httpx.Client, country_index: CountryIndex, language: str
) -> None:
    date, extract = (
        ("Date de l’extrait", "Extrait (IRI)")
        if language == "fr"
        else ("Date of the extract", "Extract (IRI)")
    )
    for path in (
        *("regions", "departments?region=76", "groupings", "categories", "statuses"),
        *("regions?category=355", "members?grouping=948", "list?department=48"),
    ):
        name, _, query = path.partition("?")
        table = rows(get(web, f"/national/{name}.csv?{query}", language))
        assert table, path
        assert {row[date] for row in table} == {"2026-05-12"}
        assert {row[extract] for row in table} == {country_index.graph.value}


def test_a_spreadsheet_holds_the_whole_list_and_nothing_dangerous(
    web: httpx.Client, country_index: CountryIndex
) -> None:
    answer = get(web, "/national/list.xlsx?department=48")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    table = list(sheet.iter_rows(values_only=True))
    assert len(table) == 1 + country_index.count({"department": "48"})
    numbers = {row[table[0].index("Numéro FINESS")] for row in table[1:]}
    assert {given.SUPPORT, given.BARE} <= numbers
    french = get(web, "/national/members.csv?grouping=948&dialect=excel-fr").content
    assert french.startswith("\ufeffRôle;".encode())
    assert "finess-2026-05-12" in answer.headers["content-disposition"]


@languages
def test_a_closed_entity_is_marked_in_lists_and_files(web: httpx.Client, language: str) -> None:
    mark = "fermé le 31 décembre 2024" if language == "fr" else "closed on 31 December 2024"
    page = get(web, "/national/list?state=inactif", language)
    assert f'<strong class="closed">{mark}</strong>' in page.text
    head, said = ("Fermé le", "inactif") if language == "fr" else ("Closed on", "inactive")
    [row] = rows(get(web, "/national/list.csv?state=inactif", language))
    assert row[head] == "2024-12-31"
    assert said in row.values()


def test_markup_in_a_name_stays_a_name(web: httpx.Client) -> None:
    for path in ("/doc/finess-group/948", "/national/list?grouping=948"):
        page = get(web, path).text
        assert "<SCRIPT>" not in page
        assert "&lt;SCRIPT&gt;=1+1" in page


def test_a_list_is_narrowed_by_links_and_says_what_was_chosen(
    web: httpx.Client, country_index: CountryIndex
) -> None:
    first = get(web, "/national/list")
    links = {href for href, _ in read(first).links}
    for name in ("kind", "region", "department", "category", "status", "grouping"):
        assert any(f"list?{name}=" in href for href in links), name
    corsican = get(web, "/national/list?department=2A")
    assert f"{country_index.count({'department': '2a'})} sur" in read(corsican).text
    narrowed = get(web, "/national/list?region=76&category=355")
    text = read(narrowed).text
    assert f"{country_index.count({'region': '76', 'category': '355'})} sur" in text
    assert "Occitanie" in text
    assert narrowed.headers["x-robots-tag"] == "noindex"
    switched = [href for href, text in read(narrowed).links if "English" in text]
    assert switched == ["?region=76&category=355&lang=en"]


@languages
def test_choices_that_leave_nothing_can_be_taken_back(web: httpx.Client, language: str) -> None:
    page = read(get(web, "/national/list?region=94&grouping=948", language))
    backs = {href.partition("?")[2].replace(f"&lang={language}", "") for href, _ in page.links}
    assert {"region=94", "grouping=948"} <= backs


@languages
@pytest.mark.parametrize(
    "path",
    [
        "/national/region/99",
        "/national/region/7",
        "/national/department/20",
        "/national/department/zz",
        "/national/category/99999",
        "/national/category/%3Cb%3E",
        "/national/list?page=9999",
        "/national/list?page=0",
        "/national/list?page=-1",
        "/national/list?page=x",
        "/national/groupings?page=2",
        "/national/groupings?region=99",
        "/national/members.csv",
        "/national/members.csv?grouping=nobody",
        "/national/groupings.csv?department=20",
        "/national/regions.pdf",
        "/national/map.svg?region=99",
        "/national/map.svg?grouping=nobody",
        "/national/unknown",
        "/doc/finess-group/12345",
        "/doc/finess-group/948?page=2",
    ],
)
def test_what_is_not_there_is_not_found(web: httpx.Client, path: str, language: str) -> None:
    answer = get(web, path, language, 404)
    assert f'<html lang="{language}"' in answer.text


def test_a_page_past_the_end_says_where_the_end_is(
    web: httpx.Client, country_index: CountryIndex
) -> None:
    last = -(-country_index.count({}) // 100)
    assert f"s’arrête à la page {last}" in get(web, "/national/list?page=9999", status=404).text
    assert 'rel="prev"' in get(web, f"/national/list?page={last}").text


def test_the_language_switch_keeps_the_page_and_the_choices(web: httpx.Client) -> None:
    for query in ("page=2", "kind=geographic&page=3"):
        page = get(web, f"/national/list?{query}").text
        assert f'<a class="language" href="?{query.replace("&", "&amp;")}&amp;lang=en"' in page
        number = query.rpartition("=")[2]
        assert f"Page {number} of " in get(web, f"/national/list?{query}&lang=en").text


@languages
def test_the_two_lists_of_the_same_entries_say_what_the_other_has(
    web: httpx.Client, country_index: CountryIndex, language: str
) -> None:
    for things, table, count in (
        ("/list/finess", "/national/list", country_index.count({})),
        ("/list/finess-group", "/national/groupings", len(country_index.groupings({}))),
    ):
        listed, tabled = get(web, things, language).text, get(web, table, language).text
        assert f'href="..{table}?lang={language}">' in listed
        assert f'href="..{things}?lang={language}">' in tabled
        numbered = f"{count:,}".replace(",", "\u202f" if language == "fr" else ",")
        assert numbered in listed, "the same entries, as both say"
        assert numbered in tabled
        said = ("Les mêmes" if language == "fr" else "The same") + " (entr|group)"
        assert re.search(said, listed)
        assert re.search(said, tabled)


def test_long_and_strange_values_are_bounded(web: httpx.Client) -> None:
    for value in ("x" * 5_000, "%00", "%F0%9F%8F%A5", "'%20OR%201=1", "..%2F.."):
        for name in ("region", "category", "grouping", "status", "kind", "state"):
            answer = web.get(f"/national/list?{name}={value}")
            assert answer.status_code == 200
            assert len(answer.content) < 20_000


def test_other_spellings_lead_to_the_page(web: httpx.Client) -> None:
    for path in ("/National/Department/2A", "/national/department/2A/"):
        answer = web.get(path)
        assert (answer.status_code, answer.headers["location"].rpartition("/")[2]) == (301, "2a")


def test_a_table_that_no_spreadsheet_would_open_is_refused(
    web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ghtld.web.national.routes.MOST_ROWS", 100)
    answer = get(web, "/national/list.csv", "en", 400)
    assert "a file has 100 at most" in answer.text


@languages
def test_maps_are_drawings_whose_marks_are_links(web: httpx.Client, language: str) -> None:
    for path, mark in (
        ("/doc/finess-group/948", f"finess/{given.SUPPORT}"),
        ("/national/department/48", f"finess/{given.SUPPORT}"),
        ("/national", "finess-group/948"),
    ):
        drawing = get(web, path, language).text.partition("<svg")[2].partition("</svg>")[0]
        assert f"doc/{mark}" in drawing or mark in drawing
        assert 'class="p-mark"' in drawing
        assert "HOPITAL LOZERE" in drawing
        assert "ECUREUILS" not in drawing
    for query in ("", "region=76", "region=04", "department=2a", "grouping=950"):
        file = get(web, f"/national/map.svg?{query}", language)
        assert file.headers["content-type"].startswith("image/svg+xml")
        assert "NaN" not in file.text


def test_a_release_without_the_country_says_how_to_add_it(
    build_folder: object, national_address: str
) -> None:
    from served import running

    with running(build_folder) as served, httpx.Client(base_url=served.address) as web:
        for language, verb in (("fr", "« ghtld lift FICHIER »"), ("en", "“ghtld lift FILE”")):
            for path in (
                "/national",
                "/national/region/76",
                "/national/list",
                "/national/list.csv",
            ):
                answer = web.get(f"{path}?lang={language}", headers={"accept": "text/html"})
                assert answer.status_code == 404
                assert verb in answer.text
        hrefs = [href for href, _ in read(web.get("/", headers={"accept": "text/html"})).links]
        assert "national" not in hrefs
        assert "/national" not in web.get("/sitemap.xml").text


@languages
def test_entries_and_concepts_lead_to_the_pages_of_the_country(
    web: httpx.Client, language: str
) -> None:
    entry = {
        href.partition("?")[0]
        for href, _ in read(get(web, f"/doc/finess/{given.SITE}", language)).links
    }
    root = "../../national"
    assert {root, f"{root}/region/76", f"{root}/department/48", f"{root}/category/355"} <= entry
    assert "../../doc/finess-group/948" in entry
    for scheme, path in (
        ("region/94", "region/94"),
        ("department/2a", "department/2a"),
        ("category/355", "category/355"),
        ("legal-status/13", "list"),
    ):
        page = read(get(web, f"/doc/concept/{scheme}", language))
        assert any(f"national/{path}" in href for href, _ in page.links), scheme
    assert not any("national/" in h for h, _ in read(get(web, "/doc/concept/category/128")).links)
