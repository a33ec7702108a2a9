"""What the query editor has to know: prefixes, our terms to complete, the words of its buttons.

The editor itself is YASGUI, from npm; set-up puts it among the assets, never the repository.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from flask import Response, g
from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import OWL, PREFIXES, RDF, RDFS, SKOS, shorten
from ghtld.web.delivery import assets
from ghtld.web.delivery.respond import speak, view_of
from ghtld.web.pages import foreign
from ghtld.web.pages.view import View
from ghtld.web.site import in_language
from ghtld.web.sparql import messages as sparql_messages

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


def is_installed() -> bool:
    """Tell whether set-up has put the editor where it is served from."""
    return all(assets.find(name) is not None for name in (SCRIPT, STYLE))


def knowledge() -> Response:
    """Answer ``/editor.json``: what the editor knows, in the language of the page."""
    view = view_of(g.site)
    known = {
        "base": iris.BASE,
        "prefixes": PREFIXES,
        "terms": sorted(_terms(view), key=lambda term: term["name"]),
        "words": {key: view.say(key) for key in sparql_messages.EDITOR},
        "yes": view.say("yes"),
        "no": view.say("no"),
    }
    body = json.dumps(known, ensure_ascii=False, sort_keys=True)
    return speak(Response(body, content_type="application/json"), view)


def _terms(view: View) -> Iterator[dict[str, str]]:
    """Yield the terms of the vocabulary, then those of others that pages have names for."""
    store = view.site.store
    for cls, kind in _KINDS.items():
        for quad in store.quads_for_pattern(None, RDF.type, cls, _VOCABULARY):
            if isinstance(quad.subject, NamedNode) and iris.is_ours(quad.subject.value):
                yield {
                    "iri": quad.subject.value,
                    "name": shorten(quad.subject.value),
                    "kind": kind,
                    "label": _words(view, quad.subject, RDFS.label),
                    "definition": _words(view, quad.subject, SKOS.definition),
                }
    for iri, label in foreign.terms(view.language):
        name = shorten(iri)
        kind = "class" if name.partition(":")[2][:1].isupper() else "property"
        yield {"iri": iri, "name": name, "kind": kind, "label": label, "definition": ""}


def _words(view: View, node: NamedNode, predicate: NamedNode) -> str:
    quads = view.site.store.quads_for_pattern(node, predicate, None, _VOCABULARY)
    literals = [quad.object for quad in quads if isinstance(quad.object, Literal)]
    found = in_language(literals, view.language)
    return found.value if found is not None else ""


ROUTES: tuple[tuple[str, Callable[..., Response]], ...] = (("/editor.json", knowledge),)
