"""JSON-LD from an engine says ``@type``: our workers', and another that writes as they do."""

import asyncio
import json

import pytest
from in_process import InProcess
from pyoxigraph import RdfFormat, parse, serialize

from ghtld.engine.interface import DataSet, Question
from ghtld.engine.pool import Pool
from ghtld.engine.remote import typed
from ghtld.formats import JSON_LD, N_TRIPLES
from ghtld.terms import RDF

MANY = DataSet(("http://example.org/graph/3",))
GRAPH = """PREFIX e: <http://e/>
CONSTRUCT { ?s a e:T, ?type ; ?p ?o } WHERE { ?s ?p ?o
    BIND(IF(STRENDS(STR(?s), "7"), "no type", IRI(CONCAT(STR(?s), "/type"))) AS ?type) }"""
LINES = (
    b'<http://e/a> a <http://e/T> , "x" ; <http://e/p> "\\"y\\"" . <http://e/b> a <http://e/T> .'
)


async def answered(engine, fmt):
    await engine.start()
    try:
        answer = await engine.ask(Question(GRAPH, fmt))
        return b"".join([part async for part in answer])
    finally:
        await engine.stop()


def statements(document, fmt):
    return {str(quad.triple) for quad in parse(document, format=fmt.rdf)}


@pytest.mark.parametrize("engine_class", [Pool, InProcess])
def test_a_long_answer_says_types_as_such(store, engine_class):
    def ask(fmt):
        return asyncio.run(answered(engine_class(store, MANY), fmt))

    document = ask(JSON_LD)
    assert statements(document, JSON_LD) == statements(ask(N_TRIPLES), N_TRIPLES)
    nodes = json.loads(document)
    assert sum(len(node.get("@type", ())) for node in nodes) == 20_000 + 18_000
    assert sum(len(node.get(RDF.type.value, ())) for node in nodes) == 2_000


def passed_on(document, size):
    async def parts():
        for at in range(0, len(document), size):
            yield document[at : at + size]

    async def collect():
        return [part async for part in typed(parts())]

    return asyncio.run(collect())


@pytest.mark.parametrize("size", [9, 50, 10_000])
def test_what_another_engine_writes_alike_gets_types_too(size):
    document = serialize(parse(LINES, format=RdfFormat.TURTLE), format=RdfFormat.JSON_LD)
    received = passed_on(document, size)
    assert all(received)
    found = b"".join(received)
    assert statements(found, JSON_LD) == statements(document, JSON_LD)
    assert [node["@type"] for node in json.loads(found)] == [["http://e/T"]] * 2


@pytest.mark.parametrize(
    "document",
    [
        b'{"@context":{"T":"http://e/T"},"@id":"http://e/a","@type":"T","http://www.w3.org/1999/02/22'
        b'-rdf-syntax-ns#type":[{"@id":"T"}]}',
        b'[ {"@id":"http://e/a","http://www.w3.org/1999/02/22-rdf-syntax-ns#type":[{"@id":"T"}]} ]',
        b"[]",
    ],
)
def test_what_another_engine_writes_in_its_own_way_is_left_alone(document):
    assert b"".join(passed_on(document, 7)) == document
