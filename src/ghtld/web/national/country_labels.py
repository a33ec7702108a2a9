"""Whether a site holds the country, and what its values are called."""

from __future__ import annotations

from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import XSD
from ghtld.ui import literals
from ghtld.ui.problems import Problem, ProblemRaised
from ghtld.web.index import NoIndex
from ghtld.web.national.country_index import SCHEMES, UNSAID, Atlas, Chosen, Entry
from ghtld.web.pages.view import View
from ghtld.web.site import Site, Text

ABSENT = Problem(404, "nat-absent")


def held(site: Site) -> Atlas | None:
    """Return the index of the country of a site, or None for a release without a sound one."""
    return None if site.files.is_damaged(site.release.national) else site.derived(_open)


def is_held(view: View) -> bool:
    """Tell whether the release that a page shows holds the country."""
    return held(view.site) is not None


def atlas(site: Site) -> Atlas:
    """Return the index of the country; raise the problem of a release without one."""
    found = held(site)
    if found is None:
        damaged = site.files.is_damaged(site.release.national)
        raise NoIndex(Atlas.problem) if damaged else ProblemRaised(ABSENT)
    return found


def _open(site: Site) -> Atlas | None:
    path = site.release.national
    try:
        return Atlas(path, lambda: site.files.note_damage(path))
    except NoIndex:
        return None


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
        found = atlas(view.site).grouping(value)
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


def extract_date(view: View, found: Atlas) -> str:
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
