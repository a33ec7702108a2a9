"""A file damaged as a whole is refused in one sentence, before anything is in place."""

from __future__ import annotations

import gzip
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from register_files import (
    LEGAL,
    OTHERS,
    legal_row,
    legals,
    lifted,
    lifted_files,
    sites,
    structures,
    table,
)

from ghtld.register import files
from ghtld.register.values import has_finess_key
from ghtld.text import UserError


def refused(folder: Path, *texts: str | bytes, **wanted: object) -> UserError:
    """Lift files that have to be refused; nothing may be left."""
    with pytest.raises(UserError) as raised:
        lifted(folder, *texts, **wanted)
    assert [path.name for path in (folder / "build" / "register").iterdir()] == [".lock"]
    why = raised.value
    for sentence in (why.fr, why.en):
        assert sentence.endswith(".")
        assert "\n" not in sentence
    assert why.fr != why.en
    return why


def spreadsheet(text: str) -> str:
    """What a spreadsheet program makes of a legacy file: no zeros, big numbers, French dates."""
    rows = [line.split(";") for line in text.splitlines()]
    return "\n".join(
        ";".join(
            f"{float(c):.3E}".replace(".", ",") if len(c) == 9 and c.isdigit() else c for c in row
        )
        for row in rows
    )


@pytest.mark.parametrize("text", [b"", b"\n \n", gzip.compress(b"", mtime=0)])
def test_an_empty_file(tmp_path: Path, text: bytes) -> None:
    assert "empty" in refused(tmp_path, text).en


def test_a_heading_without_rows(tmp_path: Path) -> None:
    assert "structureej" in refused(tmp_path, "finess;etalab;93;2021-01-08\n").en
    head = "nofinesset;nofinessej;rs;categetab\n"
    (tmp_path / "table").mkdir()
    assert "no row" in refused(tmp_path / "table", head, date="2021-01").en


@pytest.mark.parametrize(
    "text",
    [
        b"%PDF-1.4 ...",
        b"<!doctype html><title>404</title>",
        b"a;b;c\n1;2;3\n",
        b'{"type": "FeatureCollection"}',
        b"\x00\x01\x02" * 100,
        b"\x89PNG\r\n\x1a\n",
        b"finess,etalab",
    ],
)
def test_a_wrong_type(tmp_path: Path, text: bytes) -> None:
    assert "no file of the register" in refused(tmp_path, text).en


def test_the_file_of_activities(tmp_path: Path) -> None:
    text = '{"schemaVersion": "v1.0.0", "pmej": [{"activitesAutorisees": []}]}'
    assert "finess-structures" in refused(tmp_path, text).en


