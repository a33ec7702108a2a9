"""Any SPARQL 1.1 engine behind the Engine interface: our scan, deadline and caps, its bytes.

An answer passes through as the engine wrote it. Its first 64 KiB are gathered before anything is
passed on, so that a small answer is checked whole; a larger one that breaks later is cut, which
the client sees as a broken transfer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx

from ghtld.engine.backend import (
    CONNECT,
    Backend,
    BackendFailed,
    BackendRefused,
    check_end,
    check_whole,
    examine,
    refuse_dialect,
    words_of,
)
from ghtld.engine.evaluate import Unfit, XmlReader
from ghtld.engine.fair_queue import FairQueue, Full, Ticket
from ghtld.engine.interface import (
    Answer,
    Counts,
    DataSet,
    DeadlineExceeded,
    EngineBusy,
    FormatUnfit,
    Limits,
    Question,
    Refusal,
    ResultTooLarge,
    ThrottledLog,
)
from ghtld.engine.query import Scan, admit
from ghtld.engine.verification import Verifier
from ghtld.formats import JSON_LD, RDF_XML, RESULTS_JSON, RESULTS_XML, TURTLE, Format
from ghtld.json_ld import TypedJsonLd

_CONNECTIONS = 16
"""How many questions are under way at the engine at once; the others wait here for their turn."""
_FIRST = 64 * 1024
"""How many bytes of an answer are looked at before the first is passed on."""
_TAIL = 64
_EXPANDED = b'[{"@id":"'
"""How JSON-LD without a context begins in which types are written as any other property."""

_log = logging.getLogger(__name__)


class Remote:
    """An Engine that asks ``backend``, as long as ``verifier`` finds the release there.

    ``default`` is what a query without a data set of its own reads; its ``named`` graphs are all
    those of the release: sent to the engine with each query that has ``GRAPH``, since a protocol
    data set without named graphs has none (SPARQL 1.1 Protocol, 2.1.4).
    """

    def __init__(
        self,
        backend: Backend,
        default: DataSet,
        verifier: Verifier,
        limits: Limits | None = None,
        counts: Counts | None = None,
    ) -> None:
        self._backend = backend
        self._default = default
        self._verifier = verifier
        self._warnings = ThrottledLog(_log)
        self.limits = limits or Limits()
        self.counts = counts or Counts()
        share = self.limits.share or max(1, (_CONNECTIONS + self.limits.queue) // 4)
        self._queue: FairQueue[int] = FairQueue(_CONNECTIONS, self.limits.queue, share)
        self._look: asyncio.Task[None] | None = None
        self._client: httpx.AsyncClient | None = None

    async def start(self) -> None:
        """Make ready to ask; an engine that is away may come back, so none is called yet."""
        self._client = httpx.AsyncClient(
            auth=self._backend.auth,
            timeout=httpx.Timeout(self.limits.deadline, connect=CONNECT),
            limits=httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=4),
            follow_redirects=False,
            trust_env=False,
        )
        for connection in range(_CONNECTIONS):
            self._queue.started(connection)

    @property
    def problem(self) -> Refusal | None:
        """Return None: only a question tells whether the other engine answers."""
        return None

    @property
    def workers(self) -> dict[str, int]:
        """Return nothing: the other engine's workers are its own."""
        return {}

    def drain(self) -> None:
        """Turn away those that wait."""
        self._queue.refuse_all()

    async def stop(self) -> None:
        """Close every connection."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()
        self._verifier.close()

    async def ask(self, question: Question) -> Answer:
        """Answer ``question`` within the limits; see Engine."""
        self.counts.asked += 1
        try:
            found = admit(question.text, self.limits)
            refuse_dialect(question.text)
            await self._verify()
        except Refusal as reason:
            self._refuse(reason)
            raise
        answer = RemoteAnswer(self._parts(question, self._data_set(question, found)))
        await answer.begin()
        return answer

    def _refuse(self, reason: Refusal) -> None:
        """Count a question that gets no whole answer; say what is the engine's fault."""
        self.counts.refuse(reason)
        if isinstance(reason, BackendFailed):
            where = self._backend.address
            self._warnings.warn(reason.fault, "the engine at %s: %s", where, reason)

    async def _verify(self) -> None:
        """Wait until the engine is known to hold the release: one look for all who ask."""
        if self._verifier.is_fresh:
            return
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(asyncio.to_thread(self._verifier.verify))
            self._look.add_done_callback(lambda look: look.cancelled() or look.exception())
        async with _deadline(self._until()):
            await asyncio.shield(self._look)

    def _until(self) -> float:
        return asyncio.get_running_loop().time() + self.limits.deadline

    def _data_set(self, question: Question, found: Scan) -> DataSet | None:
        if question.data_set is not None or found.names_data_set:
            return question.data_set
        reads_graphs = "GRAPH" in question.text.upper()
        return self._default if reads_graphs else DataSet(self._default.default)

    async def _parts(self, question: Question, data_set: DataSet | None) -> AsyncGenerator[bytes]:
        until = self._until()
        began = until - self.limits.deadline
        try:
            async with (
                self._turn(question.client),
                self._sent(question, data_set, until) as answer,
            ):
                parts = _checked(answer, question.format, self.limits.answer, until)
                if question.format is JSON_LD:
                    parts = typed(parts)
                elif question.format in (RDF_XML, RESULTS_XML):
                    parts = fit(parts, question.format)
                async for part in parts:
                    self.counts.bytes += len(part)
                    yield part
        except Refusal as reason:
            self._refuse(reason)
            raise
        self.counts.answered += 1
        self.counts.seconds.note(asyncio.get_running_loop().time() - began)

    @asynccontextmanager
    async def _turn(self, client: str) -> AsyncIterator[None]:
        """Hold one of the connections for ``client``."""
        ticket = await self._take(client)
        self.counts.working += 1
        try:
            yield
        finally:
            self.counts.working -= 1
            self._queue.release(ticket)

    async def _take(self, client: str) -> Ticket[int]:
        self.counts.waiting += 1
        try:
            ticket = self._queue.enter(client)
            await self._queue.take(ticket, self.limits.deadline)
        except Full as reason:
            raise EngineBusy(max(1, round(self.limits.deadline))) from reason
        finally:
            self.counts.waiting -= 1
        return ticket

    @asynccontextmanager
    async def _sent(
        self, question: Question, data_set: DataSet | None, until: float
    ) -> AsyncIterator[httpx.Response]:
        """Send the question; give what comes back, once its status and headers are good."""
        if self._client is None:
            raise RuntimeError("the engine has not been started")
        sent = self._backend.request(question.text, question.format, data_set)
        request = self._client.build_request(**sent)  # type: ignore[arg-type]
        async with _deadline(until), _on_the_way():
            answer = await self._client.send(request, stream=True)
        try:
            if answer.status_code == httpx.codes.BAD_REQUEST:
                raise BackendRefused(words_of(await _next(answer.aiter_raw(_FIRST), until)))
            examine(answer, question.format, self.limits.answer)
            yield answer
        finally:
            await answer.aclose()


