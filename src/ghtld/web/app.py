"""The application: endpoint, pages and health in one ASGI process, with headers on every answer."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ghtld.ui import negotiation
from ghtld.ui.problems import BROKEN, MEDIA_TYPE, Problem
from ghtld.ui.security_headers import PREFLIGHT
from ghtld.web.configuration import Configuration
from ghtld.web.flask_adapter import FlaskPages
from ghtld.web.http.cache_middleware import CacheMiddleware
from ghtld.web.operation import health as operate
from ghtld.web.operation.metrics import Metrics
from ghtld.web.reference.dumps import DumpRoute
from ghtld.web.routes import create_pages
from ghtld.web.sites import Sites
from ghtld.web.sparql.router import QueryRouter
from ghtld.web.warm_up import WarmUp

_log = logging.getLogger(__name__)


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
            # As it was sent: a decoded path may hold the end of a line.
            _log.exception("a request failed: %s", scope["raw_path"].decode("latin-1"))
            await _answer(Request(scope), BROKEN)(scope, receive, send)


def _answer(request: Request, problem: Problem) -> Response:
    spoken = negotiation.choose_language(None, request.headers.get("accept-language"))
    headers = {**problem.headers, "Content-Language": spoken, "Cache-Control": "no-store"}
    body = problem.as_json(spoken)
    return Response(body, problem.status, headers=headers, media_type=MEDIA_TYPE)


def create_app(
    sites: Sites, configuration: Configuration | None = None, *, warm_up: bool = False
) -> ASGIApp:
    """Return the application over the site that ``sites`` gives each request.

    With ``warm_up`` the pages that people enter by are written before anybody asks.
    """
    configuration = configuration or Configuration()
    queries = QueryRouter(sites, configuration)
    app = FastAPI(
        routes=queries.routes,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(sites),
        telemetry={"tracing": False, "metrics": False, "logs": False},  # see operation/
    )
    app.openapi = partial(queries.describe, app.openapi)  # type: ignore[method-assign]
    app.router.redirect_slashes = False
    app.add_exception_handler(405, _on_method)
    metrics = Metrics(sites)
    operate.add_routes(app, sites, metrics)
    app.router.routes.append(DumpRoute(sites))
    # As the default, not as a mount at "/": a mount would take the methods that a route leaves.
    app.router.default = FlaskPages(create_pages(sites, configuration), sites)
    # Within Starlette's own middleware for errors, which would answer first and then break off.
    app.add_middleware(LastResort)
    front = CacheMiddleware(app, sites, queries.recall)
    if warm_up:
        sites.when_served(WarmUp(front, sites))
    return operate.watched(front, metrics, configuration)


def _lifespan(sites: Sites) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        await sites.start()
        if threading.current_thread() is threading.main_thread():
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGHUP, sites.look_now)
        try:
            yield
        finally:
            with suppress(Exception):
                await sites.stop()

    return lifespan


def _on_method(request: Request, reason: Exception) -> Response:
    """Answer a method that a route does not take: OPTIONS with what it does take, others 405."""
    headers = dict(reason.headers or {}) if isinstance(reason, HTTPException) else {}
    names = {name.strip() for name in headers.get("Allow", "GET, HEAD").split(",")}
    allowed = ", ".join(sorted(names | {"OPTIONS"} | ({"HEAD"} if "GET" in names else set())))
    if request.method == "OPTIONS":
        preflight = {**PREFLIGHT, "Allow": allowed, "Access-Control-Allow-Methods": allowed}
        return Response(status_code=204, headers=preflight)
    problem = Problem(405, "error-405-detail", {"allowed": allowed}, {"Allow": allowed})
    return _answer(request, problem)
