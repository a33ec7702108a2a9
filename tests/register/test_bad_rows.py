"""A row that can't be read goes to the reject table; the others are kept, and all are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from register_files import (
    BAN,
    HEADING,
    OTHERS,
    SITES,
    Result,
    geographic_row,
    legal_row,
    legals,
    lifted,
    place_row,
    sites,
    table,
)

NUMBER = "480780170"
NODE = f"finess:{NUMBER}"


def only_reject(found: Result, reason: str, line: int) -> dict[str, str]:
    """The one row rejected, which is in the table with its line, its reason and itself."""
    (reject,) = [r for r in found.rejects if r["effect"] == "rejected"]
    assert (reject["reason"], reject["place"]) == (reason, f"line {line}")
    assert reject["fr"]
    assert reject["en"]
    assert reject["fr"] != reject["en"]
    (told,) = found.summary["files"]
    assert (told["read"], told["kept"], told["rejected"]) == (7, 6, 1)
    assert found.summary["rejected"] == found.lifted.rejected == 1
    assert "rejects.csv" in found.lifted.advice[0].fr
    return reject


def test_a_wrong_luhn_key(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(legal_row("480780171", "CH DE NASBINALS")))
    reject = only_reject(found, "key", 8)
    assert reject["value"] == "480780171"
    assert "CH DE NASBINALS" in reject["row"]
    assert not found.ask('?s ght:finessNumber "480780171"')


def test_a_number_that_is_none(tmp_path: Path) -> None:
    only_reject(lifted(tmp_path, legals(legal_row("4807801", "CH"))), "number", 8)


def test_lost_leading_zeros(tmp_path: Path) -> None:
    reject = only_reject(lifted(tmp_path, legals(legal_row("10000156", "CLINIQUE"))), "zeros", 8)
    assert reject["value"] == "10000156"


@pytest.mark.parametrize(
    ("field", "value"),
    [("house", "mars-02"), ("house", "02-avr"), ("created", "08/01/2021"), ("created", "mars-02")],
)
def test_spreadsheet_dates(tmp_path: Path, field: str, value: str) -> None:
    row = legal_row(NUMBER, "CH DE NASBINALS", **{field: value})
    assert only_reject(lifted(tmp_path, legals(row)), "spreadsheet-date", 8)["value"] == value


def test_a_number_in_scientific_notation(tmp_path: Path) -> None:
    row = legal_row(NUMBER, "CH DE NASBINALS", siren="2,634E+08")
    assert only_reject(lifted(tmp_path, legals(row)), "scientific", 8)["value"] == "2,634E+08"


def test_a_missing_name(tmp_path: Path) -> None:
    only_reject(lifted(tmp_path, legals(legal_row(NUMBER, " "))), "name", 8)


def test_too_few_and_too_many_fields(tmp_path: Path) -> None:
    row = legal_row(NUMBER, "CH DE NASBINALS")
    for name, damaged in (
        ("few", row[:-3]),
        ("many", [*row, "", "x"]),
        ("shifted", row[:5] + row[6:]),
    ):
        (tmp_path / name).mkdir()
        only_reject(lifted(tmp_path / name, legals(damaged)), "fields", 8)


def test_an_unknown_section(tmp_path: Path) -> None:
    only_reject(lifted(tmp_path, legals(["structure", *legal_row(NUMBER)[1:]])), "section", 8)


def test_a_control_character(tmp_path: Path) -> None:
    only_reject(lifted(tmp_path, legals(legal_row(NUMBER, "CH\x01"))), "control", 8)


def test_quotes_that_are_not_closed(tmp_path: Path) -> None:
    text = legals() + ";".join(["structureej", NUMBER, '"CH', *legal_row()[3:]]) + "\n"
    text += ";".join(legal_row("480780162", "CH LANGOGNE")) + "\n"
    found = lifted(tmp_path, text)
    assert found.reasons() == ["quotes"]
    assert found.rejects[0]["place"] == "line 8"
    assert found.values("finess:480780162", "ght:registeredName") == ["CH LANGOGNE"]


def test_doubled_quotes(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(legal_row(NUMBER, 'CH "LES GENETS"')))
    assert '"CH ""LES GENETS"""' in (tmp_path / "file-0").read_text()
    assert found.reasons() == []
    assert found.values(NODE, "ght:registeredName") == ['CH "LES GENETS"']


