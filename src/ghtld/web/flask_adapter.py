"""Between ASGI, Flask and the pages: a page is a function of the site and the request.

Flask finds the page of an address; its answer is taken whole from the thread that wrote it, gets
its validators, and has its place in the cache of bytes before it is sent. So no slow reader holds
a thread, and what is asked for again never comes here.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NoReturn

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import Body, build_environ
from flask import Flask, Response, g
from flask import Request as FlaskRequest
from flask import request as flask_request
from starlette.types import Receive, Scope, Send
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from ghtld.formats import ALL, BY_ANY_SUFFIX, HTML, Format, called
from ghtld.ui.negotiation import NotAcceptable, names_html, negotiate
from ghtld.ui.problems import MEDIA_TYPE, Problem, not_acceptable
from ghtld.ui.security_headers import with_security
from ghtld.web.configuration import configuration
from ghtld.web.http import encodings
from ghtld.web.http.cache import (
    CACHE,
    POLICY,
    CachedResponse,
    CachePolicy,
    Headers,
    RequestHeaders,
    known_parameters,
)
from ghtld.web.http.cache_middleware import in_encoding, read
from ghtld.web.http.conditional import etag, last_modified
from ghtld.web.pages.errors import error_page
from ghtld.web.pages.reply import PageFunction, Reply
from ghtld.web.pages.request import Address, Request
from ghtld.web.reference import signposting
from ghtld.web.site import CurrentSite, Site

ADDRESS = "ghtld.address"
"""Where the environment of a request holds its Address."""
SENT = "ghtld.sent"
"""Where it holds the path as it was sent, where no server of ours says it."""
_PROBLEM = Format("problem", "Problem", "", (MEDIA_TYPE, "application/json"))


class FlaskApp(Flask):
    """Pages that lead to another spelling themselves: Werkzeug would name the host in it."""

    def raise_routing_exception(self, request: FlaskRequest) -> NoReturn:
        """Raise what kept the request from its page; no redirect."""
        if isinstance(request.routing_exception, RequestRedirect):
            raise NotFound
        super().raise_routing_exception(request)

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
        """Answer for the plain address; what else the address states goes with the request."""
        # PEP 3333: the bytes of the path, each as a character.
        sent = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        address = Address.read(sent)
        if address.suffix:
            address = self._known(address)
            plain = address.path.encode().decode("latin-1")
            environ = {**environ, SENT: sent, ADDRESS: address, "PATH_INFO": plain}
        return super().wsgi_app(environ, start_response)

    def _known(self, address: Address) -> Address:
        """Return the address as routes have it: the list of a kind ends with a slash."""
        if address.page:
            with suppress(NotFound, MethodNotAllowed):
                try:
                    self.url_map.bind("localhost").match(address.path, "GET")
                except RequestRedirect:
                    return Address(f"{address.path}/", address.page, address.language)
        return address

    def add_page(self, rule: str, page: PageFunction, *, is_paged: bool) -> None:
        """Have the addresses of ``rule`` answered by ``page`` and its typed links.

        ``is_paged`` tells whether there may be a second page.
        """

        def view(**values: str) -> Response:
            request = current_request()
            if request.address.page and not is_paged:
                raise NotFound
            reply = page(g.site, request, **values)
            if request.address.suffix and not reply.is_page:
                raise NotFound  # a file, which has an address of its own
            return response_of(signposting.sign(g.site, request, reply))

        self.add_url_rule(rule, endpoint=rule, view_func=view)


def current_request() -> Request:
    """Return the request under way."""
    environ, headers = flask_request.environ, flask_request.headers
    return Request(
        raw_path(),
        headers.get("Accept", ""),
        headers.get("Accept-Language", ""),
        flask_request.args,
        flask_request.query_string.decode("latin-1"),
        environ.get(ADDRESS, Address(flask_request.path)),
        configuration(),
    )


def _scope() -> dict[str, Any]:
    found: dict[str, Any] = flask_request.environ.setdefault("asgi.scope", {})
    return found


def raw_path() -> str:
    """Return the path of the request as it was sent, %-escapes and all."""
    sent = _scope().get("raw_path")
    if sent:
        return str(sent, "latin-1")
    return str(flask_request.environ.get(SENT, flask_request.path))


def response_of(reply: Reply) -> Response:
    """Return a reply as an answer of Flask's to the request under way."""
    _scope()[POLICY] = reply.policy
    return Response(reply.body, reply.status, reply.pairs())


