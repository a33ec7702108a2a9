"""The pictures in Debian's Chromium: reached by keyboard, read light and dark, silent console."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "web"))

from served import serving

from ghtld.engine.interface import Limits

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("timeline", "network", "matrix", "discrepancies", "map")


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


@pytest.fixture(scope="module")
def served(build_folder) -> Iterator[str]:
    with serving(build_folder, Limits()) as address:
        yield address


@pytest.fixture
def page(chromium, served, request):
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
    assert hosts <= {served.removeprefix("http://")}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("language", "page"), [("fr", "light"), ("en", "dark")], indirect=["page"])
def test_axe_finds_nothing(page, served, name, language):
    if not AXE.is_file():
        missing("axe-core is missing: run “npm ci” in tests/js")
    page.goto(f"{served}/{name}?lang={language}")
    page.evaluate(AXE.read_text() + "\n;undefined")
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")
    assert found == []


@pytest.mark.parametrize("name", NAMES[:4])
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
    page.wait_for_url(f"**/{target}")
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


def test_files_are_downloaded(page, served):
    page.goto(f"{served}/network?lang=fr")
    for label, ending in (("dessin SVG", ".svg"), ("tableau CSV", ".csv")):
        with page.expect_download() as download:
            page.get_by_role("link", name=label).click()
        assert download.value.suggested_filename.endswith(ending)


@pytest.mark.parametrize("name", NAMES)
def test_no_picture_makes_the_page_wider_than_a_telephone(page, served, name):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{served}/{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
