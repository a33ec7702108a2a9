"""Where the endpoint is mounted: a subclass of rdflib-endpoint's router.

The base class gives the path, title, description and examples; its routes, which evaluate on the
event loop, are dropped. No query reaches this process' own interpreter.
"""

from __future__ import annotations

from typing import Any

from fastapi import Response
from rdflib import Graph
from rdflib_endpoint import SparqlRouter
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ghtld.web.configuration import Configuration
from ghtld.web.site import CurrentSite
from ghtld.web.sparql.editor import PATH
from ghtld.web.sparql.endpoint import Endpoint

PATHS = (f"/{PATH}", f"/{PATH}/")
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


class QueryRouter(SparqlRouter):
    """The routes of the endpoint over the site that ``current`` gives each request."""

    def __init__(self, current: CurrentSite, configuration: Configuration | None = None) -> None:
        manifest = current().manifest
        super().__init__(
            path=PATHS[0],
            title=manifest.title_fr,
            description=manifest.title_en,
            version=manifest.version,
            graph=Graph(),
        )
        self.endpoint = Endpoint(current, configuration)
        self.routes.clear()
        for method, described in _DESCRIBED.items():
            self.add_api_route(
                PATHS[0],
                self.respond,
                methods=[method],
                name=f"SPARQL {method}",
                openapi_extra=described,
            )
        for path in PATHS:
            self.routes.append(Route(path, self.endpoint))

    async def respond(self) -> Response:
        """Answer a query, or what a request without one asks for."""
        return _Deferred(self.endpoint)


class _Deferred(Response):
    """A response that an ASGI application gives."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the application answer."""
        await self._app(scope, receive, send)


class Shortcut:
    """ASGI middleware: the endpoint is asked at once, without the layers that pages need."""

    def __init__(self, app: ASGIApp, endpoint: ASGIApp) -> None:
        self._app = app
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and scope["path"] in PATHS:
            await self._endpoint(scope, receive, send)
        else:
            await self._app(scope, receive, send)
