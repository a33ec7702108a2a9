"""Every question in ``queries/`` gets the same answer from other engines, by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, Store
from rdf_values import Row, rows_of, value_of

from ghtld.content import AnnotatedQuery, bundled, read_query
from ghtld.release import Release

QUESTIONS = [read_query(path) for path in bundled().files("queries/*.rq")]
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
JSON = {"Accept": "application/sparql-results+json"}

Rows = list[Row] | bool


@dataclass(frozen=True)
class Deviation:
    """Why an engine answers otherwise, and whether an answer is otherwise in just this way."""

    reason: str
    explains: Callable[[list[Row], list[Row]], bool]


def with_each(turn: Callable[[object], object]) -> Callable[[list[Row], list[Row]], bool]:
    """Explain an answer in which each of our values is turned into another."""

    def explains(ours: list[Row], theirs: list[Row]) -> bool:
        return same_rows([tuple(turn(value) for value in row) for row in ours], theirs)

    return explains


def months_alone(value: object) -> object:
    match value:
        case ("duration", int(months), _):
            return ("no duration", str(months))
    return value


def boolean_as_number(value: object) -> object:
    return value_of(Literal(int(value))) if isinstance(value, bool) else value


def same_rows(ours: Rows, theirs: Rows) -> bool:
    """Tell whether two answers are the same but for the order of their rows.

    SPARQL leaves the order of literals with a language open (1.1, 15.1), and nearly every question
    orders by labels. Virtuoso orders long ones by the numbers it gave them as they were loaded.
    """
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    return Counter(ours) == Counter(theirs)


def with_repetitions(ours: list[Row], theirs: list[Row]) -> bool:
    return set(ours) == set(theirs) and len(set(ours)) == len(ours) < len(theirs)


NO_BOOLEANS = Deviation(
    "Virtuoso has no booleans: one that a query computes comes back as the integer 1 or 0.",
    with_each(boolean_as_number),
)
VIRTUOSO = {
    "durees-des-conventions": Deviation(
        "Virtuoso keeps a duration of years and months as a number of months and writes that "
        "number, which is no xsd:duration.",
        with_each(months_alone),
    ),
    "matrice-missions-conventions": Deviation(
        "Virtuoso repeats the solutions of a path with * within OPTIONAL; SPARQL gives each once "
        "(1.1, 9.3).",
        with_repetitions,
    ),
    "mission-de-recherche": NO_BOOLEANS,
    "nature-acte-sillon-lorrain": NO_BOOLEANS,
}
VIRTUOSO_REFUSES = {
    "graphes-hors-documents": "Virtuoso can’t compute EXISTS within BIND: error SQ074.",
}


@pytest.fixture(scope="module")
def embedded(release: Release) -> Callable[[AnnotatedQuery], Rows]:
    store = Store.read_only(str(release.store))
    default = [NamedNode(graph) for graph in release.manifest.default_graphs]

    def answer(question: AnnotatedQuery) -> Rows:
        found = store.query(question.text, default_graph=default)
        return rows_of(found.serialize(format=QueryResultsFormat.JSON) or b"")

    return answer


def ask(client: httpx.Client, question: AnnotatedQuery) -> Rows:
    answer = client.post("/sparql", data={"query": question.text}, headers=JSON)
    assert answer.status_code == 200, answer.text
    return rows_of(answer.content)


@each_question
def test_oxigraph_gives_the_same_answer(question, embedded, before_oxigraph):
    assert ask(before_oxigraph, question) == embedded(question)


@each_question
def test_virtuoso_gives_the_same_answer_or_a_known_other(question, embedded, before_virtuoso):
    if question.name in VIRTUOSO_REFUSES:
        answer = before_virtuoso.post("/sparql", data={"query": question.text}, headers=JSON)
        assert answer.status_code == 502
        assert "500" in answer.json()["detail"]
        return
    expected, found = embedded(question), ask(before_virtuoso, question)
    deviation = VIRTUOSO.get(question.name)
    if deviation is None:
        assert same_rows(expected, found)
    else:
        assert not same_rows(expected, found), f"no longer so: {deviation.reason}"
        assert isinstance(expected, list)
        assert isinstance(found, list)
        assert deviation.explains(expected, found)


def test_virtuoso_orders_plain_strings_as_we_do(embedded, before_virtuoso):
    text = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT (STR(?label) AS ?name) { ?s skos:prefLabel ?label } ORDER BY STR(?label)"""
    question = AnnotatedQuery("order", {}, text)
    found = ask(before_virtuoso, question)
    assert found == embedded(question)
    assert isinstance(found, list)
    assert len(found) > 100


def test_every_deviation_is_that_of_a_question():
    assert VIRTUOSO.keys() | VIRTUOSO_REFUSES.keys() <= {question.name for question in QUESTIONS}
