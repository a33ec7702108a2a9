"""The files of a release: what streams by, and the documents beside the dumps.

Documents are the description, the vocabulary, the shapes, the questions, what was found as a SHACL
report, and the manifest.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from ghtld import formats, iris
from ghtld.content import Content, read_query
from ghtld.edition import closed_world, describe, dumps, evidence, layers, national_index
from ghtld.edition.changes import release_changes
from ghtld.edition.extract import PreparedExtract
from ghtld.finding import Finding, Severity, stops
from ghtld.release import File, Manifest, Release
from ghtld.terms import DCTERMS, OWL, PREFIXES, RDF, SH, XSD

if TYPE_CHECKING:  # a process of the build imports this module, and needs no pyshacl
    from ghtld.edition.check import Examination

_SEVERITIES = {
    Severity.VIOLATION: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}


def metadata(content: Content) -> list[Quad]:
    """Return what the editors say of the edition, sorted."""
    path = content.data / "edition.ttl"
    return sorted(parse(path=path, format=RdfFormat.TURTLE), key=str)


def is_about_dataset(quad: Quad) -> bool:
    """Tell whether a statement is about the data set itself."""
    return quad.subject == describe.DATASET


def write_dataset(
    release: Release, described: list[Quad], files: dict[str, File]
) -> dict[str, File]:
    """Write the description of the data set and its downloads."""
    triples = [quad.triple for quad in described]
    licences = [t.object for t in triples if t.predicate == DCTERMS.license]
    licence = next((node for node in licences if isinstance(node, NamedNode)), None)
    issued = [t.object for t in triples if t.predicate == DCTERMS.issued]
    dated = next((day for day in issued if isinstance(day, Literal)), None)
    triples += describe.distributions(files, licence, dated)
    return _write_turtle(release, release.dataset, triples)


def _write_turtle(release: Release, path: Path, triples: list[Triple]) -> dict[str, File]:
    ordered = sorted(dict.fromkeys(triples), key=str)
    content = formats.encode(ordered, RdfFormat.TURTLE, PREFIXES)
    return dumps.write(release, path, [content], "text/turtle")


def write_documents(
    release: Release, content: Content, examination: Examination
) -> dict[str, File]:
    """Write what curators and ontologists wrote, and what was found."""
    vocabulary = (content.ontology / "ghtld.ttl").read_bytes()
    files = dumps.write(release, release.vocabulary, [vocabulary], "text/turtle")
    files |= _write_shapes(release, content)
    files |= _write_json(release, release.questions, _queries(content, "queries/*.rq"))
    files |= _write_json(release, release.rules, _queries(content, "ontology/rules/*.rq"))
    files |= _write_json(release, release.withdrawn, closed_world.withdrawn(content))
    share = evidence.quoted_share(examination.corpus)
    files |= _write_json(release, release.quotation_coverage, share)
    validation = validation_report(examination.findings)
    return files | dumps.write(release, release.validation, [validation], "text/turtle")


def _write_shapes(release: Release, content: Content) -> dict[str, File]:
    files = content.files("shapes/*.ttl")
    shapes = Dataset(chain(*(parse(path=path, format=RdfFormat.TURTLE) for path in files)))
    shapes.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return _write_turtle(release, release.shapes, [quad.triple for quad in shapes])


def _write_json(release: Release, path: Path, content: object) -> dict[str, File]:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return dumps.write(release, path, [text.encode()], "application/json")


def _queries(content: Content, pattern: str) -> list[dict[str, object]]:
    queries = [read_query(path) for path in content.files(pattern)]
    return [{"name": q.name, "heading": q.heading, "text": q.text} for q in queries]


def default_graphs(quads: Iterable[Quad], registers: Iterable[PreparedExtract]) -> tuple[str, ...]:
    """Return what queries read by default: the edition and the newest extract of the register."""
    graphs = {str(quad.graph_name).strip("<>") for quad in quads}
    graphs |= {register.graph.value for register in registers}
    held = sorted(name for name in graphs if layers.layer_of(name) == layers.REGISTER)
    return (iris.graph("edition").value, *held[-1:])


def manifest(
    told: list[Quad], files: dict[str, File], counts: dict[str, int], graphs: tuple[str, ...]
) -> Manifest:
    """Return what identifies a release; ``told`` is what the editors say of it."""

    def said(predicate: NamedNode, language: str | None = None) -> str:
        values = (
            q.object
            for q in told
            if is_about_dataset(q) and q.predicate == predicate and isinstance(q.object, Literal)
        )
        return next((v.value for v in values if v.language == language), "")

    return Manifest(
        hash=files["dumps/ghtld.nq"].sha256,
        version=said(OWL.versionInfo),
        issued=said(DCTERMS.issued),
        title_fr=said(DCTERMS.title, "fr"),
        title_en=said(DCTERMS.title, "en"),
        default_graphs=graphs,
        counts=counts,
        files=files,
    )


def validation_report(findings: Iterable[Finding]) -> bytes:
    """Return the ``sh:ValidationReport`` of ``findings`` in Turtle."""
    return formats.encode(_report_triples(list(findings)), RdfFormat.TURTLE, PREFIXES)


def _report_triples(findings: list[Finding]) -> Iterator[Triple]:
    report = NamedNode(f"{iris.DATASET}#validation")
    yield Triple(report, RDF.type, SH.ValidationReport)
    conforms = "false" if stops(findings) else "true"
    yield Triple(report, SH.conforms, Literal(conforms, datatype=XSD.boolean))
    for rank, finding in enumerate(findings, 1):
        result = NamedNode(f"{report.value}-{rank}")
        yield Triple(report, SH.result, result)
        yield from _result(result, finding)


def _result(result: NamedNode, finding: Finding) -> Iterator[Triple]:
    yield Triple(result, RDF.type, SH.ValidationResult)
    yield Triple(result, SH.resultSeverity, _SEVERITIES[finding.severity])
    for language in ("fr", "en"):
        message = Literal(finding.message.in_language(language), language=language)
        yield Triple(result, SH.resultMessage, message)
    if finding.focus is not None:
        yield Triple(result, SH.focusNode, NamedNode(finding.focus))
    if finding.shape is not None:
        yield Triple(result, SH.sourceShape, NamedNode(finding.shape))


def write_streams(
    release: Release,
    quads: list[Quad],
    edition: list[Triple],
    registers: Sequence[PreparedExtract],
    gone: Collection[str],
) -> dict[str, File]:
    """Write what passes by in one stream: dumps, changes, and the index of the country.

    What is ``gone`` is in none of the changes. Return the entries of the manifest.
    """
    files = dumps.write_all(release, quads, edition, registers)
    files |= release_changes.write(release, registers, gone)
    national_index.write(release, registers)
    return files
