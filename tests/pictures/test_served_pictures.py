"""The pictures over HTTP: pages, drawings and tables, in both languages."""

import csv
import io

import httpx
import pytest
from drawn import SVG, root_of
from served import serving

from ghtld.engine.interface import Limits
from ghtld.web.pictures.routes import PLATES


@pytest.fixture(scope="module")
def client(build_folder):
    with (
        serving(build_folder, Limits()) as address,
        httpx.Client(base_url=address, timeout=20) as made,
    ):
        yield made


@pytest.mark.parametrize("name", PLATES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_picture_is_a_page_with_its_table_and_what_to_take_away(client, name, language):
    page = client.get(f"/{name}", params={"lang": language})
    assert page.status_code == 200
    assert page.headers["Content-Language"] == language
    assert "<table" in page.text
    assert f'href="{name}.csv?lang={language}"' in page.text
    assert page.text.count("<h1>") == 1
    table = client.get(f"/{name}.csv", params={"lang": language})
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert len(list(csv.reader(io.StringIO(table.text, newline="")))) > 2


@pytest.mark.parametrize("name", ["timeline", "network", "matrix", "discrepancies"])
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
