"""Screen, then judge: the same results as pyshacl alone, whatever is wrong with the data."""

from __future__ import annotations

from collections import Counter

import faults
import national
import pytest
import rdflib
import register_data as given
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from rdflib.namespace import SH
from register_data import GRAPH, TEST

from ghtld.screening import reports
from ghtld.screening.sparql_constraints import single_triple_screen
from ghtld.screening.validate_store import suspects
from ghtld.terms import GHT, RDF, RDFS

ENTRY = NamedNode("https://w3id.org/ghtld/id/finess/480000017")
OWNER = NamedNode("https://w3id.org/ghtld/id/finess/480780097")
CATEGORY = NamedNode("https://w3id.org/ghtld/id/concept/category/355")
DATE = NamedNode(given.XSD + "date")
DECIMAL = NamedNode(given.XSD + "decimal")
GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"


def assert_same(store: given.Store, shapes: rdflib.Graph) -> Counter[given.Row]:
    """Hold the screen against pyshacl alone; return what both found."""
    found, crashes = given.screened(store, shapes)
    expected = given.plain(store, shapes)
    assert crashes == []
    assert found - expected == Counter()
    assert expected - found == Counter()
    return found


def test_a_sound_register_has_no_suspects(
    register: list[Quad], context: list[Quad], real_shapes: rdflib.Graph
) -> None:
    """Else the judge would have to read all of it, and nothing were gained."""
    store = given.store_of(register, context)
    suspicion = suspects(given.data(store, within=True), real_shapes)
    assert suspicion.on_all == {}
    assert [len(triples) for triples in suspicion.on_triples.values()] == [0]


def test_a_thousand_entities_with_mutated_values(
    register: list[Quad], context: list[Quad], real_shapes: rdflib.Graph
) -> None:
    store = given.store_of(faults.mutated(register, 120, seed=1), context)
    assert len(assert_same(store, real_shapes)) > 50


