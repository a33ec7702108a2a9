"""An extract is put in place whole or not at all, and the build picks it up."""

from __future__ import annotations

import fcntl
import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Store
from register_files import (
    legal_row,
    legals,
    lifted,
    read,
    site,
    sites,
    structure_parts,
    structures,
    table,
)

from ghtld import extracts, iris
from ghtld.content import Content
from ghtld.edition.build import build
from ghtld.extracts import Extract
from ghtld.finding import Invalid
from ghtld.register.values import has_finess_key
from ghtld.release import Release
from ghtld.text import UserError


def in_place(build_folder: Path) -> list[str]:
    return sorted(path.name for path in extracts.folder(build_folder).iterdir())


def many(count: int) -> str:
    numbers = (f"{n}{d}" for n in range(48_100_000, 48_100_000 + count) for d in "0123456789")
    return table(legal_row(n, "CH DE LOZERE") for n in numbers if has_finess_key(n))


def test_lifting_again_gives_the_same_bytes(tmp_path: Path) -> None:
    first = lifted(tmp_path, legals(), sites())
    names = sorted(path.name for path in first.extract.path.iterdir())
    assert names == ["register.nq.gz", "rejects.csv", "summary.json"]
    before = [path.read_bytes() for path in sorted(first.extract.path.iterdir())]
    second = lifted(tmp_path, legals(), sites())
    assert [path.read_bytes() for path in sorted(second.extract.path.iterdir())] == before
    assert in_place(tmp_path / "build") == [".lock", "finess-2021-01-08"]


def test_no_folder_and_no_clock_enters(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(), sites())
    for path in found.extract.path.iterdir():
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert str(tmp_path).encode() not in text
        assert time.strftime("%Y-%m-%d").encode() not in text


def test_an_extract_of_the_same_date_is_replaced_whole(tmp_path: Path) -> None:
    lifted(tmp_path, legals(), sites())
    found = lifted(tmp_path, legals())
    assert found.summary["counts"]["legal"] == 6
    assert "geographic" not in found.summary["counts"]


def test_several_extracts_are_held_the_newest_last(tmp_path: Path) -> None:
    lifted(tmp_path, structures())
    lifted(tmp_path, legals())
    lifted(tmp_path, legals(), date="2021-01")
    names = [extract.name for extract in extracts.found_in(tmp_path / "build")]
    assert names == ["finess-2021-01", "finess-2021-01-08", "finess-2026-03-09"]
    assert extracts.found_in(tmp_path / "nothing") == []


def test_a_refused_file_leaves_the_extract_that_is_there(tmp_path: Path) -> None:
    before = lifted(tmp_path, legals()).extract.quads.read_bytes()
    with pytest.raises(UserError):
        lifted(tmp_path, legals()[:-40])
    (kept,) = extracts.found_in(tmp_path / "build")
    assert kept.quads.read_bytes() == before
    assert in_place(tmp_path / "build") == [".lock", "finess-2021-01-08"]


INTERRUPTED = """
import os, signal, sys
from pathlib import Path
# Whoever runs the tests in the background made them deaf to it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from ghtld import staging_dir
from ghtld.register import files, import_extract

how, moment, *arguments = sys.argv[1:]

def told(name, call):
    def interrupted(*given, **named):
        if moment == f"before {name}":
            os.kill(os.getpid(), int(how))
        result = call(*given, **named)
        if moment == f"after {name}":
            os.kill(os.getpid(), int(how))
        return result
    return interrupted

files.Source.digest = told("summing up", files.Source.digest)
import_extract.put_in_place = told("placing", import_extract.put_in_place)
Path.rename = told("renaming", Path.rename)
staging_dir._exchanged = lambda *_: False  # a file system without the call
staging_dir.shutil.rmtree = told("clearing", staging_dir.shutil.rmtree)
from ghtld.cli import main
main(arguments)
"""
EARLY = ("before summing up", "after summing up", "before placing")
LATE = ("before renaming", "after renaming", "before clearing", "after clearing", "after placing")


@pytest.mark.parametrize(
    ("how", "moment"),
    [
        *((signal.SIGINT, moment) for moment in (*EARLY, *LATE)),
        *((signal.SIGKILL, moment) for moment in ("after summing up", "after renaming")),
        (signal.SIGTERM, "after renaming"),
    ],
)
def test_ctrl_c_and_kill_leave_no_half_layer(
    tmp_path: Path, how: signal.Signals, moment: str
) -> None:
    """Whenever the signal comes, what is said is true, and the old extract is held, or the new."""
    folder = tmp_path / "build"
    old = lifted(tmp_path, legals()).extract.quads.read_bytes()
    (tmp_path / "new").write_text(legals().replace("HOPITAL LOZERE", "HOPITAL DE MENDE"))
    done = subprocess.run(
        [
            *(sys.executable, "-c", INTERRUPTED, str(int(how)), moment),
            *("lift", str(tmp_path / "new"), "--build", str(folder)),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "GHTLD_LANG": "en", "NO_COLOR": "1"},
        check=False,
        timeout=120,
    )
    (held,) = extracts.found_in(folder)
    changed = held.quads.read_bytes() != old
    assert held.name == "finess-2021-01-08"
    assert (b"DE MENDE" in gzip.decompress(held.quads.read_bytes())) is changed
    if how is signal.SIGINT:
        assert changed is (moment in LATE)
        assert done.returncode == (0 if changed else 1), done.stderr
        assert done.stdout.startswith("finess-2021-01-08:") is changed
        assert ("Interrupted: nothing has changed." in done.stderr) is not changed
        assert in_place(folder) == [".lock", "finess-2021-01-08"]
    else:
        assert done.returncode == -how
    lifted(tmp_path, legals())
    assert in_place(folder) == [".lock", "finess-2021-01-08"]


