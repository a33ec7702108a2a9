"""From a value to the words that say it, in Chromium: by mouse, by keyboard, without script."""

import re

import pytest

pytestmark = pytest.mark.browser

GROUP = "doc/group/hainaut-cambresis"
AGREEMENT = "doc/agreement/lozere-montpellier"
WHEN = "28 juin (année non indiquée)"
STATES = """() => [...document.querySelectorAll('article.thing button[aria-expanded]')].map(
  marker => {
    marker.click();
    const panel = document.getElementById(marker.getAttribute('aria-controls'));
    const told = panel && panel.checkVisibility() && panel.innerText.trim();
    return [marker.className, marker.getAttribute('aria-expanded'), told,
        document.querySelectorAll('.evidence').length, panel?.querySelectorAll('a').length];
})"""
"""Open every marker in turn and tell what each shows."""

UNFOLD = "document.querySelectorAll('details').forEach(part => { part.open = true; })"


def marker_of(page, words: str):
    """Return the marker after a value in the body of a page."""
    holder = page.locator("dd, li, td, th").filter(has_text=words)
    return holder.first.locator("button.note").first


def panel_of(page, marker):
    assert marker.get_attribute("aria-expanded") == "true"
    panel = page.locator(f"#{marker.get_attribute('aria-controls')}")
    assert panel.is_visible()
    assert page.locator(".evidence").count() == 1
    return panel


def has_focus(locator) -> bool:
    return locator.evaluate("element => element === document.activeElement")


def test_the_mouse_opens_the_words_with_document_date_status_and_doubt(page, served):
    page.goto(f"{served}/{GROUP}")
    marker = page.locator("th, td, li").get_by_role("button", name="Note 2", exact=True).first
    assert marker.get_attribute("aria-expanded") == "false"
    marker.click()
    panel = panel_of(page, marker)
    assert (
        "12 établissements : Avesnes sur helpe, Cambrai" in panel.locator("blockquote").inner_text()
    )
    reference = panel.locator(".reference")
    assert "communiqué du CH de Valenciennes" in reference.inner_text()
    assert "3 juillet 2017" in reference.inner_text()
    assert panel.get_by_role("link", name="Fait 002-21").is_visible()
    assert "La liste donne des noms de lieux" in panel.locator(".ambiguity").first.inner_text()
    assert panel.get_by_text("Contexte", exact=True).is_visible()
    box, at = panel.bounding_box(), marker.bounding_box()
    assert 0 < box["y"] - at["y"] < 300, "beside the value, not at the foot of the page"
    marker.click()
    assert page.locator(".evidence").count() == 0
    assert marker.get_attribute("aria-expanded") == "false"


def test_the_status_and_the_missing_year_are_said_beside_the_date(page, served):
    page.goto(f"{served}/{AGREEMENT}")
    marker = marker_of(page, WHEN)
    marker.click()
    panel = panel_of(page, marker)
    assert "Ce 28 juin" in panel.locator("blockquote").first.inner_text()
    assert re.search(r"Statut\s+fait", panel.inner_text())
    assert "l’année jamais" in panel.locator(".ambiguity").inner_text()
    panel.get_by_role("button", name="Fermer la note").click()
    assert page.locator(".evidence").count() == 0
    assert has_focus(marker)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_opens_reads_closes_and_is_back(page, served, key):
    page.goto(f"{served}/{AGREEMENT}")
    marker = marker_of(page, WHEN)
    for _ in range(80):
        page.keyboard.press("Tab")
        if has_focus(marker):
            break
    assert has_focus(marker), "Tab reaches the marker"
    page.keyboard.press(key)
    panel = panel_of(page, marker)
    assert has_focus(marker), "what was opened takes no focus away"
    page.keyboard.press("Tab")
    assert panel.evaluate("panel => panel.contains(document.activeElement)"), "its links come next"
    page.keyboard.press("Escape")
    assert page.locator(".evidence").count() == 0
    assert has_focus(marker)
    page.keyboard.press(key)
    assert panel_of(page, marker).is_visible()
    page.keyboard.press(key)
    assert marker.get_attribute("aria-expanded") == "false"


