"""Build a release: examine, describe, write into a staging folder, put in place with one rename.

Same inputs, same dumps and manifest: no clock, path, host or repository state enters. What is
invalid is never served, and a build killed anywhere leaves the last release whole. Beside
registers, whose statements are millions, what is slow goes on at the same time as the rest.
"""

from __future__ import annotations

import ctypes
import filecmp
import hashlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, TypeVar

from pyoxigraph import Quad, RdfFormat, Store, Triple

from ghtld import extracts, integrity, iris, staging_dir
from ghtld.content import Content
from ghtld.edition import closed_world, describe, extract, release_files, search_index, validate
from ghtld.edition.check import Examination, examine
from ghtld.edition.extract import PreparedExtract
from ghtld.finding import Finding, Invalid
from ghtld.release import MANIFEST, RELEASES, NoRelease, Release, point_current_to
from ghtld.text import Text

Progress = Callable[[Text], None]
_MANY = 10_000
"""Statements of registers beyond which another process is worth its start."""


@dataclass(frozen=True)
class Built:
    """A release that was built, and what the examination found that does not stop it."""

    release: Release
    findings: list[Finding]


def build(content: Content, folder: Path, say: Progress) -> Built:
    """Build a release of ``content`` below ``folder`` and make it the current one.

    Raises Invalid when a Violation stands, OSError when the disk refuses.
    """
    say(Text("Lecture et vérification des données", "Reading and checking the data"))
    found = extracts.found_in(folder)
    # Examine before anything is written; only the lines of registers need a folder for it.
    examination = None if found else _sound(content, [])
    with ExitStack() as stack:
        home = folder / RELEASES
        stack.enter_context(staging_dir.one_writer(home, folder / ".lock"))
        registers = extract.prepare(found, stack.enter_context(staging_dir.staging_dir(home)))
        release = Release(stack.enter_context(staging_dir.staging_dir(home)))
        store = stack.enter_context(loading(release.store, registers))
        examination = examination or _sound(content, registers)
        say(Text("Écriture de l’édition", "Writing the release"))
        _write(release, content, examination, store, say)
        placed = put_in_place(release, folder)
    point_current_to(folder, placed)
    return Built(placed, examination.findings)


def _sound(content: Content, registers: list[PreparedExtract]) -> Examination:
    examination = examine(content, registers=registers)
    _stop_unless_sound(examination)
    return examination


def _stop_unless_sound(examination: Examination) -> None:
    if not examination.sound:
        raise Invalid(*examination.findings)


def _write(
    release: Release,
    content: Content,
    examination: Examination,
    store: StoreLoader,
    say: Progress,
) -> None:
    registers = store.registers
    told, gone, edition = (
        release_files.metadata(content),
        closed_world.withdrawn(content),
        examination.edition,
    )
    about = [quad for quad in told if release_files.is_about_dataset(quad)]
    described = describe.dataset_quads(edition, examination.quads, about, registers)
    quads = examination.quads + described
    graphs = release_files.default_graphs(quads, registers)
    apart = sum(register.count for register in registers) > _MANY
    with in_subprocess(
        release_files.write_streams, release, quads, edition, registers, gone, apart=apart
    ) as dumps:
        filled = store.finish(quads, edition)
        with in_subprocess(search_index.write, release, graphs, registers, apart=apart) as index:
            if registers:
                say(Text("Vérification du registre", "Checking the register"))
                _check(filled, content, examination, registers)
                say(Text("Achèvement de l’édition", "Completing the release"))
            del filled
            files = dumps()
            index()
    files |= release_files.write_dataset(release, described, files)
    files |= release_files.write_documents(release, content, examination)
    counts = describe.counts(edition)
    manifest = release_files.manifest(told, files, counts, graphs)
    (release.path / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    integrity.write(release)


def _check(
    store: Store, content: Content, examination: Examination, registers: Sequence[PreparedExtract]
) -> None:
    shapes = validate.load_shapes(content.files("shapes/*.ttl"))
    found = validate.extract_findings(store, registers, shapes)
    examination.findings = sorted(examination.findings + found, key=Finding.sort_key)
    _stop_unless_sound(examination)


def put_in_place(release: Release, folder: Path) -> Release:
    """Rename the finished folder to its name, which tells the hash of all its files.

    The same release, found again, stays as it is when it is whole and its indexes are those that
    this software makes; else the new folder takes its place.
    """
    manifest = (release.path / MANIFEST).read_bytes()
    name = hashlib.sha256(manifest).hexdigest()[:16]
    target = Release(folder / RELEASES / name)
    if not target.path.exists() or not _is_as_good(target, release):
        os.sync()
        staging_dir.put_in_place(release.path, target.path)
    return target


def _is_as_good(found: Release, made: Release) -> bool:
    try:
        return integrity.is_whole(found) and all(
            _are_same(one, other)
            for one, other in (
                (found.search, made.search),
                (found.national, made.national),
                (found.changes, made.changes),
            )
        )
    except (OSError, NoRelease):
        return False


def _are_same(one: Path, other: Path) -> bool:
    if not (one.is_file() and other.is_file()):
        return not one.is_file() and not other.is_file()
    return filecmp.cmp(one, other, shallow=False)


Result = TypeVar("Result")
_PR_SET_PDEATHSIG = 1
"""Of Linux: which signal a process gets when the one that started it is gone, prctl(2)."""


class SubprocessJob(Generic[Result]):
    """One call under way in another process."""

    def __init__(self, function: Callable[..., Result], *arguments: Any) -> None:  # noqa: ANN401
        # Not forked: the engine's threads would be missing in the copy.
        context = multiprocessing.get_context("spawn")
        self._answers, theirs = context.Pipe(duplex=False)
        call = (theirs, function, arguments)
        self._process = context.Process(target=_answer, args=call, daemon=True)
        self._process.start()
        theirs.close()

    def result(self) -> Result:
        """Wait for what the function returns; raise what it raised, OSError where it was killed."""
        try:
            done, value = self._answers.recv()
        except EOFError as reason:
            raise OSError("a process of the build was killed") from reason
        self._process.join()
        if not done:
            raise value
        result: Result = value
        return result

    def end(self) -> None:
        """Leave no process behind."""
        self._process.kill()
        self._process.join()
        self._answers.close()


def _answer(
    answers: Connection, function: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends us
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # however it ends itself
    try:
        answer = (True, function(*arguments))
    except Exception as reason:  # it is raised again in the build
        answers.send((False, reason))
    else:
        answers.send(answer)


@contextmanager
def in_subprocess(
    function: Callable[..., Result],
    *arguments: Any,  # noqa: ANN401
    apart: bool = True,
) -> Iterator[Callable[[], Result]]:
    """Run a function in another process, which ends with the block at the latest.

    Yield what waits for its result; unless ``apart``, the function runs only then, and here.
    """
    if not apart:
        yield partial(function, *arguments)
        return
    running = SubprocessJob(function, *arguments)
    try:
        yield running.result
    finally:
        running.end()


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
