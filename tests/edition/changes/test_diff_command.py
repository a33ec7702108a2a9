"""``ghtld diff``: what people and programs get, and every refusal in one sentence."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse
from story import NEW, OLD

from ghtld.cli import main
from ghtld.release import MANIFEST, Release


def run(*words: str, language: str = "fr") -> Result:
    return CliRunner().invoke(main, ["--lang", language, "diff", *words])


@pytest.fixture(scope="module")
def edited(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a release with a hospital renamed, one gone, a membership lost and a fact more."""
    folder = tmp_path_factory.mktemp("edited") / "0123456789abcdef"
    (folder / "dumps").mkdir(parents=True)
    gone = b"id/establishment/ch-hautmont>"
    lines = []
    with (release.dumps / "ghtld.nq").open("rb") as file:
        for line in file:
            member = b"group/hainaut-cambresis> <https://w3id.org/ghtld/def#member> " in line
            if gone in line or (member and b"ch-cambrai>" in line):
                continue
            lines.append(line.replace(b'"CHRU de Lille"', b'"CHU de Lille"'))
            if b"id/fact/000-19> " in line:
                lines.append(line.replace(b"id/fact/000-19> ", b"id/fact/000-99> "))
    (folder / "dumps" / "ghtld.nq").write_bytes(b"".join(sorted(lines)))
    manifest = release.manifest
    size = (folder / "dumps" / "ghtld.nq").stat().st_size
    dump = replace(manifest.files["dumps/ghtld.nq"], bytes=size)
    changed = replace(manifest, hash="0" * 64, files={"dumps/ghtld.nq": dump})
    (folder / MANIFEST).write_text(changed.to_json(), encoding="utf-8")
    return folder


def test_two_extracts_for_people(extracts: Path) -> None:
    done = run(OLD, NEW, "--build", str(extracts))
    assert done.exit_code == 0
    for line in (
        f"{OLD} → {NEW}",
        "Groupements scindés (1)",
        "  Hainaut-Cambrésis se scinde : Hainaut, Cambrésis [1]",
        "Groupements réunis (2)",
        "  Aube-Bruyère réunit Aube, Bruyère [9]",
    ):
        assert line in done.stdout.splitlines()
    english = run(OLD, NEW, "--build", str(extracts), language="en")
    assert "Groupings merged (2)" in english.stdout


def test_a_long_list_stops_and_says_so(extracts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ghtld.cli.register._SHOWN", 3)
    done = run(OLD, NEW, "--build", str(extracts), language="en")
    assert "  … and 8 more: --format csv or json gives them all." in done.stdout.splitlines()


def test_two_extracts_for_programs(extracts: Path) -> None:
    sides = (OLD, NEW, "--build", str(extracts), "--format")
    told = json.loads(run(*sides, "json").stdout)
    assert told["counts"]["split"] == 1
    rows = list(csv.DictReader(io.StringIO(run(*sides, "csv").stdout)))
    assert len(rows) == len(told["changes"])
    triples = list(parse(run(*sides, "turtle").stdout, format=RdfFormat.TURTLE))
    assert sum("ChangeEvent" in str(t.object) for t in triples) == 4


def test_folders_and_names_lead_to_the_same(extracts: Path) -> None:
    by_folder = run(str(extracts / "register" / OLD), str(extracts / "register" / NEW))
    assert by_folder.stdout == run(OLD, NEW, "--build", str(extracts)).stdout


def test_two_releases(release: Release, edited: Path) -> None:
    told = json.loads(run(str(release.path), str(edited), "--format", "json").stdout)
    found = {(c["kind"], c["subject"]["iri"].partition("/id/")[2]) for c in told["changes"]}
    assert found == {
        ("renamed", "establishment/chru-lille"),
        ("closed", "establishment/ch-hautmont"),
        ("left", "establishment/ch-hautmont"),
        ("left", "establishment/ch-cambrai"),
        ("created", "fact/000-99"),
    }
    assert told["remarks"] == []


def test_two_releases_with_registers(release: Release, changed: Release) -> None:
    """The edition is the same; the registers are not: entries of some regions, then of others."""
    told = json.loads(run(str(release.path), str(changed.path), "--format", "json").stdout)
    assert all("/id/finess" in change["subject"]["iri"] for change in told["changes"])
    assert any("no groupings" in remark["en"] for remark in told["remarks"])


def test_the_same_content_has_no_change(extracts: Path, tmp_path: Path) -> None:
    shutil.copytree(extracts / "register" / NEW, tmp_path / "finess-2026-09-01")
    done = run(NEW, str(tmp_path / "finess-2026-09-01"), "--build", str(extracts))
    assert "Aucun changement." in done.stdout


def test_what_cannot_be_compared_is_one_sentence(
    extracts: Path, release: Release, edited: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    cut = tmp_path / "cut"
    shutil.copytree(edited, cut)
    path = cut / "dumps" / "ghtld.nq"
    path.write_bytes(path.read_bytes()[:-10])
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / MANIFEST).write_text("{}", encoding="utf-8")
    build = ("--build", str(extracts))
    for words, sentence in {
        (OLD, "nothing"): "is neither a release nor an extract",
        (OLD, str(tmp_path / "empty")): "is neither a release nor an extract",
        (OLD, OLD): "are the same: there is nothing to compare",
        (str(release.path), str(release.path)): "are the same: there is nothing to compare",
        (OLD, str(release.path)): "a release and an extract can’t be compared",
        (str(release.path), str(cut)): "cut is damaged or incomplete",
        (str(release.path), str(broken)): "is incomplete: run “ghtld build” again",
    }.items():
        done = run(*words, *build, language="en")
        assert (done.exit_code, done.stdout) == (1, ""), words
        assert sentence.casefold() in done.stderr.casefold()
        assert len(done.stderr.strip().splitlines()) == 1
