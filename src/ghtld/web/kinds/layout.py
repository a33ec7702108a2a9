"""The page of one thing put together: its kind's sections, notes, and what every page offers."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.formats import ALL, HTML
from ghtld.web.kinds import registry
from ghtld.web.national import breadcrumbs
from ghtld.web.pages import citation, concept_tree, json_ld, meta_description
from ghtld.web.pages.elements import NOTHING, Html, link, safe
from ghtld.web.pages.page_builder import PageBuilder
from ghtld.web.pages.template_cache import fill, slot
from ghtld.web.pages.view import View, environment


def path_of(node: NamedNode) -> str:
    """Return the path, below the root, of the document about a thing."""
    thing = iris.read(node.value)
    return f"doc/{thing.kind}/{thing.slug}" if thing else node.value.removeprefix(iris.BASE)


def write(page: PageBuilder, kind: str) -> str:
    """Return the page of a thing whose kind is called ``kind``."""
    registry.write(page)
    view, node = page.view, page.about.node
    thing = iris.read(node.value)
    label, told = view.name(node), meta_description.of_sheet(page)
    slots = {
        "name": safe(label.value),
        "path": safe(path_of(node)),
        "described": meta_description.elements(told),
        "turns": page.about.page.heads(view),
        "json_ld": json_ld.of_thing(view, node, page.about.outgoing, told),
        "types": Html(" · ".join(map(view.html, page.about.types))) or safe(kind),
        "label": view.text(label),
        "lead": f'<div class="lead">{page.lead}</div>' if page.lead else "",
        "pager": _macro(view, "pager", page.about.page) if page.about.page.pages > 1 else "",
        "national": _doors(view, node),
        "sections": _sections(page),
        "rest": _rest(page),
        "tree": _tree(view, node),
        "incoming": _section(view, "incoming", page.rest_from) if page.rest_from else "",
        "asides": _asides(page),
        "notes": _notes(page),
        "iri": safe(node.value),
        "takeaway": citation.takeaway(view, node.value),
    }
    own = thing.kind if thing else ""
    return fill(view, "thing.html", slots, own, lambda: _same(view, own, kind))


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
    module = environment().get_template("macros.html").module
    return str(getattr(module, name)(view, *values))


def _doors(view: View, node: NamedNode) -> str:
    found = breadcrumbs.doors(view, node)
    if not found:
        return ""
    links = " · ".join(link(href or "", view.text(text)) for text, href in found)
    name = safe(view.say("nat-menu") + view.say("nat-colon"))
    return f'<p class="formats">{name} {links}</p>\n'


def _sections(page: PageBuilder) -> str:
    parts = []
    for section in page.sections:
        count = _count(page.view, section.count)
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


def _rest(page: PageBuilder) -> str:
    view = page.view
    if page.rest and page.sections:
        told = safe(view.say("page-others-count", count=view.number(page.left)))
        folded = f"<details><summary>{told}</summary>\n{page.rest}</details>\n"
        return _section(view, "page-other-statements", folded, "said", "rest")
    if page.rest:
        return _section(view, "statements", page.rest, "said", "rest")
    if page.sections or page.asides or page.lead or page.about.page.number > 1:
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


def _asides(page: PageBuilder) -> str:
    view = page.view
    if not page.asides:
        return ""
    parts = [f"<p>{safe(view.say('elsewhere-note'))}</p>\n"]
    for name, properties, incoming in page.asides:
        points = f'<p class="count">{safe(view.say("points-here"))}</p>\n' if incoming else ""
        parts.append(f"<section>\n<h3>{name}</h3>\n{properties}{points}{incoming}</section>\n")
    return _section(view, "elsewhere", "".join(parts), "elsewhere", "aside")


def _notes(page: PageBuilder) -> str:
    """Return the notes: the words of the documents, numbered; other origins, lettered."""
    if not page.words_of and not page.origins:
        return ""
    view, body = page.view, NOTHING
    if page.words_of:
        body = Html(f"<ol>\n{_items(page.words_of)}</ol>\n")
    if page.origins:
        between = f"<h3>{safe(view.say('page-other-origins'))}</h3>\n" if body else ""
        origins = f'<ol type="a" class="origins">\n{_items(page.origins)}</ol>\n'
        body = Html(f"{body}{between}{origins}")
    heading = "words" if page.words_of else "page-other-origins"
    return _section(view, heading, body, "words", "words")


def _items(notes: Iterable[tuple[int | str, Html]]) -> str:
    return "".join(f'<li id="note-{name}">{text}</li>\n' for name, text in notes)
