"""Lists and things as spreadsheets, downloaded over HTTP, opened and read back."""

import csv
import io

import openpyxl
import pytest
from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.web.server import open_site

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(answer):
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == XLSX
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active


def rows_of(answer, delimiter=","):
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_the_members_of_a_grouping_as_a_spreadsheet(real):
    page = sheet(real.get("/list/establishment.xlsx?group=group:hainaut-cambresis&lang=fr"))
    heads = [cell.value for cell in page[1]]
    assert heads[:4] == ["Nom français", "Nom anglais", "IRI", "Numéro FINESS"]
    assert heads[-3:] == ["Documents", "Faits (IRI)", "Citations"]
    assert page.max_row == 13
    valenciennes = next(
        row for row in page.iter_rows(values_only=True) if row[0].endswith("iennes")
    )
    said = dict(zip(heads, valenciennes, strict=True))
    assert said["IRI"] == f"{iris.BASE}id/establishment/ch-valenciennes"
    assert said["Numéro FINESS"] == "590782215"
    assert said["Citations"].startswith("« ")
    assert f"{iris.BASE}id/fact/002-" in said["Faits (IRI)"]


def test_every_list_downloads_and_holds_every_thing(real, build_folder):
    for kind, nodes in open_site(build_folder).things.items():
        rows = rows_of(real.get(f"/list/{kind}.csv?lang=en"))
        assert {row["IRI"] for row in rows} == {node.value for node in nodes}, kind
        page = sheet(real.get(f"/list/{kind}.xlsx?lang=en"))
        assert page.max_row == len(nodes) + 1
        first = dict(zip(rows[0], [cell.value or "" for cell in page[2]], strict=True))
        assert first["IRI"] == rows[0]["IRI"]


def test_a_table_respects_the_facets(real):
    rows = rows_of(real.get("/list/agreement.csv?mission=mission:recherche"))
    assert rows
    assert all("recherche" in row["Mission"] for row in rows)
    assert rows_of(real.get("/list/agreement.csv?mission=nope")) == []
    assert real.get("/list/nothing.csv").status_code == 404


def test_the_dialect_of_excel_in_france(real):
    answer = real.get("/list/agreement.csv?dialect=excel-fr")
    assert answer.content.startswith("\ufeffNom français;Nom anglais;IRI;".encode())
    assert answer.content.endswith(b"\r\n")
    plain = rows_of(real.get("/list/agreement.csv"))
    assert rows_of(answer, ";") == plain


def test_a_download_has_a_name(real):
    named = real.get("/list/agreement.xlsx").headers["Content-Disposition"]
    assert named == 'attachment; filename="ghtld-agreement-1.0.0.xlsx"'
    thing = real.get("/doc/concept/mission/recherche.xlsx").headers["Content-Disposition"]
    assert thing == 'attachment; filename="ghtld-concept-mission-recherche-1.0.0.xlsx"'


def test_a_thing_as_a_table_with_the_words_behind_each_statement(real):
    page = sheet(real.get("/doc/agreement/lozere-montpellier.xlsx?lang=fr"))
    heads = [cell.value for cell in page[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in page.iter_rows(2, values_only=True)]
    party = next(
        row
        for row in rows
        if row["Propriété"].startswith("partie") and row["Valeur"] == "CHU de Montpellier"
    )
    assert party["Citations"].startswith("« ")
    assert "Document 000" in party["Documents"]
    assert party["Valeur (IRI ou forme exacte)"] == f"{iris.BASE}id/establishment/chu-montpellier"
    table = rows_of(real.get("/doc/agreement/lozere-montpellier.csv?lang=fr"))
    assert len(table) == len(rows)
    french = real.get("/doc/agreement/lozere-montpellier.csv?lang=fr&dialect=excel-fr")
    assert rows_of(french, ";") == table


def test_figures_are_numbers_in_a_spreadsheet(real):
    page = sheet(real.get("/doc/figure/chu-montpellier-poles.xlsx"))
    assert 12 in [cell.value for row in page.iter_rows() for cell in row]


def test_a_thing_that_is_not_there_has_no_table(real):
    assert real.get("/doc/group/nulle-part.xlsx").status_code == 404
    assert real.get("/doc/group/Loz%00ere.xlsx").status_code == 404


def test_formulas_are_harmless_in_csv(unsafe):
    rows = rows_of(unsafe.get("/list/place.csv?lang=fr"))
    french = {row["IRI"].rpartition("/")[2]: row["Nom français"] for row in rows}
    english = {row["IRI"].rpartition("/")[2]: row["Nom anglais"] for row in rows}
    assert french["mende"] == '\'=HYPERLINK("http://evil")'
    assert english["mende"] == "'@SUM(1)"
    assert (french["plus"], english["plus"]) == ("'+33 4", "'-1+2")
    assert french["tab"] == "'\tx"
    assert english["tab"] == 'a"b,c;d\ne'


def test_formulas_are_text_in_xlsx(unsafe):
    page = sheet(unsafe.get("/list/place.xlsx?lang=fr"))
    cells = {cell.value: cell for row in page.iter_rows() for cell in row if cell.value}
    for text in ('=HYPERLINK("http://evil")', "@SUM(1)", "+33 4", "-1+2"):
        assert cells[text].data_type == "s"
        assert cells[text].quotePrefix
    assert not cells["é"].quotePrefix
    assert not any(cell.hyperlink for cell in cells.values())


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_numbers_of_the_register_keep_their_zeros(unsafe, suffix):
    answer = unsafe.get(f"/list/finess.{suffix}?lang=fr")
    if suffix == "csv":
        row = rows_of(answer)[0]
    else:
        page = sheet(answer)
        row = dict(zip(*(page.iter_rows(1, 2, values_only=True)), strict=True))
    assert row["Numéro FINESS"] == "010008407"
    assert row["SIRET"] == "00123456700012"
    assert row["Code postal"] == "01000"


def test_the_page_of_a_list_and_of_a_thing_lead_to_their_tables(real):
    html = {"Accept": "text/html"}
    page = real.get("/list/agreement?mission=mission:recherche", headers=html).text
    assert 'href="../list/agreement.xlsx?mission=mission:recherche"' in page
    page = real.get("/doc/group/lozere", headers=html).text
    assert 'href="../../doc/group/lozere.xlsx"' in page
    assert 'href="../../doc/group/lozere.csv?dialect=excel-fr"' in page


def test_labels_of_a_table_are_those_of_the_store(real, build_folder):
    site = open_site(build_folder)
    for row in rows_of(real.get("/list/group.csv?lang=fr")):
        labels = {label.value for label in site.labels(NamedNode(row["IRI"]))}
        assert {row["Nom français"], row["Nom anglais"]} == labels