@pytest.mark.parametrize("seed", [2])
def test_mutated_values_under_the_project_s_shapes(
    small: list[Quad], context: list[Quad], real_shapes: rdflib.Graph, seed: int
) -> None:
    store = given.store_of(faults.mutated(small, len(small) // 5, seed), context)
    assert assert_same(store, real_shapes)


@pytest.mark.parametrize("seed", [6, 9])
def test_mutated_values_under_every_kind_of_constraint(
    small: list[Quad], context: list[Quad], every_kind: rdflib.Graph, seed: int
) -> None:
    store = given.store_of(faults.mutated(small, len(small) // 5, seed), context)
    components = {row[3] for row in assert_same(store, every_kind)}
    assert len(components) > 20


def _sound(number: str = "480000017") -> dict[NamedNode, list[NamedNode | Literal]]:
    """Return what is said of a geographic entity without fault."""
    labels = [Literal("x", language=tag) for tag in ("fr", "en")]
    return {
        RDF.type: [GHT.RegisteredGeographicEntity],
        RDFS.label: labels,
        GHT.finessNumber: [Literal(number)],
        GHT.registeredName: [Literal("HOPITAL LOZERE")],
        GHT.category: [CATEGORY],
        GHT.legalEntity: [OWNER],
        GHT.postcode: [Literal("48000")],
        GHT.openedOn: [Literal("1990-01-31", datatype=DATE)],
        NamedNode(GEO + "lat"): [Literal("44.51", datatype=DECIMAL)],
        NamedNode(GEO + "long"): [Literal("3.5", datatype=DECIMAL)],
    }


def _quads(node: NamedNode, said: dict[NamedNode, list[NamedNode | Literal]]) -> list[Quad]:
    return [Quad(node, p, o, GRAPH) for p, values in said.items() for o in values]


def _owner() -> list[Quad]:
    left_out = (GHT.category, GHT.legalEntity, GHT.openedOn)
    said = {p: o for p, o in _sound("480780097").items() if p not in left_out}
    return _quads(OWNER, said | {RDF.type: [GHT.RegisteredLegalEntity]})


PLANTED = {
    "no name": (GHT.registeredName, []),
    "no number": (GHT.finessNumber, []),
    "no label": (RDFS.label, []),
    "one label": (RDFS.label, [Literal("x", language="fr")]),
    "two French labels": (
        RDFS.label,
        [Literal(w, language=tag) for w, tag in (("x", "fr"), ("y", "fr"), ("z", "en"))],
    ),
    "a German label": (
        RDFS.label,
        [Literal("x", language=tag) for tag in ("fr", "en", "de")],
    ),
    "two names": (GHT.registeredName, [Literal("A"), Literal("B")]),
    "a wrong key": (GHT.finessNumber, [Literal("480000018")]),
    "another's number": (GHT.finessNumber, [Literal("480780097")]),
    "letters in a number": (GHT.finessNumber, [Literal("4800000AB")]),
    "digits of another script": (GHT.finessNumber, [Literal("48000001٧")]),
    "a number as a number": (
        GHT.finessNumber,
        [Literal("480000017", datatype=NamedNode(given.XSD + "integer"))],
    ),
    "a short postcode": (GHT.postcode, [Literal("4800")]),
    "a postcode in French": (GHT.postcode, [Literal("48000", language="fr")]),
    "an unknown category": (
        GHT.category,
        [NamedNode("https://w3id.org/ghtld/id/concept/category/000")],
    ),
    "a category of another scheme": (
        GHT.category,
        [NamedNode("https://w3id.org/ghtld/id/concept/role/support")],
    ),
    "a category in words": (GHT.category, [Literal("CH")]),
    "no owner": (GHT.legalEntity, []),
    "itself as owner": (GHT.legalEntity, [ENTRY]),
    "an unknown owner": (
        GHT.legalEntity,
        [NamedNode("https://w3id.org/ghtld/id/finess/000000000")],
    ),
    "a date in March-02 style": (GHT.openedOn, [Literal("mars-02", datatype=DATE)]),
    "a day that is none": (GHT.openedOn, [Literal("2021-02-29", datatype=DATE)]),
    "no longitude": (NamedNode(GEO + "long"), []),
    "swapped coordinates": (NamedNode(GEO + "lat"), [Literal("882538.9", datatype=DECIMAL)]),
    "a latitude in words": (NamedNode(GEO + "lat"), [Literal("44,51")]),
    "a telephone number": (GHT.registeredName, [Literal("CH 04 66 49 49 49")]),
    "an e-mail address, then a line break": (GHT.registeredName, [Literal("a.b@ch-mende.fr\n")]),
}


def test_each_planted_fault_is_found(context: list[Quad], real_shapes: rdflib.Graph) -> None:
    """One entity per fault; the first has none."""
    quads = _quads(ENTRY, _sound()) + _owner()
    broken = {}
    for at, (fault, (predicate, values)) in enumerate(PLANTED.items()):
        number = f"4900{at:04d}" + national.key(f"4900{at:04d}")
        broken[fault] = NamedNode(f"https://w3id.org/ghtld/id/finess/{number}")
        changed = {RDF.type: [GHT.RegisteredGeographicEntity], predicate: values}
        quads += _quads(broken[fault], _sound(number) | changed)
    found = assert_same(given.store_of(quads, context), real_shapes)
    blamed = "".join(row[2] if row[0].endswith("/def>") else row[0] for row in found)
    assert [fault for fault, node in broken.items() if node.value not in blamed] == []
    assert ENTRY.value not in blamed


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
terms = st.one_of(
    words.map(Literal),
    st.sampled_from([w for many in faults.TYPED.values() for w in many] + list(faults.WORDS)).map(
        Literal
    ),
    st.tuples(words, st.sampled_from(("fr", "en", "FR", "de"))).map(
        lambda pair: Literal(pair[0], language=pair[1])
    ),
    st.tuples(
        words | st.sampled_from([w for many in faults.TYPED.values() for w in many]),
        st.sampled_from(("integer", "decimal", "double", "gYear", "boolean", "anyURI")),
    ).map(lambda pair: Literal(pair[0], datatype=NamedNode(given.XSD + pair[1]))),
    st.sampled_from([ENTRY, OWNER, GHT.RegisteredLegalEntity, NamedNode(TEST + "nowhere")]),
)
predicates = st.sampled_from(
    [
        GHT.registeredName,
        GHT.postcode,
        GHT.finessNumber,
        GHT.legalEntity,
        GHT.communeName,
        GHT.category,
        RDFS.label,
        RDF.type,
        *(NamedNode(TEST + name) for name in ("note", "near", "beds", "height")),
    ]
)


@settings(max_examples=20, deadline=None, derandomize=True)
@generated(st.lists(st.tuples(st.sampled_from([ENTRY, OWNER]), predicates, terms), max_size=8))
def test_whatever_is_said_of_two_entries(
    every_kind: rdflib.Graph, said: list[tuple[NamedNode, NamedNode, Literal | NamedNode]]
) -> None:
    both = _quads(ENTRY, _sound()) + _owner()
    quads = [Quad(s, p, o, GRAPH) for s, p, o in said]
    assert_same(
        given.store_of([q for q in both + quads if not faults.breaks_pyshacl(q)]), every_kind
    )


def test_a_constraint_that_no_screen_knows_makes_every_target_suspect(
    register: list[Quad], every_kind: rdflib.Graph
) -> None:
    store = given.store_of(register)
    found = suspects(given.data(store), every_kind).on_all
    targets = {q.subject.value for q in register if q.object == GHT.RegisteredLegalEntity}
    for name in ("OddLegal", "SameOdd"):
        assert {str(node) for node in found[rdflib.URIRef(TEST + name)]} == targets


def test_what_pyshacl_itself_fails_on_is_named(every_kind: rdflib.Graph) -> None:
    """An ill-typed date that is to be compared raises TypeError in pyshacl 0.40.1."""
    odd = [
        Quad(ENTRY, NamedNode(TEST + "opened"), Literal("hier", datatype=DATE), GRAPH),
        Quad(ENTRY, NamedNode(TEST + "closed"), Literal("2020-01-01", datatype=DATE), GRAPH),
    ]
    store = given.store_of(_quads(ENTRY, _sound()) + _owner() + odd)
    with pytest.raises(TypeError):
        given.plain(store, every_kind)
    found, crashes = given.screened(store, every_kind)
    assert {str(crash.focus) for crash in crashes} == {ENTRY.value}
    assert found  # what can be judged is judged


def test_only_what_the_graph_speaks_of_is_reported(
    context: list[Quad], real_shapes: rdflib.Graph
) -> None:
    unlabelled = [
        q for q in context if q.predicate in (RDF.type, RDFS.subClassOf) or q.subject != CATEGORY
    ]
    store = given.store_of(_quads(ENTRY, _sound()) + _owner(), unlabelled)
    everywhere = suspects(given.data(store), real_shapes).on_all
    within = suspects(given.data(store, within=True), real_shapes).on_all
    assert rdflib.URIRef(CATEGORY.value) in {n for nodes in everywhere.values() for n in nodes}
    assert within == {}


def test_a_result_s_blank_nodes_are_those_of_the_shapes(every_kind: rdflib.Graph) -> None:
    """Results of several runs can be put together, and traced to their shapes."""
    store = given.store_of(_quads(ENTRY, _sound() | {GHT.registeredName: []}))
    for report in reports(given.data(store), every_kind):
        assert isinstance(report, rdflib.Graph)
        for shape in report.objects(None, SH.sourceShape):
            assert (shape, None, None) in every_kind


ONE_BY_ONE = "?thing ?path ?words . FILTER(isLITERAL(?words) && CONTAINS(STR(?words), 'FILTERED'))"


@pytest.mark.parametrize(
    ("body", "passes"),
    [
        (ONE_BY_ONE.replace("FILTERED", "@"), 1),
        (ONE_BY_ONE, 2),  # a word that may be more than it seems
        (ONE_BY_ONE.replace("FILTERED", "@") + " BIND(STR(?thing) AS ?name)", 2),
        (ONE_BY_ONE.replace("FILTERED", "@") + " FILTER(isIRI(?thing))", 2),
    ],
)
def test_a_shape_that_reads_triples_one_by_one_is_asked_in_few_passes(
    body: str, passes: int
) -> None:
    """In one where the query is a triple and a filter; the triples to judge are the same."""
    shapes = rdflib.Graph().parse(
        data=f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <{TEST}> .
        :shape a sh:NodeShape ; sh:targetNode :all ; sh:sparql [ sh:select
        "SELECT $this ?thing ?path WHERE {{ {body} }}" ] .""",
        format="turtle",
    )
    query = single_triple_screen(shapes, rdflib.URIRef(TEST + "shape"))
    assert query is not None
    assert query.count("?path ?words") + query.count("?s ?p ?o FILTER") == passes
    texts = ["a@b", "FILTERED", "plain", "a\u0085b"]
    store = given.store_of(_quads(ENTRY, {GHT.registeredName: [Literal(text) for text in texts]}))
    rows = {row["o"].value for row in given.data(store).rows(query, {})}
    assert rows == ({"FILTERED", "a\u0085b"} if "FILTERED" in body else {"a@b", "a\u0085b"})
