"""The pages in Debian's Chromium: read a thing, its words, follow a link, change the language."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def served(tiny: str) -> str:
    """Hold the tiny release against its readers: it has a label that is an attack."""
    return tiny


def test_the_words_behind_a_value_are_seen(page, served):
    page.goto(f"{served}/id/event/signature")
    assert page.url == f"{served}/doc/event/signature"
    assert page.get_by_text("28 juin (année non indiquée)").first.is_visible()
    quotation = page.locator("blockquote", has_text="signée le 28 juin par")
    assert quotation.count() == 1
    assert quotation.is_visible()
    page.get_by_label("Note 1").first.click()
    assert quotation.count() == 2, "the note opened beside the value"
    assert quotation.first.is_visible()


def test_a_link_leads_to_another_thing(page, served):
    page.goto(f"{served}/doc/event/signature")
    page.get_by_role("link", name="Convention de Lozère").first.click()
    assert page.url == f"{served}/doc/agreement/lozere"
    assert page.get_by_role("heading", level=1).inner_text() == "Convention de Lozère"
    assert page.get_by_role("heading", name="Parties").is_visible()


def test_the_language_changes_and_stays(page, served):
    page.goto(f"{served}/doc/event/signature")
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("link", name="Read this page in English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_text("28 June (year not stated)").first.is_visible()
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


def test_markup_in_a_label_does_nothing(page, served):
    page.goto(f"{served}/doc/establishment/hopital-lozere")
    assert "<script>" in page.get_by_role("heading", level=1).inner_text()
