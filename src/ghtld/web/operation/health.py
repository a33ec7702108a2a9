"""What operators and their machines ask of a server: does it live, is it ready, what it counts."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp

from ghtld.engine.interface import Question, Refusal
from ghtld.formats import RESULTS_JSON
from ghtld.web.configuration import Configuration
from ghtld.web.http import refusals
from ghtld.web.http.forwarded import Forwarded
from ghtld.web.operation import metrics as figures
from ghtld.web.operation.metrics import Metrics
from ghtld.web.operation.observe import AccessLog, Listener, Observer
from ghtld.web.site import Site
from ghtld.web.sites import Sites

_QUESTION = "ASK { ?subject ?property ?value }"
_LANGUAGES = ("fr", "en")


_PATIENCE = 2.0
"""How many seconds readiness waits for an answer while every worker is at work."""


def add_routes(app: FastAPI, sites: Sites, metrics: Metrics) -> None:
    """Add ``/healthz``, ``/readyz`` and ``/metrics``."""

    async def healthz(request: Request) -> Response:
        return alive(sites)

    async def readyz(request: Request) -> Response:
        return await ready(sites)

    async def measured(request: Request) -> Response:
        return Response(metrics.text(), headers={**_FRESH, "Content-Type": figures.CONTENT_TYPE})

    for path, answer in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", measured)):
        app.add_api_route(path, answer, methods=["GET", "HEAD"], include_in_schema=False)


_FRESH = {"Cache-Control": "no-store"}


def alive(sites: Sites) -> Response:
    """Answer 200 while questions can be answered, 503 and why when no worker is left for them.

    Nothing is asked of the engine, so the answer comes at once whatever strangers ask.
    """
    site = sites()
    problem = site.engine.problem
    body: dict[str, object] = {"status": "ok", "release": site.manifest.hash}
    if problem is not None:
        body |= {"status": "unavailable", "problem": _said(problem, site)}
    return JSONResponse(body, 503 if problem else 200, headers=_FRESH)


async def ready(sites: Sites) -> Response:
    """Answer 200 when the engine answers a real query, 503 and what is wrong when it does not.

    A server whose workers are all at work is ready, too: ``busy``. While the last good release is
    served in the place of a newer one that is damaged, or after it was taken off the disk, the
    server is ready and says what is wrong all the same.
    """
    site = sites()
    status, failure = "ready", None
    try:
        async with asyncio.timeout(_PATIENCE):
            failure = await _failure(site)
    except TimeoutError:
        status = "busy"
    # Which file is damaged helps more than that a query found one.
    wrong = _stale(sites) if site.files.damaged else None
    wrong = wrong or failure or _stale(sites)
    body = {
        "status": "unavailable" if failure else status,
        "release": site.manifest.hash,
        "name": site.release.path.name,
        "version": site.manifest.version,
        "issued": site.manifest.issued,
        "counts": site.manifest.counts,
        "problem": wrong,
    }
    return JSONResponse(body, 503 if failure else 200, headers=_FRESH)


async def _failure(site: Site) -> dict[str, str] | None:
    try:
        answer = await site.ask(Question(_QUESTION, RESULTS_JSON))
        try:
            body = b"".join([part async for part in answer])
        finally:
            await answer.aclose()
    except Refusal as refusal:
        return _said(refusal, site)
    if b"true" in body:
        return None
    return {
        "fr": "Le moteur répond que l’édition est vide : relancez « ghtld build ».",
        "en": "The engine answers that the release is empty: run “ghtld build” again.",
    }


def _said(refusal: Refusal, site: Site) -> dict[str, str]:
    problem = refusals.of_refusal(refusal, site.limits)
    return {language: problem.sentence(language) for language in _LANGUAGES}


def _stale(sites: Sites) -> dict[str, str] | None:
    problem = sites.state().problem
    return {"fr": problem.fr, "en": problem.en} if problem else None


def watched(app: ASGIApp, metrics: Metrics, known: Configuration) -> ASGIApp:
    """Return ``app`` behind what knows its clients, counts and, if asked to, logs each exchange."""
    listeners: Sequence[Listener] = (metrics,)
    if known.access_log != "off":
        listeners = (metrics, AccessLog(sys.stderr, full=known.access_log == "full"))
    return Forwarded(Observer(app, listeners), known.trusted_proxies)
