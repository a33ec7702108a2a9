"""JSON-LD that says ``@type``: the same statements, however the bytes come."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from ghtld import formats
from ghtld.json_ld import TypedJsonLd, TypedOutput
from ghtld.terms import RDF

KEY = '"http://www.w3.org/1999/02/22-rdf-syntax-ns#type":['
A, B, P = (NamedNode(f"http://e/{name}") for name in "abp")
TRAPS = [
    KEY,
    f'{{"@id":"x",{KEY}{{"@id":"y"}}]}}',
    f"\\{KEY}",
    '"}],' + KEY + '{"@id":"http://e/no"}]',
    RDF.type.value,
    "\\",
    '\\"',
    "é\u2028\x01\n",
    "",
    "]",
    "},{",
]
NODES = [A, B, RDF.type, NamedNode("urn:x"), NamedNode("http://e/é"), NamedNode("http://e/%7B")]


def written(statements):
    return serialize(statements, format=RdfFormat.JSON_LD)


def typed(plain, sizes=()):
    typing, given, at = TypedJsonLd(), [], 0
    for size in sizes:
        given.append(typing.feed(plain[at : at + size]))
        at += size
    return b"".join([*given, typing.feed(plain[at:]), typing.end()])


def canonical(document):
    read = Dataset(parse(document, format=RdfFormat.JSON_LD))
    read.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in read}


def objects(document):
    """Return every node object of a document, those within a graph too; each key once."""

    def once(pairs):
        assert len({key for key, _ in pairs}) == len(pairs), pairs
        return dict(pairs)

    for top in json.loads(document, object_pairs_hook=once):
        yield top
        yield from top.get("@graph", ())


def assert_typed(statements, sizes=()):
    plain = written(statements)
    found = typed(plain, sizes)
    assert canonical(found) == canonical(plain)
    for node in objects(found):
        assert all("@id" not in said for said in node.get(RDF.type.value, ()))
        assert all(isinstance(name, str) for name in node.get("@type", ()))


nodes = st.one_of(st.sampled_from(NODES), st.sampled_from([BlankNode("b0"), BlankNode("b1")]))
literals = st.one_of(
    st.sampled_from(TRAPS).map(Literal),
    st.sampled_from(TRAPS).map(lambda said: Literal(said, language="fr")),
    st.sampled_from(TRAPS).map(lambda said: Literal(said, datatype=B)),
    st.text(max_size=20).map(Literal),
    st.sampled_from([Literal(True), Literal(1), Literal(1.5), Literal("x", datatype=RDF.JSON)]),
)
triples = st.builds(
    Triple, nodes, st.sampled_from([RDF.type, P, B]), st.one_of(nodes, nodes, literals)
)
quads = st.builds(
    lambda triple, graph: Quad(*triple, graph), triples, st.sampled_from([A, B, DefaultGraph()])
)


@given(st.lists(st.one_of(triples), max_size=30), st.lists(st.integers(1, 60), max_size=40))
@settings(max_examples=400, deadline=None)
def test_a_graph_holds_the_same_in_whatever_pieces_it_comes(statements, sizes):
    assert_typed(statements, sizes)


@given(st.lists(quads, max_size=30), st.lists(st.integers(1, 60), max_size=40))
@settings(max_examples=200, deadline=None)
def test_named_graphs_hold_the_same(statements, sizes):
    assert_typed(sorted(statements, key=lambda quad: str(quad.graph_name)), sizes)


def test_every_byte_may_be_the_end_of_a_piece():
    statements = [Triple(A, RDF.type, said) for said in (A, *map(Literal, TRAPS), B)]
    statements += [Triple(A, P, Literal(said)) for said in TRAPS]
    plain = written(statements)
    expected = typed(plain)
    assert expected.count(b'"@type":["http://e/a","http://e/b"]') == 1
    for size in range(1, len(plain)):
        assert typed(plain, [size]) == expected
    assert typed(plain, [1] * len(plain)) == expected


def test_types_are_names_and_literals_are_none():
    found = typed(written([Triple(A, RDF.type, B), Triple(A, RDF.type, Literal("x"))]))
    [node] = json.loads(found)
    assert node == {"@id": A.value, "@type": [B.value], RDF.type.value: [{"@value": "x"}]}
    [node] = json.loads(typed(written([Triple(A, RDF.type, Literal("x"))])))
    assert node == {"@id": A.value, RDF.type.value: [{"@value": "x"}]}
    [node] = json.loads(typed(written([Triple(BlankNode("x"), RDF.type, BlankNode("y"))])))
    assert node == {"@id": "_:x", "@type": ["_:y"]}


def test_a_thing_may_have_any_number_of_types():
    statements = [Triple(A, RDF.type, NamedNode(f"http://e/{n}")) for n in range(50_000)]
    found = typed(written(statements), [8192] * 1000)
    [node] = json.loads(found)
    assert len(node["@type"]) == 50_000
    assert RDF.type.value not in node


@pytest.mark.parametrize(
    "huge", [[Literal("x" * 10**6)], [Literal(f"{KEY}{n}") for n in range(10_000)]]
)
def test_little_is_held_back(huge):
    statements = [Triple(A, RDF.type, said) for said in (B, *huge, A)]
    plain = written([*statements, Triple(B, RDF.type, A)])
    typing = TypedJsonLd()
    for at in range(0, len(plain), 8192):
        typing.feed(plain[at : at + 8192])
        assert len(typing._held) + sum(map(len, typing._others)) < 2**17
    found = typed(plain, [8192] * (len(plain) // 8192))
    assert canonical(found) == canonical(plain)
    assert [node["@type"] for node in objects(found)] == [[B.value], [A.value]]


def test_a_document_that_breaks_off_is_passed_on_so():
    plain = written([Triple(A, RDF.type, B), Triple(A, RDF.type, Literal("x"))])
    for size in range(len(plain)):
        found = typed(plain[:size])
        with pytest.raises(json.JSONDecodeError):
            json.loads(found)
        assert len(found) <= len(plain) + len(KEY)


def test_what_others_write_otherwise_is_left_alone():
    for document in (
        b'{"@context":{"t":"http://e/"},"@type":"t:T"}',
        b'[{"@id":"http://e/a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": [{"@id":"x"}]}]',
        b'[{"@id":"http://e/a","http://www.w3.org/1999/02/22-rdf-syntax-ns#type":[]}]',
        b"",
        b"[]",
    ):
        assert typed(document, [1] * len(document)) == document


def test_everything_that_we_write_goes_through_it():
    statements = [Triple(A, RDF.type, B), Triple(A, P, Literal(KEY))]
    buffer = io.BytesIO()
    formats.write(statements, buffer, RdfFormat.JSON_LD)
    assert buffer.getvalue() == formats.encode(statements, RdfFormat.JSON_LD)
    assert json.loads(buffer.getvalue())[0]["@type"] == [B.value]
    output = TypedOutput(buffer)
    assert output.write(b"[") == 1
    for rdf in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML):
        assert formats.encode(statements, rdf) == serialize(statements, format=rdf)
