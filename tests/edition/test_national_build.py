"""A release with a register of 1,000 entities beside the edition."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import national
import national_words
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from ghtld import iris
from ghtld.content import Content
from ghtld.edition import build as subprocess_job
from ghtld.edition.build import build
from ghtld.extracts import Extract
from ghtld.finding import Invalid
from ghtld.release import Release, current
from ghtld.terms import GEO, GHT, VOID

SIZE = national.Size.of(1_000 / 150_000)
GRAPH = iris.graph(national.NAME)


@pytest.fixture(scope="session")
def register(folder: Path) -> set[Quad]:
    lines = gzip.decompress(Extract(folder / "register" / national.NAME).quads.read_bytes())
    return set(parse(lines, format=RdfFormat.N_QUADS))


@pytest.fixture(scope="session")
def dumped(national_release: Release) -> set[Quad]:
    return set(parse(path=national_release.dumps / "ghtld.nq", format=RdfFormat.N_QUADS))


def test_every_statement_of_the_register_is_in_the_dump(
    dumped: set[Quad], register: set[Quad]
) -> None:
    assert {quad for quad in dumped if quad.graph_name == GRAPH} == register


def test_the_trig_and_the_store_hold_what_the_n_quads_hold(
    national_release: Release, dumped: set[Quad]
) -> None:
    assert set(parse(path=national_release.dumps / "ghtld.trig")) == dumped
    store = Store.read_only(str(national_release.store))
    kept = {quad for quad in store if quad.graph_name != iris.graph("edition")}
    assert {q for q in kept if q.graph_name == GRAPH} == {
        q for q in dumped if q.graph_name == GRAPH
    }
    assert len(kept) == len(dumped)


def test_the_n_quads_are_sorted_and_name_the_release(national_release: Release) -> None:
    lines = (national_release.dumps / "ghtld.nq").read_bytes().splitlines(keepends=True)
    assert lines == sorted(set(lines))
    assert hashlib.sha256(b"".join(lines)).hexdigest() == national_release.hash
    packed = (national_release.dumps / "ghtld.nq.gz").read_bytes()
    assert gzip.decompress(packed) == b"".join(lines)


def test_every_file_of_the_manifest_has_its_size_and_sum(national_release: Release) -> None:
    for name, file in national_release.manifest.files.items():
        content = (national_release.path / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.bytes, file.sha256)


def test_the_default_graphs_share_no_triple(national_release: Release) -> None:
    edition, register = national_release.manifest.default_graphs
    assert register == GRAPH.value
    both = f"GRAPH <{edition}> {{ ?s ?p ?o }} GRAPH {GRAPH} {{ ?s ?p ?o }}"
    answer = Store.read_only(str(national_release.store)).query(f"ASK {{ {both} }}")
    assert not answer


def test_the_register_does_not_alter_the_edition(
    national_release: Release, release: Release
) -> None:
    for name in ("ghtld.nt", "ghtld.ttl", "ghtld.jsonld", "ghtld.rdf", "evidence.nt"):
        own, beside_it = (r.manifest.files[f"dumps/{name}"] for r in (release, national_release))
        assert own == beside_it


def test_the_layer_is_counted(dumped: set[Quad], register: set[Quad]) -> None:
    layers = Counter(q.graph_name.value for q in dumped if "/graph/finess-" in q.graph_name.value)
    subset = NamedNode(f"{iris.DATASET}#layer-registre")
    [count] = [q.object.value for q in dumped if (q.subject, q.predicate) == (subset, VOID.triples)]
    assert int(count) == sum(layers.values())
    assert layers[GRAPH.value] == len(register)


def test_the_same_extract_gives_the_same_bytes(
    national_release: Release, content: Content, folder: Path, tmp_path: Path
) -> None:
    """In another order, packed otherwise, in another process with another hash seed."""
    extract = Extract(tmp_path / "register" / national.NAME)
    extract.path.mkdir(parents=True)
    lines = gzip.decompress(
        Extract(folder / "register" / national.NAME).quads.read_bytes()
    ).splitlines(keepends=True)
    random.Random(9).shuffle(lines)
    extract.quads.write_bytes(gzip.compress(b"".join(lines), 1))
    subprocess.run(
        [sys.executable, "-m", "ghtld", "build", "--build", str(tmp_path)],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
        check=True,
        capture_output=True,
        cwd=content.root,
    )
    again = current(tmp_path)
    assert again.manifest == national_release.manifest
    assert again.path.name == national_release.path.name
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [again.path.name]


def test_a_fault_in_the_register_stops_the_build(
    content: Content, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found while the dumps are written elsewhere: no file and no process is left behind."""
    shutil.copytree(folder / "register", tmp_path / "register")
    extract = Extract(tmp_path / "register" / national.NAME)
    lines = gzip.decompress(extract.quads.read_bytes()).splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b"#postcode> " in line)
    node = lines[at].split(b" ")[0].decode().strip("<>")
    lines[at] = lines[at].replace(b'> "', b'> "x', 1)
    extract.quads.write_bytes(gzip.compress(b"".join(lines)))
    ended: list[int | None] = []
    end = subprocess_job.SubprocessJob.end
    monkeypatch.setattr(subprocess_job.SubprocessJob, "end", lambda self: ended.append(end(self)))
    with pytest.raises(Invalid) as refused:
        build(content, tmp_path, lambda text: None)
    [finding] = [f for f in refused.value.findings if f.focus == node]
    assert "Five digits" in finding.message.en or "Postcode" in finding.message.en
    assert finding.file == f"register/{national.NAME}/register.nq.gz"
    assert finding.path == GHT.postcode.value
    assert not (tmp_path / "current").exists()
    assert list((tmp_path / "releases").iterdir()) == []
    assert len(ended) == 2
    assert multiprocessing.active_children() == []


