"""The pictures in Debian's Chromium: reached by keyboard, read light and dark, silent console."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from drawn import SVG, root_of

from ghtld.web.kinds.registry import picture_links

pytestmark = pytest.mark.browser

NAMES = ("timeline", "network", "matrix", "discrepancies", "map")


@pytest.mark.parametrize("name", NAMES)
def test_the_keyboard_reaches_the_links_of_the_drawing_and_follows_them(page, served, name):
    page.goto(f"{served}/{name}?lang=fr")
    page.locator(".plate").focus()
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('svg') !== null"
    assert page.evaluate(inside)
    seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert seen != "none"
    target = page.evaluate("document.activeElement.href.baseVal")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith(target))
    assert page.get_by_role("heading", level=1).is_visible()


def test_a_group_of_questions_leads_to_its_table(page, served):
    page.goto(f"{served}/discrepancies?lang=fr")
    page.locator("svg a", has_text="Ambiguïtés").click()
    assert page.url.endswith("#ambiguous")
    assert page.locator("#ambiguous").is_visible()


def test_a_link_of_the_drawing_has_the_name_of_what_it_leads_to(page, served):
    page.goto(f"{served}/matrix?lang=fr")
    silence = page.get_by_role("link", name="recherche : silence vérifié")
    assert silence.count() == 2
    silence.first.click()
    assert "/doc/note/" in page.url


@pytest.mark.parametrize("name", ["network", "map"])
def test_files_are_downloaded_and_read_back(page, served, name):
    page.goto(f"{served}/{name}?lang=fr")
    files = {}
    for label in ("dessin SVG", "tableur XLSX", "tableau CSV"):
        with page.expect_download() as download:
            page.get_by_role("link", name=label).click()
        suffix = download.value.suggested_filename.rpartition(".")[2]
        files[suffix] = Path(download.value.path()).read_bytes()
    assert root_of(files["svg"]).tag == f"{SVG}svg"
    rows = list(csv.reader(io.StringIO(files["csv"].decode(), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    assert [[cell.value or "" for cell in row] for row in sheet] == rows
    counts = page.locator("h3 .count").all_inner_texts()
    assert len(rows) == sum(map(int, counts)) + 1


def test_a_row_can_be_pointed_at_from_the_page_of_a_thing(page, served):
    for link in picture_links("agreement", "lozere-montpellier"):
        page.goto(f"{served}/{link.path}")
        assert page.locator("tr:target").is_visible()


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_prints_with_its_table_on_the_width_of_the_paper(page, served, name):
    page.set_viewport_size({"width": 720, "height": 1000})
    page.goto(f"{served}/{name}?lang=fr")
    page.emulate_media(media="print")
    assert not page.locator("nav.pictures").is_visible()
    assert not page.locator("form.find").is_visible()
    assert page.locator("svg.picture").is_visible()
    assert page.locator("svg.picture").bounding_box()["width"] <= 720
    assert page.locator("table.pictured tbody tr").last.is_visible()
