"""On every page of the real edition: no value without a source, no statement lost."""

import html

import pytest
from page_tree import Element, markers, notes, read, sections
from pyoxigraph import BlankNode, Literal, NamedNode

from ghtld import iris
from ghtld.terms import DCTERMS, GHT, RDF, RDFS, SKOS
from ghtld.web.kinds.registry import WRITERS
from ghtld.web.pages.description import describe
from ghtld.web.pages.view import View

SHARES = 2
OWN_PROOF = {"facts", "how-read", "states", "place-in-document", "see-also", "words", "cite"}
"""Sections that quote words themselves, lead elsewhere, or say how to use the page."""
ASIDE = {"elsewhere", "tree"}
"""Sections whose heading names the one graph that says all of it."""
CHOSEN = (RDFS.comment, GHT.method, SKOS.definition, DCTERMS.description, GHT.ambiguity)
"""Texts of editors, shown in the language of the page alone where it has them."""


def names(site, share):
    found = [iris.read(node.value) for nodes in site.things.values() for node in nodes]
    return [f"{thing.kind}/{thing.slug}" for thing in found][share::SHARES]


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_proved_whole_and_sound(site, fetch, share):
    """The walk: all pages of things, French and English by turns; each page is read once."""
    faults = []
    for place, name in enumerate(names(site, share)):
        language = ("fr", "en")[place % 2]
        page = fetch(name, language)
        tree = read(page)
        found = (*unproved(tree), *astray(tree), *lost(site, name, language, page), *unsound(tree))
        faults += [f"{name} ({language}): {fault}" for fault in found]
        assert len(page.encode()) < 100_000, name
    assert faults == []


def unproved(tree: Element) -> list[str]:
    """Return the cells that say something without telling who says it."""
    found = []
    for key, section in sections(tree).items():
        if key in OWN_PROOF | ASIDE:
            continue
        for cell in section.every():
            if cell.name not in ("dd", "td", "li") or has_parts(cell) or markers(cell):
                continue
            links = [link for link in cell.every("a") if link.said.get("class") != "to"]
            if not is_apart(cell) and (links or cell.text.strip("→ ")):
                found.append(f"{key}: {cell.text[:80]}")
    return found


def has_parts(cell: Element) -> bool:
    return any(part.name in ("dd", "td", "li") for part in cell.every())


def is_apart(cell: Element) -> bool:
    """Tell whether a cell says only how much is left out, or that nothing is said."""
    inside = [part for part in cell.inside if isinstance(part, Element) or part.strip()]
    soft = [isinstance(part, Element) and part.said.get("class") == "soft" for part in inside]
    return cell.said.get("class") == "more" or all(soft)


def astray(tree: Element) -> list[str]:
    """Return the markers that lead to no note, and the notes that tell no origin."""
    known = notes(tree)
    found = [m for m in markers(tree) if m not in known and "/doc/fact/" not in m]
    for number, note in known.items():
        kind = "/doc/fact/" if number.isdecimal() else "/doc/graph/"
        if not any(kind in link.said["href"] for link in note.every("a")):
            found.append(f"note {number}")
    return found


def lost(site, name: str, language: str, page: str) -> list[str]:
    """Return the statements of the edition that the page of a thing does not show."""
    about = describe(site, NamedNode(f"{iris.BASE}id/{name}"))
    view = View(site, language, f"doc/{name}.html", True)
    return [
        f"lost: {found.predicate.value} {value.term}"
        for found in (*about.outgoing, *about.incoming)
        for value in found.values
        if not shown(view, found.predicate, value.term, page)
        and not other_language(found, value.term, language)
    ]


def shown(view, predicate, term, page) -> bool:
    if isinstance(term, NamedNode):
        link = view.link(term.value)
        return f'href="{html.escape(link)}' in page if link else html.escape(term.value) in page
    if isinstance(term, BlankNode):
        return True
    text = view.show(term).text.value if isinstance(term, Literal) else str(term)
    return (
        str(html.escape(text, quote=False)).replace('"', "&#34;").replace("'", "&#39;")[:100]
        in page
        or predicate == RDF.type
    )


def other_language(found, term, language) -> bool:
    """Tell whether the page may leave out a text that it gives in its own language."""
    texts = [value.term for value in found.values if isinstance(value.term, Literal)]
    own = [text for text in texts if text.language == language]
    return found.predicate in CHOSEN and bool(own) and getattr(term, "language", None) != language


def unsound(tree: Element) -> list[str]:
    """Return what is wrong with the page as such."""
    ids = [element.said["id"] for element in tree.every() if "id" in element.said]
    found = [f"twice: {name}" for name in set(ids) if ids.count(name) > 1]
    if len(list(tree.every("h1"))) != 1:
        found.append("headings")
    if len(list(tree.one("nav", sort="crumbs").every("li"))) != 3:
        found.append("breadcrumb")
    attributes = {name for element in tree.every() for name in element.said}
    return found + [name for name in attributes if name == "style" or name.startswith("on")]


def test_every_kind_has_a_page_of_its_own():
    assert set(WRITERS) == set(iris.KINDS)
