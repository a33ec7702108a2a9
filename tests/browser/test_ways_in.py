"""Ways in, in Debian's Chromium: who signed, in whose words, and a list taken away as a table.

Each path is walked with a mouse, by keyboard alone and without script, by someone who starts at
home and knows no RDF.
"""

import io
from pathlib import Path

import openpyxl
import pytest
from window import window

pytestmark = pytest.mark.browser

AGREEMENT = "Convention d’association entre le GHT de Lozère et le CHU de Montpellier"
SIGNATORIES = {
    "Patrick Julien",
    "Thomas Le Ludec",
    "Didier Putod",
    "Patrice Taourel",
    "Michel Mondain",
}
MEMBERS = 12


@pytest.fixture
def page(chromium, served, request):
    """Give home, watched."""
    with window(chromium, served, **getattr(request, "param", {})) as opened:
        opened.goto(f"{served}/")
        yield opened


with_and_without_script = pytest.mark.parametrize(
    "page", [{}, {"java_script_enabled": False}], ids=["script", "no-script"], indirect=True
)


def shows_the_signatories_and_their_words(page) -> None:
    """Hold a page against who signed, then open the words behind the first of them."""
    row = page.get_by_role("row").filter(has_text="Patrick Julien").first
    row.wait_for()
    said = page.locator("main").inner_text()
    assert {name for name in SIGNATORIES if name in said} == SIGNATORIES
    row.locator(".note").first.click()
    quoted = page.locator("blockquote:visible, q:visible").filter(has_text="Patrick Julien")
    quoted.first.wait_for()


def holds_the_members(download) -> None:
    """Open a spreadsheet that was downloaded and hold it against who belongs."""
    assert download.suggested_filename.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(Path(download.path()).read_bytes()))
    heads, *rows = book.active.iter_rows(values_only=True)
    assert len(rows) == MEMBERS
    read = [dict(zip(heads, row, strict=True)) for row in rows]
    assert "CH de Valenciennes" in {row["Nom français"] for row in read}
    numbers = [row["Numéro FINESS"] for row in read if row["Numéro FINESS"]]
    assert all(isinstance(number, str) for number in numbers)
    assert any(len(number) == 9 for number in numbers)


@with_and_without_script
def test_from_home_to_who_signed_and_in_whose_words(page):
    page.get_by_role("link", name=AGREEMENT).first.click()
    shows_the_signatories_and_their_words(page)


@with_and_without_script
def test_from_home_to_the_members_as_a_spreadsheet(page):
    with page.expect_download() as direct:
        page.get_by_role("link", name="tableur (GHT du Hainaut-Cambrésis)").click()
    holds_the_members(direct.value)
    page.get_by_role("link", name="GHT du Hainaut-Cambrésis", exact=True).click()
    assert page.locator(".index li").count() == MEMBERS
    with page.expect_download() as download:
        page.get_by_role("link", name="tableur (XLSX)").click()
    holds_the_members(download.value)


@with_and_without_script
def test_the_search_box_of_any_page_finds_the_question(page, served):
    page.goto(f"{served}/def")
    page.get_by_role("search").locator("input[name=q]").fill("qui a signé la convention Lozère")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Qui a signé la convention de la Lozère").click()
    said = page.locator("#results").inner_text()
    assert {name for name in SIGNATORIES if name in said} == SIGNATORIES


def tab_to(page, words: str) -> None:
    """Press Tab until what has the focus says ``words``."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent"):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"Tab never reaches “{words}”")


def test_the_keyboard_alone_reaches_who_signed(page):
    tab_to(page, AGREEMENT)
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/agreement/lozere-montpellier")
    assert "Patrick Julien" in page.locator("main").inner_text()


def test_the_keyboard_alone_takes_the_members_away(page):
    tab_to(page, "GHT du Hainaut-Cambrésis")
    page.keyboard.press("Enter")
    page.wait_for_url("**/list/establishment?group=*")
    tab_to(page, "tableur (XLSX)")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    holds_the_members(download.value)


def test_as_one_types_the_keyboard_chooses_a_question(page):
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("signataires lozère")
    asked = page.get_by_role("option", name="Qui a signé la convention de la Lozère")
    asked.wait_for()
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        if asked.get_attribute("aria-selected") == "true":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/sparql?query=**")
    assert "Thomas Le Ludec" in page.locator("#results").inner_text()


def test_facets_narrow_and_come_off(page):
    page.get_by_role("link", name="Hauts-de-France").click()
    assert page.locator(".index li").count() == 21
    page.locator("#facet-group").get_by_role("link", name="GHT du Hainaut-Cambrésis").click()
    assert page.locator(".index li").count() == MEMBERS
    page.get_by_role("navigation", name="Choisi").get_by_role("link").first.click()
    assert page.locator(".index li").count() in (MEMBERS, 21)
    page.go_back()
    page.get_by_role("link", name="Tout retirer").click()
    assert page.locator(".index li").count() == 42


def test_the_map_counts_by_department_and_leads_to_the_list(page):
    page.get_by_role("link", name="Où sont les établissements").click()
    page.locator("svg a", has_text="17").click()
    page.wait_for_url("**/list/establishment?department=department:59")
    assert page.locator(".index li").count() == 17
