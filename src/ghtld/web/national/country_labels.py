"""From a site to its index of the country: what values are called, and the links between pages."""

from __future__ import annotations

from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import XSD
from ghtld.ui import literals
from ghtld.ui.problems import Problem, ProblemRaised
from ghtld.web.index import NoIndex
from ghtld.web.national.country_index import SCHEMES, UNSAID, Chosen, CountryIndex, Entry
from ghtld.web.pages.view import View
from ghtld.web.site import Site, Text

ABSENT = Problem(404, "nat-absent")


def country(site: Site) -> CountryIndex | None:
    """Return the index of the country of a site, or None for a release without a sound one."""
    return site.index(CountryIndex, site.release.national)


def has_country(view: View) -> bool:
    """Tell whether the release that a page shows holds the country."""
    return country(view.site) is not None


def country_index(site: Site) -> CountryIndex:
    """Return the index of the country; raise the problem of a release without one."""
    found = country(site)
    if found is None:
        damaged = site.files.is_damaged(site.release.national)
        raise NoIndex(CountryIndex.problem) if damaged else ProblemRaised(ABSENT)
    return found


def concept(name: str, code: str) -> NamedNode:
    """Return the concept of a code; raise ValueError for what can be no code."""
    return iris.node("concept", f"{SCHEMES[name]}/{code}")


def is_concept(site: Site, name: str, code: str) -> bool:
    """Tell whether the vocabulary, or the extract itself, describes a code."""
    return iris.is_slug("concept", f"{SCHEMES[name]}/{code}") and bool(
        site.labels(concept(name, code))
    )


def value_text(view: View, name: str, value: str) -> Text:
    """Return a value of a facet for people."""
    key = ("national", name, value, view.language)
    return view.site.remembered(key, lambda: _value_text(view, name, value))


def value_iri(view: View, name: str, code: str) -> str:
    """Return the IRI of the concept of a code; empty where nothing describes it."""

    def found() -> str:
        return concept(name, code).value if is_concept(view.site, name, code) else ""

    return view.site.remembered(("national-iri", name, code), found) if code else ""


def _value_text(view: View, name: str, value: str) -> Text:
    if value in ("", UNSAID):
        return Text(view.say("nat-unsaid"), view.language)
    if name == "kind":
        known = value in ("legal", "geographic")
        return Text(view.say(f"nat-kind-{value}") if known else value, view.language)
    if name == "grouping":
        found = country_index(view.site).grouping(value)
        return view.cut(Text(found.name if found else value))
    if is_concept(view.site, name, value):
        return view.name(concept(name, value))
    return view.cut(Text(value))


def entry_text(view: View, entry: Entry) -> Text:
    """Return the name of an entry; its number where the register gives nothing else."""
    if entry.name:
        return Text(entry.name)
    return Text(view.say("nat-number-only", number=entry.number), view.language)


def closed_text(view: View, entry: Entry) -> str:
    """Return the words that mark a closed entry, empty for an open one."""
    if not entry.closed:
        return ""
    if entry.closed_on:
        return view.say("nat-closed-on", date=view.date(entry.closed_on))
    return view.say("nat-closed")


def extract_date(view: View, found: CountryIndex) -> str:
    """Return the date of the extract as the language of the page writes it."""
    whole = found.date.count("-") == 2
    literal = Literal(found.date, datatype=XSD.date if whole else XSD.gYearMonth)
    return literals.read_aloud(literal, view.language)


def link(view: View, path: str, chosen: Chosen | None = None, **said: str) -> str:
    """Return the link to a national page, with what it is narrowed to."""
    query = urlencode({**(chosen or {}), **said})
    return view.href(f"national{'/' if path else ''}{path}{'?' if query else ''}{query}")


def page_link(view: View, path: str, chosen: Chosen, number: int) -> str:
    """Return the link to a page of a table, numbered from 1, with what it is narrowed to."""
    if chosen:
        return link(view, path, chosen, page=str(number))
    return view.page_href(f"national/{path}", number)


NamedLink = tuple[Text, str | None]
_PLACES = ("region", "department", "category")


def national_links(view: View, node: NamedNode) -> list[NamedLink]:
    """Return name and link of the national pages that a thing stands on; none without any.

    A thing's own page does without them where the index is damaged.
    """
    thing, found = iris.read(node.value), country(view.site)
    if thing is None or found is None:
        return []
    try:
        return _links(view, found, thing)
    except NoIndex:
        return []


def _links(view: View, found: CountryIndex, thing: iris.Thing) -> list[NamedLink]:
    if thing.kind == "finess":
        return _of_entry(view, found, thing.slug)
    if thing.kind == "concept":
        scheme, _, code = thing.slug.partition("/")
        return _of_concept(view, found, scheme, code)
    return []


def _of_entry(view: View, found: CountryIndex, number: str) -> list[NamedLink]:
    entry = found.entry(number)
    if entry is None:
        return []
    steps: list[NamedLink] = [(Text(view.say("nat-france"), view.language), link(view, ""))]
    for name in _PLACES:
        code = getattr(entry, name)
        if code:
            steps.append((value_text(view, name, code), link(view, f"{name}/{code}")))
    for one in found.groupings_of(number):
        steps.append((Text(one.name), view.link(one.iri)))
    return steps


def _of_concept(view: View, found: CountryIndex, scheme: str, code: str) -> list[NamedLink]:
    name = next((name for name, known in SCHEMES.items() if known == scheme), None)
    if name is None or not found.count({name: code}):
        return []
    text = value_text(view, name, code)
    if name in _PLACES:
        return [(text, link(view, f"{name}/{code}"))]
    return [(text, link(view, "list", {name: code}))]