def test_a_replacement_that_was_killed_midway_is_put_back(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals())
    home = found.extract.path.parent
    found.extract.path.rename(home / ".old-finess-2021-01-08")
    (home / ".aside-left").mkdir()
    lifted(tmp_path, structures())
    assert in_place(tmp_path / "build") == [".lock", "finess-2021-01-08", "finess-2026-03-09"]
    shutil.copytree(found.extract.path, home / ".old-finess-2021-01-08")
    lifted(tmp_path, structures())
    assert in_place(tmp_path / "build") == [".lock", "finess-2021-01-08", "finess-2026-03-09"]


def test_a_second_lift_waits_for_the_first(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(legals())
    folder = tmp_path / "build"
    extracts.folder(folder).mkdir(parents=True)
    with (extracts.folder(folder) / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "ghtld", "lift", tmp_path / "file", "--build", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.5)
        assert in_place(folder) == [".lock"]
    assert process.wait(60) == 0
    assert in_place(folder) == [".lock", "finess-2021-01-08"]


@pytest.mark.parametrize("cache", ["-32768", "-64"], ids=["of the graph", "of the staging"])
def test_a_full_disk_leaves_nothing(tmp_path: Path, cache: str) -> None:
    (tmp_path / "many").write_text(many(5_000))
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from ghtld.register import staging\n"
        f"staging._TABLES = staging._TABLES.replace('-32768', '{cache}')\n"
        "from ghtld.cli import main; main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "lift", tmp_path / "many", "--build", tmp_path / "build"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert in_place(tmp_path / "build") == [".lock"]


def test_the_build_picks_the_extracts_up(
    tmp_path: Path, content: Content, release: Release
) -> None:
    """The newest is read by default, older ones are held beside it, and the edition is the same.

    The name of an entity has changed between the extracts, and a category is in no vocabulary.
    """
    pmej = [*structure_parts()["pmej"]]
    pmej[0]["ege"] = [site("480000017", "21", "999")]
    lifted(tmp_path, legals().replace("HOPITAL LOZERE", "HOPITAL DE MENDE"))
    lifted(tmp_path, structures(pmej=pmej))
    built = build(content, tmp_path / "build", lambda text: None)
    assert built.release.manifest.default_graphs == (
        iris.graph("edition").value,
        iris.graph("finess-2026-03-09").value,
    )
    store = Store.read_only(str(built.release.store))
    names = {str(graph).rpartition("/")[2].strip(">") for graph in store.named_graphs()}
    assert {"finess-2021-01", "finess-2021-01-08", "finess-2026-03-09"} <= names
    edition = list(store.quads_for_pattern(None, None, None, iris.graph("edition")))
    register = {q.triple for q in read(Extract(tmp_path / "build/register/finess-2026-03-09"))}
    assert not register & {q.triple for q in edition}
    kept = {q.triple for q in store.quads_for_pattern(None, None, None, graph("2026-03-09"))}
    assert kept == register
    dump = "dumps/ghtld.nt"
    assert built.release.manifest.files[dump] == release.manifest.files[dump]


def test_what_the_shapes_find_in_an_older_extract_stops_the_build(
    tmp_path: Path, content: Content
) -> None:
    found = lifted(tmp_path, legals())
    lifted(tmp_path, structures())
    lines = gzip.decompress(found.extract.quads.read_bytes()).decode()
    damaged = lines.replace('"48095"', '"4809"')
    assert damaged != lines
    found.extract.quads.write_bytes(gzip.compress(damaged.encode()))
    with pytest.raises(Invalid) as raised:
        build(content, tmp_path / "build", lambda text: None)
    shapes = {f.shape.rpartition("#")[2] for f in raised.value.findings if f.severity == 0}
    assert shapes == {"RegisterEntry-communeCode"}


def test_an_extract_that_cannot_be_read_stops_the_build(tmp_path: Path, content: Content) -> None:
    found = lifted(tmp_path, legals())
    found.extract.quads.write_bytes(found.extract.quads.read_bytes()[:-30])
    with pytest.raises(Invalid) as raised:
        build(content, tmp_path / "build", lambda text: None)
    (finding,) = [f for f in raised.value.findings if f.severity == 0]
    assert finding.file == "register/finess-2021-01-08/register.nq.gz"


def graph(date: str):
    return iris.graph(f"finess-{date}")
