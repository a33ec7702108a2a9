"""The files of ``ontology/``: layout, concept schemes as SKOS tools read them, examples."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
import skosify
from pyoxigraph import Dataset, parse

from ghtld.content import Content
from ghtld.terms import OWL, RDF, SCHEMES, SKOS

ROOT = Path(__file__).resolve().parents[2]
SCHEME_FILES = sorted((ROOT / "ontology" / "concepts").glob("*.ttl"))
EXAMPLES = sorted((ROOT / "ontology" / "examples").glob("*.ttl"))
Add = Callable[[str, str], Content]


def stem(path: Path) -> str:
    return path.stem


def turtlefmt(folder: Path) -> int:
    """Return the exit code of the layout check: 0 when every Turtle file is laid out."""
    scripts = sysconfig.get_path("scripts")
    program = shutil.which("turtlefmt", path=scripts) or shutil.which("turtlefmt")
    assert program, "turtlefmt is not installed"
    return subprocess.run(
        [program, "--check", str(folder)], check=False, capture_output=True
    ).returncode


def skos_complaints(path: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what skosify says of a file: its findings only reach the log."""
    caplog.clear()
    with caplog.at_level(logging.INFO):
        skosify.skosify(str(path))
    return [record.getMessage() for record in caplog.records]


def test_every_turtle_file_is_laid_out(content: Content) -> None:
    assert turtlefmt(content.ontology) == 0


def test_a_bad_layout_is_caught(add: Add) -> None:
    copy = add("ontology/examples/figure.ttl", "est:x a ght:Establishment;\n ght:place est:y.")
    assert turtlefmt(copy.ontology) != 0


def test_every_scheme_has_its_file() -> None:
    assert [path.stem for path in SCHEME_FILES] == sorted(SCHEMES)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path", SCHEME_FILES, ids=stem)
def test_a_scheme_is_sound_skos(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert skos_complaints(path, caplog) == []


UNSOUND = {
    "a circle": ("mission:enseignement skos:broader mission:formation .", "cycle"),
    "two preferred labels": ('mission:recherche skos:prefLabel "études"@fr .', "prefLabel"),
    "related and broader": ("mission:formation skos:related mission:enseignement .", "related"),
    "one label twice": ('mission:recherche skos:altLabel "recherche"@fr .', "altLabel"),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("fault", UNSOUND)
def test_unsound_skos_is_caught(fault: str, add: Add, caplog: pytest.LogCaptureFixture) -> None:
    statements, word = UNSOUND[fault]
    copy = add("ontology/concepts/mission.ttl", statements)
    complaints = skos_complaints(copy.ontology / "concepts" / "mission.ttl", caplog)
    assert any(word.lower() in complaint.lower() for complaint in complaints), complaints


@pytest.mark.parametrize("path", EXAMPLES, ids=stem)
def test_every_subject_of_an_example_has_a_type(path: Path) -> None:
    example = Dataset(parse(path=path))
    assert len(example) > 0
    for subject in {quad.subject for quad in example}:
        said = {quad.predicate for quad in example.quads_for_subject(subject)}
        assert RDF.type in said, f"{subject} in {path.name}"


def test_the_examples_use_only_concepts_that_exist() -> None:
    known = {quad.subject for path in SCHEME_FILES for quad in parse(path=path)}
    used = {quad.object for path in EXAMPLES for quad in parse(path=path)}
    concepts = {node for node in used if "/id/concept/" in str(node)}
    assert concepts
    assert concepts <= known


def test_an_alignment_is_an_ontology_that_rests_on_ours(content: Content) -> None:
    for path in content.files("ontology/alignments/*.ttl"):
        alignment = Dataset(parse(path=path))
        (header,) = {quad.subject for quad in alignment.quads_for_object(OWL.Ontology)}
        assert str(header) == f"<https://w3id.org/ghtld/def/alignments/{path.stem}>"
        imported = [
            q.object for q in alignment.quads_for_subject(header) if q.predicate == OWL.imports
        ]
        assert [str(node) for node in imported] == ["<https://w3id.org/ghtld/def>"]


def test_every_concept_is_at_the_top_or_below_another() -> None:
    for path in SCHEME_FILES:
        scheme = Dataset(parse(path=path))
        for quad in scheme.quads_for_object(SKOS.Concept):
            said = {other.predicate for other in scheme.quads_for_subject(quad.subject)}
            assert len(said & {SKOS.topConceptOf, SKOS.broader}) == 1, str(quad.subject)