def _raise(reason: Exception) -> None:
    raise reason


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_goes_wrong_beside_is_said_here() -> None:
    with (
        subprocess_job.in_subprocess(_raise, OSError(errno.ENOSPC, "full")) as result,
        pytest.raises(OSError, match="full"),
    ):
        result()
    with subprocess_job.in_subprocess(_die) as result, pytest.raises(OSError, match="killed"):
        result()
    with subprocess_job.in_subprocess(max, 1, 2) as result:
        assert result() == 2


def test_what_goes_on_beside_ends_with_a_build_that_is_killed(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    inner = f"import pathlib, time; pathlib.Path({str(begun)!r}).touch(); time.sleep(600)"
    program = (
        "import time; from ghtld.edition.build import SubprocessJob\n"
        f"print(SubprocessJob(exec, {inner!r})._process.pid, flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", program]
    deadline = time.monotonic() + 60
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        child = Path("/proc") / killed.stdout.readline().strip()
        while not begun.exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert child.exists()
        killed.kill()
    while child.exists() and "zombie" not in (child / "status").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_generated_register_is_the_same_every_time() -> None:
    assert list(national.structures(SIZE)) == list(national.structures(SIZE))
    assert list(national.structures(SIZE)) != list(national.structures(SIZE, seed=7))


def test_the_generated_register_is_of_its_size(folder: Path) -> None:
    told = json.loads(Extract(folder / "register" / national.NAME).summary.read_text())
    wanted = {
        "geographic": SIZE.geographic,
        "legal": SIZE.legal,
        "grouping": SIZE.groupings,
        "support": SIZE.groupings,
        "membership": SIZE.groupings * national.MEMBERS,
        "numberOnly": 0,
    }
    assert {name: told["counts"][name] for name in wanted} == wanted
    assert told["rejected"] == 0
    assert told["counts"]["closedLeftOut"] > 0


def test_homes_have_no_address_and_no_point(register: set[Quad]) -> None:
    category = NamedNode(f"{iris.BASE}id/concept/category/{national_words.HOME}")
    homes = {q.subject for q in register if (q.predicate, q.object) == (GHT.category, category)}
    assert homes
    private = {GHT.streetAddress, GHT.postcode, GEO.lat, GEO.long}
    assert not [q for q in register if q.subject in homes and q.predicate in private]
