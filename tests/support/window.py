"""A window of Debian's Chromium that complains of nothing and asks no other host."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = "{rules: {'target-size': {enabled: true}}}"
"""What axe leaves out unless it is asked: it is new in WCAG 2.2 (criterion 2.5.8)."""
_FOUND = "r => r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html])"
_UNNAMED = """() => [...document.querySelectorAll('.wide, .plate')].filter(part =>
    part.tabIndex !== 0 || part.getAttribute('role') !== 'region' || !part.ariaLabel
).map(part => part.outerHTML.slice(0, 100))"""
_WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@contextmanager
def window(chromium, address: str, *, absent: frozenset[str] = frozenset(), **options) -> Iterator:
    """Give a page; at the end hold it against an error, a bad answer or another host.

    ``absent`` are addresses that are asked for although nothing is there.
    """
    context = chromium.new_context(**{"locale": "fr-FR", **options})
    page = context.new_page()
    complaints: list[str] = []
    asked: set[str] = set()

    def hear(message) -> None:
        if message.location.get("url") not in absent:
            complaints.append(f"{page.url}: {message.text}")

    def look(answer) -> None:
        if answer.status >= 400 and answer.url not in absent:
            complaints.append(f"{answer.status} {answer.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("response", look)
    page.on("request", lambda request: asked.add(request.url))
    yield page
    context.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith((f"{address}/", "data:", "blob:"))] == []


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8") + "\n;undefined"


def axe(page) -> list[list[object]]:
    """Return what axe-core finds on a page: rule, count, first element."""
    page.evaluate(_axe())
    return page.evaluate(f"axe.run({_RULES}).then({_FOUND})")


def too_wide(page) -> bool:
    """Tell whether a page must be scrolled sideways."""
    wide, seen = page.evaluate(_WIDTHS)
    return wide > seen


def scrollers_unnamed(page) -> list[str]:
    """Return what scrolls by itself and has no name, or is not reached by keyboard."""
    return page.evaluate(_UNNAMED)


@contextmanager
def larger_text(chromium) -> Iterator:
    """Give a browser like ``chromium``, set to letters twice as large as usual."""
    settings = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
    browser = chromium.browser_type.launch(
        executable_path="/usr/bin/chromium", args=["--headless=new", "--no-sandbox", settings]
    )
    yield browser
    browser.close()
