"""The reference in Debian's Chromium: anchors are seen, data for search engines are not run."""

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "web"))

from served import serving

from ghtld.engine.interface import Limits

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
PAGES = ["/", "/def", "/shapes", "/dataset", "/dumps/", "/doc/concept/mission", "/doc/document/000"]
PAGES += ["/legal", "/privacy", "/accessibility", "/doc/person/patrick-julien"]


@pytest.fixture(scope="module")
def page(build_folder, needed):
    """Give a page of the real release that notes what its security policy forbids."""
    needed(CHROMIUM.exists(), "Chromium (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with serving(build_folder, Limits()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_context(base_url=address, locale="fr-FR").new_page()
        opened.complaints = []
        opened.on("console", lambda message: opened.complaints.append(message.text))
        opened.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " event => console.error(event.violatedDirective + ' ' + event.blockedURI))"
        )
        yield opened
        browser.close()


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_has_nothing_to_forbid(page, path):
    page.complaints.clear()
    assert page.goto(path).status == 200
    data = page.locator('script[type="application/ld+json"]')
    for text in data.all_text_contents():
        assert json.loads(text)["@context"] == "https://schema.org"
    assert page.complaints == []


def test_the_policy_does_forbid_and_it_is_noticed(page):
    page.goto("/def")
    page.complaints.clear()
    page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true';"
        " document.body.append(s)"
    )
    assert page.evaluate("window.ran") is None
    assert any("script-src" in complaint for complaint in page.complaints)


def test_a_term_is_seen_where_its_address_leads(page):
    page.goto("/def#support")
    term = page.locator("section.term:target")
    assert term.get_attribute("id") == "support"
    assert term.locator("h3").bounding_box()["y"] < 300
    assert term.get_by_text("Règles qui le lisent").is_visible()


@pytest.mark.parametrize("path", [*PAGES, "/shapes#Agreement-instrument"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_screen(page, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
