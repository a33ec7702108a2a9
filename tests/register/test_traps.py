"""Every trap of the register's files, on the verb as it is typed: exit code, words, rejects."""

from __future__ import annotations

import csv
import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from register_files import (
    BAN,
    OTHERS,
    SITES,
    geographic_row,
    grouping,
    legal,
    legal_row,
    legals,
    place_row,
    sites,
    structure_parts,
    structures,
    table,
)

from ghtld.cli import main
from ghtld.register import files

NUMBER = "480780154"


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", legals() + "\0" * (files.FREE + 1))
    return packed.getvalue()


def _member(*members: tuple[str, str], **parts: object) -> str:
    return structures(gcc=[grouping(members)], **parts)


def _closed() -> str:
    gone = legal("480780147", "14", "CHS", [], etatObjet="I", dateFermeture="2019-12-31")
    entities = structure_parts()["pmej"]
    assert isinstance(entities, list)
    return _member(("11", "S"), ("14", "M"), pmej=[*entities, gone])


KEPT: dict[str, tuple[str | bytes, list[str]]] = {
    "an embedded line break": (
        legals() + ";".join(legal_row(NUMBER, "CH DE\nNASBINALS")) + "\n",
        ["joined"],
    ),
    "doubled quotes": (legals(legal_row(NUMBER, 'CH "LES GENETS"')), []),
    "a stray last separator": ("".join(f"{line};\n" for line in legals().splitlines()), []),
    "lost leading zeros": (legals(legal_row("10000156", "CLINIQUE")), ["zeros"]),
    "a date like mars-02": (
        legals(legal_row(NUMBER, "CH", created="mars-02")),
        ["spreadsheet-date"],
    ),
    "cp1252 bytes in UTF-8": (
        legals(legal_row("480780162", "HÔPITAL ÉTÉ")).encode()
        + ";".join(legal_row(NUMBER, "RÉSIDENCE")).encode("cp1252")
        + b"\n",
        ["encoding"],
    ),
    "swapped coordinates": (
        table(
            [geographic_row(*SITES[0])[:31], place_row("480000017", "6379800.5", "739500.2", BAN)]
        ),
        ["swapped"],
    ),
    "a wrong Luhn key": (legals(legal_row("480780171", "CH DE NASBINALS")), ["key"]),
    "a member that resolves to nothing": (_member(("11", "S"), ("99", "M")), ["member"]),
    "two supports": (_member(("11", "S"), ("12", "S")), ["two-supports"]),
    "a grouping without support": (_member(("11", "M"), ("12", "M")), ["no-support"]),
    "duplicate numbers": (legals(legal_row(OTHERS[0][0], "AUTRE NOM")), ["duplicate"]),
    "a closed member": (_closed(), ["closed-member"]),
}
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "a spreadsheet": (
        legals(*([legal_row("10000156", "CLINIQUE", siren="2,634E+08")] * 3)),
        "spreadsheet",
    ),
    "a workbook of a spreadsheet": (legals().replace("2021-01-08", "08/01/2021"), "spreadsheet"),
    "an empty file": (b"", "is empty"),
    "cut short": (legals()[:-40], "middle of a row"),
    "cut short, packed": (gzip.compress(os.urandom(9_000).hex().encode())[:-30], "cut short"),
    "JSON cut short": (structures()[:-40], "cut short"),
    "of the wrong type": ('{"type": "FeatureCollection", "features": []}', "no file of the regis"),
    "a large file of garbage": (os.urandom(2**22), "no file of the register"),
    "garbage after a true heading": (
        "finess;etalab;93;2021-01-08\n" + "structureej;x\n" * 50_000,
        "can't be read",
    ),
    "a zip bomb": (_bomb(), "out of all measure"),
}


def typed(folder: Path, content: str | bytes) -> tuple[int, str, Path]:
    """Type the verb; return exit code, words and the folder of the extracts."""
    path = folder / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = CliRunner().invoke(
        main, ["--lang", "en", "lift", str(path), "--build", str(folder / "out")]
    )
    return done.exit_code, done.output, folder / "out" / "register"


@pytest.mark.parametrize("trap", KEPT)
def test_a_row_is_kept_or_told(tmp_path: Path, trap: str) -> None:
    content, reasons = KEPT[trap]
    code, words, home = typed(tmp_path, content)
    assert code == 0, words
    [extract] = home.glob("finess-*")
    with (extract / "rejects.csv").open(encoding="utf-8", newline="") as file:
        found = [row["reason"] for row in csv.DictReader(file, delimiter=";")]
    usual = {"swapped", "not-named"} - set(reasons)  # what every file of ours has
    assert [reason for reason in dict.fromkeys(found) if reason not in usual] == reasons
    assert (extract / "summary.json").is_file()


@pytest.mark.parametrize("trap", REFUSED)
def test_a_file_is_refused_in_one_sentence(tmp_path: Path, trap: str) -> None:
    content, why = REFUSED[trap]
    code, words, home = typed(tmp_path, content)
    told = [line for line in words.splitlines() if not line.endswith("…")]
    assert (code, len(told)) == (1, 1), words
    assert why in told[0]
    assert [path.name for path in home.iterdir()] == [".lock"]


def test_files_of_two_sorts_are_told_together(tmp_path: Path) -> None:
    """What a file of places alone can't tell, the file of entities beside it does."""
    (tmp_path / "a").write_text(legals())
    (tmp_path / "b").write_text(sites())
    arguments = ["--lang", "en", "lift", str(tmp_path / "a"), str(tmp_path / "b")]
    done = CliRunner().invoke(main, [*arguments, "--build", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert "their number only" not in done.output
