"""Tables written and read back."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghtld.web.tables.spreadsheet import as_csv, as_xlsx, is_formula
from ghtld.web.tables.table import Column, Row, Table, Value


def table(title, heads, rows):
    return Table("t", title, tuple(Column(head, head) for head in heads), map(Row, rows))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize("text", ["=1", "+a", "-a", "@a", "\ta", "\ra", "\na", "--06-28", "=", "-"])
def test_what_a_spreadsheet_would_run_is_a_formula(text):
    assert is_formula(text)


@pytest.mark.parametrize("text", ["", "a", "1", "-5", "+33", "-1,5", "1e5", " =1", "a=1", "é"])
def test_names_and_numbers_are_no_formulas(text):
    assert not is_formula(text)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5), st.sampled_from(["", "excel-fr"]))
def test_what_is_written_as_csv_is_read_back(rows, dialect):
    written = b"".join(as_csv(table("t", ("a", "b"), rows), dialect)).decode("utf-8-sig")
    delimiter = ";" if dialect else ","
    read = list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter))
    guarded = [[f"'{cell}" if is_formula(cell) else cell for cell in row] for row in rows]
    assert read == [["a", "b"], *guarded]
    assert not any(is_formula(cell) for row in read for cell in row)


def test_a_workbook_holds_text_numbers_and_long_cells():
    rows = [("00123", 12), ("=1+1", "é\x00\x07"), ("x" * 40_000, "")]
    made = as_xlsx(table("Un/nom: [trop] long pour une feuille de tableur", ("a", "b"), rows))
    page = openpyxl.load_workbook(io.BytesIO(made)).active
    assert [cell.value for cell in page[2]] == ["00123", 12]
    assert [cell.value for cell in page[3]] == ["=1+1", "é\ufffd\ufffd"]
    assert page["A3"].data_type == "s"
    assert len(page["A4"].value) == 32_767
    assert page["B4"].value is None


def test_the_same_table_gives_the_same_bytes():
    first, second = (as_xlsx(table("t", ("a",), [("é",), ("b",)])) for _ in range(2))
    assert first == second


def test_a_number_stays_one_beside_its_link_and_what_is_said_aside_follows_a_name():
    named = Value("CH", iri="https://example.org/a", note="fermé")
    columns = (Column("who", "qui", named=True), Column("n", "nombre", "integer"))
    made = Table("t", "t", columns, [Row((named, Value(12, href="list")))], 1)
    source = (Column("date", "date", "date"), "2026-03")
    page = openpyxl.load_workbook(io.BytesIO(as_xlsx(made.flat(sources=[source])))).active
    assert [[cell.value for cell in row] for row in page] == [
        ["qui", "qui (IRI)", "nombre", "date"],
        ["CH (fermé)", "https://example.org/a", 12, "2026-03"],
    ]
