"""Answer a request for a document: the variant it asks for, and the headers that say which."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, request

from ghtld.formats import ALL, BY_ANY_SUFFIX, HTML, Format, called
from ghtld.ui.negotiation import NotAcceptable, names_html, negotiate
from ghtld.ui.problems import MEDIA_TYPE, NOT_FOUND, Problem, ProblemRaised, not_acceptable
from ghtld.web.configuration import configuration
from ghtld.web.http import assets
from ghtld.web.http.cache import NOTE, Note
from ghtld.web.pages import reply
from ghtld.web.pages.errors import error_page
from ghtld.web.pages.reply import Document, Reply
from ghtld.web.pages.request import Asked
from ghtld.web.pages.view import View
from ghtld.web.site import Site

_PROBLEM = Format("problem", "Problem", "", (MEDIA_TYPE, "application/json"))
_KEPT = (HTTPStatus.OK, HTTPStatus.SEE_OTHER, HTTPStatus.MOVED_PERMANENTLY)


def note() -> Note:
    """Return the note that says what the answer to the request under way depends on."""
    found: Note = _scope().setdefault(NOTE, Note())
    return found


def _scope() -> dict[str, Any]:
    found: dict[str, Any] = request.environ.setdefault("asgi.scope", {})
    return found


def raw_path() -> str:
    """Return the path of the request as it was sent, %-escapes and all."""
    sent = _scope().get("raw_path")
    return sent.decode("latin-1") if sent else request.path


def depth() -> int:
    """Return how many steps lie between the root and the request, as its sender counts them."""
    return raw_path().count("/") - 1


def with_query(location: str) -> str:
    """Return ``location`` with the query string of the request."""
    query = request.query_string.decode("latin-1")
    return f"{location or './'}?{query}" if query else location or "./"


def asked() -> Asked:
    """Return what the request under way asks for."""
    headers = request.headers
    return Asked(
        raw_path(),
        headers.get("Accept", ""),
        headers.get("Accept-Language", ""),
        request.args,
    )


def view_of(site: Site) -> View:
    """Return the view of the page that the request under way asks for."""
    return asked().view(site, configuration())


def choose(formats: Sequence[Format], suffix: Format | None) -> tuple[Format, bool]:
    """Return the format that is asked for, and whether the ``Accept`` header decided it.

    Raises NotAcceptable.
    """
    return asked().choose(formats, suffix)


def answer(document: Document, view: View, suffix: Format | None = None) -> Response:
    """Return the variant of ``document`` that the request under way asks for."""
    return response_of(document.reply(asked(), view, suffix))


def response_of(made: Reply) -> Response:
    """Return what was ``made`` as an answer of Flask's to the request under way."""
    _scope()[NOTE] = made.note
    return Response(made.body, made.status, made.pairs())


def speak(response: Response, view: View) -> Response:
    """Say which language an answer is in, and whether the request's headers chose it."""
    response.headers["Content-Language"] = view.language
    note().language = view.language
    if not view.chosen:
        response.vary.add("Accept-Language")
        note().spoken = True
    return response


def html(page: str, view: View) -> Response:
    """Return a page that exists as HTML only, and may be kept."""
    return keep(speak(Response(page, content_type=HTML.content_type), view))


def keep(response: Response) -> Response:
    """Let an answer be kept: it depends on the address and on what its note says only."""
    note().keep = response.status_code in _KEPT
    return response


def see_other(location: str, status: int = 303) -> Response:
    """Return a redirect to ``location``, relative to the request."""
    return response_of(reply.see_other(location, status))


def carry(path: str) -> str:
    """Return the location of ``path`` (below the root), with the variant that was asked for."""
    return asked().carry(path)


def page_or_way(page: Callable[[], Response], data: str) -> Response:
    """Answer with a page that has no other form; lead who wants data to the document that has them.

    Who accepts neither gets the page: a front door is never closed.
    """
    try:
        fmt, negotiated = choose(ALL, None)
    except NotAcceptable:
        response = page()
        response.vary.add("Accept")
        note().keep = False  # it would be kept as the answer to every Accept header
        return response
    response = page() if fmt is HTML else see_other(carry(data))
    if negotiated:
        response.vary.add("Accept")
        note().offers, note().format = ALL, fmt
    return response


def problem_response(problem: Problem, site: Site) -> Response:
    """Return ``problem`` as a page for people, as a problem document for machines."""
    return _tell(problem, view_of(site), ())


def not_acceptable_response(reason: NotAcceptable, site: Site) -> Response:
    """Return 406 with the variants as links."""
    return _tell(not_acceptable(reason.offers), view_of(site), reason.offers)


def _tell(problem: Problem, view: View, offers: Sequence[Format]) -> Response:
    name = _stem(view.here.rpartition("/")[2])
    variants = [(fmt, f"{name}.{fmt.suffix}") for fmt in offers]
    if _wants_page():
        shown = {fmt.label: href for fmt, href in variants}
        body: str | bytes = error_page(problem, view, shown)
        content_type = HTML.content_type
    else:
        listed = [{"href": href, "type": fmt.media_type} for fmt, href in variants]
        members = {"variants": listed} if listed else {}
        body, content_type = problem.as_json(view.language, **members), MEDIA_TYPE
    response = Response(body, problem.status, dict(problem.headers), content_type=content_type)
    # 404, 405 and 410 may be kept unless it is said (RFC 9110, section 15.1).
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = view.language
    response.vary.update(("Accept", "Accept-Language"))
    for fmt, href in variants:
        response.headers.add("Link", f'<{href}>; rel="alternate"; type="{fmt.media_type}"')
    return response


def _stem(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and suffix in BY_ANY_SUFFIX else name


def _wants_page() -> bool:
    accept = request.headers.get("Accept")
    if names_html(accept):
        return True
    suffix = BY_ANY_SUFFIX.get(request.path.rpartition(".")[2])
    named = suffix or called([request.args.get("format", "")], ALL)
    if named is not None:
        return named is HTML
    try:
        return negotiate(accept, (HTML, _PROBLEM)) is HTML
    except NotAcceptable:
        return False


_FOR_EVER = "public, max-age=31536000, immutable"


def asset(name: str) -> Response:
    """Answer ``/static/{name}``."""
    found = assets.find(name)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    path, lasting = found
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    textual = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
    response = Response(path.read_bytes())
    response.headers["Content-Type"] = f"{kind}; charset=utf-8" if textual else kind
    if lasting:
        response.headers["Cache-Control"] = _FOR_EVER
    note().dated = False
    return keep(response)
