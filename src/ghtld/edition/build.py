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
from contextlib import contextmanager
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

from ghtld import formats, iris, rq
from ghtld.content import Content
from ghtld.edition import describe, dumps, evidence, report, withdrawn
from ghtld.edition.check import Examination, examine
from ghtld.edition.findings import Finding, Text
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
    examination = examine(content)
    if not examination.sound:
        raise NotBuilt(examination.findings)
    with _one_builder(folder), _aside(folder) as aside:
        say(Text("Écriture de l’édition", "Writing the release"))
        release = _write(content, examination, aside)
        placed = _put_in_place(release, folder)
    point_current_to(folder, placed)
    return Built(placed, examination.findings)


def _write(content: Content, examination: Examination, aside: Path) -> Release:
    release = Release(aside)
    metadata = _metadata(content)
    described = describe.dataset_quads(
        examination.edition, examination.quads, [q for q in metadata if _is_about_dataset(q)]
    )
    quads = examination.quads + described
    files = dumps.write_all(release, quads, examination.edition)
    files |= _write_dataset(release, described, files)
    files |= _write_documents(release, content, examination)
    _write_store(release, quads, examination.edition)
    manifest = _manifest(metadata, files, examination, quads)
    (aside / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
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
    triples += describe.distributions(files, licence)
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
    files |= _write_json(release, release.questions, _questions(content))
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


def _questions(content: Content) -> list[dict[str, object]]:
    questions = [rq.read(path) for path in content.files("queries/*.rq")]
    return [{"name": q.name, "heading": q.heading, "text": q.text} for q in questions]


def _write_store(release: Release, quads: list[Quad], edition: list[Triple]) -> None:
    store = Store(str(release.store))
    store.bulk_extend(quads)
    home = iris.graph("edition")
    store.bulk_extend(Quad(t.subject, t.predicate, t.object, home) for t in edition)
    store.optimize()
    store.flush()


def _manifest(
    metadata: list[Quad], files: dict[str, File], examination: Examination, quads: list[Quad]
) -> Manifest:
    def said(predicate: NamedNode, language: str | None = None) -> str:
        values = (
            q.object
            for q in metadata
            if _is_about_dataset(q) and q.predicate == predicate and isinstance(q.object, Literal)
        )
        return next((v.value for v in values if v.language == language), "")

    registers = sorted(
        {
            quad.graph_name.value
            for quad in quads
            if isinstance(quad.graph_name, NamedNode)
            and quad.graph_name.value.startswith(f"{iris.BASE}id/graph/finess-")
        }
    )
    return Manifest(
        hash=files["dumps/ghtld.nq"].sha256,
        version=said(OWL.versionInfo),
        issued=said(DCTERMS.issued),
        title_fr=said(DCTERMS.title, "fr"),
        title_en=said(DCTERMS.title, "en"),
        default_graphs=(iris.graph("edition").value, *registers[-1:]),
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
    return target
