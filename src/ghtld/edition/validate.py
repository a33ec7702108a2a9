"""Hold an edition against the shapes: what is wrong comes back as findings in both languages.

pyshacl over an in-memory rdflib graph is the authority. It drops the language of the messages it
fills in (``{?sum}``), so a finding takes its sentences from the shapes and only the filled-in
values from pyshacl.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import rdflib
from pyoxigraph import Store
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Literal, Node, URIRef

from ghtld import iris
from ghtld.edition.extract import PreparedExtract
from ghtld.finding import Finding, Invalid, Severity, violation
from ghtld.screening import BrokenShapes, Crash, Data, report, reports
from ghtld.terms import shorten
from ghtld.text import Text

rdflib.NORMALIZE_LITERALS = False
"""What is validated is what was written: rdflib must not rewrite ``"01"^^xsd:integer`` to 1."""

_SEVERITIES = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
_NO_SENTENCE = Text("Une règle n’est pas respectée.", "A rule is not respected.")
_PATHS = {
    SH.inversePath: "^{}",
    SH.zeroOrMorePath: "{}*",
    SH.oneOrMorePath: "{}+",
    SH.zeroOrOnePath: "{}?",
}


def load_shapes(files: Iterable[Path]) -> rdflib.Graph:
    """Read the shapes of all ``files`` into one graph; raise Invalid on a syntax error."""
    shapes = rdflib.Graph()
    for file in files:
        try:
            shapes.parse(file, format="turtle")
        except SyntaxError as error:
            raise Invalid(_broken(BrokenShapes(error), f"shapes/{file.name}")) from error
    return shapes


def _broken(shapes: BrokenShapes, file: str | None = None) -> Finding:
    return violation(
        f"Les formes SHACL ne se lisent pas : {shapes.reason}",
        f"The SHACL shapes can't be read: {shapes.reason}",
        file=file,
    )


def validate(data: rdflib.Graph, shapes: rdflib.Graph) -> list[Finding]:
    """Return what ``shapes`` find in ``data``, each finding once, in the order of display."""
    try:
        results = report(data, shapes)
    except BrokenShapes as reason:
        return [_broken(reason)]
    return findings_of(results, shapes)


def findings_of(results: rdflib.Graph, shapes: rdflib.Graph) -> list[Finding]:
    """Return what a report of ``shapes`` says, each finding once, in the order of display."""
    found = {
        _finding(results, shapes, result)
        for result in results.subjects(RDF.type, SH.ValidationResult)
        if (None, SH.detail, result) not in results
    }
    return sorted(found, key=Finding.sort_key)


def _finding(results: rdflib.Graph, shapes: rdflib.Graph, result: Node) -> Finding:
    shape = results.value(result, SH.sourceShape)
    focus = _focus(results, result)
    return Finding(
        _severity(results.value(result, SH.resultSeverity)),
        _message(results, shapes, result),
        focus=None if focus is None else str(focus),
        path=_written_path(shapes, shapes.value(shape, SH.path)),
        shape=str(shape) if isinstance(shape, URIRef) else None,
    )


def _focus(results: rdflib.Graph, result: Node) -> Node | None:
    """Return the node a result is about; a shape that reads the whole graph names it as value."""
    focus, value = results.value(result, SH.focusNode), results.value(result, SH.value)
    whole_graph = focus == URIRef(iris.DEF) and isinstance(value, URIRef)
    return value if whole_graph else focus


def _severity(written: Node | None) -> Severity:
    known = isinstance(written, URIRef) and written in _SEVERITIES
    return _SEVERITIES[URIRef(str(written))] if known else Severity.VIOLATION


def _message(results: rdflib.Graph, shapes: rdflib.Graph, result: Node) -> Text:
    """Return the sentences of the shape with what pyshacl filled in, and the value at fault."""
    templates = _templates(shapes, results, result)
    filled = sorted(str(message) for message in results.objects(result, SH.resultMessage))
    fr, en = (_fill(templates.get(language), filled) for language in ("fr", "en"))
    value = _value_at_fault(results, result)
    if value is None:
        return Text(fr or _NO_SENTENCE.fr, en or _NO_SENTENCE.en)
    return Text(
        f"{fr or _NO_SENTENCE.fr} Valeur\u00a0: {value}",
        f"{en or _NO_SENTENCE.en} Value: {value}",
    )


def _templates(shapes: rdflib.Graph, results: rdflib.Graph, result: Node) -> dict[str, str]:
    """Return the sentences by language: those of the ``sh:sparql`` node, else of its shape."""
    for source in (SH.sourceConstraint, SH.sourceShape):
        node = results.value(result, source)
        messages = [] if node is None else list(shapes.objects(node, SH.message))
        found = {m.language or "": str(m) for m in messages if isinstance(m, Literal)}
        if found:
            return found
    return {}


def _fill(template: str | None, filled: list[str]) -> str | None:
    """Return the one of ``filled`` that is ``template`` with its ``{?names}`` replaced."""
    if template is None:
        return None
    pieces = [re.escape(piece) for piece in re.split(r"\{[?$]\w+\}", template)]
    pattern = re.compile("(.*?)".join(pieces), re.DOTALL)
    text = next((message for message in filled if pattern.fullmatch(message)), template)
    return re.sub(rf"{re.escape(iris.BASE)}\S*", lambda iri: shorten(iri[0]), text)


def _value_at_fault(results: rdflib.Graph, result: Node) -> str | None:
    value = results.value(result, SH.value)
    if value is None or value == _focus(results, result) or isinstance(value, BNode):
        return None
    if isinstance(value, Literal):
        return _written_literal(value)
    return shorten(str(value))


def _written_literal(value: Literal) -> str:
    if value.language:
        return f'"{value}"@{value.language}'
    return f'"{value}"^^{shorten(str(value.datatype))}' if value.datatype else f'"{value}"'


def _written_path(shapes: rdflib.Graph, path: Node | None) -> str | None:
    """Return a SHACL path as SPARQL writes it: ``^ght:subject``, ``ght:date|ght:dayOfWeek``."""
    if path is None or isinstance(path, URIRef):
        return None if path is None else str(path)
    if shapes.value(path, RDF.first) is not None:
        return _joined(shapes, path, "/")
    alternatives = shapes.value(path, SH.alternativePath)
    if alternatives is not None:
        return _joined(shapes, alternatives, "|")
    for predicate, pattern in _PATHS.items():
        inner = shapes.value(path, predicate)
        if inner is not None:
            return pattern.format(_short_path(shapes, inner))
    return None


def _joined(shapes: rdflib.Graph, members: Node, sign: str) -> str:
    return sign.join(_short_path(shapes, member) for member in Collection(shapes, members))


def _short_path(shapes: rdflib.Graph, path: Node) -> str:
    return shorten(_written_path(shapes, path) or "")


def extract_findings(
    store: Store, registers: Sequence[PreparedExtract], shapes: rdflib.Graph
) -> list[Finding]:
    """Return what ``shapes`` find in ``registers``, which ``store`` holds, each finding once.

    They are screened in the store and judged by pyshacl, beside the edition, as the queryable
    default has them, and each in its own time: two extracts may say different things of one entry.
    What is said of the edition's own nodes was judged with the edition.
    """
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    found = {finding for register in registers for finding in _in_one(store, register, shapes)}
    return sorted(found, key=Finding.sort_key)


def _in_one(store: Store, register: PreparedExtract, shapes: rdflib.Graph) -> Iterator[Finding]:
    data = Data(store, (iris.graph("edition"), register.graph), register.graph)
    for part in reports(data, shapes):
        said = [_crash(part)] if isinstance(part, Crash) else findings_of(part, shapes)
        yield from (replace(finding, file=register.file) for finding in said)


def _crash(crash: Crash) -> Finding:
    name = shorten(str(crash.focus))
    shape = shorten(str(crash.shape))
    return violation(
        f"{name} a une valeur que {shape} ne peut juger ({crash.reason}) : corrigez-la.",
        f"{name} has a value that {shape} can't judge ({crash.reason}): mend it.",
        focus=str(crash.focus),
    )
