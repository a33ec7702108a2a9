"""Which address leads to which page; what errors become, and other spellings of an address."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, current_app, g
from flask import request as flask_request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import MapAdapter

from ghtld import iris
from ghtld.engine.interface import Refusal
from ghtld.integrity import is_damage
from ghtld.ui.negotiation import NotAcceptable
from ghtld.ui.problems import BROKEN, DAMAGED, NOT_FOUND, Problem, ProblemRaised
from ghtld.ui.security_headers import PREFLIGHT
from ghtld.web import configuration
from ghtld.web.changes import routes as changes
from ghtld.web.configuration import Configuration
from ghtld.web.flask_adapter import (
    FlaskApp,
    current_request,
    not_acceptable_response,
    problem_response,
    raw_path,
    response_of,
)
from ghtld.web.http import canonical_path
from ghtld.web.http.refusals import of_refusal
from ghtld.web.kinds import routes as kinds
from ghtld.web.national import routes as national
from ghtld.web.national.country_labels import has_country
from ghtld.web.pages import external_labels
from ghtld.web.pages.citation import (
    cite,
    cite_page,
    query_link,
    report_link,
    report_value,
    thing_query_link,
)
from ghtld.web.pages.paging import NoSuchPage
from ghtld.web.pages.reply import PageFunction, see_other
from ghtld.web.pages.request import Address
from ghtld.web.pages.view import environment
from ghtld.web.pictures import routes as pictures
from ghtld.web.reference import discovery, documents, dumps, legal
from ghtld.web.reference import documents as static_files
from ghtld.web.search import home, lists, search, takeaway
from ghtld.web.search.finder import MOST
from ghtld.web.search.home import in_menu
from ghtld.web.site import CurrentSite
from ghtld.web.sparql import editor

_log = logging.getLogger(__name__)

_ROUTES: tuple[tuple[str, PageFunction], ...] = (
    *home.ROUTES,
    ("/id/<kind>/<path:slug>", kinds.identify),
    ("/doc/<kind>/", lists.kind_index),
    ("/doc/<kind>/<path:name>", kinds.document),
    ("/finess/<number>", kinds.finess),
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
    ("/static/<path:name>", static_files.asset),
    *discovery.ROUTES,
    *search.ROUTES,
    *lists.ROUTES,
    *takeaway.ROUTES,
    *legal.ROUTES,
    *editor.ROUTES,
    *pictures.ROUTES,
    *changes.ROUTES,
    *national.ROUTES,
)
_EXISTS: dict[str, Callable[..., bool]] = {
    "/id/<kind>/<path:slug>": kinds.has_thing,
    "/doc/<kind>/": kinds.has_kind,
    "/doc/<kind>/<path:name>": kinds.has_document,
    "/list/<kind>": lists.has_list,
    "/finess/<number>": kinds.has_entry,
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
_PAGED = ("/list/", "/doc/", "/def/", "/search", "/changes", "/national/")
"""How the rules begin of pages that may have a second one."""
_BESIDE = ("/sparql",)
"""Addresses that are answered before they come here."""


def create_pages(current: CurrentSite, known: Configuration | None = None) -> Flask:
    """Return the application of the pages over the site that ``current`` gives each request."""
    app = FlaskApp(__name__, static_folder=None, template_folder=None)
    app.url_map.merge_slashes = False
    configuration.install(app, known or Configuration())
    install()

    def take_site() -> Response | None:
        g.site = current()
        sent = raw_path()
        if sent == "*" and flask_request.method == "OPTIONS":  # RFC 9110, section 9.3.7
            return Response(headers={"Allow": "GET, HEAD, OPTIONS, POST"})
        # Werkzeug would take both for the canonical spelling.
        return _other_spelling() if "%" in sent or sent.startswith("//") else None

    app.before_request(take_site)
    for rule, page in _ROUTES:
        app.add_page(rule, page, is_paged=rule.startswith(_PAGED))
    app.register_error_handler(Exception, _on_error)
    app.after_request(_preflight)
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
    if flask_request.method not in ("GET", "HEAD"):
        return None
    request = current_request()
    address, path = request.address, canonical_path.spelling(request.address.path)
    if path and not address.suffix:  # what it states may be spelt otherwise, too
        address = Address.read(path)
        path = address.path
    adapter = current_app.url_map.bind("localhost")
    for found in (path, f"{path}/") if path else ():
        sent = _as_sent(found, address)
        apart = address.suffix and found in _BESIDE
        if sent != request.sent and not apart and _exists(adapter, found):
            location = "../" * request.depth + sent.removeprefix("/")
            return response_of(see_other(request.with_query(location), 301))
    return None


def _as_sent(path: str, address: Address) -> str:
    """Return a plain path as an address that states what ``address`` does."""
    page = f"/page/{address.page}" if address.page else ""
    stem = path.removesuffix("/") if page else path
    index = "index" if address.suffix and stem.endswith("/") else ""
    return f"{stem}{page}{index}{address.suffix}"


def _exists(adapter: MapAdapter, path: str) -> bool:
    if path in _BESIDE:
        return True
    try:
        rule, values = adapter.match(path, "GET")
        return _EXISTS[rule](g.site, **values) if rule in _EXISTS else not values
    except (HTTPException, ProblemRaised, Refusal):
        return False  # what keeps the page from answering is told by the page, not by its address


def _preflight(response: Response) -> Response:
    """Tell a browser that asks first what it may send."""
    if flask_request.method == "OPTIONS" and response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.NO_CONTENT
        del response.headers["Content-Type"]
        response.headers.extend(PREFLIGHT)
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
    return response


def install() -> None:
    """Let every template cite, link to its query, report errors and suggest."""
    environment().globals.update(
        cite=cite,
        cite_page=cite_page,
        in_menu=in_menu,
        iri_base=iris.BASE,
        kind_name=lambda view, kind: external_labels.kind(kind, view.language),
        most=MOST,
        query_link=query_link,
        report_link=report_link,
        report_value=report_value,
        suggestions=search.suggestions,
        thing_query_link=thing_query_link,
        why=search.why,
        holds_country=has_country,
    )
