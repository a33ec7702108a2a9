"""The SPARQL endpoint as one ASGI application: what is asked, and every answer to it.

What was answered before comes from memory, the rest from the engine, as it writes it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from ghtld import iris
from ghtld.engine.interface import Answer, Question, Refusal
from ghtld.engine.scan import scan
from ghtld.formats import HTML, RDF_FORMATS, Format
from ghtld.web.configuration import Configuration
from ghtld.web.delivery import encodings, front, language, problems
from ghtld.web.delivery.conditions import matches
from ghtld.web.delivery.headers import PREFLIGHT, with_security
from ghtld.web.delivery.negotiate import NotAcceptable, names_html, negotiate
from ghtld.web.delivery.problems import Problem, ProblemRaised
from ghtld.web.delivery.stored import Headers, Stored, Wants
from ghtld.web.delivery.streaming import Collected, Paced, Watch, first_parts, send_whole, stream
from ghtld.web.operation.observe import CACHE
from ghtld.web.pages.view import View
from ghtld.web.site import CurrentSite, Site
from ghtld.web.sparql import dialects, editor, protocol
from ghtld.web.sparql import page as sparql_page
from ghtld.web.sparql.answers import tabulate
from ghtld.web.sparql.dialects import Translated
from ghtld.web.sparql.kept_answers import kept_answers, tag_of
from ghtld.web.sparql.page import PATH
from ghtld.web.sparql.protocol import METHODS, Asked, ClientGone
from ghtld.web.sparql.service_description import service_description

_REMEMBERED = 4096
_VARY = (b"vary", b"Accept, Accept-Language, Accept-Encoding")
_NO_CACHE = (b"cache-control", b"no-cache")
_NO_STORE = (b"cache-control", b"no-store")
_METHOD = Problem(405, "error-405-detail", {"allowed": METHODS}, {"Allow": METHODS})


class Endpoint:
    """The endpoint over the site that ``current`` gives each request."""

    def __init__(self, current: CurrentSite, configuration: Configuration | None = None) -> None:
        self._current = current
        self._public = (configuration or Configuration()).public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer any request for the address of the endpoint."""
        exchange = _Exchange(self._current(), scope, receive, send, self._public)
        try:
            if await exchange.recall():
                return
            await exchange.respond()
        except ClientGone:
            return  # what is unfinished stays so, and the server breaks the connection


