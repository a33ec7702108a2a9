"""A site: one release and all that the server holds open for it.

Every request asks for the current site once and keeps it; nothing per release lives elsewhere, so
that another release can take its place between two requests.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Literal, NamedNode, Store

from ghtld import iris
from ghtld.content import AnnotatedQuery
from ghtld.engine.interface import (
    Answer,
    DataDamaged,
    DeadlineExceeded,
    Engine,
    EngineBusy,
    EngineFailed,
    Limits,
    MemoryExceeded,
    Question,
    Statements,
)
from ghtld.integrity import is_damage
from ghtld.release import CURRENT, MANIFEST, Manifest, Release, open_store
from ghtld.terms import DCTERMS, GHT, RDF, RDFS, SKOS
from ghtld.web.files import Files
from ghtld.web.http.cache import ByteCache
from ghtld.web.index import Index

EDITION = iris.graph("edition")
STORE = "store/"
"""How the names of the files of the store begin."""
CACHE_BYTES = 64 * 2**20
"""How many bytes of answers a site keeps."""
HELD_BYTES = 32 * 2**20
"""How large the files of a store may be that a server holds in memory: some 100,000 statements,
which take half again as much there.
"""
_MISLED = (DeadlineExceeded, MemoryExceeded, EngineBusy, EngineFailed)
"""What an engine says that goes on for ever over damaged data."""
_LABELS_KEPT = 50_000
_ELEMENTS_KEPT = 20_000
_LABEL_PROPERTIES = (SKOS.prefLabel, RDFS.label, DCTERMS.title)
_T = TypeVar("_T")
_I = TypeVar("_I", bound=Index)


@dataclass(frozen=True)
class Text:
    """Words and the language they are in; None when they are in no language."""

    value: str
    language: str | None = None


@dataclass(frozen=True)
class Withdrawn:
    """A thing that was withdrawn from the edition: when, and why in each language."""

    date: str
    reason: dict[str, str]

    def why(self, language: str) -> str:
        """Return the reason in ``language``, or in the one it is given in."""
        return self.reason.get(language) or next(iter(self.reason.values()), "")


class Site:
    """One release: its manifest, a read-only handle on its store, and an engine.

    ``statements`` is where pages read what is said of a thing; names, lists and the vocabulary come
    from the store. In seconds of the epoch: ``since`` is when the release became the current one,
    ``opened`` when this server took it up. The day of issue dates neither: a lifted register, or
    other software, changes the answers under the same day.
    """

    def __init__(
        self,
        release: Release,
        engine: Engine,
        limits: Limits | None = None,
        cache: int = CACHE_BYTES,
    ) -> None:
        self.release = release
        self.engine = engine
        self.limits = limits or Limits()
        self.cache = ByteCache(cache)
        self._remembered: dict[Hashable, Any] = {}
        # A cache that held the site would keep it, and its store, until the collector comes round.
        itself = weakref.proxy(self)
        self.labels = lru_cache(_LABELS_KEPT)(partial(Site._labels, itself))
        self.label = lru_cache(_LABELS_KEPT)(partial(Site._label, itself))
        self._derived: dict[Callable[[Site], Any], Any] = {}
        self._indexes: dict[type[Index], Any] = {}
        self.opened = time.time()
        self.since = _since(release)
        self.files = Files(release)
        self.preload: tuple[Callable[[Site], object], ...] = ()  # what pages read beside the store
        self.reads_store = True  # as long as no other engine answers
        self.store = open_store(release)
        self.statements: Statements = self.store

    @property
    def is_small(self) -> bool:
        """Tell whether the store is one that a server holds in memory."""
        return self.files.inspection.size(STORE) <= HELD_BYTES

    async def ask(self, question: Question) -> Answer:
        """Have the engine answer; raise its Refusal, DataDamaged once its data are known to be.

        Over damaged data the engine may go on for ever, or until it has used its memory.
        """
        if self.is_misled():
            raise DataDamaged
        try:
            return await self.engine.ask(question)
        except Exception as reason:
            if isinstance(reason, DataDamaged) or is_damage(reason):
                self.files.note_damage(self.release.store)
            elif not (self.is_misled() and isinstance(reason, _MISLED)):
                raise
            raise DataDamaged from reason

    def is_misled(self) -> bool:
        """Tell whether the engine reads data that are known to be damaged."""
        return self.reads_store and self.files.is_damaged(self.release.store)

    def close(self) -> None:
        """Let go of everything, the store's files first of all.

        Pages point to their site and to each other, and would keep it until the collector comes
        round, which may take hours. Who asks a closed site gets an AttributeError.
        """
        vars(self).clear()

    def hold_statements(self) -> None:
        """Read a small store into memory, where a page finds what it needs ten times as fast.

        Blank nodes keep their labels, so that every server of a release writes the same bytes.
        """
        if not self.is_small:
            return
        held = Store()
        # Between two values of a generator of Python's other threads may run.
        held.bulk_extend(quad for quad in self.store)
        if self.statements is self.store:
            self.statements = held
        self.store = held

    @property
    def manifest(self) -> Manifest:
        """Return what the release says of itself."""
        return self.release.manifest

    @cached_property
    def questions(self) -> dict[str, AnnotatedQuery]:
        """Return the example queries by name."""
        return self._queries(self.release.questions)

    @cached_property
    def rules(self) -> dict[str, AnnotatedQuery]:
        """Return the rules of inference by name."""
        return self._queries(self.release.rules)

    def _queries(self, path: Path) -> dict[str, AnnotatedQuery]:
        def read(told: Any) -> dict[str, AnnotatedQuery]:  # noqa: ANN401 - JSON
            return {q["name"]: AnnotatedQuery(q["name"], q["heading"], q["text"]) for q in told}

        return self.files.json(path, read)

    @cached_property
    def withdrawn(self) -> dict[str, Withdrawn]:
        """Return what was withdrawn, by IRI."""

        def read(told: Any) -> dict[str, Withdrawn]:  # noqa: ANN401 - JSON
            return {iri: Withdrawn(entry.pop("on", ""), entry) for iri, entry in told.items()}

        return self.files.json(self.release.withdrawn, read)

    @cached_property
    def layers(self) -> dict[NamedNode, NamedNode]:
        """Return the layer of each graph as the release states it."""
        stated = self.store.quads_for_pattern(None, GHT.layer, None, EDITION)
        return {
            quad.subject: quad.object
            for quad in stated
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
        }

    @cached_property
    def things(self) -> dict[str, list[NamedNode]]:
        """Return the things that have a type in the default data set, by kind, sorted by IRI."""
        by_kind: dict[str, set[NamedNode]] = {}
        for graph in self.manifest.default_graphs:
            typed = self.store.quads_for_pattern(None, RDF.type, None, NamedNode(graph))
            for subject in (quad.subject for quad in typed):
                thing = iris.read(subject.value) if isinstance(subject, NamedNode) else None
                if thing is not None and isinstance(subject, NamedNode):
                    by_kind.setdefault(thing.kind, set()).add(subject)
        return {kind: sorted(nodes, key=str) for kind, nodes in by_kind.items()}

    @cached_property
    def shapes(self) -> Store:
        """Return the shapes, read into memory."""
        return self.files.turtle(self.release.shapes)

    def remembered(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what was made under ``key``, or make it; a bounded number of them is kept."""
        found: _T | None = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _ELEMENTS_KEPT:
                self._remembered.clear()
            found = self._remembered[key] = make()
        return found

    def derived(self, make: Callable[[Site], _T]) -> _T:
        """Return what ``make`` says of this site; it is asked once, for a release never changes."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: _T = self._derived[make]
        return found

    def index(self, kind: type[_I], path: Path) -> _I | None:
        """Return an index of the release, opened once; None for one that is absent or damaged."""
        if self.files.is_damaged(path):
            return None
        if kind not in self._indexes:
            self._indexes[kind] = kind.opened(path, partial(self.files.note_damage, path))
        found: _I | None = self._indexes[kind]
        return found

    def _labels(self, node: NamedNode) -> list[Literal]:
        """Return the labels of ``node``: those of the first label property it has any of."""
        for label_property in _LABEL_PROPERTIES:
            quads = self.store.quads_for_pattern(node, label_property, None, None)
            found = {quad.object for quad in quads if isinstance(quad.object, Literal)}
            if found:
                return sorted(found, key=str)
        return []

    def _label(self, node: NamedNode, language: str) -> Text | None:
        """Return the label of ``node`` that suits readers of ``language`` best, or None."""
        found = in_language(self.labels(node), language)
        return None if found is None else Text(found.value, found.language)

    def mentions(self, node: NamedNode) -> bool:
        """Tell whether any statement of the release speaks of ``node``."""
        patterns = ((node, None, None, None), (None, None, node, None), (None, None, None, node))
        return any(any(True for _ in self.store.quads_for_pattern(*p)) for p in patterns)


def _since(release: Release) -> float:
    link, manifest = release.path.parents[1] / CURRENT, release.path / MANIFEST
    try:
        return (link if link.resolve() == release.path else manifest).lstat().st_mtime
    except OSError:
        return time.time()


def in_language(literals: Iterable[Literal], language: str) -> Literal | None:
    """Return the literal that suits readers of ``language`` best."""
    order: Callable[[Literal], tuple[bool, bool, str]] = lambda literal: (  # noqa: E731
        literal.language != language,
        literal.language is not None and literal.language not in ("fr", "en"),
        literal.value,
    )
    return min(literals, key=order, default=None)


CurrentSite = Callable[[], Site]
"""How the routes come by the site of a request."""
