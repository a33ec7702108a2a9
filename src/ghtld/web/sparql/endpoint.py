"""The SPARQL endpoint as one ASGI application: what is asked, and every answer to it.

What was answered before comes from memory, the rest from the engine, as it writes it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, closing

from starlette.types import Receive, Scope, Send

from ghtld.engine.interface import Answer, Limits, Question, Refusal
from ghtld.engine.query import scan
from ghtld.engine.spool import SpoolBudget
from ghtld.formats import HTML, RDF_FORMATS, Format
from ghtld.ui import problems
from ghtld.ui.negotiation import NotAcceptable, names_html
from ghtld.ui.problems import Problem, ProblemRaised
from ghtld.web.configuration import Configuration
from ghtld.web.http import cache_middleware, encodings
from ghtld.web.http.cache import CACHE, Headers, Stored, Wants
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
from ghtld.web.site import CurrentSite, Site
from ghtld.web.sparql import answers, protocol, replies
from ghtld.web.sparql import editor as sparql_page
from ghtld.web.sparql.answer_cache import kept_answers, tag_of
from ghtld.web.sparql.answers import Translated, tabulate
from ghtld.web.sparql.protocol import METHODS, Asked, Intake
from ghtld.web.sparql.replies import NO_CACHE, NO_STORE, Replies, headers_of
from ghtld.web.sparql.syntax import explain

_REMEMBERED = 4096
_METHOD = Problem(405, "error-405-detail", {"allowed": METHODS}, {"Allow": METHODS})


class Endpoint:
    """The endpoint over the site that ``current`` gives each request."""

    def __init__(self, current: CurrentSite, configuration: Configuration | None = None) -> None:
        self.current = current
        self.known = configuration or Configuration()
        self.intake = Intake()
        # HTTP 1.0 gets whole answers only: they have a budget of their own.
        self.whole_answers = SpoolBudget(Limits.spool // 4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer any request for the address of the endpoint."""
        exchange = _Exchange(self, scope, receive, send)
        try:
            if await exchange.recall():
                return
            await exchange.respond()
        except ClientGone:
            return  # what is unfinished stays so, and the server breaks the connection


