"""Every shape finds in its fixtures what they say, and nothing else."""

from __future__ import annotations

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, parse
from pyshacl.entrypoints import meta_validate
from rdflib.namespace import RDF, SH
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

from ghtld import iris, terms
from ghtld.content import Content
from ghtld.edition import describe, infer
from ghtld.edition.check import flattened
from ghtld.edition.corpus import vocabulary_files
from ghtld.edition.validate import load_shapes, validate
from ghtld.finding import Invalid, Severity

FACT = iris.node("fact", "000-01")
LABEL = terms.RDFS.label
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
    rules = {str(shape) for shape in all_shapes().subjects(RDF.type, SH.PropertyShape)}
    assert rules - broken == set()


def test_the_shapes_are_well_formed_shacl():
    """W3C's shapes for shapes conform; they are recursive, so the default depth is too small."""
    conforms, _, text = meta_validate(all_shapes(), inference="none", max_validation_depth=99)
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
    fixture = next(x for x in all_fixtures() if x.name == "Privacy/invalid.telephone.ttl")
    findings = validate(data_of(fixture), slice_of(fixture.shape))
    assert {f.message.en.split()[3] for f in findings} >= {"fact:a", "note:c", "person:d"}, findings
    assert not any("00 00" in f.message.fr or "0000" in f.message.fr for f in findings)


def test_a_finding_speaks_with_the_sentences_of_its_shape_and_shows_the_value():
    fixture = next(x for x in all_fixtures() if x.name == "Figure/invalid.qualifier.ttl")
    findings = {
        f.focus.rpartition("/")[2]: f
        for f in validate(data_of(fixture), all_shapes())
        if f.shape.endswith("#Figure-qualifier")
    }
    missing = findings["medecins-valeur-manquante"]
    sentences = {str(m) for m in all_shapes().objects(rdflib.URIRef(missing.shape), SH.message)}
    assert {missing.message.fr, missing.message.en} == sentences
    assert findings["medecins-autre-schema"].message.fr.endswith(" Valeur\u00a0: status:fait")
    assert findings["medecins-autre-schema"].message.en.endswith(" Value: status:fait")


def test_a_literal_at_fault_is_shown_with_its_type():
    fixture = next(x for x in all_fixtures() if x.name == "Event/invalid.date.ttl")
    messages = [f.message.en for f in validate(data_of(fixture), slice_of(fixture.shape))]
    assert any(m.endswith('Value: "--06-31"^^xsd:gMonthDay') for m in messages)
    fixture = next(x for x in all_fixtures() if x.name == "Fact/invalid.quote.ttl")
    messages = [f.message.en for f in validate(data_of(fixture), slice_of(fixture.shape))]
    assert any('"@fr' in m for m in messages)


def test_shapes_that_cannot_be_read_say_so_in_one_finding(tmp_path):
    broken = tmp_path / "broken.ttl"
    broken.write_text("shapes:NoPrefix a <x> .")
    with pytest.raises(Invalid) as raised:
        load_shapes([broken])
    [finding] = raised.value.findings
    assert finding.file == "shapes/broken.ttl"
    assert finding.severity is Severity.VIOLATION


def test_shapes_that_cannot_be_run_say_so_in_one_finding():
    shapes = rdflib.Graph() + all_shapes()
    query = shapes.value(rdflib.URIRef(f"{iris.SHAPES}#Figure-partition-sum"), SH.sparql)
    shapes.remove((query, SH.select, None))
    figures = next(x for x in all_fixtures() if x.name == "Figure/valid.minimal.ttl")
    (finding,) = validate(data_of(figures), shapes)
    assert finding.severity is Severity.VIOLATION
    assert finding.message.fr.startswith("Les formes SHACL ne se lisent pas")


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
    """What an example describes is valid once the rules have made of it what they make of facts.

    What it only names (type and label) is its context.
    """
    example = {quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)}
    described = {t.subject.value for t in example if t.predicate not in (terms.RDF.type, LABEL)}
    quads = [Quad(t.subject, t.predicate, t.object, FACT) for t in example] + _vocabulary_quads()
    rules = infer.load_rules(Content(ROOT))
    quads += infer.infer(quads, rules)
    quads += describe.layer_quads(quads, rules)
    findings = validate(flattened(q.triple for q in quads), all_shapes())
    wrong = [f for f in findings if f.severity is Severity.VIOLATION and f.focus in described]
    assert wrong == []


def _vocabulary_quads() -> list[Quad]:
    content, quads = Content(ROOT), []
    files = vocabulary_files(content) + content.files("ontology/concepts/*.ttl")
    for file in files:
        home = iris.graph("vocabulary" if file.parent.name != "concepts" else "concepts")
        for quad in parse(path=file, format=RdfFormat.TURTLE, rename_blank_nodes=True):
            quads.append(Quad(quad.subject, quad.predicate, quad.object, home))
    return quads
