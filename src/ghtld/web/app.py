"""The application: endpoint, pages and health in one ASGI process, with headers on every answer."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from a2wsgi import WSGIMiddleware
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ghtld.web import language
from ghtld.web.flask_app import create_pages
from ghtld.web.problems import BROKEN, MEDIA_TYPE
from ghtld.web.site import CurrentSite, Site
from ghtld.web.sparql import QueryRouter

_log = logging.getLogger(__name__)

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Location, Link, Location, Retry-After",
}


class Headers:
    """ASGI middleware: the headers that every answer carries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with our headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class LastResort:
    """ASGI middleware: an answer without a traceback when something broke before the first byte."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; log what breaks and say only that it did."""
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, note_start)
        except Exception:
            if started or scope["type"] != "http":
                raise
            _log.exception("a request failed: %s", scope["path"])
            await _broken(Request(scope))(scope, receive, send)


def _broken(request: Request) -> Response:
    spoken = language.choose(None, request.headers.get("accept-language"))
    return Response(BROKEN.as_json(spoken), BROKEN.status, media_type=MEDIA_TYPE)


def create_app(current: CurrentSite) -> ASGIApp:
    """Return the application over the site that ``current`` gives each request."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        site = current()
        await site.engine.start()
        try:
            yield
        finally:
            await site.engine.stop()

    app = FastAPI(title="ghtld", docs_url=None, redoc_url=None, lifespan=lifespan)
    for method in ("GET", "HEAD"):
        app.add_api_route(
            "/healthz", _healthz(current), methods=[method], include_in_schema=method == "GET"
        )
    app.include_router(QueryRouter(current))
    pages: Any = create_pages(current)
    mounted: Any = WSGIMiddleware(pages)
    app.mount("/", mounted)
    return Headers(LastResort(app))


def _healthz(current: CurrentSite) -> Callable[[], JSONResponse]:
    def healthz() -> JSONResponse:
        site: Site = current()
        return JSONResponse({"status": "ok", "release": site.manifest.hash})

    return healthz
