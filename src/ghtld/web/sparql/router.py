"""The router of the SPARQL endpoint: rdflib-endpoint's, answering from the release that is served.

The base class decides where the endpoint is and which methods have routes; it would evaluate
queries in this process, on the event loop. So its handlers are replaced where it registers them,
and what it says of itself is replaced by what is true here (docs/decisions/0022). FastAPI would
read the OpenAPI from the signature of a handler; none can say that a query stands in a parameter,
a form or a body, so it is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi.routing import APIRoute
from rdflib import Graph
from rdflib_endpoint import SparqlRouter
from rdflib_endpoint.utils import QueryExample
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from ghtld.engine.interface import Limits
from ghtld.engine.spool import SpoolBudget
from ghtld.formats import HTML, RDF_FORMATS, RESULT_FORMATS
from ghtld.ui import problems
from ghtld.ui.negotiation import LANGUAGES
from ghtld.web.configuration import Configuration
from ghtld.web.http.cache import CachedResponse, RequestHeaders
from ghtld.web.pages.view import View
from ghtld.web.site import CurrentSite
from ghtld.web.sparql import editor
from ghtld.web.sparql.answer_cache import cache_of, request_key
from ghtld.web.sparql.answers import DIALECTS
from ghtld.web.sparql.editor import PATH
from ghtld.web.sparql.endpoint import SparqlResponse, page_of
from ghtld.web.sparql.protocol import FORM, QUERY, Intake

_PATHS = (f"/{PATH}", f"/{PATH}/")
_FORMATS = (*RESULT_FORMATS, *RDF_FORMATS, HTML)
_STRING: dict[str, Any] = {"type": "string"}
_IRIS: dict[str, Any] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "query": (_STRING, "The query. Without one, the page of the editor or the service description"),
    "default-graph-uri": (_IRIS, "Graphs whose merge is the default graph"),
    "named-graph-uri": (_IRIS, "Graphs that the query may name"),
    "format": (
        _STRING,
        f"A format by its name ({', '.join(fmt.name for fmt in _FORMATS)}), media type or usual "
        "synonyms. One that fits no answer of the query yields to Accept",
    ),
    "output": (_STRING, "The same as format"),
    "results": (_STRING, "The same as format"),
    "dialect": ({**_STRING, "enum": list(DIALECTS)}, "How CSV is written"),
    "lang": ({**_STRING, "enum": list(LANGUAGES)}, "The language of the page and of refusals"),
}
_ALONE = ("query", "example")
_EXAMPLE = (_STRING, "The name of an example, which the page of the editor then shows")
_REFUSALS = {
    400: "The query breaks the syntax, or the request the protocol",
    403: "An update, a federated query, or what else is not executed here",
    406: "No format that is accepted can carry the answer",
    413: "The query is too long",
    415: "The body is in a media type, charset or coding that is not read",
    500: "The server is broken, or the release damaged",
    502: "The engine behind the server failed",
    503: "Too many queries at once; Retry-After says when to come back",
    504: "The query took too long",
    507: "The answer, or the memory to find it, is too large",
}
_REFUSED_IN = (problems.MEDIA_TYPE, HTML.media_type)
_OF_A_BODY = 415


class SparqlRoute(APIRoute):
    """A route whose handler gets every request for its path as it is, the body unread.

    Solving the dependencies of a handler that has none takes longer than finding a kept answer.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match by the path alone: the handler says which methods it takes."""
        if scope["type"] != "http" or scope["path"] != self.path:
            return Match.NONE, {}
        return Match.FULL, {"endpoint": self.endpoint, "path_params": {}}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the handler answer."""
        response = await self.endpoint(Request(scope, receive))
        await response(scope, receive, send)


