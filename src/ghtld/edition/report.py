"""The validation report of a release, as SHACL writes it down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from ghtld import formats, iris
from ghtld.finding import Finding, Severity, stops
from ghtld.terms import PREFIXES, RDF, SH, XSD

_SEVERITIES = {
    Severity.VIOLATION: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}


def turtle(findings: Iterable[Finding]) -> bytes:
    """Return the ``sh:ValidationReport`` of ``findings`` in Turtle."""
    return formats.encode(_triples(list(findings)), RdfFormat.TURTLE, PREFIXES)


def _triples(findings: list[Finding]) -> Iterator[Triple]:
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
