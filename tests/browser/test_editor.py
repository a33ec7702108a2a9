"""The query editor in Chromium: examples, answers, links, completion, keyboard, no script."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from served import serving
from tiny_release import make_release
from window import axe

from ghtld.engine.interface import Limits
from ghtld.web.http import assets
from ghtld.web.sparql import editor

pytestmark = pytest.mark.browser

ALL = "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 60"


@pytest.fixture(scope="module", autouse=True)
def _installed(needed) -> None:
    needed(editor.is_installed(), "the editor (“tools/setup.sh dev”)")


@pytest.fixture
def served(tiny: str) -> str:
    return tiny


@pytest.fixture
def opened(page, served):
    """Give the page of the endpoint, its editor ready."""
    page.goto(f"{served}/sparql")
    page.locator(".editor .CodeMirror").wait_for()
    return page


def write(page, query: str) -> None:
    page.get_by_label("Éditeur SPARQL").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def test_an_example_fills_the_editor_and_runs(opened, served):
    opened.get_by_role("link", name="Qui sont les parties ?").click()
    link = opened.get_by_role("link", name="GHT de Lozère group:lozere")
    link.wait_for()
    assert "ORDER BY ?party" in opened.locator(".editor .CodeMirror").inner_text()
    assert opened.locator("#query").input_value().startswith("# Qui sont les parties ?\n")
    link.click()
    assert opened.url == f"{served}/doc/group/lozere"
    assert opened.get_by_role("heading", level=1).inner_text() == "GHT de Lozère"


def test_results_are_in_our_words_and_link_to_our_pages(opened, served):
    write(opened, ALL)
    opened.get_by_role("button", name="Exécuter").click()
    opened.get_by_text("Lignes 1 à 50 sur 60").wait_for()
    opened.get_by_role("link", name="Convention de Lozère agreement:lozere").first.wait_for()
    ours = opened.locator("#shown a.iri[data-iri^='https://w3id.org/ghtld/']")
    hrefs = ours.evaluate_all("links => links.map(link => link.href)")
    assert hrefs
    assert all(href.startswith(f"{served}/") for href in hrefs)
    for href in sorted(set(hrefs)):
        found = httpx.get(href.partition("#")[0], follow_redirects=True)
        assert found.status_code in (200, 404), href
    for words in ("Filtrer les lignes", "Lignes par page :", "Table", "Texte brut"):
        assert opened.get_by_label(words).count() or opened.get_by_text(words).count()
    assert not opened.get_by_text("Filter query results").count()
    opened.get_by_label("Filtrer les lignes").press_sequentially("Lozère agreement")
    opened.get_by_text("(parmi 60)").wait_for()


def test_the_share_link_gives_the_same_answer(opened, chromium, served):
    write(opened, 'SELECT ("à +% &" AS ?x) {}')
    opened.keyboard.press("Control+Enter")
    opened.get_by_role("cell", name="à +% &").wait_for()
    assert opened.url.startswith(f"{served}/sparql?query=")
    link = opened.get_by_role("link", name="Lien vers la question et sa réponse")
    assert link.get_attribute("href") == opened.url
    context = chromium.new_context(locale="fr-FR", java_script_enabled=False)
    other = context.new_page()
    other.goto(opened.url)
    assert other.get_by_label("Requête").input_value() == 'SELECT ("à +% &" AS ?x) {}'
    assert other.get_by_role("cell", name="à +% &").is_visible()
    context.close()


def test_the_address_for_a_spreadsheet_gives_its_csv(opened):
    write(opened, 'SELECT ("a;b" AS ?x) (1.5 AS ?y) {}')
    opened.keyboard.press("Control+Enter")
    link = opened.get_by_role("link", name="CSV pour Excel en français")
    link.wait_for()
    address = link.get_attribute("href")
    assert parse_qs(urlsplit(address).query)["dialect"] == ["excel-fr"]
    assert httpx.get(address).content == '\ufeffx;y\r\n"a;b";1.5\r\n'.encode()
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_label("Copier : CSV pour Excel en français").click()
    opened.get_by_text("Copié").wait_for()
    assert opened.evaluate("navigator.clipboard.readText()") == address


def test_terms_are_completed_with_their_labels(opened):
    opened.get_by_label("Éditeur SPARQL").focus()
    opened.keyboard.type("SELECT * WHERE { ?a ght:par")
    opened.keyboard.press("Control+Space")
    hint = opened.get_by_text("ght:party — partie")
    hint.wait_for()
    opened.keyboard.press("Enter")
    assert opened.locator("#query").input_value() == (
        "PREFIX ght: <https://w3id.org/ghtld/def#>\nSELECT * WHERE { ?a ght:party"
    )
    opened.keyboard.type(" ?p . ?a a foaf:Do")
    opened.keyboard.press("Control+Space")
    opened.get_by_text("foaf:Document — Document").wait_for()


def test_yes_or_no_and_graphs_are_shown(opened):
    write(opened, "ASK { ?s ?p ?o }")
    opened.keyboard.press("Control+Enter")
    opened.locator("#shown").get_by_text("oui", exact=True).wait_for()
    write(opened, "CONSTRUCT { ?s <x:said> ?o } WHERE { ?s ?p ?o } LIMIT 5")
    opened.keyboard.press("Control+Enter")
    opened.get_by_role("link", name="Turtle").wait_for()
    opened.locator("#shown .yasr").get_by_text("x:said").first.wait_for()
    assert not opened.get_by_role("link", name="CSV").count()


def test_what_goes_wrong_is_said(chromium, served):
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()  # it may complain of the answer 400
    page.goto(f"{served}/sparql")
    page.locator(".editor .CodeMirror").wait_for()
    write(page, "SELECT * { ?s ?p ")
    page.keyboard.press("Control+Enter")
    alert = page.get_by_role("alert")
    alert.get_by_text("Erreur de syntaxe").wait_for()
    write(page, "ASK {}")
    page.keyboard.press("Control+Enter")
    page.locator("#shown").get_by_text("oui", exact=True).wait_for()
    assert alert.is_hidden()
    context.close()


def test_everything_is_reached_and_left_by_keyboard(opened):
    opened.get_by_role("button", name="Exécuter").focus()
    opened.keyboard.press("Shift+Tab")
    assert opened.evaluate("document.activeElement.getAttribute('aria-label')") == "Éditeur SPARQL"
    opened.keyboard.type("ASK {}")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.textContent") == "Exécuter"
    opened.keyboard.press("Enter")
    opened.locator("#shown").get_by_text("oui", exact=True).wait_for()


def test_the_english_page_speaks_english(page, served):
    page.goto(f"{served}/sparql?lang=en")
    page.get_by_label("SPARQL editor").focus()
    page.keyboard.insert_text(ALL)
    page.keyboard.press("Control+Enter")
    page.get_by_text("Rows 1 to 50 of 60").wait_for()
    page.get_by_role("link", name="Lozère agreement agreement:lozere").first.wait_for()
    assert "lang=en" in page.url


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.usefixtures("axe_core")
def test_axe_finds_nothing(opened, width):
    opened.set_viewport_size({"width": width, "height": 800})
    write(opened, ALL)
    opened.keyboard.press("Control+Enter")
    opened.get_by_text("Lignes 1 à 50 sur 60").wait_for()
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(opened) == []


def test_without_script_the_form_does_it_all(chromium, served):
    context = chromium.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/sparql")
    page.get_by_role("link", name="Qui sont les parties ?").click()
    assert "ORDER BY ?party" in page.get_by_label("Requête").input_value()
    page.get_by_role("button", name="Exécuter").click()
    page.get_by_role("link", name="GHT de Lozère group:lozere").click()
    assert page.get_by_role("heading", level=1).inner_text() == "GHT de Lozère"
    context.close()


@pytest.fixture
def without_editor(tmp_path, monkeypatch) -> Iterator[str]:
    """Serve from a folder of assets where set-up has not put the editor."""
    folder = tmp_path / "static"
    folder.mkdir()
    for path in assets.FOLDER.glob("*.*"):
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(assets, "FOLDER", folder)
    assets._names.cache_clear()
    assets.hashed.cache_clear()
    make_release(tmp_path / "build")
    with serving(tmp_path / "build", Limits()) as address:
        yield address
    monkeypatch.undo()
    assets._names.cache_clear()
    assets.hashed.cache_clear()


def test_without_the_editor_the_form_stays_and_says_so(chromium, without_editor):
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{without_editor}/sparql")
    assert page.get_by_text("L’éditeur de requêtes n’est pas installé").is_visible()
    page.get_by_label("Requête").fill("ASK {}")
    page.get_by_role("button", name="Exécuter").click()
    assert page.get_by_text("oui", exact=True).is_visible()
    assert not page.locator('script:not([src*="search."])').count()
    context.close()