class QueryRouter(SparqlRouter):
    """The routes of the endpoint over the site that ``current`` gives each request."""

    def __init__(self, current: CurrentSite, configuration: Configuration | None = None) -> None:
        self.current = current
        self.known = configuration or Configuration()
        self.intake = Intake()
        self.whole_answers = SpoolBudget(Limits.spool // 4)
        site = current()
        super().__init__(
            path=_PATHS[0],
            title=site.manifest.title_fr,
            description=site.manifest.title_en,
            version=site.manifest.version,
            graph=Graph(),
            public_url=self.known.public(PATH),
            example_queries={
                name: {"query": editor.without_heading(question, "en")}
                for name, question in site.questions.items()
            },
            route_class=SparqlRoute,
        )

    async def answer(self, request: Request) -> Response:
        """Return the answer to a request, which reads the request while it is sent."""
        return SparqlResponse(self, request)

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401
        """Register ``answer`` in the place of ``endpoint``, with what is true of it.

        The base class registers its two closures so, at the path and at the path with a slash.
        """
        del endpoint
        method = options["methods"][0]
        # The base class gives the router responses in formats that are not written here.
        self.responses = {}
        super().add_api_route(
            path,
            self.answer,
            name=options["name"],
            methods=[method],
            include_in_schema=options["include_in_schema"],
            response_class=Response,
            **_operation(method, self.example_queries or {}),
        )

    def serve_yasgui(self, view: View | None = None, example: str | None = None) -> Response:
        """Return our page of the editor; the base class's loads its script from elsewhere."""
        if view is None:
            view = View(self.current(), "fr", PATH, False, "", self.known)
        page = page_of(editor.write(view, editor.example(view, example)))
        response = Response(page.body)
        response.raw_headers = list(page.start["headers"])
        return response

    def prepare_sd_graph(self) -> None:
        """Prepare nothing: ``service_description`` describes the release that is served by then.

        The base class would promise features that are refused here, such as federated queries.
        """

    def describe(self, openapi: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return what ``openapi`` gives, under the name and version of the release served now.

        Paths are below the public address, which may have a prefix, where one is configured.
        """
        manifest, known = self.current().manifest, self.known
        told = {**openapi(), "info": {"title": manifest.title_en, "version": manifest.version}}
        return told | ({"servers": [{"url": known.public_url[:-1]}]} if known.is_public else {})

    def recall(self, scope: Scope, wants: RequestHeaders) -> CachedResponse | None:
        """Return the answer to what was asked in the same bytes before, for the byte cache."""
        if scope["path"] not in _PATHS:
            return None
        return cache_of(self.current()).recall(request_key(scope, wants))


def _operation(method: str, examples: Mapping[str, QueryExample]) -> dict[str, Any]:
    """Return what is said of GET or POST, as ``add_api_route`` takes it.

    ``examples`` are queries by their names; they stand where a query is a parameter.
    """
    extra: dict[str, Any] = {"parameters": _parameters(examples)}
    if method == "POST":  # whose parameters go with a query in the body
        extra["parameters"] = [p for p in extra["parameters"] if p["name"] not in _ALONE]
        extra["requestBody"] = _body()
    return {
        "summary": f"Ask a SPARQL 1.1 query by {method}",
        "description": "SPARQL 1.1 Protocol, query operation. HEAD and OPTIONS are answered too.",
        "response_description": "The answer, in the format asked for",
        "responses": _responses(method),
        "openapi_extra": extra,
    }


def _parameters(examples: Mapping[str, QueryExample]) -> list[dict[str, Any]]:
    stated = [
        {"name": name, "in": "query", "required": False, "description": said, "schema": schema}
        for name, (schema, said) in {**_PARAMETERS, "example": _EXAMPLE}.items()
    ]
    if examples:
        stated[0]["examples"] = {name: {"value": made["query"]} for name, made in examples.items()}
    return stated


def _body() -> dict[str, Any]:
    """Return the two bodies that a query may be sent in."""
    fields = {name: {**schema, "description": said} for name, (schema, said) in _PARAMETERS.items()}
    fields["query"] = {**_STRING, "description": "The query"}  # it can't be left out here
    form = {"type": "object", "required": ["query"], "properties": fields}
    return {"required": True, "content": {FORM: {"schema": form}, QUERY: {"schema": _STRING}}}


def _responses(method: str) -> dict[int | str, dict[str, Any]]:
    content = {fmt.media_type: {"schema": _schema(fmt.media_type)} for fmt in _FORMATS}
    found: dict[int | str, dict[str, Any]] = {200: {"content": content}}
    if method == "GET":
        found[304] = {"description": HTTPStatus.NOT_MODIFIED.phrase}
    refusal = {media_type: {"schema": _schema(media_type)} for media_type in _REFUSED_IN}
    for status, said in _REFUSALS.items():
        if method == "POST" or status != _OF_A_BODY:
            found[status] = {"description": said, "content": refusal}
    return found


def _schema(media_type: str) -> dict[str, Any]:
    """Return the schema of a body: JSON is any, everything else is text."""
    return {} if media_type.endswith("json") else _STRING
