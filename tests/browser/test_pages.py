"""The pages in Debian's Chromium: read a thing, its words, follow a link, change the language."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "web"))

from served import serving
from tiny_release import make_release

from ghtld.engine.interface import Limits

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium():
    if not CHROMIUM.exists():
        missing = "Chromium is missing: run “apt-get install chromium”"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[str]:
    build = tmp_path_factory.mktemp("browser") / "build"
    make_release(build)
    with serving(build, Limits(deadline=5.0)) as address:
        yield address


@pytest.fixture
def page(chromium, served):
    """Give a page that has complained of nothing and asked no other host when the test ends."""
    context = chromium.new_context(locale="fr-FR")
    opened = context.new_page()
    complaints: list[str] = []
    hosts: set[str] = set()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("response", lambda answer: answer.status < 400 or complaints.append(answer.url))
    opened.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    yield opened
    context.close()
    assert complaints == []
    assert hosts <= {served.removeprefix("http://")}


def test_the_words_behind_a_value_are_seen(page, served):
    page.goto(f"{served}/id/event/signature")
    assert page.url == f"{served}/doc/event/signature"
    assert page.get_by_text("28 juin (année non indiquée)").is_visible()
    quotation = page.locator("blockquote", has_text="signée le 28 juin par")
    assert quotation.is_visible()
    page.get_by_label("Note 1").first.click()
    assert page.url.endswith("#note-1")
    assert quotation.is_visible()


def test_a_link_leads_to_another_thing(page, served):
    page.goto(f"{served}/doc/event/signature")
    page.get_by_role("link", name="Convention de Lozère").first.click()
    assert page.url == f"{served}/doc/agreement/lozere"
    assert page.get_by_role("heading", level=1).inner_text() == "Convention de Lozère"
    assert page.get_by_role("heading", name="Cité par").is_visible()


def test_the_language_changes_and_stays(page, served):
    page.goto(f"{served}/doc/event/signature")
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("link", name="Read this page in English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_text("28 June (year not stated)").is_visible()
    page.get_by_role("link", name="Lozère agreement").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=1).inner_text() == "Lozère agreement"


def test_an_example_question_is_filled_in_and_answered(page, served):
    page.goto(f"{served}/sparql")
    page.get_by_role("link", name="Qui sont les parties ?").click()
    assert "ORDER BY ?party" in page.get_by_label("Requête").input_value()
    page.get_by_role("button", name="Exécuter").click()
    assert page.get_by_role("cell", name="group:lozere").is_visible()
    page.get_by_role("link", name="group:lozere").click()
    assert page.get_by_role("heading", level=1).inner_text() == "GHT de Lozère"


def test_the_keyboard_reaches_the_content_first(page, served):
    page.goto(f"{served}/doc/group/lozere")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"


@pytest.mark.parametrize("path", ["/", "/def", "/shapes", "/dataset", "/dumps/", "/sparql"])
def test_no_page_is_wider_than_a_telephone(page, served, path):
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(served + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_markup_in_a_label_does_nothing(page, served):
    page.goto(f"{served}/doc/establishment/hopital-lozere")
    assert "<script>" in page.get_by_role("heading", level=1).inner_text()
