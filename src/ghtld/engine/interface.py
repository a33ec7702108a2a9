"""What one asks of an engine, what it may answer (streamed bytes, or a refusal by name), and what
it tells its operator: counters and warnings.
"""

from __future__ import annotations

import logging
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ghtld.formats import Format

BOUNDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Upper bounds, in seconds, of the classes of durations; the last class has none."""
_PAUSE = 60.0

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class DataSet:
    """The graphs that a query reads, when the protocol or the release names them.

    ``named`` is None when every named graph of the release can be read with ``GRAPH``.
    """

    default: tuple[str, ...]
    named: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Question:
    """A query, the format its answer is wanted in, and the data set that the protocol names.

    ``client`` is who asks, as far as fairness goes: those who have the same name share one share;
    the empty name has no share to keep to.
    """

    text: str
    format: Format
    data_set: DataSet | None = None
    client: str = ""


@dataclass(frozen=True)
class Limits:
    """What one question may cost: seconds, bytes of memory, bytes of answer, places in the queue.

    ``share`` is how many answers of one client may be under way or unread at once (0: a quarter of
    the places), its other questions wait; ``spool`` how many bytes of answers may lie ready for
    slow readers; ``patience`` how many seconds a client may be behind the slowest pace of reading
    and of sending, ``pace``, in bytes a second; ``rest`` after how many seconds without a question
    a worker gives back the memory that it holds; ``intake`` how many bytes of queries may be on
    their way here, waiting or at work from all clients together, a quarter of it from one.
    ``nesting`` and ``query_bytes`` are courtesies to the client; the rest are guarantees.
    """

    deadline: float = 10.0
    memory: int = 512 * 2**20
    answer: int = 50 * 2**20
    queue: int = 256
    nesting: int = 100
    query_bytes: int = 2**20
    share: int = 0
    spool: int = 256 * 2**20
    patience: float = 30.0
    pace: int = 32 * 2**10
    intake: int = 64 * 2**20
    rest: float = 60.0


class Answer(Protocol):
    """The bytes of an answer as the engine serializes them."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def __anext__(self) -> bytes:
        """Return the next bytes; raise the Refusal that cuts the answer short."""

    async def aclose(self) -> None:
        """Stop the work, if any is left."""


class Engine(Protocol):
    """Something that answers questions about one release."""

    async def start(self) -> None:
        """Make ready to answer; raise EngineFailed when that is impossible."""

    def drain(self) -> None:
        """Take no more questions; those under way may be answered."""

    async def stop(self) -> None:
        """End every worker and every question under way."""

    @property
    def problem(self) -> Refusal | None:
        """Return why no question can be answered for the moment, None when nothing is known."""

    @property
    def workers(self) -> dict[str, int]:
        """Return how many workers are idle, working and starting; empty without workers."""

    async def ask(self, question: Question) -> Answer:
        """Answer ``question``; raise a Refusal when there is no first byte to give."""


class Statements(Protocol):
    """Something that finds statements by pattern, as a Store does."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Return the statements that match; None matches anything, any named graph included."""


class Refusal(Exception):
    """A question that gets no (whole) answer; the subclass says why."""


class SyntaxRefused(Refusal):
    """The text is no SPARQL query; says where, after which words, and what was expected.

    ``words`` are the engine's own, in English.
    """

    def __init__(
        self,
        line: int,
        column: int,
        after: str = "",
        expected: tuple[str, ...] = (),
        words: str = "",
    ) -> None:
        super().__init__(f"line {line}, column {column}: expected {' or '.join(expected)}")
        self.line = line
        self.column = column
        self.after = after
        self.expected = expected
        self.words = words


class UnknownFunction(Refusal):
    """The query calls a function, by its IRI, that the engine does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NestedTooDeep(Refusal):
    """The query nests more parentheses or groups than an engine can read."""


class StackExceeded(NestedTooDeep):
    """The query, nested or not, has more parts in a chain than the engine's stack holds.

    To a parser ``a || b || c`` is nested like ``(a || b) || c``.
    """


class QueryTooLong(Refusal):
    """The text of the query has more bytes than the limit."""


class Forbidden(Refusal):
    """The question asks for what a read-only, self-contained endpoint never does."""


class UpdateForbidden(Forbidden):
    """The text is an update."""


class ServiceForbidden(Forbidden):
    """The query calls another endpoint."""


class DeadlineExceeded(Refusal):
    """The answer was not finished in time; the worker was killed."""


class MemoryExceeded(Refusal):
    """The answer needed more memory than the limit."""


class ResultTooLarge(Refusal):
    """The answer has more bytes than the limit."""


class FormatUnfit(Refusal):
    """The format asked for can't write the answer: ``instead`` is the name of one that can.

    ``what`` is the IRI that it has no name for, if it is one.
    """

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(f"{what or 'the answer'}: {instead} can write it")
        self.what = what
        self.instead = instead


class EngineBusy(Refusal):
    """Too many questions wait already; says after how many seconds to try again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class EngineUnavailable(EngineBusy):
    """No worker can be started for the moment; ``reason`` is in the words of the system, if any."""

    def __init__(self, reason: str, retry_after: int) -> None:
        super().__init__(retry_after)
        self.reason = reason


class NoRoom(Refusal):
    """There is no room left, in memory or on disk, to keep the answer until it is read."""


class EngineFailed(Refusal):
    """The engine broke in a way that is not the question's fault."""


class DataDamaged(EngineFailed):
    """The data that the engine reads are damaged on disk."""


@dataclass
class Durations:
    """How long answers took: ``classes`` counts them by the first of BOUNDS they fit under."""

    classes: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    sum: float = 0.0

    @property
    def count(self) -> int:
        """Return how many durations were noted."""
        return sum(self.classes)

    def note(self, seconds: float) -> None:
        """Count one duration."""
        self.classes[bisect_left(BOUNDS, seconds)] += 1
        self.sum += seconds


@dataclass
class Counts:
    """Counters, which only grow, and two gauges: questions ``waiting`` and ``working``.

    ``refused`` is keyed by the name of the Refusal; ``joined`` questions had the answer of one that
    was under way; ``healed`` is how often the watchdog of the workers had to act. One object may
    serve the engines of one release after another, so that its counters outlive a change of
    release.
    """

    asked: int = 0
    answered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    started: int = 0
    healed: int = 0
    joined: int = 0
    bytes: int = 0
    waiting: int = 0
    working: int = 0
    seconds: Durations = field(default_factory=Durations)

    def refuse(self, reason: Refusal) -> None:
        """Count a question that got no whole answer."""
        self.refused[type(reason).__name__] += 1


class ThrottledLog:
    """Warnings that strangers could repeat: each kind of them is logged once a minute at most."""

    def __init__(self, log: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self._next: dict[str, float] = {}

    def warn(self, kind: str, message: str, *values: object) -> None:
        """Log a warning, unless one of this ``kind``, of which there are few, was logged lately."""
        now = self._clock()
        if now >= self._next.get(kind, now):
            self._next[kind] = now + _PAUSE
            self._log.warning(message, *values)
