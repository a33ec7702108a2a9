"""Every example is sound: run through the rules and held against the shapes, as the data are."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, parse

from ghtld import iris
from ghtld.content import Content
from ghtld.edition import check, infer, validate
from ghtld.finding import Finding, Severity

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "ontology" / "examples").glob("*.ttl"))


def quads(files: list[Path], graph: NamedNode) -> list[Quad]:
    read = (quad for path in files for quad in parse(path=path))
    return [Quad(q.subject, q.predicate, q.object, graph) for q in read]


def violations(content: Content, example: list[Quad]) -> list[Finding]:
    said = [
        *quads(content.files("ontology/ghtld.ttl"), iris.graph("vocabulary")),
        *quads(content.files("ontology/concepts/*.ttl"), iris.graph("concepts")),
        *example,
    ]
    made = infer.infer(said, infer.load_rules(content))
    shapes = validate.load_shapes(content.files("shapes/*.ttl"))
    found = validate.validate(check.flattened(q.triple for q in said + made), shapes)
    return [finding for finding in found if finding.severity is Severity.VIOLATION]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_conforms_to_the_shapes(path: Path, content: Content) -> None:
    assert violations(content, quads([path], iris.graph("entities"))) == []


def test_a_broken_example_does_not(content: Content) -> None:
    example = quads([EXAMPLES[0]], iris.graph("entities"))
    without_status = [quad for quad in example if "status/fait" not in str(quad.object)]
    assert len(without_status) < len(example)
    found = violations(content, without_status)
    assert {finding.shape for finding in found} >= {f"{iris.SHAPES}#Agreement-status"}