class _Exchange:
    """One request and its answer."""

    def __init__(self, endpoint: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
        self._site: Site = endpoint.current()
        self._intake = endpoint.intake
        self._whole_answers = endpoint.whole_answers
        self._scope = scope
        self._receive = receive
        self._send = send
        self._wants: Wants = cache_middleware.read(scope["headers"])
        self._replies = Replies(self._site, scope, self._wants, endpoint.known)
        # The same bytes ask the same; longer ones are not worth remembering.
        sent = (scope["query_string"], self._wants.accept, self._wants.encoding)
        brief = scope["method"] in ("GET", "HEAD") and sum(map(len, sent)) <= _REMEMBERED
        self._sent = sent if brief else None

    async def recall(self) -> bool:
        """Answer what was asked in the same bytes before; tell whether that was possible."""
        stored = kept_answers(self._site).recall(self._sent) if self._sent else None
        if stored is not None:
            await self._hit(stored)
        return stored is not None

    async def respond(self) -> None:
        """Answer, or say why not."""
        if self._scope["method"] == "OPTIONS":
            await self._give(replies.preflight())
        elif self._scope["method"] not in METHODS.split(", "):
            await self._give(self._replies.refusal(_METHOD, ""))
        else:
            with ExitStack() as held:
                await self._respond(held)

    async def _respond(self, held: ExitStack) -> None:
        query, limits = "", self._site.limits
        try:
            asked = await protocol.read(self._scope, self._receive, limits, self._intake, held)
            query = asked.query or ""
            if query.strip():
                await self._answer(asked, query)
            else:
                await self._without_query(asked)
        except NotAcceptable as reason:
            await self._refuse(problems.not_acceptable(reason.offers), query)
        except ProblemRaised as reason:
            await self._refuse(reason.problem, query)
        except Refusal as reason:
            await self._refuse(explain(reason, query, limits), query)

    async def _refuse(self, problem: Problem, query: str) -> None:
        await self._give(self._replies.refusal(problem, query))

    async def _give(self, stored: Stored) -> None:
        await stored.send(self._wants, self._send)

    async def _without_query(self, asked: Asked) -> None:
        """Answer with the form for people, with the service description for machines."""
        blank = asked.query is not None and not names_html(self._wants.accept)
        if blank or self._scope["method"] == "POST":
            raise ProblemRaised(Problem(400, "no-query"))
        fmt = protocol.choose(asked, self._wants.accept, RDF_FORMATS)
        if fmt is HTML:
            await self._give(self._replies.form(asked.example))
        else:
            await self._give(self._replies.description(fmt))

    async def _answer(self, asked: Asked, query: str) -> None:
        site = self._site
        fmt = protocol.format_of(asked, query, self._wants.accept)
        if fmt is HTML:
            question = Question(query, fmt, asked.data_set, protocol.client_of(self._scope))
            with Watch(self._receive):
                view = self._replies.view(query)
                table = await tabulate(site, view, question)
                page = await asyncio.to_thread(sparql_page.write, view, query, table)
            await self._give(replies.page(page))
            return
        found = scan(query)
        if found.volatile:
            await self._ask(asked, query, headers_of(fmt, NO_STORE), fmt, None)
            return
        tag = tag_of(site, query, asked.data_set, fmt, asked.dialect or "")
        weak = "W/" if found.fresh else ""
        headers = headers_of(fmt, (b"etag", f"{weak}{tag}".encode()), NO_CACHE)
        if not await self._kept(tag, headers):
            await self._ask(asked, query, headers, fmt, tag)

    async def _kept(self, tag: str, headers: Headers) -> bool:
        """Answer from what is kept, or with 304 to who has it; tell whether that was possible."""
        kept = kept_answers(self._site)
        encoding = encodings.choose(self._wants.encoding)
        stored = kept.find(tag, encoding)
        if stored is None and encoding and (plain := kept.find(tag)) is not None:
            stored = await cache_middleware.in_encoding(plain, encoding)
            kept.keep(tag, stored, encoding)
        known = self._wants.none_match
        if stored is None and known and known.strip() != "*" and matches(known, tag):
            stored = Stored(200, headers, b"", tag)
        if stored is None:
            kept.misses += 1
            self._scope[CACHE] = "miss"
            return False
        if self._sent:
            kept.remember(self._sent, tag, encoding)
        await self._hit(stored)
        return True

    async def _hit(self, stored: Stored) -> None:
        kept_answers(self._site).hits += 1
        self._scope[CACHE] = "validated" if stored.is_known(self._wants) else "hit"
        await stored.send(self._wants, self._send)

    async def _ask(
        self, asked: Asked, query: str, headers: Headers, fmt: Format, tag: str | None
    ) -> None:
        question = Question(query, fmt, asked.data_set, protocol.client_of(self._scope))
        dialect = answers.called(asked.dialect, fmt)
        with Watch(self._receive):
            answer = await self._site.ask(question)
            if dialect is not None:
                answer = Translated(answer, dialect)
            try:
                await self._pass_on(answer, headers, tag)
            finally:
                await answer.aclose()

    async def _pass_on(self, answer: Answer, headers: Headers, tag: str | None) -> None:
        kept = kept_answers(self._site)
        parts: AsyncIterator[bytes] = aiter(answer)
        begun, whole = await first_parts(parts)

        def stored(body: bytes) -> Stored:
            said = dict(headers)
            strong = said.get(b"etag", b"").startswith(b'"')
            textual = encodings.is_compressible(said[b"content-type"].decode(), len(body))
            made = Stored(200, headers, body, tag, compressible=strong and textual)
            if tag is not None:
                kept.keep(tag, made)
            return made

        if whole:
            await stored(b"".join(begun)).send(self._wants, self._send)
        elif self._scope["method"] == "HEAD":
            await Stored(200, headers, b"").send(self._wants, self._send)
        elif self._scope["http_version"] == "1.0":
            paced = Paced(self._send, self._site.limits)
            await send_whole(parts, begun, headers, paced, self._whole_answers)
        else:
            paced = Paced(self._send, self._site.limits)
            collected = Collected(kept.largest if tag else 0)
            with closing(collected):
                await stream(parts, begun, headers, paced, collected)
                if body := collected.body:
                    stored(body)
