"""One request to the SPARQL endpoint and the answer to it.

Answers given before come from the cache, the rest from the engine, as it writes them. The answer
is a Response, as FastAPI's handlers return them; it reads the request itself, so that bounds hold
while a body arrives.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import ExitStack, closing
from typing import Protocol
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ghtld import iris
from ghtld.engine.interface import Answer, Question, Refusal
from ghtld.engine.query import is_iri, scan
from ghtld.engine.spool import SpoolBudget
from ghtld.formats import HTML, RDF_FORMATS, Format
from ghtld.ui import negotiation, problems
from ghtld.ui.negotiation import NotAcceptable, names_html
from ghtld.ui.problems import Problem, ProblemRaised
from ghtld.ui.security_headers import PREFLIGHT, with_security
from ghtld.web.configuration import Configuration
from ghtld.web.http import cache_middleware, encodings
from ghtld.web.http.cache import CACHE, CachedResponse, Headers
from ghtld.web.http.conditional import matches
from ghtld.web.http.streaming import (
    ClientGone,
    Collected,
    Paced,
    Watch,
    first_parts,
    send_whole,
    stream,
)
from ghtld.web.pages.view import View
from ghtld.web.site import CurrentSite
from ghtld.web.sparql import answers, editor, protocol
from ghtld.web.sparql.answer_cache import cache_of, request_key, tag_of
from ghtld.web.sparql.answers import Translated, tabulate
from ghtld.web.sparql.protocol import METHODS, Intake, SparqlRequest
from ghtld.web.sparql.service_description import service_description

_NO_CACHE = (b"cache-control", b"no-cache")
_NO_STORE = (b"cache-control", b"no-store")
_VARY = (b"vary", b"Accept, Accept-Language, Accept-Encoding")
_METHOD = Problem(405, "error-405-detail", {"allowed": METHODS}, {"Allow": METHODS})


class Endpoint(Protocol):
    """What all requests have in common: the router of the endpoint.

    HTTP 1.0 gets whole answers only; ``whole_answers`` is the budget they share.
    """

    current: CurrentSite
    known: Configuration
    intake: Intake
    whole_answers: SpoolBudget

    def serve_yasgui(self, view: View | None = None, example: str | None = None) -> Response:
        """Return the page of the editor, with an example question in it if one is named."""


class SparqlResponse(Response):
    """The answer to one request, whatever its method; FastAPI has read nothing of its body."""

    def __init__(self, endpoint: Endpoint, request: Request) -> None:
        super().__init__()
        scope = request.scope
        self._endpoint = endpoint
        self._site = endpoint.current()
        self._scope = scope
        self._wants = cache_middleware.read(scope["headers"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say why not."""
        self._receive = receive
        self._send = send
        try:
            if scope["method"] == "OPTIONS":
                await self._give(_preflight())
            elif scope["method"] not in METHODS.split(", "):
                await self._refuse(_METHOD, "")
            else:
                with ExitStack() as held:
                    await self._respond(held)
        except ClientGone:
            return  # what is unfinished stays so, and the server breaks the connection

    async def _respond(self, held: ExitStack) -> None:
        query, limits = "", self._site.limits
        intake = self._endpoint.intake
        try:
            request = await protocol.read(self._scope, self._receive, limits, intake, held)
            query = request.query or ""
            if query.strip():
                await self._answer(request, query)
            else:
                await self._without_query(request)
        except NotAcceptable as reason:
            await self._refuse(problems.not_acceptable(reason.offers), query)
        except ProblemRaised as reason:
            await self._refuse(reason.problem, query)
        except Refusal as reason:
            await self._refuse(protocol.explain(reason, query, limits), query)

    async def _give(self, stored: CachedResponse) -> None:
        await stored.send(self._wants, self._send)

    async def _without_query(self, request: SparqlRequest) -> None:
        """Answer with the page for people, with the service description for machines."""
        blank = request.query is not None and not names_html(self._wants.accept)
        if blank or self._scope["method"] == "POST":
            raise ProblemRaised(Problem(400, "no-query"))
        fmt = protocol.choose(request, self._wants.accept, RDF_FORMATS)
        if fmt is HTML:
            page = self._endpoint.serve_yasgui(self._view(), request.example)
            await page(self._scope, self._receive, self._send)
            return
        body = service_description(self._site, self._address(), fmt)
        tag = tag_of(self._site, body.decode(), None, fmt, "")
        headers = _headers(fmt, (b"etag", tag.encode()), _NO_CACHE)
        await self._give(CachedResponse(200, headers, body, tag))

    async def _answer(self, request: SparqlRequest, query: str) -> None:
        key = request_key(self._scope, self._wants, request)
        stored = cache_of(self._site).recall(key)
        if stored is not None:
            await self._hit(stored)
            return
        fmt = protocol.format_of(request, query, self._wants.accept)
        if fmt is HTML:
            await self._show(request, query)
            return
        found = scan(query)
        if found.volatile:
            await self._ask(request, query, _headers(fmt, _NO_STORE), fmt, None)
            return
        tag = tag_of(self._site, query, request.data_set, fmt, request.dialect or "")
        weak = "W/" if found.fresh else ""
        headers = _headers(fmt, (b"etag", f"{weak}{tag}".encode()), _NO_CACHE)
        stored = await self._kept(tag, headers, key)
        if stored is not None:
            await self._hit(stored)
            return
        self._scope[CACHE] = "miss"
        await self._ask(request, query, headers, fmt, tag)

    async def _hit(self, stored: CachedResponse) -> None:
        self._scope[CACHE] = "validated" if stored.is_known(self._wants) else "hit"
        await self._give(stored)

    async def _show(self, request: SparqlRequest, query: str) -> None:
        """Answer with the page, the start of the answer in it."""
        question = Question(query, HTML, request.data_set, protocol.client_of(self._scope))
        with Watch(self._receive):
            view = self._view(query)
            table = await tabulate(self._site, view, question)
            page = await asyncio.to_thread(editor.write, view, query, table)
        await self._give(page_of(page))

    async def _kept(
        self, tag: str, headers: Headers, key: Hashable | None
    ) -> CachedResponse | None:
        """Return the answer that is kept, or one without a body for a client that has it."""
        cache = cache_of(self._site)
        encoding = encodings.choose(self._wants.encoding)
        stored = cache.find(tag, encoding)
        if stored is None and encoding and (plain := cache.find(tag)) is not None:
            stored = await cache_middleware.in_encoding(plain, encoding)
            cache.keep(tag, stored, encoding)
        known = self._wants.none_match
        if stored is None and known and known.strip() != "*" and matches(known, tag):
            stored = CachedResponse(200, headers, b"", tag)
        if stored is not None and key is not None:
            cache.remember(key, tag, encoding)
        return stored

    async def _ask(
        self, request: SparqlRequest, query: str, headers: Headers, fmt: Format, tag: str | None
    ) -> None:
        question = Question(query, fmt, request.data_set, protocol.client_of(self._scope))
        dialect = answers.called(request.dialect, fmt)
        with Watch(self._receive):
            answer = await self._site.ask(question)
            if dialect is not None:
                answer = Translated(answer, dialect)
            try:
                await self._pass_on(answer, headers, tag)
            finally:
                await answer.aclose()

    async def _pass_on(self, answer: Answer, headers: Headers, tag: str | None) -> None:
        """Send an answer as it comes; keep it if it has a tag and is small enough."""
        cache = cache_of(self._site)
        parts: AsyncIterator[bytes] = aiter(answer)
        begun, whole = await first_parts(parts)

        def stored(body: bytes) -> CachedResponse:
            named = dict(headers)
            strong = named.get(b"etag", b"").startswith(b'"')
            textual = encodings.is_compressible(named[b"content-type"].decode(), len(body))
            made = CachedResponse(200, headers, body, tag, compressible=strong and textual)
            if tag is not None:
                cache.keep(tag, made)
            return made

        if whole:
            await self._give(stored(b"".join(begun)))
        elif self._scope["method"] == "HEAD":
            await self._give(CachedResponse(200, headers, b""))
        elif self._scope["http_version"] == "1.0":
            paced = Paced(self._send, self._site.limits)
            await send_whole(parts, begun, headers, paced, self._endpoint.whole_answers)
        else:
            paced = Paced(self._send, self._site.limits)
            collected = Collected(cache.largest if tag else 0)
            with closing(collected):
                await stream(parts, begun, headers, paced, collected)
                if body := collected.body:
                    stored(body)

    async def _refuse(self, problem: Problem, query: str) -> None:
        """Say why there is no answer to ``query``: on the page for people, or as a problem."""
        view = self._view(query)
        more = [(b"content-language", view.language.encode())]
        more += [(k.lower().encode(), v.encode()) for k, v in problem.headers.items()]
        if names_html(self._wants.accept):
            page = editor.write(view, query, sentence=problem.sentence(view.language))
            await self._give(page_of(page, problem.status, *more))
            return
        kind = (b"content-type", problems.MEDIA_TYPE.encode())
        headers = with_security([kind, _VARY, _NO_STORE, *more])
        await self._give(CachedResponse(problem.status, headers, problem.as_json(view.language)))

    def _view(self, query: str = "") -> View:
        """Return what the page needs to be written, with ``query`` in it."""
        named = Request(self._scope).query_params.get("lang")
        chosen = negotiation.choose_language(named, self._wants.language)
        carried = urlencode({"query": query}) if query and editor.fits_a_link(query) else ""
        here = editor.PATH + ("/" if self._scope["path"].endswith("/") else "")
        known = self._endpoint.known
        return View(self._site, chosen, here, named in negotiation.LANGUAGES, carried, known)

    def _address(self) -> str:
        """Return the address that the endpoint is served at."""
        known = self._endpoint.known
        here = str(Request(self._scope).url.replace(query="", fragment=""))
        # A Host header may hold what no IRI can.
        named = known.public_url != iris.BASE or not is_iri(here)
        return known.public(editor.PATH) if named else here


def _headers(fmt: Format, *more: tuple[bytes, bytes]) -> Headers:
    """Return the headers of an answer in ``fmt``, and ``more``."""
    return with_security([(b"content-type", fmt.content_type.encode()), _VARY, *more])


def page_of(written: str, status: int = 200, *more: tuple[bytes, bytes]) -> CachedResponse:
    """Return the page of the endpoint as an answer."""
    policy = (b"content-security-policy", editor.CONTENT_SECURITY_POLICY.encode())
    headers = _headers(HTML, policy, _NO_CACHE if status == 200 else _NO_STORE, *more)
    return CachedResponse(status, headers, written.encode())


def _preflight() -> CachedResponse:
    """Return the answer to a browser that asks what it may send here."""
    allowed = {**PREFLIGHT, "Allow": METHODS, "Access-Control-Allow-Methods": METHODS}
    headers = [(name.lower().encode(), value.encode()) for name, value in allowed.items()]
    return CachedResponse(204, with_security(headers), b"")
