"""Every shape finds in its fixtures what they say, and nothing else."""

from __future__ import annotations

import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDFS, SH
from shape_fixtures import (
    ROOT,
    Fixture,
    all_fixtures,
    all_shapes,
    data_of,
    node_shapes,
    slice_of,
    summary,
)

from ghtld.edition.validate import validate

EXAMPLES = sorted((ROOT / "ontology/examples").glob("*.ttl"))


@pytest.mark.parametrize("fixture", all_fixtures(), ids=lambda fixture: fixture.name)
def test_the_shape_finds_what_its_fixture_says(fixture: Fixture):
    findings = validate(data_of(fixture), slice_of(fixture.shape))
    assert summary(findings) == fixture.expected, findings


@pytest.mark.parametrize("fixture", all_fixtures(), ids=lambda fixture: fixture.name)
def test_only_invalid_fixtures_expect_something(fixture: Fixture):
    assert bool(fixture.expected) is not fixture.valid


@pytest.mark.parametrize("shape", node_shapes(), ids=lambda shape: shape.fragment)
def test_every_shape_has_valid_and_invalid_fixtures(shape: rdflib.URIRef):
    kinds = {fixture.valid for fixture in all_fixtures() if fixture.shape == shape}
    assert kinds == {True, False}


def test_every_fixture_belongs_to_a_shape():
    assert {fixture.shape for fixture in all_fixtures()} == set(node_shapes())


def test_every_rule_is_broken_by_a_fixture():
    broken = {shape for fixture in all_fixtures() for _, shape, _ in fixture.expected}
    rules = {str(shape) for shape in all_shapes().subjects(rdflib.RDF.type, SH.PropertyShape)}
    assert rules - broken == set()


def test_the_shapes_are_well_formed_shacl():
    conforms, _, text = pyshacl.validate(
        rdflib.Graph(), shacl_graph=all_shapes(), meta_shacl=True, inference="none"
    )
    assert conforms, text


def test_no_message_keeps_an_unfilled_name():
    findings = [f for x in all_fixtures() for f in validate(data_of(x), slice_of(x.shape))]
    assert findings
    for finding in findings:
        assert "{" not in finding.message.fr + finding.message.en, finding


def test_a_filled_message_comes_in_both_languages():
    fixture = next(x for x in all_fixtures() if x.name == "Figure/invalid.partition-sum.ttl")
    (finding,) = validate(data_of(fixture), slice_of(fixture.shape))
    assert finding.message.fr == "La somme des parties (216) n’égale pas le tout (207)."
    assert finding.message.en == "The sum of the parts (216) does not equal the whole (207)."


def test_a_private_number_is_found_but_not_repeated():
    fixture = next(x for x in all_fixtures() if x.name == "Privacy/invalid.no-phone.ttl")
    findings = validate(data_of(fixture), slice_of(fixture.shape))
    assert {f.message.en.split()[3] for f in findings} >= {"fact:a", "note:c", "person:d"}
    assert not any("00 00" in f.message.fr or "0000" in f.message.fr for f in findings)


def test_a_path_is_written_as_in_a_query():
    fixture = next(x for x in all_fixtures() if x.name == "Signing/invalid.when.ttl")
    (finding,) = validate(data_of(fixture), slice_of(fixture.shape))
    assert finding.path == "ght:date|ght:dayOfWeek"


def test_findings_are_stable():
    fixture = next(x for x in all_fixtures() if x.name == "Label/invalid.label.ttl")
    first, second = (validate(data_of(fixture), all_shapes()) for _ in range(2))
    assert first == second == sorted(first, key=lambda finding: finding.sort_key())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_of_the_ontology_is_valid(path):
    """An example stands alone beside the vocabulary, the concepts and the types they imply."""
    example = rdflib.Graph().parse(path, format="turtle")
    data = rdflib.Graph() + example + _vocabulary()
    for thing, kind in list(data.subject_objects(rdflib.RDF.type)):
        for general in data.transitive_objects(kind, RDFS.subClassOf):
            data.add((thing, rdflib.RDF.type, general))
    subjects = {str(subject) for subject in example.subjects()}
    findings = [f for f in validate(data, all_shapes()) if f.focus in subjects]
    assert [f for f in findings if f.severity.name == "VIOLATION"] == []


def _vocabulary() -> rdflib.Graph:
    files = [ROOT / "ontology/ghtld.ttl", *sorted((ROOT / "ontology/concepts").glob("*.ttl"))]
    graph = rdflib.Graph()
    for file in files:
        graph.parse(file, format="turtle")
    return graph