def test_a_workbook(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert "workbook" in refused(tmp_path, packed.getvalue()).en


def test_an_archive_of_nothing_or_of_too_much(tmp_path: Path) -> None:
    for name, count in (("none", 0), ("many", files.MAX_MEMBERS + 1)):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("folder/", "")
            for number in range(count):
                archive.writestr(f"{number}.csv", legals())
        (tmp_path / name).mkdir()
        assert f"{count} files" in refused(tmp_path / name, packed.getvalue()).en


def test_saved_by_a_spreadsheet(tmp_path: Path) -> None:
    why = refused(tmp_path, spreadsheet(legals()))
    assert "spreadsheet" in why.en
    assert "tableur" in why.fr


def test_saved_by_a_spreadsheet_with_zeros_lost(tmp_path: Path) -> None:
    lost = [legal_row("10000156", "CLINIQUE CONVERT", "1", "53")] * 3
    assert "spreadsheet" in refused(tmp_path, legals(*lost)).en


def test_saved_by_a_spreadsheet_with_a_french_date(tmp_path: Path) -> None:
    why = refused(tmp_path, legals().replace("2021-01-08", "08/01/2021"))
    assert "08/01/2021" in why.en
    assert "spreadsheet" in why.en


def test_a_truncated_text(tmp_path: Path) -> None:
    assert "middle of a row" in refused(tmp_path, legals()[:-40]).en


@pytest.mark.parametrize("cut", [30, 5_000])
def test_a_truncated_gzip(tmp_path: Path, cut: int) -> None:
    rows = [legal_row(*LEGAL), *(legal_row(*other) for other in OTHERS)]
    whole = gzip.compress(os.urandom(10_000).hex().join([legals(), table(rows)]).encode())
    assert "cut short" in refused(tmp_path, whole[:-cut]).en


def test_a_damaged_zip(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", legals())
    assert "cut short" in refused(tmp_path, packed.getvalue()[:-30]).en
    (tmp_path / "flipped").mkdir()
    flipped = bytearray(packed.getvalue())
    flipped[300] ^= 0xFF
    assert "damaged" in refused(tmp_path / "flipped", bytes(flipped)).en


@pytest.mark.parametrize("cut", [1, 50, 2_000])
def test_truncated_json(tmp_path: Path, cut: int) -> None:
    assert "cut short" in refused(tmp_path, structures()[:-cut]).en


def test_json_of_two_encodings(tmp_path: Path) -> None:
    text = structures().encode() + b" \xe9"
    assert "no JSON" in refused(tmp_path, text).en


def test_structures_without_entities(tmp_path: Path) -> None:
    assert "no row" in refused(tmp_path, structures(pmej=[], gcc=[])).en


def test_garbage_after_a_true_heading(tmp_path: Path) -> None:
    rows = "\n".join("structureej;" + "x;" * 21 + "x" for _ in range(2_000))
    assert "can't be read" in refused(tmp_path, f"finess;etalab;93;2021-01-08\n{rows}\n").en


def test_a_line_without_end(tmp_path: Path) -> None:
    assert "65536 bytes" in refused(tmp_path, legals() + "structureej;" + "x" * 100_000).en


def test_a_zip_bomb(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", legals() + "\0" * (files.FREE + 1))
    assert "out of all measure" in refused(tmp_path, packed.getvalue()).en


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", legals() + (" " * 1_000 + "\n") * 70_000)
    honest = (70_000 * 1_001 + len(legals())).to_bytes(4, "little")
    assert honest in packed.getvalue()
    lying = packed.getvalue().replace(honest, (1_000).to_bytes(4, "little"))
    assert refused(tmp_path, lying)


def test_a_gzip_bomb(tmp_path: Path) -> None:
    bomb = gzip.compress(legals().encode() + b"\n" * (files.FREE + 2**20))
    assert "out of all measure" in refused(tmp_path, bomb).en


def test_a_record_out_of_all_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ghtld.register.finess_plus.MAX_RECORD", 200_000)
    assert "out of all measure" in refused(tmp_path, structures(gco=["x" * 500_000])).en


MEASURED = """
import sys
from ghtld.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
told = open("/proc/self/status").read()
print(told.partition("VmHWM:")[2].split()[0])
sys.exit(code)
"""


def peak(*arguments: object) -> tuple[int, str, int]:
    """Run a verb; return its exit code, its words on standard error, and its peak in KiB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr, int(done.stdout.split()[-1])


@pytest.mark.parametrize("garbage", ["bytes", "lines", "rows"])
def test_a_large_file_of_garbage_takes_little_memory(tmp_path: Path, garbage: str) -> None:
    block = os.urandom(2**19).hex()
    written = {
        "bytes": os.urandom(2**20),
        "lines": re.sub("(.{500})", "\\1\n", block).encode(),
        "rows": re.sub("(.{500})", "\\1\nstructureej;", block).encode(),
    }[garbage]
    path = tmp_path / "garbage"
    with path.open("wb") as file:
        file.write(legals().encode() * (garbage != "bytes"))
        for _ in range(200):
            file.write(written)
    code, _, memory = peak("lift", path, "--build", tmp_path / "build")
    assert code == 1
    assert memory < 150_000  # KiB; the file has 200,000


def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    numbers = (n for n in range(48_100_000, 48_200_000) if n % 4)
    sizes = {"small": 500, "large": 20_000}
    memory = {}
    for name, count in sizes.items():
        rows = [legal_row(keyed(next(numbers)), "CH DE LOZERE") for _ in range(count)]
        (tmp_path / name).write_text(table(rows))
        code, _, memory[name] = peak("lift", tmp_path / name, "--build", tmp_path / "build")
        assert code == 0
    assert memory["large"] < memory["small"] + 40_000  # SQLite keeps 32 MiB of its file


def keyed(serial: int) -> str:
    """A FINESS number with its key."""
    return next(f"{serial}{d}" for d in "0123456789" if has_finess_key(f"{serial}{d}"))


def test_files_of_several_dates(tmp_path: Path) -> None:
    why = refused(tmp_path, legals(), sites().replace("2021-01-08", "2021-02-08"))
    assert "2021-01-08, 2021-02-08" in why.en
    assert "--date" in why.fr


def test_a_table_without_a_date(tmp_path: Path) -> None:
    text = "nofinesset;nofinessej;rs;categetab\n480000017;480780097;HOPITAL;355\n"
    assert "--date" in refused(tmp_path, text).en


@pytest.mark.parametrize(
    "date", ["2021", "08/01/2021", "2021-13", "2021-01-32", "2021-02-30", "2021-W01", "../x"]
)
def test_a_date_that_is_none(tmp_path: Path, date: str) -> None:
    assert date in refused(tmp_path, legals(), date=date).en


def test_a_heading_with_a_date_of_no_calendar(tmp_path: Path) -> None:
    assert "2021-13-08" in refused(tmp_path, legals().replace("2021-01-08", "2021-13-08")).en


def test_structures_beside_another_file(tmp_path: Path) -> None:
    assert "by itself" in refused(tmp_path, structures(), legals()).en


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        lifted_files(tmp_path, tmp_path / "nothing")
