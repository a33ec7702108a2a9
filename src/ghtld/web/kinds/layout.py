"""The page of one thing put together: its kind's sections, notes, and what every page offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.formats import ALL, HTML
from ghtld.web.kinds import registry
from ghtld.web.national import country_labels
from ghtld.web.pages import citation, concept_tree, json_ld, meta_description
from ghtld.web.pages.elements import NOTHING, Html, link, safe
from ghtld.web.pages.page_builder import Sheet
from ghtld.web.pages.template_cache import fill, slot
from ghtld.web.pages.view import View, environment


@dataclass(frozen=True)
class Leaf:
    """A page about to be written: the sheet of its sections, and its kind in words."""

    sheet: Sheet
    kind: str

    @property
    def node(self) -> NamedNode:
        """Return what the page is about."""
        return self.sheet.about.node

    @property
    def thing(self) -> iris.Thing | None:
        """Return what kind of thing of ours that is, None for the vocabulary's documents."""
        return iris.read(self.node.value)


def path_of(node: NamedNode) -> str:
    """Return the path, below the root, of the document about a thing."""
    thing = iris.read(node.value)
    return f"doc/{thing.kind}/{thing.slug}" if thing else node.value.removeprefix(iris.BASE)


def write(leaf: Leaf) -> str:
    """Return the page."""
    registry.write(leaf.sheet)
    view, sheet, thing = leaf.sheet.view, leaf.sheet, leaf.thing
    label, told = view.name(leaf.node), meta_description.of_sheet(sheet)
    slots = {
        "name": safe(label.value),
        "path": safe(path_of(leaf.node)),
        "described": meta_description.elements(told),
        "turns": sheet.about.page.heads(view),
        "json_ld": json_ld.of_thing(view, leaf.node, sheet.about.said, told),
        "types": Html(" · ".join(map(view.html, sheet.about.types))) or safe(leaf.kind),
        "label": view.text(label),
        "lead": f'<div class="lead">{sheet.lead}</div>' if sheet.lead else "",
        "pager": _macro(view, "pager", sheet.about.page) if sheet.about.page.pages > 1 else "",
        "national": _doors(view, leaf.node),
        "sections": _sections(sheet),
        "rest": _rest(sheet),
        "tree": _tree(view, leaf.node),
        "incoming": _section(view, "incoming", sheet.rest_from) if sheet.rest_from else "",
        "asides": _asides(sheet),
        "notes": _notes(sheet),
        "iri": safe(leaf.node.value),
        "takeaway": citation.takeaway(view, leaf.node.value),
    }
    own = thing.kind if thing else ""
    return fill(view, "thing.html", slots, own, lambda: _same(view, own, leaf.kind))


def _same(view: View, kind: str, named: str) -> dict[str, object]:
    """Return what the pages of one kind have in common: the list they are in, their forms."""
    path = slot("path")
    forms = [
        (form.label, view.href(f"{path}.{form.suffix}"), form.media_type)
        for form in ALL
        if form is not HTML
    ]
    return {"kind": kind, "named": named, "forms": forms}


def _macro(view: View, name: str, *values: object) -> str:
    module = environment().get_template("macros.html").make_module({"view": view})
    return str(getattr(module, name)(view, *values))


def _doors(view: View, node: NamedNode) -> str:
    found = country_labels.national_links(view, node)
    if not found:
        return ""
    links = " · ".join(link(href or "", view.text(text)) for text, href in found)
    name = safe(view.say("nat-menu") + view.say("nat-colon"))
    return f'<p class="formats">{name} {links}</p>\n'


def _sections(sheet: Sheet) -> str:
    parts = []
    for section in sheet.sections:
        count = _count(sheet.view, section.count)
        sort = f' class="{section.sort}"' if section.sort else ""
        more = f'<p class="more">{safe(section.more)}</p>\n' if section.more else ""
        parts.append(
            f'<section{sort} aria-labelledby="{section.key}">\n'
            f'<h2 id="{section.key}">{safe(section.heading)}{count}</h2>\n'
            f"{section.body}{more}</section>\n"
        )
    return "".join(parts)


def _count(view: View, number: int) -> str:
    return f' <span class="count">{view.number(number)}</span>' if number else ""


def _rest(sheet: Sheet) -> str:
    view = sheet.view
    if sheet.rest and sheet.sections:
        told = safe(view.say("page-others-count", count=view.number(sheet.left)))
        folded = f"<details><summary>{told}</summary>\n{sheet.rest}</details>\n"
        return _section(view, "page-other-statements", folded, "said", "rest")
    if sheet.rest:
        return _section(view, "statements", sheet.rest, "said", "rest")
    if sheet.sections or sheet.asides or sheet.lead or sheet.about.page.number > 1:
        return ""
    return f"<p>{safe(view.say('nothing-said'))}</p>\n"


def _section(view: View, heading: str, body: str, key: str = "", sort: str = "") -> str:
    key, style = key or heading, f' class="{sort}"' if sort else ""
    return (
        f'<section{style} aria-labelledby="{key}">\n'
        f'<h2 id="{key}">{safe(view.say(heading))}</h2>\n{body}</section>\n'
    )


def _tree(view: View, node: NamedNode) -> str:
    branches = concept_tree.tree(view, node)
    if not branches:
        return ""
    note = f"<p>{safe(view.say('concept-tree-note'))}</p>\n"
    return _section(view, "concept-tree", note + _macro(view, "tree", branches), "tree")


def _asides(sheet: Sheet) -> str:
    view = sheet.view
    if not sheet.asides:
        return ""
    parts = [f"<p>{safe(view.say('elsewhere-note'))}</p>\n"]
    for name, said, incoming in sheet.asides:
        points = f'<p class="count">{safe(view.say("points-here"))}</p>\n' if incoming else ""
        parts.append(f"<section>\n<h3>{name}</h3>\n{said}{points}{incoming}</section>\n")
    return _section(view, "elsewhere", "".join(parts), "elsewhere", "aside")


def _notes(sheet: Sheet) -> str:
    """Return the notes: the words of the documents, numbered; other origins, lettered."""
    if not sheet.words_of and not sheet.origins:
        return ""
    view, body = sheet.view, NOTHING
    if sheet.words_of:
        body = Html(f"<ol>\n{_items(sheet.words_of)}</ol>\n")
    if sheet.origins:
        between = f"<h3>{safe(view.say('page-other-origins'))}</h3>\n" if body else ""
        origins = f'<ol type="a" class="origins">\n{_items(sheet.origins)}</ol>\n'
        body = Html(f"{body}{between}{origins}")
    heading = "words" if sheet.words_of else "page-other-origins"
    return _section(view, heading, body, "words", "words")


def _items(notes: Iterable[tuple[int | str, Html]]) -> str:
    return "".join(f'<li id="note-{name}">{text}</li>\n' for name, text in notes)
