"""The Flask application of the pages: which address leads to which page, and what errors become."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import NoReturn

from flask import Flask, Request, Response, current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter, RequestRedirect

from ghtld.engine.interface import Refusal
from ghtld.integrity import is_damage
from ghtld.ui.negotiation import NotAcceptable
from ghtld.ui.problems import BROKEN, DAMAGED, NOT_FOUND, Problem, ProblemRaised
from ghtld.ui.security_headers import PREFLIGHT
from ghtld.web import configuration, template_globals
from ghtld.web.changes import routes as changes
from ghtld.web.configuration import Configuration
from ghtld.web.http import assets
from ghtld.web.http.refusals import of_refusal
from ghtld.web.kinds import routes as pages
from ghtld.web.national import routes as national
from ghtld.web.pages import flask_adapter
from ghtld.web.pages.flask_adapter import (
    depth,
    not_acceptable_response,
    problem_response,
    raw_path,
    see_other,
    with_query,
)
from ghtld.web.pages.paging import NoSuchPage
from ghtld.web.pictures import routes as pictures
from ghtld.web.reference import documents, dumps, legal, licences, security, signposting
from ghtld.web.search import home, lists, search, takeaway
from ghtld.web.site import CurrentSite
from ghtld.web.sparql import editor

_log = logging.getLogger(__name__)

_ROUTES: tuple[tuple[str, Callable[..., Response]], ...] = (
    *home.ROUTES,
    ("/id/<kind>/<path:slug>", pages.identify),
    ("/doc/<kind>/", lists.kind_index),
    ("/doc/<kind>/<path:name>", pages.document),
    ("/finess/<number>", pages.finess),
    ("/def", documents.definitions),
    ("/def.<suffix>", documents.definitions),
    ("/def/<path:name>", documents.definitions_of_version),
    ("/shapes", documents.shapes),
    ("/shapes.<suffix>", documents.shapes),
    ("/dataset", documents.dataset),
    ("/dataset.<suffix>", documents.dataset),
    ("/dumps/", dumps.page),
    ("/dumps/index.<suffix>", dumps.page),
    ("/dumps/<name>", documents.dump),
    ("/static/<path:name>", flask_adapter.asset),
    *signposting.ROUTES,
    *security.ROUTES,
    *search.ROUTES,
    *lists.ROUTES,
    *takeaway.ROUTES,
    *legal.ROUTES,
    *licences.ROUTES,
    *editor.ROUTES,
    *pictures.ROUTES,
    *changes.ROUTES,
    *national.ROUTES,
)
_EXISTS: dict[str, Callable[..., bool]] = {
    "/id/<kind>/<path:slug>": pages.has_thing,
    "/doc/<kind>/": pages.has_kind,
    "/doc/<kind>/<path:name>": pages.has_document,
    "/list/<kind>": lists.has_list,
    "/finess/<number>": pages.has_entry,
    "/questions/<name>": home.has_question,
    "/def.<suffix>": documents.has_suffix,
    "/def/<path:name>": documents.has_definitions,
    "/shapes.<suffix>": documents.has_suffix,
    "/dataset.<suffix>": documents.has_suffix,
    "/dumps/index.<suffix>": documents.has_suffix,
    **pictures.EXISTS,
    **changes.EXISTS,
    **national.EXISTS,
}
_BESIDE = ("/sparql",)
"""Addresses that are answered before they come here."""


class _Pages(Flask):
    """Pages that lead to another spelling themselves: Werkzeug would name the host in it."""

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Raise what kept the request from its page; no redirect."""
        if isinstance(request.routing_exception, RequestRedirect):
            raise NotFound
        super().raise_routing_exception(request)


def create_pages(current: CurrentSite, known: Configuration | None = None) -> Flask:
    """Return the application of the pages over the site that ``current`` gives each request."""
    app = _Pages(__name__, static_folder=None, template_folder=None)
    app.url_map.merge_slashes = False
    configuration.install(app, known or Configuration())
    template_globals.install()

    def take_site() -> Response | None:
        g.site = current()
        sent = raw_path()
        if sent == "*" and request.method == "OPTIONS":  # RFC 9110, section 9.3.7
            return Response(headers={"Allow": "GET, HEAD, OPTIONS, POST"})
        # Werkzeug would take both for the canonical spelling.
        return _other_spelling() if "%" in sent or sent.startswith("//") else None

    app.before_request(take_site)
    for rule, page in _ROUTES:
        app.add_url_rule(rule, endpoint=rule, view_func=page)
    app.register_error_handler(Exception, _on_error)
    app.after_request(_preflight)
    app.after_request(signposting.sign)
    return app


def _on_error(error: Exception) -> Response:
    if isinstance(error, NotAcceptable):
        return not_acceptable_response(error, g.site)
    problem = _problem(error)
    led = _other_spelling() if problem.status == HTTPStatus.NOT_FOUND else None
    return led or problem_response(problem, g.site)


def _problem(error: Exception) -> Problem:
    match error:
        case ProblemRaised():
            return error.problem
        case MethodNotAllowed():
            allowed = ", ".join(sorted(error.valid_methods or ()))
            return Problem(405, "error-405-detail", {"allowed": allowed}, {"Allow": allowed})
        case HTTPException(code=HTTPStatus.NOT_FOUND) | NoSuchPage():
            return NOT_FOUND
        case HTTPException(code=int(code)):
            return Problem(code)
        case Refusal():
            return of_refusal(error, g.site.limits)
    if is_damage(error):
        g.site.files.note_damage(g.site.release.store)
    if g.site.files.damaged:
        _log.error("a page failed over damaged data: %s: %r", raw_path(), error)
        return DAMAGED
    _log.error("a page failed: %s", raw_path(), exc_info=error)
    return BROKEN


def _other_spelling() -> Response | None:
    """Lead another spelling of an address to the canonical one, when there is something there."""
    if request.method not in ("GET", "HEAD"):
        return None
    path = assets.spelling(request.path)
    adapter = current_app.url_map.bind("localhost")
    for found in (path, f"{path}/") if path else ():
        if found != raw_path() and _exists(adapter, found):
            location = "../" * depth() + found.removeprefix("/")
            return see_other(with_query(location), 301)
    return None


def _exists(adapter: MapAdapter, path: str) -> bool:
    if path in _BESIDE:
        return True
    try:
        rule, values = adapter.match(path, "GET")
        return _EXISTS[rule](**values) if rule in _EXISTS else not values
    except (HTTPException, ProblemRaised, Refusal):
        return False  # what keeps the page from answering is told by the page, not by its address


def _preflight(response: Response) -> Response:
    """Tell a browser that asks first what it may send."""
    if request.method == "OPTIONS" and response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.NO_CONTENT
        del response.headers["Content-Type"]
        response.headers.extend(PREFLIGHT)
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
    return response
