"""Verify that another engine holds the release that is served, and read its statements.

The same questions must have the same answers as at the local store.

Nobody can hash what another engine holds, so three witnesses are compared:

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
from functools import cached_property
from typing import Any

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
    parse_query_results,
)

from ghtld import iris
from ghtld.engine.backend import (
    CONNECT,
    Backend,
    BackendFailed,
    check_end,
    check_whole,
    examine,
    words_of,
)
from ghtld.engine.interface import (
    DeadlineExceeded,
    Refusal,
    ResultTooLarge,
    Statements,
    Term,
    ThrottledLog,
)
from ghtld.formats import RESULTS_JSON
from ghtld.terms import OWL, SCHEMA

Row = tuple[str, ...]

_MOST_ROWS = 50_000
_MOST_BYTES = 2**28
_FRESH = 30.0
_STALE = 1.0
_NAMES = ("s", "p", "o", "g")
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


def _solutions(store: Store, text: str) -> QuerySolutions:
    found = store.query(text)
    if not isinstance(found, QuerySolutions):
        raise TypeError("rows were expected")
    return found


def _rows(solutions: Iterable[QuerySolution]) -> frozenset[Row]:
    return frozenset(tuple(getattr(term, "value", "") for term in row) for row in solutions)


def _one_of_each(store: Store) -> Iterable[tuple[str, Literal]]:
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


class Verifier:
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
        self._warnings = ThrottledLog(_log)
        self.exact = False
        self._client = backend.client(httpx.Timeout(deadline, connect=CONNECT))

    @cached_property
    def _expected(self) -> dict[str, frozenset[Row]]:
        """Return the witnesses' rows at the local store."""
        texts = _WITNESSES.items()
        return {name: _rows(_solutions(self._store, text)) for name, text in texts}

    @cached_property
    def _expected_rows(self) -> int:
        """Return how many rows one question must give."""
        return sum(1 for _ in _solutions(self._store, _ROWS))

    @cached_property
    def _samples(self) -> list[tuple[str, Literal]]:
        """Return for each datatype a statement to see whether it comes back as it was written."""
        return list(_one_of_each(self._store))

    @property
    def is_fresh(self) -> bool:
        """Tell whether the engine was seen to hold the release a moment ago."""
        return time.monotonic() < self._good_until

    def verify(self) -> None:
        """Make sure that the engine holds the release; raise a Refusal when it does not."""
        with self._lock:
            if self.is_fresh:
                return
            if time.monotonic() < self._bad_until:
                raise self._refusal
            try:
                self._check()
            except Refusal as reason:
                self._known = False
                self._refusal = reason
                self._bad_until = time.monotonic() + _STALE
                raise
            self._good_until = time.monotonic() + _FRESH

    def _check(self) -> None:
        if not self._expected["identity"]:
            raise BackendFailed("other", "the release states no hash: build it again")
        self._compare("identity")
        if not self._known:
            self._examine()
            self._known = True

    def _examine(self) -> None:
        self._compare("completeness")
        self._compare("content")
        rows = len(self.select(_ROWS))
        if rows < self._expected_rows:
            raise BackendFailed("capped", str(rows))
        self.exact = all(self._gives_back(*sample) for sample in self._samples)
        if not self.exact:
            _log.warning("the engine rewrites literals: pages are read from the local release")

    def _compare(self, name: str) -> None:
        found = _rows(self.select(_WITNESSES[name]))
        for row in sorted(self._expected[name] ^ found):
            raise BackendFailed("other", f"{name} differs: {' '.join(row)}")

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


class RemoteStatements(Statements):
    """Statements of the release as a remote engine tells them.

    An engine that does not give literals back as they were written (Virtuoso: ``"P5Y"`` of type
    duration comes back as ``"60"``) would make the pages say what no source says: then, and for
    blank nodes, which have no name to ask by, ``local`` is read instead.
    """

    def __init__(self, verifier: Verifier, local: Store) -> None:
        self._verifier = verifier
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
        self._verifier.verify()
        asked = (subject, predicate, object, graph_name)
        if not self._verifier.exact or any(isinstance(term, BlankNode) for term in asked):
            yield from self._local.quads_for_pattern(*asked)
            return
        written = [
            str(term) if term is not None else f"?{name}"
            for term, name in zip(asked, _NAMES, strict=True)
        ]
        unknown = " ".join(word for word in written if word.startswith("?"))
        s, p, o, g = written
        text = f"SELECT {unknown or '*'} {{ GRAPH {g} {{ {s} {p} {o} }} }}"
        for row in self._verifier.select(text):
            terms: list[Any] = [
                term if term is not None else row[name]
                for term, name in zip(asked, _NAMES, strict=True)
            ]
            if terms[3] in self._graphs:  # an engine may keep graphs of its own
                yield Quad(*terms)
