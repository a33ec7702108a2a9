"""The page of the endpoint: a plain form, the answer as a table, the example questions."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from ghtld.engine.scan import scan
from ghtld.formats import CSV, RDF_FORMATS, RESULT_FORMATS
from ghtld.web.pages import messages
from ghtld.web.pages.view import View, render
from ghtld.web.sparql import dialects, editor
from ghtld.web.sparql.answers import Table

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
        installed=editor.is_installed(),
        editor_script=editor.SCRIPT,
        editor_style=editor.STYLE,
    )


def example(view: View, name: str | None) -> str:
    """Return the text of an example question, its heading cut down to its title."""
    question = view.site.questions.get(name or "")
    if question is None:
        return ""
    lines = (line for line in question.text.splitlines() if not line.startswith("#+"))
    return "\n".join([f"# {question.title(view.language)}", *lines]).strip() + "\n"


def _addresses(view: View, query: str, *, gives_graph: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the addresses of the answer, each with its kind and name: page, formats, dialects."""
    if not fits_a_link(query):
        return
    asked = {"query": query}
    yield "page", view.say("share-link"), view.href(f"{PATH}?{urlencode(asked)}")
    for fmt in RDF_FORMATS if gives_graph else RESULT_FORMATS:
        yield fmt.name, fmt.label, view.href(f"{PATH}?{urlencode({**asked, 'format': fmt.name})}")
    if not gives_graph:
        for name in dialects.DIALECTS:
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
