"""A format that can't write an answer says so: no XML goes out that is none."""

import asyncio

import pytest
from in_process import InProcess
from pyoxigraph import RdfFormat, parse, parse_query_results

from ghtld.engine.interface import DataSet, FormatUnfit, Question
from ghtld.engine.pool import Pool
from ghtld.engine.remote import fit
from ghtld.formats import JSON_LD, RDF_XML, RESULTS_JSON, RESULTS_XML, TURTLE

ONE = DataSet(("http://example.org/graph/1",))
RDF = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
NAMELESS = ["http://e/123", "http://e/p/", "http://e/p?id=1", "urn:isbn:123", "http://e/p(x)"]


async def asked(engine, text, fmt):
    await engine.start()
    try:
        answer = await engine.ask(Question(text, fmt))
        return b"".join([part async for part in answer])
    finally:
        await engine.stop()


def ask(store, text, fmt, engine_class=Pool):
    return asyncio.run(asked(engine_class(store, ONE), text, fmt))


def refused(store, text, fmt, engine_class=Pool):
    with pytest.raises(FormatUnfit) as raised:
        ask(store, text, fmt, engine_class)
    return raised.value.what, raised.value.instead


@pytest.mark.parametrize("engine_class", [Pool, InProcess])
@pytest.mark.parametrize("name", NAMELESS)
def test_a_property_that_is_no_xml_name(store, engine_class, name):
    text = f'CONSTRUCT {{ <http://e/1> <{name}> "y" }} WHERE {{}}'
    assert refused(store, text, RDF_XML, engine_class) == (name, "turtle")
    assert list(parse(ask(store, text, TURTLE, engine_class), format=RdfFormat.TURTLE))


UNFIT = {
    "a class that is no XML name": "CONSTRUCT { <a:a> a <http://e/T/1> } WHERE {}",
    "a word of RDF/XML itself": f"{RDF} CONSTRUCT {{ <a:a> rdf:Description 'y' }} WHERE {{}}",
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
    async def parts(document):
        for at in range(0, len(document), size):
            yield document[at : at + size]

    async def passed_on(document):
        return b"".join([part async for part in fit(parts(document), RDF_XML)])

    good = b"<rdf:RDF>" + "é\t\n".encode() * 200 + b"</rdf:RDF>"
    assert asyncio.run(passed_on(good)) == good
    for bad in (b'<oxprefix: xmlns:oxprefix="http://e/1">', b"\x01", "\uffff".encode()):
        with pytest.raises(FormatUnfit):
            asyncio.run(passed_on(good + bad + good))
