"""Whether an engine holds the release that is served: the same questions, the same answers.

Nobody can hash what another engine holds, so three witnesses are compared with the local store:

* identity: the version and the SHA-256 that ``graph/dataset`` states of all other graphs;
* completeness: how many statements each graph of the release has, and no other graph of ours;
* content: for each property of the edition, how many statements with a named thing or a text in a
  language for object, and how long these are together. Numbers, dates and booleans are left out:
  engines write them in their own ways.

And two properties of the engine: that it gives many rows at once, and whether it gives literals
back as they were written (``exact``): pages are read from an exact engine only.
"""

from __future__ import annotations

import io
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import httpx
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    Store,
    Triple,
    parse_query_results,
)

from ghtld import iris
from ghtld.engine.backend import Backend, BackendFailed, check_end, check_whole, examine, words_of
from ghtld.engine.interface import DeadlineExceeded, Refusal, ResultTooLarge
from ghtld.engine.rarely import Rarely
from ghtld.formats import RESULTS_JSON
from ghtld.terms import OWL, SCHEMA

Row = tuple[str, ...]

_MOST_ROWS = 50_000
_MOST_BYTES = 2**28
_FRESH = 30.0
_STALE = 1.0
_EDITION = iris.graph("edition")

_IDENTITY = f"""
SELECT ?version ?hash {{ GRAPH {iris.graph("dataset")} {{
    <{iris.DATASET}> {OWL.versionInfo} ?version ; {SCHEMA.sha256} ?hash
}} }}"""
_COMPLETENESS = f"""
SELECT ?graph (COUNT(*) AS ?statements) {{
    GRAPH ?graph {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?graph), "{iris.BASE}"))
}} GROUP BY ?graph"""
_CONTENT = f"""
SELECT ?p (COUNT(*) AS ?statements) (SUM(STRLEN(STR(?o))) AS ?length) {{
    GRAPH {_EDITION} {{ ?s ?p ?o }} FILTER(isIRI(?o) || LANG(?o) != "")
}} GROUP BY ?p"""
_ROWS = f"SELECT ?p {{ GRAPH {_EDITION} {{ ?s ?p ?o }} }} LIMIT {_MOST_ROWS}"
_WITNESSES = {"identity": _IDENTITY, "completeness": _COMPLETENESS, "content": _CONTENT}

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Portrait:
    """What the local store answers: the witnesses' rows, how many rows one question must give,
    and for each datatype a statement to see whether it comes back as it was written.
    """

    witnesses: dict[str, frozenset[Row]]
    rows: int
    samples: dict[str, Literal]

    @classmethod
    def of(cls, store: Store) -> Portrait:
        """Ask the store of the release that is served."""
        witnesses = {name: _rows(_solutions(store, text)) for name, text in _WITNESSES.items()}
        rows = sum(1 for _ in _solutions(store, _ROWS))
        return cls(witnesses, rows, dict(_samples(store)))


def _solutions(store: Store, text: str) -> QuerySolutions:
    found = store.query(text)
    if not isinstance(found, QuerySolutions):
        raise TypeError("rows were expected")
    return found


def _rows(solutions: Iterable[QuerySolution]) -> frozenset[Row]:
    return frozenset(tuple(getattr(term, "value", "") for term in row) for row in solutions)


def _samples(store: Store) -> Iterable[tuple[str, Literal]]:
    """Yield for each datatype one pattern that finds a single literal of it, and that literal."""
    seen: set[str] = set()
    for quad in store.quads_for_pattern(None, None, None, _EDITION):
        literal = quad.object
        if not isinstance(literal, Literal) or literal.datatype.value in seen:
            continue
        only = len(list(store.quads_for_pattern(quad.subject, quad.predicate, None, _EDITION))) == 1
        if only and isinstance(quad.subject, NamedNode):
            seen.add(literal.datatype.value)
            yield f"{quad.subject} {quad.predicate}", literal


