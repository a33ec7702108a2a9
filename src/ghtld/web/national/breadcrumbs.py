"""From the page of a thing to the pages of the country: its place, its category, its groupings."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.web.index import NoIndex
from ghtld.web.national.country_index import SCHEMES, Atlas
from ghtld.web.national.country_labels import held, link, value_text
from ghtld.web.pages.view import View
from ghtld.web.site import Text

Door = tuple[Text, str | None]
_PLACES = ("region", "department", "category")


def doors(view: View, node: NamedNode) -> list[Door]:
    """Return name and link of the national pages that a thing stands on; none without any.

    A thing's own page does without them where the index is damaged.
    """
    thing, found = iris.read(node.value), held(view.site)
    if thing is None or found is None:
        return []
    try:
        return _doors(view, found, thing)
    except NoIndex:
        return []


def _doors(view: View, found: Atlas, thing: iris.Thing) -> list[Door]:
    if thing.kind == "finess":
        return _of_entry(view, found, thing.slug)
    if thing.kind == "concept":
        scheme, _, code = thing.slug.partition("/")
        return _of_concept(view, found, scheme, code)
    return []


def _of_entry(view: View, found: Atlas, number: str) -> list[Door]:
    entry = found.entry(number)
    if entry is None:
        return []
    steps: list[Door] = [(Text(view.say("nat-france"), view.language), link(view, ""))]
    for name in _PLACES:
        code = getattr(entry, name)
        if code:
            steps.append((value_text(view, name, code), link(view, f"{name}/{code}")))
    for one in found.groupings_of(number):
        steps.append((Text(one.name), view.link(one.iri)))
    return steps


def _of_concept(view: View, found: Atlas, scheme: str, code: str) -> list[Door]:
    name = next((name for name, known in SCHEMES.items() if known == scheme), None)
    if name is None or not found.count({name: code}):
        return []
    text = value_text(view, name, code)
    if name in _PLACES:
        return [(text, link(view, f"{name}/{code}"))]
    return [(text, link(view, "list", {name: code}))]
