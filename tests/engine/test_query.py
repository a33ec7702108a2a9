"""What the words of a query tell: its form, data set, services, depth; in linear time."""

import pytest
from pyoxigraph import Store

from ghtld.engine.interface import (
    DataSet,
    Limits,
    NestedTooDeep,
    QueryTooLong,
    ServiceForbidden,
    UpdateForbidden,
)
from ghtld.engine.query import admit, data_set_of, scan

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
    "PREFIX from: <a:> SELECT * { from:a <a:from> 'FROM' }": False,
    "SELECT*FROM<a:b>{}": True,
    "PREFIX : <a:> SELECT * FROM:b {}": True,
    "ASKFROM<a:b>{}": True,
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


LONG = 2**18
SLOW = {
    "dots": "." * LONG,
    "dashes": "a.-" * (LONG // 3),
    "quotes": "'" * LONG,
    "long quotes": '"""' + '"' * LONG,
    "escaped quotes": "'\\" * (LONG // 2),
    "long strings without an end": "'''\n\\" * (LONG // 5),
    "long strings with a quote": "'''a''" * (LONG // 6),
    "backslashes": "'" + "\\" * LONG,
    "less-than signs": "<" * LONG,
    "half an IRI": ("<" + "a" * 1000) * (LONG // 1001),
    "colons": "a:" * (LONG // 2),
    "percent signs": "a:" + "%" * LONG,
    "variables": "?" * LONG,
    "words": "a " * (LONG // 2),
    "brackets": "({[" * (LONG // 3),
    "FROM": "FROM <a:b> " * (LONG // 11),
    "escapes": "\\u0041" * (LONG // 6),
    "comments": "#\n" * (LONG // 2),
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_reading_takes_linear_time(text):
    """In quadratic time each of these takes many minutes: then this never ends."""
    scan(text)


CALLING = {
    "as it should be": "SERVICE <{0}> {{ ?s ?p ?o }}",
    "in small letters": "service silent <{0}> {{ ?s ?p ?o }}",
    "without a space": "SERVICE<{0}>{{?s ?p ?o}}",
    "glued to SILENT": "SERVICESILENT<{0}>{{?s ?p ?o}}",
    "glued to a prefix": "SERVICE:x {{ ?s ?p ?o }}",
    "glued to a prefix that is declared": "SERVICE:x {{ ?s ?p ?o }} BIND(SERVICE:y AS ?y)",
    "glued to a variable": "BIND(<{0}> AS ?x)SERVICE?x{{?s ?p ?o}}",
    "after a number": "VALUES ?n {{ 1 }} ?n ?m 1.SERVICE<{0}>{{?s ?p ?o}}",
    "after a number with an exponent": "?n ?m 1.e1SERVICE<{0}>{{?s ?p ?o}}",
    "after a boolean": "?n ?m true.SERVICE:x {{ ?s ?p ?o }}",
    "glued to a boolean": "?n ?m trueSERVICE<{0}>{{?s ?p ?o}}",
    "after a language": "?n ?m 'a'@en.SERVICE<{0}>{{?s ?p ?o}}",
    "after half a long string": "VALUES ?x {{ '''a' }} SERVICE :x {{ ?s ?p ?o }}",
    "after a comparison": "FILTER(1<2)SERVICE<{0}>{{?s ?p ?o}}",
}


@pytest.mark.parametrize("pattern", CALLING.values(), ids=CALLING.keys())
def test_whatever_the_engine_reads_as_a_call_is_refused(pattern):
    """The engine's own parser is the judge: it takes each of these for a query."""
    address = "http://127.0.0.1:1/"
    declared = "PREFIX SERVICE: <{0}> " if "SERVICE:y" in pattern else ""
    text = f"PREFIX : <{{0}}> {declared}SELECT * {{{{ {pattern} }}}}".format(address)
    Store().query(text)
    with pytest.raises(ServiceForbidden):
        admit(text, Limits())


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX service: <a:> SELECT * { GRAPH service:g { service:x ?p 'SERVICE <a:b> {}' } }",
        "PREFIX service: <a:> DESCRIBE service:x { ?s ?p ?o }",
        "SELECT ?service { ?service ?p _:SERVICE } # SERVICE <a:b> {}",
        'SELECT * { ?s ?p """SERVICE <a:b> { }""", \'SERVICE\'@en-service }',
        "SELECT * { ?s <http://example.org/SERVICE/x> ?o }",
    ],
)
def test_what_is_no_call_is_admitted(text):
    Store().query(text)
    admit(text, Limits())


def test_what_an_engine_may_unescape_before_it_reads_is_read_too():
    """SPARQL 1.1 Query, section 19.2: other engines do; this one does not."""
    with pytest.raises(ServiceForbidden):
        admit(r"SELECT * { \u0053ERVICE <a:b> { } }", Limits())
    with pytest.raises(UpdateForbidden):
        admit(r"\u0049NSERT DATA {}", Limits())


@pytest.mark.parametrize("text", ["ASK {} ; INSERT DATA {}", "ASK {} DROP ALL", "DELETE WHERE {}"])
def test_an_update_anywhere_is_refused(text):
    with pytest.raises(UpdateForbidden):
        admit(text, Limits())


UNDECLARED = {
    "SELECT * { ?s ght:party ?o }": ("ght",),
    "PREFIX ght: <a:> SELECT * { ?s ght:party ?o }": (),
    "PREFIX a: <b:> SELECT * { ?s a:b c:d ; :e 1.f:g }": ("c", "", "f"),
    "SELECT * { _:x <a:b> 'c:d' } # e:f": (),
    "SELECT * { ?s ?p ht:x , ht:y }": ("ht",),
}


@pytest.mark.parametrize(("text", "prefixes"), UNDECLARED.items())
def test_which_prefixes_are_not_declared(text, prefixes):
    assert scan(text).undeclared == prefixes


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


READ = {
    "SELECT * FROM <a:b> {}": DataSet(("a:b",), ()),
    "SELECT * FROM <a:b> FROM <a:c> FROM NAMED <a:d> {}": DataSet(("a:b", "a:c"), ("a:d",)),
    "select * from named <a:d> from <a:b> {}": DataSet(("a:b",), ("a:d",)),
    "PREFIX x: <a:> PREFIX : <b:> ASK FROM x:y FROM :z FROM x: {}": DataSet(
        ("a:y", "b:z", "a:"), ()
    ),
    "PREFIX x: <a:> PREFIX x: <b:> ASK FROM x:y {}": DataSet(("b:y",), ()),
    "CONSTRUCT { ?s ?p <FROM:x> } FROM <a:b> WHERE { ?s ?p 'FROM <a:c>' }": DataSet(("a:b",), ()),
    "ASK FROM # <a:x>\n <a:b> {}": DataSet(("a:b",), ()),
}


@pytest.mark.parametrize(("text", "data_set"), READ.items())
def test_what_the_clauses_name(text, data_set):
    assert data_set_of(text) == data_set


LEFT = [
    "ASK FROM <relative> {}",
    "BASE <a:b> ASK FROM <c> {}",
    r"ASK FROM <a:\u0062> {}",
    r"PREFIX x: <a:> ASK FROM x:a\~b {}",
    "ASK FROM y:z {}",
    "ASK FROM {}",
    "ASK FROM",
    "ASK FROM NAMED",
]


@pytest.mark.parametrize("text", LEFT)
def test_what_the_words_alone_do_not_tell_is_left_to_the_engine(text):
    assert data_set_of(text) is None


def test_a_query_without_a_clause_names_nothing():
    assert data_set_of("PREFIX") == DataSet((), ())
