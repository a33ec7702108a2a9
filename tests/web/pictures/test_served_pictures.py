"""The pictures over HTTP: pages, drawings and tables, in both languages."""

import csv
import io
import re
from html import unescape

import httpx
import openpyxl
import pytest
from drawn import SVG, root_of
from served import serving

from ghtld.engine.interface import Limits
from ghtld.web.kinds.registry import picture_links
from ghtld.web.pictures.routes import FIGURES
from ghtld.web.server import open_site


@pytest.fixture(scope="module")
def client(build_folder):
    with (
        serving(build_folder, Limits()) as address,
        httpx.Client(base_url=address, timeout=20) as made,
    ):
        yield made


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_picture_is_a_page_with_its_table_and_what_to_take_away(client, name, language):
    page = client.get(f"/{name}", params={"lang": language})
    assert page.status_code == 200
    assert page.headers["Content-Language"] == language
    assert "<table" in page.text
    assert f'href="{name}.csv?lang={language}"' in page.text
    assert page.text.count("<h1>") == 1
    assert len(page.content) < 95_000
    table = client.get(f"/{name}.csv", params={"lang": language})
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(table.text, newline="")))
    assert len(rows) > 2
    book = client.get(f"/{name}.xlsx", params={"lang": language})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [[cell.value or "" for cell in row] for row in sheet] == rows
    french = client.get(f"/{name}.csv", params={"lang": language, "dialect": "excel-fr"})
    assert french.content.startswith("\ufeff".encode())
    assert (
        list(csv.reader(io.StringIO(french.text.lstrip("\ufeff"), newline=""), delimiter=";"))
        == rows
    )


def test_a_long_part_is_cut_and_can_be_had_whole(client):
    page = client.get("/discrepancies", params={"lang": "fr"}).text
    more = re.search(r'href="(discrepancies\?part=ambiguous&amp;lang=fr)#ambiguous"', page)
    assert more is not None
    whole = client.get("/" + unescape(more[1])).text
    counted = int(re.search(r'<h3 id="ambiguous">.*?count">(\d+)', page)[1])
    assert whole.count('<th scope="row">') == counted > page.count('<th scope="row">') / 3
    assert 'href="?part=ambiguous&amp;lang=en"' in whole
    assert 'id="silent"' not in whole
    assert 'href="discrepancies?lang=fr">Revenir' in whole


@pytest.mark.parametrize("part", ["%00", "nope", "x" * 5_000, "<script>alert(1)</script>"])
def test_no_part_is_an_error(client, part):
    answer = client.get(f"/discrepancies?part={part}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert len(answer.content) < 100_000


@pytest.mark.parametrize("kind", ["group", "agreement", "event", "establishment"])
def test_a_thing_is_pointed_at_in_its_picture(client, build_folder, kind):
    pages: dict[str, str] = {}
    drawn = 0
    for node in open_site(build_folder).things[kind]:
        for link in picture_links(kind, node.value.rpartition("/")[2]):
            name, _, anchor = link.path.partition("#")
            pages.setdefault(name, client.get(f"/{name}").text)
            drawn += not anchor or f' id="{anchor}"' in pages[name]
    assert drawn > 2
    ids = [i.split('"')[0] for page in pages.values() for i in page.split(' id="')[1:]]
    assert any(i.startswith(f"{kind}-") for i in ids)


@pytest.mark.parametrize("name", FIGURES)
def test_a_drawing_can_be_taken_away(client, name):
    drawing = client.get(f"/{name}.svg", params={"lang": "fr"})
    assert drawing.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = root_of(drawing.content)
    links = [link.attrib["href"] for link in root.iter(f"{SVG}a")]
    assert links
    assert all(href.startswith("https://w3id.org/ghtld/") for href in links)


@pytest.mark.parametrize("path", ["timeline.png", "timeline.", "timeline.svg.csv", "timelines"])
def test_what_is_no_picture_is_not_found(client, path):
    assert client.get(f"/{path}").status_code == 404


def test_links_of_a_page_lead_somewhere(client):
    page = client.get("/network", params={"lang": "en"}).text
    inside = {part.split('"')[0] for part in page.split('<a href="')[1:]}
    ours = sorted(href for href in inside if href.startswith("doc/"))
    assert len(ours) > 30
    assert [h for h in ours if client.get("/" + h.replace("&amp;", "&")).status_code != 200] == []


def test_the_language_follows_the_reader(client):
    page = client.get("/matrix", headers={"Accept-Language": "en"})
    assert page.headers["Content-Language"] == "en"
    assert "Accept-Language" in page.headers["Vary"]
