"""The page of one thing put together: its kind's sections, notes, and what every page offers."""

from __future__ import annotations

from markupsafe import Markup
from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.formats import ALL, HTML
from ghtld.web.kinds import registry
from ghtld.web.national import country_labels
from ghtld.web.pages import citation, concept_tree, json_ld, meta_description
from ghtld.web.pages.elements import NOTHING, concat, markup
from ghtld.web.pages.page_builder import PageBuilder
from ghtld.web.pages.template_cache import fill, slot
from ghtld.web.pages.view import View, environment, render


def path_of(node: NamedNode) -> str:
    """Return the path, below the root, of the document about a thing."""
    thing = iris.read(node.value)
    return f"doc/{thing.kind}/{thing.slug}" if thing else node.value.removeprefix(iris.BASE)


def write(page: PageBuilder, kind: str) -> str:
    """Return the page of a thing whose kind is called ``kind``."""
    registry.write(page)
    view, node = page.view, page.about.node
    thing = iris.read(node.value)
    label, description = view.name(node), meta_description.describe(view, page.about, page.summary)
    slots = {
        "name": label.value,
        "path": path_of(node),
        "described": meta_description.elements(description),
        "page_links": page.about.page.link_elements(view),
        "json_ld": json_ld.of_thing(view, node, page.about.outgoing, description),
        "types": concat(map(view.element, page.about.types), " · ") or kind,
        "label": view.text(label),
        "lead": markup('<div class="lead">{}</div>', page.lead) if page.lead else NOTHING,
        "pager": _macro(view, "pager", page.about.page) if page.about.page.pages > 1 else NOTHING,
        "body": _body(page),
        "query": citation.thing_query_link(view, node.value),
        "report": _report(view, node),
        **citation.thing_slots(view, node.value),
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
    tables = [
        ("XLSX", view.href(f"{path}.xlsx")),
        ("CSV", view.href(f"{path}.csv")),
        (view.say("csv-excel"), view.href(f"{path}.csv?dialect=excel-fr")),
    ]
    return {
        "kind": kind,
        "named": named,
        "forms": forms,
        "tables": tables,
        "citation": citation.cite_any(view),
    }


def _report(view: View, node: NamedNode) -> Markup:
    href = citation.report_link(view, node.value)
    if href is None:
        return NOTHING
    return markup('<p class="formats"><a href="{}">{}</a></p>', href, view.say("report"))


def _body(page: PageBuilder) -> Markup:
    view, node = page.view, page.about.node
    branches = concept_tree.tree(view, node)
    return render(
        view,
        "_thing_body.html",
        page=page,
        doors=country_labels.national_links(view, node),
        tree=_macro(view, "tree", branches) if branches else NOTHING,
    )


def _macro(view: View, name: str, *values: object) -> Markup:
    module = environment().get_template("macros.html").make_module({"view": view})
    made: Markup = getattr(module, name)(view, *values)
    return made
