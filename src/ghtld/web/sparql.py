"""The SPARQL endpoint: a subclass of rdflib-endpoint's router that asks our own engine.

The base class gives the path, title, description and examples; its routes, which evaluate on the
event loop, are dropped. No query reaches this process' own interpreter.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from rdflib import Graph
from rdflib_endpoint import SparqlRouter
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ghtld.engine.interface import Answer, Question, Refusal
from ghtld.engine.scan import scan
from ghtld.formats import (
    BY_NAME,
    HTML,
    RDF_FORMATS,
    RESULT_FORMATS,
    Format,
)
from ghtld.web import language, problems, protocol, sparql_page
from ghtld.web.answers import tabulate
from ghtld.web.negotiate import NotAcceptable, names_html, negotiate
from ghtld.web.problems import Problem, ProblemRaised
from ghtld.web.protocol import Asked
from ghtld.web.service_description import service_description
from ghtld.web.site import CurrentSite, Site
from ghtld.web.sparql_page import PATH
from ghtld.web.view import View

_log = logging.getLogger(__name__)

_METHODS = "GET, HEAD, POST, OPTIONS"
_STRING = {"type": "string"}
_DESCRIBED: dict[str, dict[str, Any]] = {
    "GET": {"parameters": [{"name": "query", "in": "query", "schema": _STRING}]},
    "POST": {
        "requestBody": {
            "content": {
                "application/sparql-query": {"schema": _STRING},
                "application/x-www-form-urlencoded": {
                    "schema": {"type": "object", "properties": {"query": _STRING}}
                },
            }
        }
    },
}
_VARY = {"Vary": "Accept, Accept-Language"}


class StreamedAnswer(StreamingResponse):
    """An answer passed on as it comes; whatever happens, its worker is let go at the end."""

    def __init__(self, answer: Answer, fmt: Format) -> None:
        headers = {**_VARY, "Content-Type": fmt.content_type}
        super().__init__(answer, headers=headers)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer and let its worker go."""
        try:
            if scope["method"] == "HEAD":
                await Response(headers=dict(self.headers))(scope, receive, send)
            else:
                await super().__call__(scope, receive, send)
        finally:
            await self._answer.aclose()

    async def stream_response(self, send: Send) -> None:
        """Send the parts; when one is refused, leave the body unfinished, so that it shows."""
        try:
            await super().stream_response(send)
        except Refusal as reason:
            _log.warning("an answer was cut short: %s", type(reason).__name__)


class QueryRouter(SparqlRouter):
    """The endpoint over the site that ``current`` gives each request."""

    def __init__(self, current: CurrentSite) -> None:
        manifest = current().manifest
        super().__init__(
            path=f"/{PATH}",
            title=manifest.title_fr,
            description=manifest.title_en,
            version=manifest.version,
            graph=Graph(),
        )
        self._current = current
        self.routes.clear()
        for path in (f"/{PATH}", f"/{PATH}/"):
            shown = path == f"/{PATH}"
            for method in ("GET", "POST"):
                self.add_api_route(
                    path,
                    self.respond,
                    methods=[method],
                    name=f"SPARQL {method}",
                    include_in_schema=shown,
                    openapi_extra=_DESCRIBED[method],
                )
            self.add_api_route(path, self.respond, methods=["HEAD"], include_in_schema=False)
            self.add_api_route(path, self.preflight, methods=["OPTIONS"], include_in_schema=False)
            # Without this, the pages mounted at the root would answer the other methods.
            self.routes.append(Route(path, _OtherMethods(self._not_allowed)))

    async def respond(self, request: Request) -> Response:
        """Answer a query, or what a request without one asks for."""
        site = self._current()
        try:
            asked = await protocol.read(request, site.limits)
        except ProblemRaised as reason:
            return _problem(request, site, reason.problem)
        try:
            if asked.query is None or (not asked.query.strip() and _is_browser(request)):
                return _without_query(request, site, asked)
            return await _answer(request, site, asked, asked.query)
        except NotAcceptable as reason:
            return _problem(request, site, problems.not_acceptable(reason.offers))
        except ProblemRaised as reason:
            return _problem(request, site, reason.problem, asked.query or "")
        except Refusal as reason:
            problem = problems.of_refusal(reason, site.limits)
            return _problem(request, site, problem, asked.query or "")

    async def preflight(self) -> Response:
        """Answer a browser that asks what it may send here."""
        allowed = {
            "Allow": _METHODS,
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": "Accept, Content-Type",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=allowed)

    def _not_allowed(self, request: Request) -> Response:
        problem = Problem(405, "error-405-detail", {"allowed": _METHODS}, {"Allow": _METHODS})
        return _problem(request, self._current(), problem)


class _OtherMethods:
    """An ASGI application for the methods that the routes before it leave."""

    def __init__(self, respond: Callable[[Request], Response]) -> None:
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the method."""
        await self._respond(Request(scope))(scope, receive, send)


def _is_browser(request: Request) -> bool:
    return names_html(request.headers.get("accept"))


def _without_query(request: Request, site: Site, asked: Asked) -> Response:
    """Answer with the form for people, with the service description for machines."""
    if request.method == "POST":
        raise ProblemRaised(Problem(400, "no-query"))
    fmt = negotiate(request.headers.get("accept"), (*RDF_FORMATS, HTML))
    if fmt is HTML:
        example = site.questions.get(asked.example or "")
        query = example.text if example else ""
        return _bytes(sparql_page.write(_view(request, site), query), fmt)
    endpoint = str(request.url.replace(query="", fragment=""))
    return _bytes(service_description(site, endpoint, fmt), fmt)


async def _answer(request: Request, site: Site, asked: Asked, query: str) -> Response:
    fmt = _format(request, asked, query)
    if fmt is HTML:
        view = _view(request, site, query)
        table = await tabulate(site.engine, view, query, asked.data_set)
        return _bytes(sparql_page.write(view, query, table), fmt)
    return StreamedAnswer(await site.engine.ask(Question(query, fmt, asked.data_set)), fmt)


def _format(request: Request, asked: Asked, query: str) -> Format:
    data = RDF_FORMATS if scan(query).gives_graph else RESULT_FORMATS
    if asked.format is None:
        return negotiate(request.headers.get("accept"), (*data, HTML))
    fmt = BY_NAME.get(asked.format)
    if fmt is None or fmt not in (*data, HTML):
        raise ProblemRaised(Problem(400, "bad-format", {"name": asked.format}))
    return fmt


def _view(request: Request, site: Site, query: str = "") -> View:
    asked = request.query_params.get("lang")
    chosen = language.choose(asked, request.headers.get("accept-language"))
    carried = urlencode({"query": query}) if query else ""
    here = PATH + ("/" if request.url.path.endswith("/") else "")
    return View(site, chosen, here, asked in language.LANGUAGES, carried)


def _bytes(body: bytes | str, fmt: Format, status: int = 200) -> Response:
    return Response(body, status, headers={**_VARY, "Content-Type": fmt.content_type})


def _problem(request: Request, site: Site, problem: Problem, query: str = "") -> Response:
    view = _view(request, site, query)
    if _is_browser(request):
        page = sparql_page.write(view, query, sentence=problem.sentence(view.language))
        response = _bytes(page, HTML, problem.status)
    else:
        headers = {**_VARY, "Content-Type": problems.MEDIA_TYPE}
        response = Response(problem.as_json(view.language), problem.status, headers=headers)
    response.headers["Content-Language"] = view.language
    response.headers.update(problem.headers)
    return response
