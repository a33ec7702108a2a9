"""Search as you type in Debian’s Chromium: a combobox for mouse and keyboard; without script."""

import pytest
from window import window

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, searched):
    """Give the search page, which must complain of nothing and ask no other host."""
    with window(chromium, searched) as opened:
        opened.goto(f"{searched}/search")
        yield opened


def test_the_keyboard_chooses_a_suggestion(page, searched):
    box = page.get_by_role("combobox")
    box.press_sequentially("chu montpelier")
    page.get_by_role("option").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    assert "CHU de Montpellier" in active.inner_text()
    box.press("Enter")
    page.wait_for_url(f"{searched}/doc/establishment/chu-montpellier")


def test_escape_closes_and_enter_asks_in_full(page):
    box = page.get_by_role("combobox")
    box.press_sequentially("lozère")
    page.get_by_role("option").first.wait_for()
    box.press("Escape")
    assert page.get_by_role("listbox").is_hidden()
    assert box.get_attribute("aria-expanded") == "false"
    box.press("Enter")
    page.get_by_role("heading", name="réponses").wait_for()
    assert "q=loz%C3%A8re" in page.url


def test_the_mouse_chooses_a_suggestion(page, searched):
    page.get_by_role("combobox").press_sequentially("ght loz")
    page.get_by_role("option", name="GHT de Lozère").first.click()
    page.wait_for_url(f"{searched}/doc/group/lozere")


def test_the_number_of_suggestions_is_spoken(page):
    page.get_by_role("combobox").press_sequentially("xyzzyxyzzy")
    page.get_by_role("status").filter(has_text="Rien de ce nom").wait_for()
    assert page.get_by_role("listbox").is_hidden()


def test_the_form_works_without_script(chromium, searched):
    with window(chromium, searched, java_script_enabled=False) as opened:
        opened.goto(f"{searched}/search")
        opened.get_by_label("Un nom, un numéro FINESS").fill("ght lozere")
        opened.get_by_role("button", name="Chercher").click()
        opened.get_by_role("link", name="GHT de Lozère").first.click()
        assert opened.url == f"{searched}/doc/group/lozere"
