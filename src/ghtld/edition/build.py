"""The recipe of a release: examine, describe, write aside, swap in with one rename.

Same inputs, same dumps and manifest: no clock, path, host or repository state enters. What is
invalid is never served, and a build killed anywhere leaves the last release whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from ghtld import extracts, formats, iris, rq
from ghtld.content import Content
from ghtld.edition import (
    catalogue,
    describe,
    dumps,
    evidence,
    layers,
    lifted,
    lifted_shapes,
    report,
    search_index,
    validate,
    withdrawn,
)
from ghtld.edition.check import Examination, examine
from ghtld.edition.findings import Finding, Text
from ghtld.edition.lifted import Lifted
from ghtld.release import MANIFEST, RELEASES, File, Manifest, Release, point_current_to
from ghtld.terms import DCTERMS, OWL, PREFIXES

Progress = Callable[[Text], None]


class NotBuilt(Exception):
    """The release was not built: something invalid was found; the served one is untouched."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("not built")
        self.findings = findings


@dataclass(frozen=True)
class Built:
    """A release that was built, and what the examination found that does not stop it."""

    release: Release
    findings: list[Finding]


def build(content: Content, folder: Path, say: Progress) -> Built:
    """Build a release of ``content`` below ``folder`` and make it the current one.

    Raises NotBuilt when a Violation stands, OSError when the disk refuses.
    """
    say(Text("Lecture et vérification des données", "Reading and checking the data"))
    held = extracts.held(folder)
    with ExitStack() as stack:
        registers: list[Lifted] = []
        if held:  # their lines need a place on disk before anything is known to be sound
            stack.enter_context(_one_builder(folder))
            registers = lifted.prepare(held, stack.enter_context(_aside(folder)))
        examination = examine(content, registers=registers)
        _stop_unless_sound(examination)
        if not held:
            stack.enter_context(_one_builder(folder))
        aside = stack.enter_context(_aside(folder))
        say(Text("Écriture de l’édition", "Writing the release"))
        release = _write(content, examination, registers, aside, say)
        placed = _put_in_place(release, folder)
    point_current_to(folder, placed)
    return Built(placed, examination.findings)


def _stop_unless_sound(examination: Examination) -> None:
    if not examination.sound:
        raise NotBuilt(examination.findings)


