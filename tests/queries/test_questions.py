"""Every question in ``queries/``: its heading, its query, its answer over the built release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QueryResultsFormat, Store

from ghtld import iris
from ghtld.content import AnnotatedQuery, bundled, read_query
from ghtld.edition import layers
from ghtld.release import Release
from ghtld.terms import GHT, LAYER, OA, PREFIXES, PROV, RDF, RDFS

THEMES = {
    "membres",
    "signatures",
    "missions",
    "specialites",
    "chiffres",
    "cooperations-anterieures",
    "provenance",
}
REQUIRED = {
    "question",
    "title-fr",
    "title-en",
    "description-fr",
    "description-en",
    "theme",
    "level",
}
EDITION = iris.graph("edition")
QUESTIONS = [read_query(path) for path in bundled().files("queries/*.rq")]
WITH_FACTS = [question for question in QUESTIONS if "facts" in question.heading]

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
each_question_with_facts = pytest.mark.parametrize("question", WITH_FACTS, ids=lambda q: q.name)


def answer(store: Store, release: Release, question: AnnotatedQuery) -> str:
    """Return the answer as SPARQL results in CSV, with LF line ends."""
    default = [NamedNode(graph) for graph in release.manifest.default_graphs]
    results = store.query(question.text, default_graph=default)
    csv = results.serialize(format=QueryResultsFormat.CSV).decode().replace("\r\n", "\n")
    return csv if csv.endswith("\n") else csv + "\n"


def kept_answer(question: AnnotatedQuery) -> Path:
    return bundled().queries / f"{question.name}.csv"


def question_called(name: str) -> AnnotatedQuery:
    return next(question for question in QUESTIONS if question.name == name)


@pytest.fixture(scope="module")
def served(release: Release) -> Store:
    return Store.read_only(str(release.store))


@pytest.fixture(scope="module")
def loose(served: Store) -> Store:
    """Return a copy of the release in memory, for tests that change it and put it back."""
    store = Store()
    store.bulk_extend(served)
    return store


# The heading ─────────────────────────────────────────────────────────────────


@each_question
def test_has_a_complete_heading_in_both_languages(question: AnnotatedQuery) -> None:
    heading = question.heading
    assert heading.keys() - {"facts"} == REQUIRED
    assert all(heading.values())
    assert heading["title-fr"].endswith(" ?")
    assert heading["title-en"].endswith("?")
    assert heading["theme"] in THEMES
    assert heading["level"] in ("easy", "hard")
    assert re.fullmatch(r"Q\d\d", heading["question"])


@each_question
def test_writes_french_with_typographic_apostrophes(question: AnnotatedQuery) -> None:
    assert "'" not in question.heading["title-fr"] + question.heading["description-fr"]


@each_question_with_facts
def test_names_facts_or_notes_that_exist(
    question: AnnotatedQuery, served: Store, release: Release
) -> None:
    for number in question.heading["facts"].split():
        assert records(served, number) or number in EXTERNAL_FACTS, number


EXTERNAL_FACTS = {"002-31"}
"""Numbers of what is known from elsewhere alone: external graphs hold it, no fact does."""


def records(store: Store, number: str) -> list[NamedNode]:
    """Return the fact or note of this number, or those it is split into (``003-34-1`` …)."""
    found = {
        quad.subject
        for cls in (GHT.Fact, GHT.Note)
        for quad in store.quads_for_pattern(None, RDF.type, cls, EDITION)
        if isinstance(quad.subject, NamedNode)
    }
    return sorted((n for n in found if is_numbered(n, number)), key=str)


def is_numbered(record: NamedNode, number: str) -> bool:
    own = record.value.rpartition("/")[2]
    return own == number or own.startswith(f"{number}-")


# The query ───────────────────────────────────────────────────────────────────


@each_question
def test_parses_and_orders_its_rows(question: AnnotatedQuery) -> None:
    result = Store().query(question.text)
    assert isinstance(result, QueryBoolean) or "\nORDER BY " in question.text


@each_question
def test_declares_the_prefixes_it_uses_from_the_one_table(question: AnnotatedQuery) -> None:
    declared = re.findall(r"^PREFIX ([a-z]+): <([^>]+)>$", question.text, re.MULTILINE)
    names = [name for name, _ in declared]
    assert names == sorted(names)
    assert all(PREFIXES[name] == namespace for name, namespace in declared)
    body = question.text.rpartition("\nPREFIX ")[2].partition("\n")[2]
    bare = re.sub(r'"[^"]*"', '""', re.sub(r"#.*$", "", body, flags=re.MULTILINE))
    assert set(re.findall(r"(?<![?\w])([a-z]+):", bare)) == set(names)


# The answer ──────────────────────────────────────────────────────────────────


@each_question
def test_gives_exactly_the_expected_answer(
    question: AnnotatedQuery, served: Store, release: Release
) -> None:
    assert answer(served, release, question) == kept_answer(question).read_text(encoding="utf-8")


def test_every_kept_answer_has_its_question() -> None:
    kept = {path.stem for path in bundled().files("queries/*.csv")}
    assert kept == {question.name for question in QUESTIONS}


def test_every_reference_question_is_answered(reference: Path) -> None:
    text = (reference / "QUESTIONS.md").read_text(encoding="utf-8")
    asked = set(re.findall(r"^\| (Q\d\d) \|", text, re.MULTILINE))
    assert asked
    assert asked == {question.heading["question"] for question in QUESTIONS}


# Nothing is written into the query that only the data may say ───────────────────


@each_question_with_facts
def test_answers_otherwise_without_its_facts(
    question: AnnotatedQuery, loose: Store, release: Release
) -> None:
    numbers = question.heading["facts"].split()
    dropped = {record for number in numbers for record in records(loose, number)}
    with without(loose, dropped):
        assert answer(loose, release, question) != kept_answer(question).read_text("utf-8")


@contextmanager
def without(store: Store, dropped: set[NamedNode]) -> Iterator[None]:
    """Take facts and notes out of the store, with what only they say in the edition."""
    gone = [quad for record in dropped for quad in store.quads_for_pattern(record, None, None)]
    for fact in dropped:
        gone += store.quads_for_pattern(None, None, None, fact)
    for quad in gone:
        store.remove(quad)
    alone = [
        Quad(quad.subject, quad.predicate, quad.object, EDITION)
        for quad in gone
        if not said_elsewhere(store, quad)
    ]
    for quad in alone:
        store.remove(quad)
    try:
        yield
    finally:
        store.extend(gone + alone)


def said_elsewhere(store: Store, quad: Quad) -> bool:
    same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
    return any(found.graph_name != EDITION for found in same)


@pytest.mark.parametrize(
    "name",
    [
        "appartenances-hainaut-cambresis",
        "codes-nationaux-des-ght",
        "enonces-externes",
        "graphes-hors-documents",
        "perimetre-cambresis-depuis-2017",
    ],
)
def test_answers_otherwise_without_the_external_graphs(
    name: str, loose: Store, release: Release
) -> None:
    question = question_called(name)
    external = [
        quad
        for graph in loose.named_graphs()
        if isinstance(graph, NamedNode) and layers.layer_of(graph.value) == layers.EXTERNAL
        for quad in loose.quads_for_pattern(None, None, None, graph)
    ]
    for quad in external:
        loose.remove(quad)
    try:
        assert answer(loose, release, question) != kept_answer(question).read_text("utf-8")
    finally:
        loose.extend(external)


# Questions whose good answer is “none” find what they look for ──────────────────


@contextmanager
def planted(store: Store, *quads: Quad) -> Iterator[None]:
    store.extend(quads)
    try:
        yield
    finally:
        for quad in quads:
            store.remove(quad)


@pytest.mark.parametrize(
    "words",
    [
        "Contact : " + " ".join(["01", "23", "45", "67", "89"]),
        "Contact : " + ".".join(["01", "23", "45", "67", "89"]),
        "Contact : " + "\u00a0".join(["+33", "1", "23", "45", "67", "89"]),
        "01" + "23456789",
        "nom.prenom" + "@" + "exemple.fr",
    ],
)
def test_finds_a_telephone_number_or_an_address(words: str, loose: Store, release: Release) -> None:
    quad = Quad(iris.node("note", "essai"), RDFS.comment, Literal(words), iris.graph("entities"))
    with planted(loose, quad):
        assert answer(loose, release, question_called("telephones-et-courriels")) == "true\n"


def test_finds_a_fact_without_quotation(loose: Store, release: Release) -> None:
    fact = iris.node("fact", "000-99")
    with planted(loose, Quad(fact, GHT.layer, LAYER.source, EDITION)):
        assert answer(loose, release, question_called("enonces-sans-citation")) == "true\n"


def test_finds_evidence_in_an_excluded_passage(loose: Store, release: Release) -> None:
    question = question_called("preuves-dans-passages-exclus")
    passage = next(loose.quads_for_pattern(None, RDF.type, GHT.ExcludedPassage, EDITION)).subject
    document = next(loose.quads_for_pattern(passage, GHT.document, None, EDITION)).object
    start = next(loose.quads_for_pattern(passage, OA.start, None, EDITION)).object
    end = next(loose.quads_for_pattern(passage, OA.end, None, EDITION)).object
    evidence = iris.node("evidence", "essai")
    with planted(
        loose,
        Quad(evidence, RDF.type, GHT.Evidence, EDITION),
        Quad(evidence, PROV.wasQuotedFrom, document, EDITION),
        Quad(evidence, OA.start, start, EDITION),
        Quad(evidence, OA.end, end, EDITION),
    ):
        assert answer(loose, release, question) != kept_answer(question).read_text("utf-8")
