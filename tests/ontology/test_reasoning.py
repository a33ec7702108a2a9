"""The vocabulary is OWL 2 DL and, with all that is said with it, free of contradiction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from check_ontology import consistency_findings, dl_profile_findings

from ghtld.content import Content
from ghtld.finding import Severity

Add = Callable[[str, str], Content]
ALIGNMENTS = sorted((Path(__file__).resolve().parents[2] / "ontology/alignments").glob("*.ttl"))
EXTRA = "ontology/alignments/extra.ttl"


def ontologies(content: Content) -> list[Path]:
    return content.files("ontology/ghtld.ttl") + content.files("ontology/alignments/*.ttl")


def statements(content: Content) -> list[Path]:
    patterns = (
        "ontology/concepts/*.ttl",
        "ontology/examples/*.ttl",
        "data/**/*.ttl",
        "data/**/*.trig",
    )
    return [path for pattern in patterns for path in content.files(pattern)]


def test_the_vocabulary_and_its_alignments_are_owl_2_dl(content: Content) -> None:
    assert dl_profile_findings(ontologies(content)) == []


@pytest.mark.parametrize("name", [path.stem for path in ALIGNMENTS])
def test_each_alignment_alone_is_owl_2_dl(name: str, content: Content) -> None:
    files = content.files("ontology/ghtld.ttl") + content.files(f"ontology/alignments/{name}.ttl")
    assert dl_profile_findings(files) == []


OUTSIDE_DL = {
    "a property of two kinds": (
        "ght:date a owl:ObjectProperty .",
        "Outside the OWL 2 DL profile: ght:date (UseOfIllegalPunning).",
    ),
    "a class that is not declared": (
        "ght:Fact rdfs:subClassOf ght:Undeclared .",
        "Outside the OWL 2 DL profile: ght:Undeclared (UseOfUndeclaredClass).",
    ),
    "a property that is not declared": (
        'ght:Fact skos:editorialNote "À revoir."@fr .',
        "Outside the OWL 2 DL profile: skos:editorialNote (UseOfUndeclaredDataProperty).",
    ),
}


@pytest.mark.parametrize("fault", OUTSIDE_DL)
def test_what_leaves_owl_2_dl_is_caught(fault: str, add: Add) -> None:
    added, expected = OUTSIDE_DL[fault]
    found = dl_profile_findings(ontologies(add(EXTRA, added)))
    assert expected in [finding.message.en for finding in found]
    assert all(finding.severity is Severity.VIOLATION for finding in found)


@pytest.mark.reasoner
def test_the_vocabulary_is_consistent_and_every_class_can_have_members(content: Content) -> None:
    assert consistency_findings(ontologies(content)) == []


@pytest.mark.reasoner
def test_all_that_is_said_is_consistent(content: Content) -> None:
    """The concepts, the examples and, when curated files are there, the whole of the data."""
    assert consistency_findings(ontologies(content) + statements(content)) == []


CONTRADICTIONS = {
    "an individual of two disjoint classes": "est:x a ght:Establishment , ght:Body .",
    "an individual of two disjoint top classes": "est:x a ght:Place , ght:Organization .",
    "a member of what is no grouping": "est:x a ght:Establishment ; ght:member est:y .",
    "a figure counted in words": "est:x a ght:Figure ; ght:value 'douze' .",
    "a fact that is a document": "est:x ght:quote 'douze' ; ght:textLength 12 .",
    "a person's post that is an organisation": "est:x a org:Post , ght:Body .",
    "a pair of inverses against the domain": "est:x a ght:Place . est:y ght:partyTo est:x .",
}


@pytest.mark.reasoner
@pytest.mark.parametrize("fault", CONTRADICTIONS)
def test_a_contradiction_is_caught(fault: str, add: Add) -> None:
    (finding,) = consistency_findings(ontologies(add(EXTRA, CONTRADICTIONS[fault])))
    assert finding.severity is Severity.VIOLATION
    assert finding.message.en.startswith("The vocabulary and the data contradict each other")


@pytest.mark.reasoner
def test_a_class_without_possible_members_is_caught(add: Add) -> None:
    broken = add(EXTRA, "ght:Silence rdfs:subClassOf ght:Misprint .")
    (finding,) = consistency_findings(ontologies(broken))
    assert finding.message.en == "Nothing can belong to the class ght:Silence."
    assert finding.focus == "https://w3id.org/ghtld/def#Silence"