def test_quotes_inside_an_unquoted_field(tmp_path: Path) -> None:
    text = legals() + ";".join(["structureej", NUMBER, 'CH "LES GENETS"', *legal_row()[3:]]) + "\n"
    found = lifted(tmp_path, text)
    assert found.reasons() == []
    assert found.values(NODE, "ght:registeredName") == ['CH "LES GENETS"']


def test_a_quoted_line_break(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(legal_row(NUMBER, "CH DE\nNASBINALS")))
    assert found.reasons() == ["joined"]
    assert found.values(NODE, "ght:registeredName") == ["CH DE NASBINALS"]


def test_an_embedded_line_break(tmp_path: Path) -> None:
    row = ";".join(legal_row(NUMBER, "CH DE\nNASBINALS")) + "\n"
    after = ";".join(legal_row("480780162", "CH LANGOGNE")) + "\n"
    found = lifted(tmp_path, legals() + row + after)
    assert found.reasons() == ["joined"]
    assert found.values(NODE, "ght:registeredName") == ["CH DE NASBINALS"]
    assert found.values("finess:480780162", "ght:registeredName") == ["CH LANGOGNE"]


def test_an_embedded_line_break_that_lost_something(tmp_path: Path) -> None:
    row = ";".join(legal_row(NUMBER, "CH DE\nNASBINALS")[:-2]) + "\n"
    after = ";".join(legal_row("480780162", "CH LANGOGNE")) + "\n"
    found = lifted(tmp_path, legals() + row + after)
    assert [(r["reason"], r["place"]) for r in found.rejects] == [
        ("fields", "line 8"),
        ("section", "line 9"),
    ]
    assert found.values("finess:480780162", "ght:registeredName") == ["CH LANGOGNE"]


def test_a_stray_last_separator(tmp_path: Path) -> None:
    text = "\n".join(f"{line};" for line in legals().splitlines()) + "\n"
    found = lifted(tmp_path, text)
    assert found.reasons() == []
    assert found.summary["counts"]["legal"] == 6
    rows = [
        place_row("480000017", "739500.2", "6379800.5", BAN),
        *[geographic_row(*s) for s in SITES],
    ]
    (tmp_path / "sites").mkdir()
    found = lifted(tmp_path / "sites", table([[*row, ""] for row in rows]), date="2021-01-09")
    assert found.reasons() == []
    assert found.summary["counts"]["geographic"] == 5


def test_windows_bytes_in_a_utf_8_file(tmp_path: Path) -> None:
    good = legals(legal_row("480780162", "HÔPITAL DE LANGOGNE — ÉTÉ")).encode()
    bad = ";".join(legal_row(NUMBER, "RÉSIDENCE")).encode("cp1252") + b"\n"
    found = lifted(tmp_path, good + bad)
    (reject,) = found.rejects
    assert (reject["reason"], reject["place"]) == ("encoding", "line 9")
    assert "RÉSIDENCE" in reject["row"]
    assert found.values("finess:480780162", "ght:registeredName") == ["HÔPITAL DE LANGOGNE — ÉTÉ"]
    assert found.summary["files"][0]["encoding"] == "utf-8"


def test_utf_8_bytes_in_a_windows_file(tmp_path: Path) -> None:
    good = legals(legal_row("480780162", "HÔPITAL DE LANGOGNE ÉTÉ DÉCÈS")).encode("cp1252")
    bad = ";".join(legal_row(NUMBER, "RÉSIDENCE")).encode() + b"\n"
    found = lifted(tmp_path, good + bad)
    assert found.reasons() == ["encoding"]
    assert found.summary["files"][0]["encoding"] == "cp1252"


def test_swapped_coordinates(tmp_path: Path) -> None:
    rows = [geographic_row(*SITES[0])[:31], place_row("480000017", "6379800.5", "739500.2", BAN)]
    found = lifted(tmp_path, legals(), table(rows))
    assert found.reasons() == ["swapped"]
    assert [round(float(v), 1) for v in found.values("finess:480000017", "geo:lat")] == [44.5]


