"""The pages of the country in Debian's Chromium: narrow and wide, light and dark, by keyboard."""

from pathlib import Path

import country as given
import pytest
from window import AXE, axe, larger_text, scrollers_unnamed, too_wide, window

pytestmark = pytest.mark.browser

PAGES = (
    "national",
    "national/region/76",
    "national/department/48",
    "national/category/355",
    "national/groupings",
    "national/list?department=48",
    "doc/finess-group/948",
)


@pytest.fixture
def page(chromium, national_address, request):
    """Give a page that has complained of nothing and asked no other host when the test ends."""
    scheme = getattr(request, "param", "light")
    with window(chromium, national_address, color_scheme=scheme) as opened:
        yield opened


def address(national_address: str, path: str, language: str) -> str:
    return f"{national_address}/{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize(("language", "page"), [("fr", "light"), ("en", "dark")], indirect=["page"])
def test_axe_finds_nothing_on_national_pages(page, national_address, language, needed):
    needed(AXE.is_file(), "axe-core (run “npm ci” in tests/js)")
    for path in PAGES:
        page.set_viewport_size({"width": 1100, "height": 900})
        page.goto(address(national_address, path, language))
        assert axe(page) == [], path
        page.set_viewport_size({"width": 320, "height": 800})
        assert not too_wide(page), path


def test_letters_twice_as_large_make_no_national_page_wider_than_the_window(
    chromium, national_address
):
    found = []
    with larger_text(chromium) as large, window(large, national_address) as page:
        for path in PAGES:
            page.goto(address(national_address, path, "fr"))
            for width in (1280, 320):
                page.set_viewport_size({"width": width, "height": 800})
                found += [path] if too_wide(page) else []
            found += scrollers_unnamed(page)
    assert found == []


def test_a_printed_list_is_its_table(page, national_address):
    page.goto(address(national_address, "national/list?department=48", "fr"))
    page.emulate_media(media="print")
    assert page.locator("table.national").is_visible()
    assert page.get_by_text("Répertoire FINESS, extrait du").first.is_visible()
    assert not page.locator(".facets").is_visible()
    assert not page.locator("nav.chosen").is_visible()


def test_the_keyboard_goes_from_the_map_to_a_member(page, national_address):
    page.goto(address(national_address, "doc/finess-group/948", "fr"))
    page.locator(".plate").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/doc/finess/{given.SUPPORT}**")


def test_without_script_a_reader_goes_from_home_to_the_members_of_a_grouping(
    chromium, national_address
):
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(national_address)
    page.get_by_role("link", name="Registre national").click()
    page.get_by_role("link", name="Occitanie", exact=True).click()
    page.get_by_role("link", name="Lozère", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Lozère"
    page.locator("#groupings + .wide").get_by_role("link", name="Lozère", exact=True).first.click()
    assert page.get_by_role("row", name="CH FANNY RAMADIER").is_visible()
    with page.expect_download() as started:
        page.locator("section:has(#members)").get_by_role("link", name="CSV", exact=True).click()
    assert given.HOSPITAL in Path(started.value.path()).read_text(encoding="utf-8")
    context.close()