def test_another_marker_closes_the_first(page, served):
    page.goto(f"{served}/{AGREEMENT}")
    first, second = marker_of(page, WHEN), marker_of(page, "Patrick Julien")
    first.click()
    second.click()
    assert "M. Patrick Julien, Directeur" in panel_of(page, second).inner_text()
    assert first.get_attribute("aria-expanded") == "false"


def test_every_marker_of_a_page_opens_what_it_promises(page, served):
    for path in (AGREEMENT, "doc/establishment/ch-arras", GROUP, "doc/person/didier-putod"):
        page.goto(f"{served}/{path}")
        page.evaluate(UNFOLD)
        opened = page.evaluate(STATES)
        assert opened
        for sort, expanded, told, open_ones, links in opened:
            assert expanded == "true", (path, sort)
            assert told, (path, sort)
            assert open_ones == 1, (path, sort)
            assert links >= (2 if sort == "note" else 1), (path, sort, told)


def test_what_no_document_says_names_its_origin_and_looks_different(page, served):
    page.goto(f"{served}/doc/establishment/ch-arras")
    page.evaluate(UNFOLD)
    looks = set()
    for sort, words in (
        ("registre", "extrait de janvier 2021"),
        ("editorial", "Décision des éditeurs"),
        ("deduit", "Déduit par une règle"),
    ):
        marker = page.locator(f"button.layer.{sort}:visible").first
        looks.add(
            marker.evaluate(
                "m => { const s = getComputedStyle(m); return [s.borderStyle, s.borderLeftWidth,"
                " s.borderRadius].join() }"
            )
        )
        marker.click()
        panel = panel_of(page, marker)
        assert words in panel.inner_text()
        assert panel.get_by_role("link").first.is_visible()
    assert len(looks) == 3


def test_from_a_value_to_its_fact_to_its_place_in_the_document(page, served):
    page.goto(f"{served}/{AGREEMENT}")
    marker = marker_of(page, WHEN)
    marker.click()
    panel_of(page, marker).get_by_role("link", name="Fait 000-05").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Fait 000-05"
    assert page.locator("blockquote", has_text="signée le 28 juin par").is_visible()
    place = page.locator("section:has(#place-in-document)")
    place.get_by_role("link", name="Document 000").first.click()
    shows_the_place(page)
    page.go_back()
    page.go_back()
    marker = marker_of(page, WHEN)
    marker.click()
    panel_of(page, marker).locator("cite a").click()
    shows_the_place(page)


def shows_the_place(page) -> None:
    """Hold a page against: the document, where it says the fact, in view."""
    assert page.url.endswith("#fact-000-05")
    target = page.locator(":target")
    assert "signée le 28 juin par" in target.inner_text()
    assert target.evaluate("t => t.getBoundingClientRect().top >= -1")
    assert target.evaluate("t => t.getBoundingClientRect().top < innerHeight / 2")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_script_a_number_is_a_link_to_the_words(page, served):
    page.goto(f"{served}/{AGREEMENT}")
    assert page.locator("article.thing button").count() == 0
    holder = page.locator("dd").filter(has_text=WHEN).first
    number = holder.locator("a.note").first
    shown = number.inner_text()
    number.click()
    note = page.locator(f"#note-{shown}:target")
    assert "signée le 28 juin par" in note.inner_text()
    top = note.bounding_box()["y"]
    assert -1 <= top < page.viewport_size["height"]
    note.get_by_role("link", name="Fait 000-05").click()
    page.locator("section:has(#place-in-document)").get_by_role("link").first.click()
    assert page.url.endswith("#fact-000-05")
    page.goto(f"{served}/{AGREEMENT}")
    page.locator("a.layer.deduit").first.click()
    assert "Déduit par une règle" in page.locator("li:target").inner_text()


def test_every_number_leads_to_a_note_and_every_note_is_called_for(page, served):
    """Hold the numbered notes of rich pages against their markers, as without script."""
    for path in (AGREEMENT, GROUP, "doc/document/000", "doc/establishment/chu-montpellier"):
        text = page.request.get(f"{served}/{path}", headers={"Accept": "text/html"}).text()
        called = set(re.findall(r'href="#note-([^"]+)"', text))
        assert called == set(re.findall(r' id="note-([^"]+)"', text)) != set(), path
