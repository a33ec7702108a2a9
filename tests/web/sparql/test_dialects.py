"""CSV for spreadsheets: whatever the pieces, the same rows in another dialect."""

from __future__ import annotations

import csv
import io

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghtld.web.sparql.answers import DIALECTS, Translator

FRENCH = DIALECTS["excel-fr"]
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
ROWS = st.lists(st.lists(TEXT, min_size=2, max_size=3), max_size=8)


def written(rows: list[list[str]]) -> bytes:
    output = io.StringIO()
    csv.writer(output, lineterminator="\r\n").writerows(rows)
    return output.getvalue().encode()


def translated(whole: bytes, size: int) -> bytes:
    translator = Translator(FRENCH)
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    return b"".join(map(translator.feed, pieces)) + translator.feed(b"", last=True)


@given(ROWS, st.integers(1, 40))
def test_the_rows_stay_the_same_but_for_formulas(rows: list[list[str]], size: int) -> None:
    found = translated(written(rows), size)
    assert found.startswith(b"\xef\xbb\xbf")
    text = found[3:].decode()
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert len(read) == len(rows)
    for expected, row in zip(rows, read, strict=True):
        for cell, shown in zip(expected, row, strict=True):
            assert shown in (cell, f"'{cell}")


@given(ROWS, st.integers(1, 40), st.integers(1, 40))
def test_where_pieces_end_changes_nothing(rows: list[list[str]], one: int, other: int) -> None:
    whole = written(rows)
    assert translated(whole, one) == translated(whole, other)


def test_a_row_goes_out_as_soon_as_it_is_whole() -> None:
    translator = Translator(FRENCH)
    assert translator.feed(b'a,b\r\n"x\r\ny') == "\ufeffa;b\r\n".encode()
    assert translator.feed(b'z",1\r\nlast') == b'"x\r\nyz";1\r\n'
    assert translator.feed(b"", last=True) == b"last\r\n"


def test_a_cell_may_be_longer_than_the_csv_module_likes() -> None:
    long = "x" * 200_000
    assert long in translated(written([["a"], [long]]), 65536).decode()


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\tx"])
def test_a_formula_is_made_harmless(cell: str) -> None:
    assert translated(written([[cell, ""]]), 99)[3:].decode().lstrip('"').startswith(f"'{cell[0]}")


@pytest.mark.parametrize("cell", ["-3", "+33", "-3.5", "-1e6", "1,5", "a=b", "é", ""])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    rows = csv.reader(
        io.StringIO(translated(written([[cell, "x"]]), 99)[3:].decode()), delimiter=";"
    )
    assert next(rows) == [cell, "x"]


# At the endpoint ─────────────────────────────────────────────────────────────


def ask(client: httpx.Client, **parameters: str) -> httpx.Response:
    query = 'SELECT ("a;b" AS ?x) ("é" AS ?y) {}'
    return client.get("/sparql", params={"query": query, **parameters})


def test_the_endpoint_gives_csv_for_a_french_spreadsheet(client: httpx.Client) -> None:
    for _ in range(2):  # the second time from memory
        answer = ask(client, format="csv", dialect="excel-fr")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.content == '\ufeffx;y\r\n"a;b";é\r\n'.encode()
    assert ask(client, format="csv").content == "x,y\r\na;b,é\r\n".encode()


def test_the_dialect_also_goes_with_the_accept_header(client: httpx.Client) -> None:
    parameters = {"query": "SELECT (1 AS ?x) {}", "dialect": "excel-fr"}
    answer = client.get("/sparql", params=parameters, headers={"Accept": "text/csv"})
    assert answer.content == b"\xef\xbb\xbfx\r\n1\r\n"


@pytest.mark.parametrize(
    ("form", "dialect"), [("csv", "excel-xx"), ("json", "excel-fr"), ("tsv", "excel-fr")]
)
def test_an_unknown_dialect_is_named(form: str, dialect: str, client: httpx.Client) -> None:
    answer = ask(client, format=form, dialect=dialect)
    assert answer.status_code == 400
    assert dialect in answer.json()["detail"]
    assert "format=csv" in answer.json()["detail"]


def test_a_long_answer_streams_in_the_dialect(client: httpx.Client) -> None:
    query = "SELECT ?a { ?a ?b ?c . ?d ?e ?f } LIMIT 1500"
    answer = client.get("/sparql", params={"query": query, "format": "csv", "dialect": "excel-fr"})
    assert answer.text.count("\r\n") == 1501
    assert answer.text.startswith("\ufeffa\r\n")
