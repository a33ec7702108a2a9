"""Every kind of page in Chromium: axe, French and English, light and dark, narrow, large, printed.

A page is loaded once in each language, in the other scheme of colours each time; its neighbours in
the list take the schemes the other way round.
"""

import pytest
from window import axe, too_wide, window

from ghtld import iris

pytestmark = pytest.mark.browser

THINGS = {
    "group": "hainaut-cambresis",
    "establishment": "chu-montpellier",
    "body": "arh-nord-pas-de-calais",
    "network": "g-sep",
    "programme": "perinat",
    "person": "didier-putod",
    "post": "directeur-ch-emile-roux",
    "place": "epinal",
    "agreement": "lozere-montpellier",
    "event": "approbation-hainaut",
    "signature": "lozere-didier-putod",
    "membership": "hainaut-cambresis-ch-avesnes",
    "action": "acces-plateaux-lozere",
    "figure": "chu-montpellier-consultations-externes",
    "ranking": "chu-montpellier-chu",
    "list": "acteurs-demographie-haute-loire",
    "discrepancy": "lozere-membres",
    "match": "ch-arras-ej",
    "document": "000",
    "fact": "000-05",
    "note": "000-02",
    "evidence": "000-01-1",
    "graph": "inferred-signing-bounds",
    "concept": "mission/formation",
    "finess": "340780477",
}
"""One of each kind; the pages of finess-group are those of the country and are tested with it."""
WAYS = (
    "",
    "search",
    "search?q=qui+a+signé+lozère",
    "search?q=zzzzqq",
    "list/establishment?region=region:32",
    "list/agreement?mission=mission:recherche&year=1900",
    "doc/concept/mission",
    "doc/fact/",
    "timeline",
    "network",
    "matrix",
    "map",
    "discrepancies",
    "changes",
    "sparql",
    "sparql?query=ASK%7B%7D",
    "def",
    "shapes",
    "dataset",
    "dumps/",
    "legal",
    "privacy",
    "accessibility",
    "licences",
    "nothing-of-the-kind",
    "list/agreement?page=9",
    "doc/person/nobody",
)
PAGES = (*(f"doc/{kind}/{slug}" for kind, slug in THINGS.items()), *WAYS)
ABSENT = WAYS[-3:]
FACE = """() => ({
    language: document.documentElement.lang,
    title: document.title,
    headings: document.querySelectorAll('h1').length,
    other: document.querySelector('a.language').href,
    paper: getComputedStyle(document.body).backgroundColor,
})"""
UNPRINTED = """() => [...document.querySelectorAll('.words li')].filter(
    note => !note.checkVisibility() || !note.getClientRects().length).map(note => note.id)"""
PRINTED = """() => [...document.querySelectorAll('nav, form, .skip')].filter(
    part => part.checkVisibility()).map(part => part.outerHTML.slice(0, 80))"""


def address(served: str, path: str, language: str) -> str:
    return f"{served}/{path}{'&' if '?' in path else '?'}lang={language}"


def test_every_kind_is_among_the_pages():
    assert set(THINGS) == set(iris.KINDS) - {"finess-group"}


def is_light(paper: str) -> bool:
    """Tell whether a colour, as ``rgb(r, g, b)``, is nearer to white."""
    return sum(map(int, paper.strip("rgb()").split(","))) > 3 * 128


def audit(page, url: str, language: str, scheme: str) -> list[str]:
    """Return what is wrong with a page as it is read on a desk, on a telephone and on paper."""
    page.set_viewport_size({"width": 1100, "height": 900})
    page.goto(url)
    face = page.evaluate(FACE)
    wrong = [f"axe: {found}" for found in axe(page)]
    if face["language"] != language or face["headings"] != 1 or not face["title"]:
        wrong.append(f"its face: {face}")
    if is_light(face["paper"]) != (scheme == "light"):
        wrong.append(f"{face['paper']} is not {scheme}")
    other = "en" if language == "fr" else "fr"
    switched = page.url.replace(f"lang={language}", f"lang={other}").replace("page=9&", "")
    if face["other"] != switched:
        wrong.append(f"the switch leaves the page: {face['other']}")
    return wrong + _sizes(page) + _paper(page)


def _sizes(page) -> list[str]:
    wrong = []
    for width, why in ((640, "zoom of 200 % on 1,280 px"), (320, "telephone")):
        page.set_viewport_size({"width": width, "height": 500})
        if too_wide(page):
            wrong.append(f"too wide: {why}")
    return wrong


def _paper(page) -> list[str]:
    page.set_viewport_size({"width": 720, "height": 1000})
    page.emulate_media(media="print")
    wrong = [f"not printed: {note}" for note in page.evaluate(UNPRINTED)]
    wrong += [f"printed: {part}" for part in page.evaluate(PRINTED)]
    if not is_light(page.evaluate(FACE)["paper"]):
        wrong.append("dark paper")
    if too_wide(page):
        wrong.append("wider than the paper")
    page.emulate_media(media="screen")
    return wrong


@pytest.mark.usefixtures("axe_core")
@pytest.mark.parametrize(
    ("language", "scheme", "turn"),
    [("fr", "light", 0), ("en", "dark", 0), ("fr", "dark", 1), ("en", "light", 1)],
)
def test_every_kind_of_page(chromium, served, language, scheme, turn):
    absent = frozenset(address(served, path, language) for path in ABSENT)
    found = {}
    with window(chromium, served, absent=absent, color_scheme=scheme) as page:
        for path in PAGES[turn::2]:
            wrong = audit(page, address(served, path, language), language, scheme)
            if wrong:
                found[path] = wrong
    assert found == {}


def test_the_language_switch_stays_on_the_page_and_its_links_keep_it(page, served):
    for path in ("doc/agreement/lozere-montpellier", "list/establishment?region=region:32", "def"):
        page.goto(f"{served}/{path}")
        where = page.url.partition("?")[0]
        page.locator("a.language").click()
        assert page.url.partition("?")[0] == where
        assert page.locator("html").get_attribute("lang") == "en"
        assert path.partition("?")[2].replace(":", "%3A") in page.url.replace(":", "%3A")
    page.goto(f"{served}/doc/agreement/lozere-montpellier?lang=en")
    page.locator("section:has(#parties) li a").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.startswith(f"{served}/doc/establishment/chu-montpellier")


SEEN = """() => {
    const style = getComputedStyle(document.activeElement);
    const box = document.activeElement.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
    return [document.activeElement.outerHTML.slice(0, 100), inside
        && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
}"""


@pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True
)
def test_what_has_the_focus_is_seen(page, served):
    for path in ("", "doc/agreement/lozere-montpellier", "list/establishment", "search?q=lozere"):
        page.goto(f"{served}/{path}")
        for _ in range(30):
            page.keyboard.press("Tab")
            element, seen = page.evaluate(SEEN)
            assert seen, (path, element)


def test_the_skip_link_comes_first_and_leads_past_the_menu(page, served):
    for path in ("", "doc/fact/000-05", "list/agreement", "search", "def", "map", "legal"):
        page.goto(f"{served}/{path}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null"), path
