"""The page of the endpoint: a plain form, the answer as a table, the example questions."""

from __future__ import annotations

from urllib.parse import urlencode

from ghtld.engine.scan import scan
from ghtld.formats import RDF_FORMATS, RESULT_FORMATS
from ghtld.web import messages
from ghtld.web.answers import Table
from ghtld.web.view import View, render

PATH = "sparql"


def write(view: View, query: str, answer: Table | None = None, sentence: str = "") -> str:
    """Return the page: the form with ``query`` in it, its ``answer`` or what went wrong."""
    return render(
        view,
        "sparql.html",
        query=query,
        answer=answer,
        sentence=sentence,
        action=view.href(PATH).partition("?")[0],
        seconds=f"{view.site.limits.deadline:g}",
        megabytes=view.site.limits.answer // 2**20,
        downloads=_downloads(view, query),
        examples=_examples(view),
    )


def _downloads(view: View, query: str) -> list[tuple[str, str]]:
    formats = RDF_FORMATS if scan(query).gives_graph else RESULT_FORMATS
    return [
        (fmt.label, view.href(f"{PATH}?{urlencode({'query': query, 'format': fmt.name})}"))
        for fmt in formats
    ]


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
