"""The term lint passes on the real vocabulary, and each of its checks catches its fault."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ghtld.content import Content
from ghtld.edition.terms_lint import lint, unknown_term_findings

Damage = Callable[[str, str, str], Content]
Add = Callable[[str, str], Content]
VOCABULARY = "ontology/ghtld.ttl"
MISSIONS = "ontology/concepts/mission.ttl"

DAMAGED = {
    "a label without its English": (
        VOCABULARY,
        'rdfs:label "lieu"@fr , "place"@en ;',
        'rdfs:label "lieu"@fr ;',
        "ght:Place has not one English label.",
    ),
    "two French labels": (
        VOCABULARY,
        'rdfs:label "lieu"@fr , "place"@en ;',
        'rdfs:label "lieu"@fr , "endroit"@fr , "place"@en ;',
        "ght:Place has not one French label.",
    ),
    "a definition without full stop": (
        VOCABULARY,
        "what it measures and the degree of precision that its words express.",
        "what it measures and the degree of precision that its words express",
        "ght:Figure has a definition in English without a full stop.",
    ),
    "no definition in French": (
        VOCABULARY,
        'skos:definition "Ce qu’un chiffre compte."@fr , ',
        "skos:definition ",
        "ght:measure has not one French definition.",
    ),
    "no example": (
        VOCABULARY,
        '    skos:example "48000" ;\n',
        "",
        "ght:postcode has no example.",
    ),
    "the label of another class": (
        VOCABULARY,
        'rdfs:label "lieu"@fr , "place"@en ;',
        'rdfs:label "fait"@fr , "place"@en ;',
        "ght:Place has the same label as ght:Fact: fait.",
    ),
    "a concept without definition": (
        MISSIONS,
        ' , "Training future medical practitioners, in hospital and at university."@en',
        "",
        "mission:enseignement has not one English definition.",
    ),
    "a concept without English label": (
        MISSIONS,
        'skos:prefLabel "recherche"@fr , "research"@en',
        'skos:prefLabel "recherche"@fr',
        "mission:recherche has not one English label.",
    ),
    "a concept with the notation of another": (
        MISSIONS,
        'skos:notation "recherche"',
        'skos:notation "recours"',
        "mission:recherche lacks notation recherche.",
    ),
    "two concepts of one label": (
        MISSIONS,
        'skos:prefLabel "recherche"@fr',
        'skos:prefLabel "Formation"@fr',
        "mission:recherche has the same label as mission:formation: Formation.",
    ),
}

ADDED = {
    "a property in upper case": (
        VOCABULARY,
        "ght:HorizonDate a owl:DatatypeProperty .",
        "ght:HorizonDate is not in camel case (Class, property).",
    ),
    "a class in lower case": (
        VOCABULARY,
        "ght:careHome a owl:Class .",
        "ght:careHome is not in camel case (Class, property).",
    ),
    "an acronym in capitals": (
        VOCABULARY,
        "ght:GHTCode a owl:Class .",
        "ght:GHTCode is not in camel case (Class, property).",
    ),
    "a term without status": (
        VOCABULARY,
        "ght:Ward a owl:Class .",
        "ght:Ward has no known status.",
    ),
    "a term that nothing defines": (
        VOCABULARY,
        "ght:Ward a owl:Class .",
        "ght:Ward does not say what defines it.",
    ),
    "a definition no longer than its label": (
        VOCABULARY,
        'ght:Ward rdfs:label "hospital ward"@en ; skos:definition "A ward."@en ; a owl:Class .',
        "ght:Ward has a definition in English that says no more than its label.",
    ),
    "an axiom about a term of others": (
        VOCABULARY,
        "org:Post rdfs:subClassOf owl:Thing .",
        "org:Post is not ours: its axioms belong in ontology/alignments/.",
    ),
    "a label for a term of others": (
        VOCABULARY,
        'skos:Concept rdfs:label "concept"@fr .',
        "skos:Concept is not ours: its axioms belong in ontology/alignments/.",
    ),
    "a circle of broader concepts": (
        MISSIONS,
        "mission:enseignement skos:broader mission:formation .",
        "mission:enseignement is broader than itself.",
    ),
    "a concept outside its scheme": (
        MISSIONS,
        'mission:soins a skos:Concept ; skos:prefLabel "soins"@fr , "care"@en .',
        "mission:soins is not in its scheme.",
    ),
    "a misspelt property": (
        "ontology/examples/figure.ttl",
        "est:chu-montpellier ght:nameFrom 'CHU'@fr .",
        "Unknown term: ght:nameFrom. Did you mean ght:nameForm?",
    ),
    "a misspelt class, written in full": (
        "ontology/examples/figure.ttl",
        "est:x a <https://w3id.org/ghtld/def#Establishement> .",
        "Unknown term: ght:Establishement. Did you mean ght:Establishment?",
    ),
}


def messages(content: Content) -> list[str]:
    return [finding.message.en for finding in lint(content)]


def test_the_vocabulary_its_concepts_and_their_users_pass(content: Content) -> None:
    assert [f"{f.place} {f.message.en}" for f in lint(content)] == []


@pytest.mark.parametrize("fault", DAMAGED)
def test_a_fault_is_caught(fault: str, damage: Damage) -> None:
    name, old, new, expected = DAMAGED[fault]
    assert expected in messages(damage(name, old, new))


@pytest.mark.parametrize("fault", ADDED)
def test_an_addition_is_caught(fault: str, add: Add) -> None:
    name, statements, expected = ADDED[fault]
    assert expected in messages(add(name, statements))


def test_a_fault_says_its_file_and_its_focus(damage: Damage) -> None:
    name, old, new, _ = DAMAGED["no example"]
    (finding,) = lint(damage(name, old, new))
    assert finding.file == VOCABULARY
    assert finding.focus == "https://w3id.org/ghtld/def#postcode"
    assert finding.message.fr == "ght:postcode n’a pas d’exemple."


def test_an_unknown_term_says_its_line(copy: Content) -> None:
    path = copy.root / "queries" / "x.rq"
    path.parent.mkdir()
    path.write_text("SELECT *\nWHERE { ?a ght:members ?b }\n", encoding="utf-8")
    (finding,) = unknown_term_findings(copy, [path])
    assert finding.place == "queries/x.rq:2"
    assert finding.message.fr == "Terme inconnu : ght:members. Vouliez-vous dire ght:member ?"


def test_a_term_like_no_other_gets_no_suggestion(copy: Content) -> None:
    path = copy.root / "x.rq"
    path.write_text("ASK { ?a ght:zzzzzz ?b }", encoding="utf-8")
    (finding,) = unknown_term_findings(copy, [path])
    assert finding.message.en == "Unknown term: ght:zzzzzz."


def test_french_is_written_with_its_own_apostrophe(content: Content) -> None:
    """Quotations keep the characters of their document; every other French text has one style."""
    for path in content.files("ontology/**/*.ttl"):
        for text in re.findall(r'"([^"]*)"@(?:fr|en)', path.read_text(encoding="utf-8")):
            assert "'" not in re.sub("«[^»]*»", "", text), f"{content.name(path)}: {text}"


def test_the_examples_of_terms_are_words_of_the_documents(content: Content) -> None:
    """An example quotes a document by number, or is a value; it is never a sentence of ours."""
    text = (content.root / VOCABULARY).read_text(encoding="utf-8")
    french = re.findall(r'skos:example "([^"]*)"@fr', text)
    assert french
    assert all(re.fullmatch("«\u00a0.+\u00a0» \\(source 00[0-4]\\)", example) for example in french)
