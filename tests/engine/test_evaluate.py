"""What is mended of an answer as it is written: no XML that is none, JSON-LD with ``@type``.

By our workers, and of another engine that writes as they do.
"""

import asyncio
import json

import pytest
from in_process import InProcess
from pyoxigraph import RdfFormat, parse, parse_query_results, serialize

from ghtld.engine.interface import DataSet, FormatUnfit, Question
from ghtld.engine.pool import Pool
from ghtld.engine.remote import fit, typed
from ghtld.formats import JSON_LD, N_TRIPLES, RDF_XML, RESULTS_JSON, RESULTS_XML, TURTLE
from ghtld.terms import RDF

MANY = DataSet(("http://example.org/graph/3",))
ONE = DataSet(("http://example.org/graph/1",))
PREFIX = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
NAMELESS = ["http://e/123", "http://e/p/", "http://e/p?id=1", "urn:isbn:123", "http://e/p(x)"]


async def asked(engine, text, fmt):
    await engine.start()
    try:
        answer = await engine.ask(Question(text, fmt))
        return b"".join([part async for part in answer])
    finally:
        await engine.stop()


def ask(store, text, fmt, engine_class=Pool, data_set=ONE):
    return asyncio.run(asked(engine_class(store, data_set), text, fmt))


def refused(store, text, fmt, engine_class=Pool):
    with pytest.raises(FormatUnfit) as raised:
        ask(store, text, fmt, engine_class)
    return raised.value.what, raised.value.instead


def passed_on(document, size, mended):
    """Return the parts that come out of ``mended`` where ``document`` goes in by ``size`` bytes."""

    async def parts():
        for at in range(0, len(document), size):
            yield document[at : at + size]

    async def collect():
        return [part async for part in mended(parts())]

    return asyncio.run(collect())


@pytest.mark.parametrize("engine_class", [Pool, InProcess])
@pytest.mark.parametrize("name", NAMELESS)
def test_a_property_that_is_no_xml_name(store, engine_class, name):
    text = f'CONSTRUCT {{ <http://e/1> <{name}> "y" }} WHERE {{}}'
    assert refused(store, text, RDF_XML, engine_class) == (name, "turtle")
    assert list(parse(ask(store, text, TURTLE, engine_class), format=RdfFormat.TURTLE))


UNFIT = {
    "a class that is no XML name": "CONSTRUCT { <a:a> a <http://e/T/1> } WHERE {}",
    "a word of RDF/XML itself": f"{PREFIX} CONSTRUCT {{ <a:a> rdf:Description 'y' }} WHERE {{}}",
    "a control character": "CONSTRUCT { <a:a> <a:b> '\\u0001' } WHERE {}",
    "no character at all": "CONSTRUCT { <a:a> <a:b> '\\uFFFE' } WHERE {}",
}


@pytest.mark.parametrize("text", UNFIT.values(), ids=UNFIT.keys())
def test_what_else_is_no_rdf_xml(store, text):
    assert refused(store, text, RDF_XML)[1] == "turtle"
    assert list(parse(ask(store, text, TURTLE), format=RdfFormat.TURTLE))


def test_rows_with_what_xml_can_not_hold(store):
    text = "SELECT ('\\u0001' AS ?x) {}"
    assert refused(store, text, RESULTS_XML) == ("", "json")
    assert len(list(parse_query_results(ask(store, text, RESULTS_JSON), RESULTS_JSON.results))) == 1


def test_what_json_ld_has_no_words_for(store):
    text = "CONSTRUCT { <a:a> <a:b> <<( <a:a> <a:b> 1 )>> } WHERE {}"
    assert refused(store, text, JSON_LD) == ("", "turtle")


def test_the_words_of_a_text_are_no_fault(store):
    said = '<oxprefix: xmlns:oxprefix=\\"http://e/1\\"> \\t\\n é'
    graph = ask(store, f'CONSTRUCT {{ <a:a> <a:b> "{said}" }} WHERE {{}}', RDF_XML)
    [quad] = parse(graph, format=RdfFormat.RDF_XML)
    rows = ask(store, f'SELECT ("{said}" AS ?x) {{}}', RESULTS_XML)
    [row] = parse_query_results(rows, RESULTS_XML.results)
    assert quad.object == row["x"]
    assert quad.object.value.startswith("<oxprefix: xmlns")


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_what_another_engine_writes_is_looked_at_too(size):
    def passes_on(document):
        return b"".join(passed_on(document, size, lambda parts: fit(parts, RDF_XML)))

    good = b"<rdf:RDF>" + "é\t\n".encode() * 200 + b"</rdf:RDF>"
    assert passes_on(good) == good
    for bad in (b'<oxprefix: xmlns:oxprefix="http://e/1">', b"\x01", "\uffff".encode()):
        with pytest.raises(FormatUnfit):
            passes_on(good + bad + good)


GRAPH = """PREFIX e: <http://e/>
CONSTRUCT { ?s a e:T, ?type ; ?p ?o } WHERE { ?s ?p ?o
    BIND(IF(STRENDS(STR(?s), "7"), "no type", IRI(CONCAT(STR(?s), "/type"))) AS ?type) }"""
LINES = (
    b'<http://e/a> a <http://e/T> , "x" ; <http://e/p> "\\"y\\"" . <http://e/b> a <http://e/T> .'
)


def statements(document, fmt):
    return {str(quad.triple) for quad in parse(document, format=fmt.rdf)}


@pytest.mark.parametrize("engine_class", [Pool, InProcess])
def test_a_long_answer_says_types_as_such(store, engine_class):
    document, triples = (ask(store, GRAPH, fmt, engine_class, MANY) for fmt in (JSON_LD, N_TRIPLES))
    assert statements(document, JSON_LD) == statements(triples, N_TRIPLES)
    nodes = json.loads(document)
    assert sum(len(node.get("@type", ())) for node in nodes) == 20_000 + 18_000
    assert sum(len(node.get(RDF.type.value, ())) for node in nodes) == 2_000


@pytest.mark.parametrize("size", [9, 50, 10_000])
def test_what_another_engine_writes_alike_gets_types_too(size):
    document = serialize(parse(LINES, format=RdfFormat.TURTLE), format=RdfFormat.JSON_LD)
    received = passed_on(document, size, typed)
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
    assert b"".join(passed_on(document, 7, typed)) == document