def problem_response(problem: Problem, site: Site, offers: Sequence[Format] = ()) -> Response:
    """Return a problem as a page for people, as a problem document for machines.

    ``offers`` are the formats there are where none was acceptable: their links are told.
    """
    asked = current_request()
    view = asked.view(site)
    name = _stem(view.here.rpartition("/")[2])
    variants = [(fmt, f"{name}.{fmt.suffix}") for fmt in offers]
    if _wants_page(asked):
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


def not_acceptable_response(reason: NotAcceptable, site: Site) -> Response:
    """Return 406 with the variants as links."""
    return problem_response(not_acceptable(reason.offers), site, reason.offers)


def _stem(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and suffix in BY_ANY_SUFFIX else name


def _wants_page(asked: Request) -> bool:
    if names_html(asked.accept):
        return True
    suffix = BY_ANY_SUFFIX.get(asked.sent.rpartition(".")[2])
    named = suffix or called([asked.parameters.get("format", "")], ALL)
    if named is not None:
        return named is HTML
    try:
        return negotiate(asked.accept, (HTML, _PROBLEM)) is HTML
    except NotAcceptable:
        return False


class FlaskPages:
    """ASGI application of the pages: Flask's answers, taken whole, finished and kept.

    a2wsgi passes every part of an answer from the thread to the event loop by itself; a whole
    answer crosses once.
    """

    def __init__(self, app: Any, current: CurrentSite) -> None:  # noqa: ANN401 - any WSGI application
        self._bridge: Any = WSGIMiddleware(app)
        self._current = current

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; HEAD is asked as GET, and the server drops the body."""
        if scope["type"] != "http":
            await self._bridge(scope, receive, send)
            return
        site, wants = self._current(), read(scope["headers"])
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        inner = {**scope, "method": method, POLICY: CachePolicy()}
        plain = await self._take(inner, receive, site)
        stored = await _kept(site, scope, wants, inner[POLICY], plain)
        await stored.pass_on(wants, send)

    async def _take(self, scope: Any, receive: Any, site: Site) -> CachedResponse:  # noqa: ANN401
        loop = asyncio.get_running_loop()
        environ: Any = build_environ(scope, Body(loop, receive))
        run = partial(contextvars.copy_context().run, self._answer, environ)
        status, headers, body = await loop.run_in_executor(self._bridge.executor, run)
        return _finished(site, scope[POLICY], status, headers, body)

    def _answer(self, environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
        begun: list[tuple[int, Headers]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[..., None]:
            pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
            begun.append((int(status.partition(" ")[0]), pairs))
            return lambda _: None

        parts = self._bridge.app(environ, start)
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        return (*begun[-1], body)


def _finished(
    site: Site, policy: CachePolicy, status: int, headers: Headers, body: bytes
) -> CachedResponse:
    """Return an answer with its validators and the headers that every answer has."""
    headers = [pair for pair in headers if pair[0] != b"content-length"]
    if status != 200:
        return CachedResponse(status, with_security(headers), body)
    said = {name: value.decode("latin-1") for name, value in headers}
    content_type = said.get(b"content-type", "")
    compressible = encodings.is_compressible(content_type, len(body))
    spoken = said.get(b"content-language", "")
    tag = f'"{etag(site.release.path.name, content_type, spoken, body)}"'
    added = {b"etag": tag, b"cache-control": said.get(b"cache-control", "no-cache")}
    modified = last_modified(site.opened) if policy.dated else None
    if modified is not None:
        added[b"last-modified"] = modified
    if compressible:
        added[b"vary"] = ", ".join(filter(None, (said.get(b"vary"), "Accept-Encoding")))
    kept = [pair for pair in headers if pair[0] not in added]
    kept += [(name, value.encode("latin-1")) for name, value in added.items()]
    return CachedResponse(status, with_security(kept), body, tag, modified, compressible)


async def _kept(
    site: Site, scope: Scope, wants: RequestHeaders, policy: CachePolicy, plain: CachedResponse
) -> CachedResponse:
    """Return an answer in the encoding that is wanted, having kept it where its policy allows."""
    encoding = encodings.choose(wants.encoding)
    stored = await in_encoding(plain, encoding)
    query = known_parameters(scope["query_string"])
    if policy.keep and query is not None and scope["method"] in ("GET", "HEAD"):
        scope[CACHE] = "miss"
        asked = (scope["raw_path"], query)
        key = site.cache.keep(asked, policy, plain)
        if stored is not plain:
            site.cache.add(asked, key, encoding, stored)
    return stored
