"""Text twice as large, as a reader sets it in the browser: no page is wider than the window.

WCAG 2.2, criteria 1.4.4 (text resized to 200 %) and 1.4.10 (reflow): what is wide by nature, a
table or a drawing, scrolls by itself, is reached by keyboard and has a name.
"""

from collections.abc import Iterator

import pytest
from test_kinds import ABSENT, PAGES, address
from window import larger_text, scrollers_unnamed, too_wide, window

pytestmark = pytest.mark.browser

SIZES = ((1280, "desk"), (320, "telephone"))
SAMPLE = PAGES[::6]


@pytest.fixture(scope="module")
def large(chromium) -> Iterator:
    """Give a browser whose reader has set letters of 32 px where 16 px are usual."""
    with larger_text(chromium) as browser:
        yield browser


def wider(page, served: str, paths: tuple[str, ...], language: str) -> list[str]:
    """Return the pages that must be scrolled sideways, or have a part that scrolls unnamed."""
    wrong = []
    for path in paths:
        page.goto(address(served, path, language))
        letters = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        assert letters >= 32, "the letters are twice as large"
        for width, where in SIZES:
            page.set_viewport_size({"width": width, "height": 800})
            if too_wide(page):
                wrong.append(f"{path}: too wide on a {where}")
            wrong += [f"{path}: {part}" for part in scrollers_unnamed(page)]
    return wrong


@pytest.mark.parametrize(("language", "paths"), [("fr", PAGES), ("en", SAMPLE)])
def test_no_page_is_wider_than_the_window_with_letters_twice_as_large(
    large, served, language, paths
):
    absent = frozenset(address(served, path, language) for path in ABSENT)
    with window(large, served, absent=absent) as page:
        assert wider(page, served, paths, language) == []


def test_nor_where_only_the_letters_of_the_page_are_enlarged(page, served):
    """Then conditions on the width of the window, in em, still count in usual letters."""
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded',"
        " () => { document.documentElement.style.fontSize = '200%'; })"
    )
    assert wider(page, served, PAGES[: -len(ABSENT) : 3], "fr") == []


def test_a_wide_table_becomes_cards_or_scrolls_by_itself(large, served):
    with window(large, served) as page:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{served}/doc/agreement/lozere-montpellier?lang=fr")
        cards = page.locator("table.cards tr").first
        assert cards.evaluate("row => getComputedStyle(row).display") == "block"
        page.goto(f"{served}/network?lang=fr")
        table = page.get_by_role("region", name="Tableau, à faire défiler au besoin").first
        assert table.evaluate("part => part.scrollWidth > part.clientWidth")
        table.focus()
        page.keyboard.press("ArrowRight")
        for _ in range(100):
            if table.evaluate("part => part.scrollLeft") > 0:
                break
            page.wait_for_timeout(50)
        assert table.evaluate("part => part.scrollLeft") > 0