def _write(
    content: Content,
    examination: Examination,
    registers: list[Lifted],
    aside: Path,
    say: Progress,
) -> Release:
    release = Release(aside)
    metadata = _metadata(content)
    about = [q for q in metadata if _is_about_dataset(q)]
    edition = examination.edition
    described = describe.dataset_quads(edition, examination.quads, about, registers)
    quads = examination.quads + described
    store = _write_store(release, quads, edition, registers)
    if registers:
        say(Text("Vérification du registre", "Checking the register"))
        shapes = validate.load_shapes(content.files("shapes/*.ttl"))
        found = lifted_shapes.findings(store, registers, shapes)
        examination.findings = sorted(examination.findings + found, key=Finding.sort_key)
        _stop_unless_sound(examination)
    del store
    files = dumps.write_all(release, quads, edition, registers)
    files |= _write_dataset(release, described, files)
    files |= _write_documents(release, content, examination)
    manifest = _manifest(metadata, files, examination, quads, registers)
    (aside / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    search_index.write(release)
    return release


def _metadata(content: Content) -> list[Quad]:
    path = content.data / "edition.ttl"
    return sorted(parse(path=path, format=RdfFormat.TURTLE), key=str)


def _is_about_dataset(quad: Quad) -> bool:
    return quad.subject == describe.DATASET


def _write_dataset(
    release: Release, described: list[Quad], files: dict[str, File]
) -> dict[str, File]:
    triples = [quad.triple for quad in described]
    licences = [t.object for t in triples if t.predicate == DCTERMS.license]
    licence = next((node for node in licences if isinstance(node, NamedNode)), None)
    issued = [t.object for t in triples if t.predicate == DCTERMS.issued]
    dated = next((day for day in issued if isinstance(day, Literal)), None)
    triples += catalogue.distributions(files, licence, dated)
    return _write_turtle(release, release.dataset, triples)


def _write_turtle(release: Release, path: Path, triples: list[Triple]) -> dict[str, File]:
    ordered = sorted(dict.fromkeys(triples), key=str)
    content = formats.encode(ordered, RdfFormat.TURTLE, PREFIXES)
    return dumps.write(release, path, content, "text/turtle")


def _write_documents(
    release: Release, content: Content, examination: Examination
) -> dict[str, File]:
    files = dumps.write(
        release, release.vocabulary, (content.ontology / "ghtld.ttl").read_bytes(), "text/turtle"
    )
    files |= _write_shapes(release, content)
    files |= _write_json(release, release.questions, _queries(content, "queries/*.rq"))
    files |= _write_json(release, release.rules, _queries(content, "ontology/rules/*.rq"))
    files |= _write_json(release, release.withdrawn, withdrawn.read(content))
    share = evidence.quoted_share(examination.corpus)
    files |= _write_json(release, release.quotation_coverage, share)
    validation = report.turtle(examination.findings)
    return files | dumps.write(release, release.validation, validation, "text/turtle")


def _write_shapes(release: Release, content: Content) -> dict[str, File]:
    files = content.files("shapes/*.ttl")
    shapes = Dataset(chain(*(parse(path=path, format=RdfFormat.TURTLE) for path in files)))
    shapes.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return _write_turtle(release, release.shapes, [quad.triple for quad in shapes])


def _write_json(release: Release, path: Path, content: object) -> dict[str, File]:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return dumps.write(release, path, text.encode(), "application/json")


def _queries(content: Content, pattern: str) -> list[dict[str, object]]:
    queries = [rq.read(path) for path in content.files(pattern)]
    return [{"name": q.name, "heading": q.heading, "text": q.text} for q in queries]


def _write_store(
    release: Release, quads: list[Quad], edition: list[Triple], registers: list[Lifted]
) -> Store:
    store = Store(str(release.store))
    store.bulk_extend(quads)
    for block in (block for register in registers for block in register.blocks()):
        store.bulk_load(block, RdfFormat.N_QUADS)
    home = iris.graph("edition")
    store.bulk_extend(Quad(t.subject, t.predicate, t.object, home) for t in edition)
    store.optimize()
    store.flush()
    return store


def _manifest(
    metadata: list[Quad],
    files: dict[str, File],
    examination: Examination,
    quads: list[Quad],
    registers: list[Lifted],
) -> Manifest:
    def said(predicate: NamedNode, language: str | None = None) -> str:
        values = (
            q.object
            for q in metadata
            if _is_about_dataset(q) and q.predicate == predicate and isinstance(q.object, Literal)
        )
        return next((v.value for v in values if v.language == language), "")

    graphs = {str(quad.graph_name).strip("<>") for quad in quads}
    graphs |= {register.graph.value for register in registers}
    held = sorted(name for name in graphs if layers.layer_of(name) == layers.REGISTER)
    return Manifest(
        hash=files["dumps/ghtld.nq"].sha256,
        version=said(OWL.versionInfo),
        issued=said(DCTERMS.issued),
        title_fr=said(DCTERMS.title, "fr"),
        title_en=said(DCTERMS.title, "en"),
        default_graphs=(iris.graph("edition").value, *held[-1:]),
        counts=describe.counts(examination.edition),
        files=files,
    )


@contextmanager
def _one_builder(folder: Path) -> Iterator[None]:
    """Hold the build folder: a second build waits for the first to end."""
    (folder / RELEASES).mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in (folder / RELEASES).glob(".aside-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Yield a folder to write in, gone afterwards unless it was moved into place."""
    path = Path(tempfile.mkdtemp(prefix=".aside-", dir=folder / RELEASES))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _put_in_place(release: Release, folder: Path) -> Release:
    """Rename the finished folder to its name, which tells the hash of all its files."""
    manifest = (release.path / MANIFEST).read_bytes()
    name = hashlib.sha256(manifest).hexdigest()[:16]
    target = Release(folder / RELEASES / name)
    if not (target.path / MANIFEST).is_file():
        os.sync()
        release.path.replace(target.path)
    else:  # the same release, found again: its index may come from an older software
        release.search.replace(target.search)
    return target
