"""The store of a release: the registers are loaded while the edition is still examined."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple

from ghtld import iris
from ghtld.edition.extract import PreparedExtract

_THREADS = 2
"""The engine loads outside Python's lock, each block on one core."""


class StoreLoader:
    """A store that is being filled with ``registers``, as far as these can be read."""

    def __init__(self, path: Path, registers: Sequence[PreparedExtract]) -> None:
        self.registers = registers
        self._store = Store(str(path))
        sound = [register for register in registers if not register.findings]
        self._blocks = (block for register in sound for block in register.blocks())
        self._one_reader = threading.Lock()
        self._given_up = threading.Event()
        self._threads = ThreadPoolExecutor(_THREADS)
        self._loading = [self._threads.submit(self._load) for _ in range(_THREADS)]

    def _load(self) -> None:
        while (block := self._next()) and not self._given_up.is_set():
            self._store.bulk_load(block, RdfFormat.N_QUADS)

    def _next(self) -> bytes:
        with self._one_reader:
            return next(self._blocks, b"")

    def finish(self, quads: list[Quad], edition: Iterable[Triple]) -> Store:
        """Wait for the registers, add ``quads`` and the graph of the edition; return the store."""
        for loading in self._loading:
            loading.result()
        store = self._store
        del self._store  # whoever has it last closes it
        store.bulk_extend(quads)
        home = iris.graph("edition")
        store.bulk_extend(Quad(t.subject, t.predicate, t.object, home) for t in edition)
        store.optimize()
        store.flush()
        return store

    def give_up(self) -> None:
        """Stop after the blocks under way."""
        self._given_up.set()
        self._threads.shutdown()


@contextmanager
def loading(path: Path, registers: Sequence[PreparedExtract]) -> Iterator[StoreLoader]:
    """Begin to fill the store at ``path`` with ``registers``."""
    running = StoreLoader(path, registers)
    try:
        yield running
    finally:
        running.give_up()
