import pytest

from ghtld.engine.interface import (
    Limits,
    NestedTooDeep,
    QueryTooLong,
    ServiceForbidden,
    UpdateForbidden,
)
from ghtld.engine.scan import admit, scan

FORMS = {
    "SELECT * {}": "SELECT",
    "ask {}": "ASK",
    "# INSERT\nPREFIX delete: <urn:insert> DESCRIBE <urn:select>": "DESCRIBE",
    "BASE <http://ask/> CONSTRUCT {} WHERE {}": "CONSTRUCT",
    "PREFIX a: <b:> INSERT DATA {}": "INSERT",
    "WITH <a:b> DELETE {} WHERE {}": "WITH",
    "": None,
    "hello": None,
}


@pytest.mark.parametrize(("text", "form"), FORMS.items())
def test_the_form_of_a_query(text, form):
    assert scan(text).form == form


NAMED = {
    "SELECT * FROM <a:b> {}": True,
    "SELECT * from named <a:b> {}": True,
    "SELECT * { ?from ?p ?o }": False,
    "SELECT * { from:a a:from 'FROM' }": False,
    'SELECT * { ?s ?p "x"@from }': False,
    'SELECT * { ?s ?p """FROM " \' """ }': False,
    r'SELECT * { ?s ?p "\" FROM" }': False,
    "SELECT * {} # FROM <a:b>": False,
    "SELECT * { <http://x/?FROM> ?p ?o }": False,
    "SELECT * { FILTER(?a<?b && ?c>?d) }": False,
}


@pytest.mark.parametrize(("text", "names"), NAMED.items())
def test_whether_a_query_names_its_data_set(text, names):
    assert scan(text).names_data_set is names


def test_what_the_words_alone_refuse():
    limits = Limits()
    with pytest.raises(UpdateForbidden):
        admit("LOAD <http://example.org/>", limits)
    with pytest.raises(ServiceForbidden):
        admit("SELECT * { SERVICE SILENT <http://127.0.0.1/> {} }", limits)
    with pytest.raises(NestedTooDeep):
        admit("SELECT * " + "{" * 1_500 + "}" * 1_500, limits)
    with pytest.raises(QueryTooLong):
        admit("ASK {} #" + "x" * limits.query_bytes, limits)
    assert admit("ASK {}", limits).form == "ASK"


def test_reading_takes_linear_time():
    for hostile in ("'" * 300_000, '"""' + '"' * 300_000, "<" * 300_000, "a:" * 150_000):
        scan(hostile)


VOLATILE = {
    "SELECT (NOW() AS ?n) {}": True,
    "SELECT (rand() AS ?n) {}": True,
    "SELECT (STRUUID() AS ?n) {}": True,
    "SELECT ?now { ?now <a:NOW> 'NOW()' } # NOW()": False,
    "ASK {}": False,
}


@pytest.mark.parametrize(("text", "volatile"), VOLATILE.items())
def test_whether_an_answer_changes_each_time(text, volatile):
    assert scan(text).volatile is volatile


FRESH = {
    "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }": True,
    "CONSTRUCT { _:x ?p ?o } WHERE { ?s ?p ?o }": True,
    "SELECT (BNODE() AS ?b) {}": True,
    "CONSTRUCT WHERE { ?s ?p ?o }": False,
    "SELECT * { [] ?p ?o }": False,
}


@pytest.mark.parametrize(("text", "fresh"), FRESH.items())
def test_whether_an_answer_has_new_blank_nodes_each_time(text, fresh):
    assert scan(text).fresh is fresh