def test_coordinates_elsewhere_or_of_no_system(tmp_path: Path) -> None:
    rows = [
        *[geographic_row(*s)[:31] for s in SITES],
        place_row("480000017", "0", "0", BAN),
        place_row("480000033", "739500.2", "6379800.5", "1,ATLASANTE,96,BAN"),
        place_row("480000041", "", "", ""),
        place_row("480001007", "739500.2", "6379800.5", BAN),
    ]
    found = lifted(tmp_path, legals(), table(rows))
    assert found.reasons() == ["point", "system", "orphan-point"]
    assert found.summary["counts"]["point"] == 0


def test_duplicate_numbers(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(legal_row(OTHERS[0][0], "AUTRE NOM")))
    reject = only_reject(found, "duplicate", 8)
    assert reject["value"] == OTHERS[0][0]
    assert found.values(f"finess:{OTHERS[0][0]}", "ght:registeredName") == ["CH FANNY RAMADIER"]


def test_the_same_row_twice_is_noted(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(legal_row(*OTHERS[0])))
    assert found.reasons() == ["repeated"]
    assert found.summary["files"][0]["kept"] == 7
    assert found.summary["counts"]["legal"] == 6


def test_a_number_of_both_sorts(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(), sites(geographic_row("480780097", "340780477", "SITE")))
    assert found.reasons() == ["other-kind"]
    (tmp_path / "owner").mkdir()
    row = geographic_row("480001007", "480000017", "SITE D’UN SITE")
    found = lifted(tmp_path / "owner", legals(), sites(row))
    assert found.reasons() == ["other-kind"]
    assert not found.ask("finess:480001007 ?p ?o")
    assert found.summary["files"][1]["kept"] == 5


def test_a_wrong_number_of_the_legal_entity(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(), sites(geographic_row("480001007", "480780098", "SITE")))
    assert found.reasons() == ["legal-number"]


@pytest.mark.parametrize(
    ("told", "reason", "predicate"),
    [
        ({"created": "2021-02-30"}, "date", "ght:createdOn"),
        ({"siren": "26340016"}, "siren", "ght:siren"),
        ({"status": "X"}, "status", "ght:legalStatus"),
        ({"routing": "MENDE"}, "postcode", "ght:postcode"),
    ],
)
def test_a_wrong_value_is_set_aside(
    tmp_path: Path, told: dict[str, str], reason: str, predicate: str
) -> None:
    found = lifted(tmp_path, legals(legal_row(NUMBER, "CH DE NASBINALS", **told)))
    assert found.reasons() == [reason]
    assert found.values(NODE, predicate) == []
    assert found.values(NODE, "ght:registeredName") == ["CH DE NASBINALS"]
    assert found.summary["files"][0]["kept"] == 7


def test_a_company_number_with_a_false_key_is_the_register_s_word(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(legal_row(NUMBER, "CH DE NASBINALS", siren="263400161")))
    assert found.reasons() == ["siren-key"]
    assert found.values(NODE, "ght:siren") == ["263400161"]


def test_a_missing_category_is_noted(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(), sites(geographic_row("480001007", category="")))
    assert found.reasons() == ["category"]
    assert found.ask("finess:480001007 a ght:RegisteredGeographicEntity")


def test_blank_lines_are_nothing(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals().replace("\n", "\n\n"))
    assert found.reasons() == []
    assert found.summary["files"][0]["read"] == 6


def test_a_file_without_a_last_line_end_is_whole(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals().rstrip("\n"))
    assert found.summary["counts"]["legal"] == 6


def test_remarks_of_one_reason_are_listed_up_to_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ghtld.register.journal.LISTED", 2)
    found = lifted(tmp_path, legals(*[legal_row(*OTHERS[0])] * 4))
    assert found.reasons() == ["repeated", "repeated"]
    assert found.summary["files"][0]["remarks"] == {"repeated": 4}


def test_the_heading_is_dated(tmp_path: Path) -> None:
    assert HEADING.endswith("2021-01-08")
    assert lifted(tmp_path, legals()).summary["date"] == "2021-01-08"
