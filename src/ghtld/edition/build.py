"""Build a release: examine, describe, write into a staging folder, put in place with one rename.

Same inputs, same dumps and manifest: no clock, path, host or repository state enters. What is
invalid is never served, and a build killed anywhere leaves the last release whole. Beside
registers, whose statements are millions, what is slow goes on at the same time as the rest.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from ghtld import extracts, integrity, staging_dir
from ghtld.content import Content
from ghtld.edition import closed_world, describe, extract, release_files, search_index, validate
from ghtld.edition.check import Examination, examine
from ghtld.edition.extract import PreparedExtract
from ghtld.edition.store_loader import StoreLoader, loading
from ghtld.edition.subprocess_job import in_subprocess
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
