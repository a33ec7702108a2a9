"""The Flask application of the pages: which address leads to which page, and what errors become."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ghtld.web import documents, pages
from ghtld.web.negotiate import NotAcceptable
from ghtld.web.problems import BROKEN, NOT_FOUND, Problem, ProblemRaised
from ghtld.web.respond import not_acceptable_response, problem_response
from ghtld.web.site import CurrentSite

_log = logging.getLogger(__name__)

_ROUTES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/", pages.home),
    ("/id/<kind>/<path:slug>", pages.identify),
    ("/doc/<kind>/", pages.kind_index),
    ("/doc/<kind>/<path:name>", pages.document),
    ("/finess/<number>", pages.finess),
    ("/def", documents.definitions),
    ("/def.<suffix>", documents.definitions),
    ("/def/<path:name>", documents.definitions_of_version),
    ("/shapes", documents.shapes),
    ("/shapes.<suffix>", documents.shapes),
    ("/dataset", documents.dataset),
    ("/dataset.<suffix>", documents.dataset),
    ("/dumps/", documents.dump_list),
    ("/dumps/<name>", documents.dump),
)


def create_pages(current: CurrentSite) -> Flask:
    """Return the application of the pages over the site that ``current`` gives each request."""
    app = Flask(__name__, static_url_path="/static", template_folder=None)
    app.url_map.merge_slashes = False

    def take_site() -> None:
        g.site = current()

    app.before_request(take_site)
    for rule, page in _ROUTES:
        app.add_url_rule(rule, endpoint=rule, view_func=page, strict_slashes=False)
    app.register_error_handler(Exception, _on_error)
    app.after_request(_validate)
    return app


def _on_error(error: Exception) -> Response:
    if isinstance(error, NotAcceptable):
        return not_acceptable_response(error, g.site)
    return problem_response(_problem(error), g.site)


def _problem(error: Exception) -> Problem:
    match error:
        case ProblemRaised():
            return error.problem
        case MethodNotAllowed():
            allowed = ", ".join(sorted(error.valid_methods or ()))
            return Problem(405, "error-405-detail", {"allowed": allowed}, {"Allow": allowed})
        case HTTPException(code=HTTPStatus.NOT_FOUND):
            return NOT_FOUND
        case HTTPException(code=int(code)):
            return Problem(code)
    _log.error("a page failed: %s", request.path, exc_info=error)
    return BROKEN


def _validate(response: Response) -> Response:
    """Give a page its ETag, and answer 304 to who has it already."""
    if response.status_code == HTTPStatus.OK and not response.direct_passthrough:
        response.add_etag()
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
    return response