class RemoteAnswer:
    """The parts of one answer, the first of which is there before the answer is given."""

    def __init__(self, parts: AsyncGenerator[bytes]) -> None:
        self._parts = parts
        self._ready: list[bytes] = []

    async def begin(self) -> None:
        """Wait for all of a small answer, the beginning of another; raise the Refusal instead."""
        try:
            async for part in self._parts:
                self._ready.append(part)
                if len(part) >= _FIRST:
                    break
        except BaseException:
            await self.aclose()
            raise

    def __aiter__(self) -> RemoteAnswer:
        return self

    async def __anext__(self) -> bytes:
        if self._ready:
            return self._ready.pop(0)
        return await anext(self._parts)

    async def aclose(self) -> None:
        """Let go of the connection, and with it of the work."""
        await self._parts.aclose()


async def _checked(
    answer: httpx.Response, fmt: Format, most: int, until: float
) -> AsyncGenerator[bytes]:
    """Yield the body in parts of _FIRST bytes; raise what is wrong with it.

    ``most`` is its greatest size, ``until`` the time of the event loop at which it has to be here.
    """
    body = answer.aiter_raw(_FIRST)
    size = 0
    tail = b""
    while part := await _next(body, until):
        size += len(part)
        if size > most:
            raise ResultTooLarge
        tail = (tail + part)[-_TAIL:]
        if size < _FIRST:  # the only part: the whole answer
            check_whole(fmt, part)
        yield part
    check_end(fmt, tail)


async def fit(parts: AsyncIterator[bytes], fmt: Format) -> AsyncGenerator[bytes]:
    """Yield XML as long as it is some; raise FormatUnfit."""
    reader = XmlReader()
    async for part in parts:
        try:
            reader.look(part)
        except Unfit as reason:
            instead = RESULTS_JSON if fmt.rdf is None else TURTLE
            raise FormatUnfit(reason.what, instead.name) from reason
        yield part


async def typed(parts: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """Yield JSON-LD with ``@type`` where it is written as our own engine does."""
    typing = TypedJsonLd()
    begun = ours = False
    async for part in parts:
        if not begun:
            begun, ours = True, part.startswith(_EXPANDED)
        if given := typing.feed(part) if ours else part:
            yield given
    if rest := typing.end():
        yield rest


async def _next(body: AsyncIterator[bytes], until: float) -> bytes:
    """Return the next part of a body, empty at its end."""
    async with _deadline(until), _on_the_way():
        return await anext(body, b"")


@asynccontextmanager
async def _deadline(until: float) -> AsyncIterator[None]:
    """Raise DeadlineExceeded within, once the event loop's clock shows ``until``."""
    try:
        async with asyncio.timeout_at(until):
            yield
    except TimeoutError as reason:
        raise DeadlineExceeded from reason


@asynccontextmanager
async def _on_the_way() -> AsyncIterator[None]:
    """Turn what goes wrong with a connection into a Refusal."""
    try:
        yield
    except httpx.ConnectTimeout as reason:
        raise BackendFailed("unreachable", "no connection") from reason
    except httpx.TimeoutException as reason:
        raise DeadlineExceeded from reason
    except httpx.ConnectError as reason:
        raise BackendFailed("unreachable", str(reason)) from reason
    except (httpx.HTTPError, httpx.InvalidURL) as reason:
        raise BackendFailed("cut", str(reason)) from reason
