"""The reference in Debian's Chromium: anchors are seen, data for search engines are not run."""

import json

import pytest

pytestmark = pytest.mark.browser
PAGES = ["/", "/def", "/shapes", "/dataset", "/dumps/", "/doc/concept/mission", "/doc/document/000"]
PAGES += ["/legal", "/privacy", "/accessibility", "/licences", "/doc/person/patrick-julien"]


@pytest.fixture(scope="module")
def page(chromium, served):
    """Give a page of the real release that notes what its security policy forbids."""
    context = chromium.new_context(base_url=served, locale="fr-FR")
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " event => console.error(event.violatedDirective + ' ' + event.blockedURI))"
    )
    yield opened
    context.close()


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


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/dataset#class-Agreement", "accord"),
        ("/dataset#ghtld-trig", "ghtld.trig"),
        ("/dataset#ghtld-trig-sha256", "SHA-256"),
        ("/id/fact/000-05#statement-4", "Convention d’association entre le GHT de Lozère"),
        ("/shapes#Agreement", "Convention"),
    ],
)
def test_what_an_iri_with_a_fragment_names_is_seen(page, address, words):
    page.goto(address)
    place = page.locator(":target")
    assert place.get_attribute("id") == address.partition("#")[2]
    assert words in place.inner_text()
    box = place.bounding_box()
    assert 0 <= box["y"] < page.viewport_size["height"]
    look = "part => [getComputedStyle(part).outlineStyle, getComputedStyle(part).backgroundColor]"
    outline, paper = place.evaluate(look)
    assert outline != "none"
    assert paper != page.evaluate("getComputedStyle(document.body).backgroundColor")
