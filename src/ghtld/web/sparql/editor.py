"""What the query editor has to know: prefixes, our terms to complete, the words of its buttons.

The editor itself is YASGUI, from npm; set-up puts it among the assets, never the repository.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.content import AnnotatedQuery
from ghtld.engine.query import scan
from ghtld.formats import CSV, RDF_FORMATS, RESULT_FORMATS
from ghtld.terms import OWL, PREFIXES, RDFS, SKOS, shorten
from ghtld.ui import messages
from ghtld.web import graph
from ghtld.web.http import assets
from ghtld.web.pages import external_labels
from ghtld.web.pages.reply import PageFunction, Reply
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View, render
from ghtld.web.site import Site, in_language
from ghtld.web.sparql import answers
from ghtld.web.sparql.answers import Table

SCRIPT = "yasgui/yasgui.min.js"
STYLE = "yasgui/yasgui.min.css"

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; "
    "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""As on every page, but for one style element that the editor's table writes, named by its hash."""

_VOCABULARY = iris.graph("vocabulary")
_KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
    OWL.AnnotationProperty: "property",
}
_WORDS = (
    *("editor", "editor-hint", "no-editor", "running", "no-answer", "share", "share-link"),
    *("spreadsheet", "spreadsheet-hint", "excel-fr", "copy", "copied", "table", "response"),
    *("plain-view", "ellipsis", "filter-rows", "page-size", "all-rows", "result-one"),
    *("result-many", "rows-of", "rows-none", "rows-filtered", "save"),
)
"""The keys of the messages that the script of the editor shows."""


def is_installed() -> bool:
    """Tell whether set-up has put the editor where it is served from."""
    return all(assets.find(name) is not None for name in (SCRIPT, STYLE))


def knowledge(site: Site, request: Request) -> Reply:
    """Answer ``/editor.json``: what the editor knows, in the language of the page."""
    view = request.view(site)
    known = {
        "base": iris.BASE,
        "prefixes": PREFIXES,
        "terms": sorted(_terms(view), key=lambda term: term["name"]),
        "words": {key: view.say(key) for key in _WORDS},
        "yes": view.say("yes"),
        "no": view.say("no"),
    }
    body = json.dumps(known, ensure_ascii=False, sort_keys=True)
    return Reply("application/json", body.encode()).speak(view)


def _terms(view: View) -> Iterator[dict[str, str]]:
    """Yield the terms of the vocabulary, then those of others that pages have names for."""
    store = view.site.store
    for cls, kind in _KINDS.items():
        for node in graph.instances(store, cls, _VOCABULARY):
            if iris.is_ours(node.value):
                yield {
                    "iri": node.value,
                    "name": shorten(node.value),
                    "kind": kind,
                    "label": _words(view, node, RDFS.label),
                    "definition": _words(view, node, SKOS.definition),
                }
    for iri, label in external_labels.terms(view.language):
        name = shorten(iri)
        kind = "class" if name.partition(":")[2][:1].isupper() else "property"
        yield {"iri": iri, "name": name, "kind": kind, "label": label, "definition": ""}


def _words(view: View, node: NamedNode, predicate: NamedNode) -> str:
    literals = graph.literals(view.site.store, node, predicate, _VOCABULARY)
    found = in_language(literals, view.language)
    return found.value if found is not None else ""


ROUTES: tuple[tuple[str, PageFunction], ...] = (("/editor.json", knowledge),)


PATH = "sparql"
_LINKED = 15_000
"""How many characters a query may have to stand in links: written as %XX it may grow fourfold."""


def fits_a_link(query: str) -> bool:
    """Tell whether an address can hold ``query``, in every server's measure."""
    return len(query) <= _LINKED


def write(view: View, query: str, answer: Table | None = None, sentence: str = "") -> str:
    """Return the page: the form with ``query`` in it, its ``answer`` or what went wrong."""
    gives_graph = scan(query).gives_graph
    return render(
        view,
        "sparql.html",
        query=query,
        answer=answer,
        sentence=sentence,
        action=view.href(PATH).partition("?")[0],
        seconds=f"{view.site.limits.deadline:g}",
        megabytes=view.site.limits.answer // 2**20,
        addresses=list(_addresses(view, query, gives_graph=gives_graph)),
        linked=fits_a_link(query),
        rows=not gives_graph,
        examples=_examples(view),
        installed=is_installed(),
        editor_script=SCRIPT,
        editor_style=STYLE,
    )


def example(view: View, name: str | None) -> str:
    """Return the text of an example question, or none."""
    question = view.site.questions.get(name or "")
    return "" if question is None else without_heading(question, view.language)


def without_heading(question: AnnotatedQuery, language: str) -> str:
    """Return the text of a question, its heading cut down to its title."""
    lines = (line for line in question.text.splitlines() if not line.startswith("#+"))
    return "\n".join([f"# {question.title(language)}", *lines]).strip() + "\n"


def _addresses(view: View, query: str, *, gives_graph: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the addresses of the answer, each with its kind and name: page, formats, dialects."""
    if not fits_a_link(query):
        return
    asked = {"query": query}
    yield "page", view.say("share-link"), view.href(f"{PATH}?{urlencode(asked)}")
    for fmt in RDF_FORMATS if gives_graph else RESULT_FORMATS:
        yield fmt.name, fmt.label, view.href(f"{PATH}?{urlencode({**asked, 'format': fmt.name})}")
    if not gives_graph:
        for name in answers.DIALECTS:
            told = urlencode({**asked, "format": CSV.name, "dialect": name})
            yield name, view.say(name), view.href(f"{PATH}?{told}")


def _examples(view: View) -> list[tuple[str, list[dict[str, str]]]]:
    """Return the example questions by theme, each with the link that fills the form."""
    themes: dict[str, list[dict[str, str]]] = {}
    for question in view.site.questions.values():
        themes.setdefault(question.heading.get("theme", ""), []).append(
            {
                "title": question.title(view.language),
                "description": question.heading.get(f"description-{view.language}", ""),
                "href": view.href(f"{PATH}?{urlencode({'example': question.name})}"),
            }
        )
    return [(_theme(view, name), questions) for name, questions in themes.items()]


def _theme(view: View, name: str) -> str:
    key = f"theme-{name}"
    return view.say(key) if messages.has(key) else name
