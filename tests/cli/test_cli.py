"""The verbs as people type them: real processes, their words and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ghtld.content import Content
from ghtld.edition import snippets
from ghtld.release import RELEASES, Release, point_current_to


def ghtld(
    *arguments: object, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ghtld", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1", **environment},
        check=False,
        timeout=120,
    )


def said_once(run: subprocess.CompletedProcess[str]) -> str:
    """Return the one line a refusal says; no traceback, nothing on standard output."""
    assert run.returncode == 1, run
    assert "Traceback" not in run.stderr
    assert run.stdout == ""
    lines = run.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_check_says_that_all_is_in_order_in_both_languages() -> None:
    assert re.match(r"Tout est en ordre : \d+ faits", ghtld("--lang", "fr", "check").stdout)
    assert re.match(r"All is in order: \d+ facts", ghtld("--lang", "en", "check").stdout)


def test_the_environment_chooses_the_language(tmp_path: Path) -> None:
    french = ghtld("query", "-", "--build", tmp_path, stdin="ASK {}", GHTLD_LANG="fr")
    english = ghtld("query", "-", "--build", tmp_path, stdin="ASK {}", GHTLD_LANG="en")
    assert "lancez" in said_once(french)
    assert "run" in said_once(english)


def test_a_release_is_verified_to_the_last_byte(build_folder: Path, release: Release) -> None:
    french = ghtld("--lang", "fr", "check", "--release", "--build", build_folder)
    assert re.match(r"L’édition de .* est entière : \d+ fichiers, \d+ octets\.", french.stdout)
    english = ghtld("--lang", "en", "check", "--release", release.path)
    assert re.match(r"The release in .* is whole: \d+ files, \d+ bytes\.", english.stdout)
    assert french.returncode == english.returncode == 0


def test_each_file_of_a_release_that_is_wrong_is_named_with_what_to_do(
    release: Release, tmp_path: Path
) -> None:
    bad = Release(tmp_path / "bad")
    shutil.copytree(release.path, bad.path)
    bad.search.write_bytes(bad.search.read_bytes()[::-1])
    bad.shapes.unlink()
    (bad.path / "notes.txt").touch()
    run = ghtld("--lang", "en", "check", "--release", bad.path)
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.splitlines() == [
        f"{bad.search}: error: the file is damaged: run “ghtld build” again, or copy the release "
        "from a machine where it is whole.",
        f"{bad.shapes}: error: the file is missing: run “ghtld build” again, or copy the release "
        "from a machine where it is whole.",
        f"{bad.path / 'notes.txt'}: error: the file is not part of the release: remove it.",
        f"3 file(s) of {bad.path} are not as they were built.",
    ]
    french = ghtld("--lang", "fr", "check", "--release", bad.path).stderr
    assert "le fichier est abîmé : relancez « ghtld build »" in french


def test_a_release_without_a_list_can_not_be_verified(release: Release, tmp_path: Path) -> None:
    older = Release(tmp_path / "older")
    shutil.copytree(release.path, older.path)
    older.integrity.unlink()
    said = said_once(ghtld("--lang", "en", "check", "--release", older.path))
    assert "has no integrity.json and can’t be verified: run “ghtld build” again" in said
    assert "n’est" not in said
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "is incomplete" in said_once(ghtld("--lang", "en", "check", "--release", empty))


@pytest.mark.parametrize(
    "arguments", [("query", "-"), ("push", "http://127.0.0.1:9/store"), ("serve", "--port", "0")]
)
def test_a_damaged_store_is_one_sentence_for_every_verb(
    release: Release, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    copied = Release(tmp_path / RELEASES / "bad")
    shutil.copytree(release.path, copied.path)
    point_current_to(tmp_path, copied)
    (copied.store / "CURRENT").write_text("nonsense", encoding="utf-8")
    verb, *rest = arguments
    run = ghtld("--lang", "en", verb, *rest, "--build", tmp_path, stdin="ASK {}")
    assert "can’t be opened: run “ghtld build” again" in said_once(run)


def test_check_gives_file_and_line_and_exit_code_1(copy: Content) -> None:
    path = copy.data / "002.trig"
    path.write_text(path.read_text("utf-8").replace("fact:002-02 {", "fact:002-02 { oops"), "utf-8")
    run = ghtld("--lang", "fr", "check", "--content", copy.root)
    assert run.returncode == 1
    assert re.search(r"^data/002\.trig:\d+: erreur: Erreur de syntaxe", run.stderr, re.MULTILINE)
    assert "Traceback" not in run.stderr


def test_check_verifies_every_quotation_against_the_texts(sources: Path) -> None:
    run = ghtld("--lang", "en", "check", "--sources", sources)
    assert run.returncode == 0, run.stderr


def test_check_names_a_text_that_is_missing(tmp_path: Path) -> None:
    run = ghtld("--lang", "en", "check", "--sources", tmp_path)
    assert run.returncode == 1
    assert "The text of document 000 is not in" in run.stderr


def test_check_refuses_a_text_that_is_another(sources: Path, tmp_path: Path) -> None:
    for path in sources.glob("*.txt"):
        shutil.copy(path, tmp_path / path.name)
    changed = next(tmp_path.glob("000_*.txt"))
    changed.chmod(0o644)
    changed.write_text("autre texte", encoding="utf-8")
    run = ghtld("--lang", "en", "check", "--sources", tmp_path)
    assert run.returncode == 1
    assert "SHA-256" in run.stderr


def test_locate_writes_the_selectors_that_are_kept(copy: Content, sources: Path) -> None:
    kept = {p.name: p.read_bytes() for p in (copy.data / "evidence").iterdir()}
    shutil.rmtree(copy.data / "evidence")
    assert ghtld("locate", "--content", copy.root, "--sources", sources).returncode == 0
    assert {p.name: p.read_bytes() for p in (copy.data / "evidence").iterdir()} == kept


def test_locate_writes_nothing_for_a_document_in_error(copy: Content, sources: Path) -> None:
    path = copy.data / "002.trig"
    path.write_text(path.read_text("utf-8").replace('"Le 3 juillet 2017"', '"Le 3 juin"'), "utf-8")
    kept = (copy.data / "evidence/002.ttl").read_bytes()
    run = ghtld("--lang", "en", "locate", "--content", copy.root, "--sources", sources)
    assert run.returncode == 1
    assert "nearest passage" in run.stderr
    assert (copy.data / "evidence/002.ttl").read_bytes() == kept


@pytest.mark.parametrize("kind", snippets.kinds())
def test_new_prints_a_block_of_each_kind(kind: str) -> None:
    run = ghtld("new", "000-99", kind)
    assert run.returncode == 0
    assert "000-99" in run.stdout
    assert run.stdout.startswith("# ")


def test_new_names_the_kinds_it_knows() -> None:
    words = said_once(ghtld("--lang", "en", "new", "000-99", "pamphlet"))
    assert "figure" in words
    assert "membership" in words


def test_new_refuses_a_malformed_number() -> None:
    assert "000-66" in said_once(ghtld("--lang", "en", "new", "99", "figure"))


QUESTION = """SELECT ?label { ?g a ght:TerritorialHospitalGrouping ; rdfs:label ?label
FILTER(LANG(?label) = "fr") } ORDER BY ?label"""


def test_query_answers_as_a_table(build_folder: Path) -> None:
    run = ghtld("query", "-", "--build", build_folder, stdin=QUESTION)
    assert "GHT de Lozère" in run.stdout.replace("GHT Lozère", "GHT de Lozère")


def test_query_answers_as_csv_and_json(build_folder: Path) -> None:
    rows = ghtld("query", "-", "--format", "csv", "--build", build_folder, stdin=QUESTION).stdout
    labels = [row["label"] for row in csv.DictReader(io.StringIO(rows))]
    assert len(labels) == 3
    found = ghtld("query", "-", "--format", "json", "--build", build_folder, stdin=QUESTION).stdout
    bindings = json.loads(found)["results"]["bindings"]
    assert [b["label"]["value"] for b in bindings] == labels


def test_query_answers_yes_or_no_and_graphs(build_folder: Path) -> None:
    assert ghtld("query", "-", "--build", build_folder, stdin="ASK {}").stdout == "true\n"
    graph = ghtld(
        "query",
        "-",
        "--build",
        build_folder,
        stdin="CONSTRUCT { ?g a ght:Grouping } WHERE { ?g a ght:TerritorialHospitalGrouping }",
    ).stdout
    assert "group:lozere a ght:Grouping" in graph


def test_query_reads_a_file(build_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("ASK {}", encoding="utf-8")
    assert ghtld("query", tmp_path / "q.rq", "--build", build_folder).stdout == "true\n"


def test_query_refuses_what_is_no_sparql(build_folder: Path) -> None:
    run = ghtld("--lang", "en", "query", "-", "--build", build_folder, stdin="SELECT oops")
    assert run.returncode == 1
    assert "not well-formed SPARQL" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("verb", [("query", "-"), ("serve",)])
def test_a_missing_release_is_one_sentence(verb: tuple[str, ...], tmp_path: Path) -> None:
    words = said_once(ghtld("--lang", "en", *verb, "--build", tmp_path, stdin="ASK {}"))
    assert "ghtld build" in words


def test_an_unreadable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("not a folder", encoding="utf-8")
    run = ghtld("--lang", "en", "build", "--build", tmp_path)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr


def test_a_full_disk_is_one_sentence_and_changes_nothing(
    tmp_path: Path, copy: Content, needed: Callable[[object, str], None]
) -> None:
    mounts = shutil.which("unshare")
    probe = mounts and subprocess.run(
        [mounts, "--user", "--map-root-user", "--mount", "true"], check=False, capture_output=True
    )
    needed(probe and probe.returncode == 0, "unshare (a small disk of one's own)")
    tmp_path = tmp_path / "disk"
    tmp_path.mkdir()
    script = (
        f"mount -t tmpfs -o size=2m tmpfs {tmp_path} && mkdir -p {tmp_path}/releases/old && "
        f"ln -s releases/old {tmp_path}/current && "
        f"{sys.executable} -m ghtld --lang en build --content {copy.root} --build {tmp_path}; "
        f"code=$?; readlink {tmp_path}/current; ls -A {tmp_path}/releases; exit $code"
    )
    run = subprocess.run(
        [str(mounts), "--user", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 1
    assert "The disk is full" in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout.split() == ["releases/old", "old"]


def test_help_speaks_of_every_verb() -> None:
    words = ghtld("--help").stdout
    for verb in ("check", "locate", "build", "new", "query", "serve"):
        assert re.search(rf"^  {verb} ", words, re.MULTILINE), verb