class _Exchange:
    """One request and its answer."""

    def __init__(self, site: Site, scope: Scope, receive: Receive, send: Send, public: str) -> None:
        self._site = site
        self._scope = scope
        self._receive = receive
        self._send = send
        self._public = public
        self._wants: Wants = front.read(scope["headers"])
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
        query = ""
        try:
            if self._scope["method"] == "OPTIONS":
                await self._preflight()
                return
            if self._scope["method"] not in METHODS.split(", "):
                await self._refuse(_METHOD, query)
                return
            asked = await protocol.read(self._scope, self._receive, self._site.limits)
            query = asked.query or ""
            if asked.query is None or (not query.strip() and self._is_browser):
                await self._without_query(asked)
            else:
                await self._answer(asked, query)
        except NotAcceptable as reason:
            await self._refuse(problems.not_acceptable(reason.offers), query)
        except ProblemRaised as reason:
            await self._refuse(reason.problem, query)
        except Refusal as reason:
            await self._refuse(problems.of_refusal(reason, self._site.limits), query)

    @property
    def _is_browser(self) -> bool:
        return names_html(self._wants.accept)

    async def _preflight(self) -> None:
        """Answer a browser that asks what it may send here."""
        allowed = {**PREFLIGHT, "Allow": METHODS, "Access-Control-Allow-Methods": METHODS}
        headers = [(name.lower().encode(), value.encode()) for name, value in allowed.items()]
        await Stored(204, with_security(headers), b"").send(self._wants, self._send)

    async def _without_query(self, asked: Asked) -> None:
        """Answer with the form for people, with the service description for machines."""
        if self._scope["method"] == "POST":
            raise ProblemRaised(Problem(400, "no-query"))
        fmt = negotiate(self._wants.accept, (*RDF_FORMATS, HTML))
        if fmt is HTML:
            view = self._view()
            await self._page(sparql_page.write(view, sparql_page.example(view, asked.example)))
            return
        body = service_description(self._site, self._address, fmt)
        tag = tag_of(self._site, body.decode(), None, fmt, "")
        headers = _headers(fmt, (b"etag", tag.encode()), _NO_CACHE)
        await Stored(200, headers, body, tag).send(self._wants, self._send)

    @property
    def _address(self) -> str:
        """Return the address that this endpoint is served at."""
        if self._public != iris.BASE:
            return self._public + PATH
        return str(Request(self._scope).url.replace(query="", fragment=""))

    async def _answer(self, asked: Asked, query: str) -> None:
        site = self._site
        fmt = protocol.format_of(asked, query, self._wants.accept)
        if fmt is HTML:
            view = self._view(query)
            with Watch(self._receive):
                question = Question(query, fmt, asked.data_set, protocol.client_of(self._scope))
                table = await tabulate(site.engine, view, question)
            await self._page(sparql_page.write(view, query, table))
            return
        found = scan(query)
        if found.volatile:
            await self._ask(asked, query, _headers(fmt, _NO_STORE), fmt, None)
            return
        tag = tag_of(site, query, asked.data_set, fmt, asked.dialect or "")
        weak = "W/" if found.fresh else ""
        headers = _headers(fmt, (b"etag", f"{weak}{tag}".encode()), _NO_CACHE)
        if not await self._kept(tag, headers):
            await self._ask(asked, query, headers, fmt, tag)

    async def _kept(self, tag: str, headers: Headers) -> bool:
        """Answer from what is kept, or with 304 to who has it; tell whether that was possible."""
        kept = kept_answers(self._site)
        encoding = encodings.choose(self._wants.encoding)
        stored = kept.find(tag, encoding)
        if stored is None and encoding and (plain := kept.find(tag)) is not None:
            stored = await front.in_encoding(plain, encoding)
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
        dialect = dialects.called(asked.dialect, fmt)
        with Watch(self._receive):
            answer = await self._site.engine.ask(question)
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
            await send_whole(parts, begun, headers, Paced(self._send, self._site.limits))
        else:
            paced = Paced(self._send, self._site.limits)
            collected = Collected(kept.largest if tag else 0)
            await stream(parts, begun, headers, paced, collected)
            if body := collected.body:
                stored(body)

    def _view(self, query: str = "") -> View:
        parameters = Request(self._scope).query_params
        asked = parameters.get("lang")
        chosen = language.choose(asked, self._wants.language)
        carried = urlencode({"query": query}) if query else ""
        here = PATH + ("/" if self._scope["path"].endswith("/") else "")
        return View(
            self._site, chosen, here, asked in language.LANGUAGES, carried, public=self._public
        )

    async def _page(self, page: str, status: int = 200, *more: tuple[bytes, bytes]) -> None:
        policy = (b"content-security-policy", editor.CONTENT_SECURITY_POLICY.encode())
        headers = _headers(HTML, policy, _NO_CACHE if status == 200 else _NO_STORE, *more)
        await Stored(status, headers, page.encode()).send(self._wants, self._send)

    async def _refuse(self, problem: Problem, query: str) -> None:
        view = self._view(query)
        more = [(b"content-language", view.language.encode())]
        more += [(k.lower().encode(), v.encode()) for k, v in problem.headers.items()]
        if self._is_browser:
            page = sparql_page.write(view, query, sentence=problem.sentence(view.language))
            await self._page(page, problem.status, *more)
            return
        kind = (b"content-type", problems.MEDIA_TYPE.encode())
        headers = with_security([kind, _VARY, _NO_STORE, *more])
        body = problem.as_json(view.language)
        await Stored(problem.status, headers, body).send(self._wants, self._send)


def _headers(fmt: Format, *more: tuple[bytes, bytes]) -> Headers:
    return with_security([(b"content-type", fmt.content_type.encode()), _VARY, *more])
