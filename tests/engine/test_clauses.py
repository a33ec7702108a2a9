"""The FROM clauses of a query, read from its words."""

import pytest

from ghtld.engine.interface import DataSet
from ghtld.engine.query import data_set_of

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