class Twin:
    """Compares an engine with ``store``, the release at hand; remembers a while what it found.

    ``deadline`` is in seconds, for each question of ours.
    """

    def __init__(self, backend: Backend, store: Store, deadline: float) -> None:
        self._backend = backend
        self._store = store
        self._deadline = deadline
        self._lock = threading.Lock()
        self._good_until = 0.0
        self._bad_until = 0.0
        self._refusal: Refusal = BackendFailed("unreachable")
        self._known = False
        self._warnings = Rarely(_log)
        self.exact = False
        self._client = httpx.Client(
            auth=backend.auth,
            timeout=httpx.Timeout(deadline, connect=5.0),
            follow_redirects=False,
            trust_env=False,
        )

    @cached_property
    def _portrait(self) -> Portrait:
        return Portrait.of(self._store)

    @property
    def is_fresh(self) -> bool:
        """Tell whether the engine was seen to hold the release a moment ago."""
        return time.monotonic() < self._good_until

    def hold(self) -> None:
        """Make sure that the engine holds the release; raise a Refusal when it does not."""
        with self._lock:
            if self.is_fresh:
                return
            if time.monotonic() < self._bad_until:
                raise self._refusal
            try:
                self._look()
            except Refusal as reason:
                self._known = False
                self._refusal = reason
                self._bad_until = time.monotonic() + _STALE
                raise
            self._good_until = time.monotonic() + _FRESH

    def _look(self) -> None:
        if not self._portrait.witnesses["identity"]:
            raise BackendFailed("other", "the release states no hash: build it again")
        self._compare("identity")
        if not self._known:
            self._examine()
            self._known = True

    def _examine(self) -> None:
        self._compare("completeness")
        self._compare("content")
        rows = len(self.select(_ROWS))
        if rows < self._portrait.rows:
            raise BackendFailed("capped", str(rows))
        self.exact = all(self._gives_back(*sample) for sample in self._portrait.samples.items())
        if not self.exact:
            _log.warning("the engine rewrites literals: pages are read from the local release")

    def _compare(self, name: str) -> None:
        expected, found = self._portrait.witnesses[name], self._witness(name)
        for row in sorted(expected ^ found):
            raise BackendFailed("other", f"{name} differs: {' '.join(row)}")

    def _witness(self, name: str) -> frozenset[Row]:
        return _rows(self.select(_WITNESSES[name]))

    def _gives_back(self, pattern: str, literal: Literal) -> bool:
        found = self.select(f"SELECT ?o {{ GRAPH {_EDITION} {{ {pattern} ?o }} }}")
        return [row[0] for row in found] == [literal]

    def select(self, text: str) -> list[QuerySolution]:
        """Ask the engine one of our own questions; raise a Refusal when it gives no whole answer.

        Blocking: for threads, not for the event loop.
        """
        try:
            body = self._ask(text)
        except httpx.ConnectError as reason:
            raise BackendFailed("unreachable", str(reason)) from reason
        except httpx.TimeoutException as reason:
            raise DeadlineExceeded from reason
        except (httpx.HTTPError, httpx.InvalidURL) as reason:
            raise BackendFailed("cut", str(reason)) from reason
        check_end(RESULTS_JSON, body[-64:])
        check_whole(RESULTS_JSON, body)
        return _read(body)

    def _ask(self, text: str) -> bytes:
        sent = self._backend.request(text, RESULTS_JSON, None)
        until = time.monotonic() + self._deadline
        body = bytearray()
        with self._client.stream(**sent) as answer:  # type: ignore[arg-type]
            if answer.status_code != httpx.codes.OK:
                words = words_of(next(answer.iter_raw(2048), b""))
                self._warnings.warn("answers", "the engine answers: %s", words)
            examine(answer, RESULTS_JSON, _MOST_BYTES)
            for part in answer.iter_raw():
                body += part
                if len(body) > _MOST_BYTES:
                    raise ResultTooLarge
                if time.monotonic() > until:
                    raise DeadlineExceeded
        return bytes(body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _read(body: bytes) -> list[QuerySolution]:
    try:
        found = parse_query_results(io.BytesIO(body), format=QueryResultsFormat.JSON)
        if not isinstance(found, QuerySolutions):
            raise BackendFailed("type", "no rows")
        return list(found)
    except (SyntaxError, ValueError) as reason:
        raise BackendFailed("type", str(reason)) from reason


_NAMES = ("s", "p", "o", "g")
Term = NamedNode | BlankNode | Literal | Triple


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


class RemoteStatements:
    """Statements of the release as a remote engine tells them.

    An engine that does not give literals back as they were written (Virtuoso: ``"P5Y"`` of type
    duration comes back as ``"60"``) would make the pages say what no source says: then, and for
    blank nodes, which have no name to ask by, ``local`` is read instead.
    """

    def __init__(self, twin: Twin, local: Store) -> None:
        self._twin = twin
        self._local = local
        self._graphs = {graph for graph in local.named_graphs() if isinstance(graph, NamedNode)}

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Ask the engine; raise a Refusal when it gives no whole answer. Blocking."""
        self._twin.hold()
        asked = (subject, predicate, object, graph_name)
        if not self._twin.exact or any(isinstance(term, BlankNode) for term in asked):
            yield from self._local.quads_for_pattern(*asked)
            return
        written = [
            str(term) if term is not None else f"?{name}"
            for term, name in zip(asked, _NAMES, strict=True)
        ]
        unknown = " ".join(word for word in written if word.startswith("?"))
        s, p, o, g = written
        for row in self._twin.select(f"SELECT {unknown or '*'} {{ GRAPH {g} {{ {s} {p} {o} }} }}"):
            terms: list[Any] = [
                term if term is not None else row[name]
                for term, name in zip(asked, _NAMES, strict=True)
            ]
            if terms[3] in self._graphs:  # an engine may keep graphs of its own
                yield Quad(*terms)
