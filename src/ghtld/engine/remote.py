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
    Backend,
    BackendFailed,
    BackendRefused,
    examine,
    refuse_dialect,
    words_of,
)
from ghtld.engine.counts import Counts
from ghtld.engine.fair_queue import FairQueue, Full, Ticket
from ghtld.engine.interface import Answer, DataSet, EngineBusy, Limits, Question, Refusal
from ghtld.engine.rarely import Rarely
from ghtld.engine.scan import Scan, admit
from ghtld.engine.transfer import Passing, checked, deadline, fit, on_the_way, start_of, typed
from ghtld.engine.twin import Twin
from ghtld.formats import JSON_LD, RDF_XML, RESULTS_XML

_CONNECT = 5.0
_CONNECTIONS = 16
"""How many questions are under way at the engine at once; the others wait here for their turn."""

_log = logging.getLogger(__name__)


class Remote:
    """An Engine that asks ``backend``, as long as ``twin`` finds the release there.

    ``default`` is what a query without a data set of its own reads; its ``named`` graphs are all
    those of the release: sent to the engine with each query that has ``GRAPH``, since a protocol
    data set without named graphs has none (SPARQL 1.1 Protocol, 2.1.4).
    """

    def __init__(
        self,
        backend: Backend,
        default: DataSet,
        twin: Twin,
        limits: Limits | None = None,
        counts: Counts | None = None,
    ) -> None:
        self._backend = backend
        self._default = default
        self._twin = twin
        self._warnings = Rarely(_log)
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
            timeout=httpx.Timeout(self.limits.deadline, connect=_CONNECT),
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
        self._twin.close()

    async def ask(self, question: Question) -> Answer:
        """Answer ``question`` within the limits; see Engine."""
        self.counts.asked += 1
        try:
            found = admit(question.text, self.limits)
            refuse_dialect(question.text)
            await self._hold()
        except Refusal as reason:
            self._refuse(reason)
            raise
        answer = Passing(self._parts(question, self._data_set(question, found)))
        await _begin(answer)
        return answer

    def _refuse(self, reason: Refusal) -> None:
        """Count a question that gets no whole answer; say what is the engine's fault."""
        self.counts.refuse(reason)
        if isinstance(reason, BackendFailed):
            where = self._backend.address
            self._warnings.warn(reason.fault, "the engine at %s: %s", where, reason)

    async def _hold(self) -> None:
        """Wait until the engine is known to hold the release: one look for all who ask."""
        if self._twin.is_fresh:
            return
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(asyncio.to_thread(self._twin.hold))
            self._look.add_done_callback(lambda look: look.cancelled() or look.exception())
        async with deadline(self._until()):
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
                parts = checked(answer, question.format, self.limits.answer, until)
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
            raise EngineBusy(self._retry_after()) from reason
        finally:
            self.counts.waiting -= 1
        return ticket

    def _retry_after(self) -> int:
        return max(1, round(self.limits.deadline))

    @asynccontextmanager
    async def _sent(
        self, question: Question, data_set: DataSet | None, until: float
    ) -> AsyncIterator[httpx.Response]:
        """Send the question; give what comes back, once its status and headers are good."""
        if self._client is None:
            raise RuntimeError("the engine has not been started")
        sent = self._backend.request(question.text, question.format, data_set)
        request = self._client.build_request(**sent)  # type: ignore[arg-type]
        async with deadline(until), on_the_way():
            answer = await self._client.send(request, stream=True)
        try:
            if answer.status_code == httpx.codes.BAD_REQUEST:
                raise BackendRefused(words_of(await start_of(answer, until)))
            examine(answer, question.format, self.limits.answer)
            yield answer
        finally:
            await answer.aclose()


async def _begin(answer: Passing) -> None:
    try:
        await answer.begin()
    except BaseException:
        await answer.aclose()
        raise
