"""The pages of the country in Debian's Chromium: narrow and wide, light and dark, by keyboard."""

import os
from pathlib import Path

import country as given
import pytest

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "national",
    "national/region/76",
    "national/department/48",
    "national/category/355",
    "national/groupings",
    "national/list?department=48",
    "doc/finess-group/948",
)


def missing(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def chromium():
    if not CHROMIUM.exists():
        missing("Chromium is missing: run “apt-get install chromium”")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, national_address, request):
    """Give a page that has complained of nothing and asked no other host when the test ends."""
    context = chromium.new_context(locale="fr-FR", color_scheme=getattr(request, "param", "light"))
    opened = context.new_page()
    complaints: list[str] = []
    hosts: set[str] = set()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: hosts.add(asked.url.split("/")[2]))
    yield opened
    context.close()
    assert complaints == []
    assert hosts <= {national_address.removeprefix("http://")}


def address(national_address: str, path: str, language: str) -> str:
    return f"{national_address}/{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize(("language", "page"), [("fr", "light"), ("en", "dark")], indirect=["page"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_national_pages(page, national_address, path, language):
    if not AXE.is_file():
        missing("axe-core is missing: run “npm ci” in tests/js")
    page.goto(address(national_address, path, language))
    page.evaluate(AXE.read_text() + "\n;undefined")
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")
    assert found == []


def test_nothing_overflows_a_narrow_screen(page, national_address):
    page.set_viewport_size({"width": 320, "height": 800})
    for path in PAGES:
        page.goto(address(national_address, path, "fr"))
        widths = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        wide, seen = page.evaluate(widths)
        assert wide <= seen, path


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
