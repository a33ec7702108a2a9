"""Terms as the elements of a page. They recur on every page, so a site remembers them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from ghtld.web.pages import messages

if TYPE_CHECKING:
    from ghtld.web.pages.view import Shown
    from ghtld.web.site import Text

_LANG = Markup(' lang="{}"')
_TITLE = Markup(' title="{}"')
_BDI = Markup('<bdi{} dir="auto">{}</bdi>')
_LINK = Markup('<a href="{}"{}{}>{}</a>')
_SPAN = Markup("<span{}>{}</span>")
_FOLDED = Markup(
    '<details class="long"{} dir="auto"><summary>{}…</summary>…{}</details>',
)
_LAYER = Markup(' <a class="layer" href="{}"{}>{}</a>')
_NOTE = Markup('<sup><a class="note" href="#note-{}" aria-label="{}">{}</a></sup>')
_NONE = Markup()
_OUTSIDE = Markup(' rel="external"')


def of(shown: Shown, language: str, fold: int) -> Markup:
    """Return ``shown`` on a page in ``language``; a long text is folded after ``fold`` characters.

    Text of any direction stays in its place (HTML, section 4.5.26, ``bdi``).
    """
    title = _TITLE.format(shown.title) if shown.title else _NONE
    if shown.href:
        outside = _OUTSIDE if shown.outside else _NONE
        return _LINK.format(shown.href, title, outside, text(shown.text, language))
    if title:
        return _SPAN.format(title, text(shown.text, language))
    if shown.long:
        words = shown.text.value
        return _FOLDED.format(_lang(shown.text, language), words[:fold], words[fold:])
    return text(shown.text, language)


def text(words: Text, language: str) -> Markup:
    """Return words, and which language they are in where it is not the page's."""
    return _BDI.format(_lang(words, language), words.value)


@lru_cache(4096)
def note(number: int, language: str) -> Markup:
    """Return the number that leads to the words behind a value."""
    return _NOTE.format(number, messages.say("note", language, number=number), number)


def layer(href: str | None, title: str, name: Text, language: str) -> Markup:
    """Return the mark that tells which graph, in which layer, a value comes from."""
    return _LAYER.format(href or "", _TITLE.format(title), text(name, language))


def _lang(words: Text, language: str) -> Markup:
    return _LANG.format(words.language) if words.language not in (None, language) else _NONE
