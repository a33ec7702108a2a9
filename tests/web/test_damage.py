"""Damaged files in a real server process: before it starts, when releases change, under service."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from damage import STORE, command, copied, flip, garble, in_store, linked, serve, server, wait

from ghtld import integrity
from ghtld.release import current

HTML = {"Accept": "text/html"}
PAGES = ("/", "/doc/group/lozere", "/doc/group/lozere.ttl", "/doc/fact/000-05", "/map")
COUNT = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
BESIDE = (
    *("def.ttl", "shapes.ttl", "dataset.ttl", "questions.json", "rules.json", "withdrawn.json"),
    *("validation.ttl", "coverage.json", "dumps/ghtld.nt", "dumps/ghtld.nt.gz", "dumps/SHA256SUMS"),
    *("search.sqlite", "integrity.json"),
)
"""A file of every kind that is not of the store."""


@pytest.fixture(scope="module")
def folder(build_folder, tmp_path_factory):
    """Give a folder on the same disk as the release of the session, so that files can be linked."""
    return tmp_path_factory.mktemp("damage")


@pytest.fixture(scope="module")
def whole(build_folder):
    return current(build_folder)


def refusal(build, language="en"):
    """Return the one line that ``ghtld serve`` says when it does not start."""
    run = subprocess.run(
        command(build, language=language), capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 1, run.stderr
    assert run.stdout == ""
    lines = run.stderr.strip().splitlines()
    assert len(lines) == 1, run.stderr
    return lines[0]


@pytest.mark.parametrize("kind", STORE)
def test_a_server_does_not_start_on_a_damaged_store(folder, whole, kind):
    build = folder / f"start-{kind}"
    file = in_store(whole, kind)
    serve(build, linked(whole, build, "bad", file))
    said = refusal(build)
    assert "ghtld build" in said
    assert "can’t be opened" in said or f"store/{file.name}" in said


def test_it_says_so_in_the_language_of_the_operator(folder, whole):
    build = folder / "french"
    serve(build, linked(whole, build, "bad", in_store(whole, ".sst")))
    assert "relancez « ghtld build »" in refusal(build, "fr")


def test_a_server_does_not_start_on_a_damaged_manifest(folder, whole):
    build = folder / "manifest"
    serve(build, linked(whole, build, "bad", whole.path / "manifest.json"))
    assert "is incomplete: run “ghtld build” again" in refusal(build)


def test_a_server_that_starts_on_other_damage_serves_the_rest_and_says_which(folder, whole):
    """The list of files is left whole: it is what tells which."""
    build = folder / "beside"
    names = [name for name in BESIDE if name != "integrity.json"]
    serve(build, linked(whole, build, "bad", *(whole.path / name for name in names)))
    with server(build) as served:
        wait(lambda: "damaged on disk (coverage.json" in served.problem())
        pages_without_search(served, unknown=500)
        assert served.client.get("/sparql", params=COUNT).status_code == 200
        for path in ("/def.ttl", "/shapes.ttl", "/dataset.ttl", "/dumps/ghtld.nt"):
            assert served.client.get(path).status_code == 503, path
        assert "ghtld_release_problem 1.0" in served.client.get("/metrics").text
        assert served.said().count("was damaged on disk") == 1
        assert "Traceback" not in served.said()


def pages_without_search(served, unknown=404):
    """Check that what needs the search index says so, and that everything else is whole.

    ``unknown`` is the status of a thing that nothing speaks of: where the list of what was
    withdrawn is damaged too, nobody can say that it never was.
    """
    for path in PAGES:
        assert served.client.get(path, headers=HTML).status_code == 200, path
    for path in ("/search?q=lozere", "/search?q=lozere&format=json", "/list/group?more=mission"):
        answer = served.client.get(path, headers={**HTML, "Accept-Language": "en"})
        assert answer.status_code == 503, path
        assert "The search index of this release is missing or damaged" in answer.text
    assert served.client.get("/doc/group/", headers=HTML).status_code == 200
    assert served.client.get("/nowhere", headers=HTML).status_code == 404
    for path in ("/doc/group/nowhere", "/id/group/nowhere"):
        assert served.client.get(path, headers=HTML).status_code == unknown, path
    assert served.client.get("/list/group.csv").status_code == 503


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_release_without_its_index_serves_the_rest(folder, whole, language):
    build = folder / f"no-index-{language}"
    bad = linked(whole, build, "bad")
    bad.search.unlink()
    serve(build, bad)
    with server(build) as served:
        pages_without_search(served)
        wait(lambda: "search.sqlite is missing" in served.problem())


def test_garbage_in_the_index_of_an_older_release_is_found_by_who_asks_it(folder, whole):
    """Nothing lists what it should be, and it opens well."""
    build = folder / "garbage"
    bad = linked(whole, build, "bad", whole.search)
    shutil.copyfile(whole.search, bad.search)
    garble(bad.search)
    bad.integrity.unlink()
    serve(build, bad)
    with server(build) as served:
        pages_without_search(served)
        wait(lambda: "search.sqlite" in served.problem())
        assert served.client.get("/readyz").status_code == 200
        assert "Traceback" not in served.said()


def test_no_damaged_file_is_taken_up_and_the_next_good_release_is(folder, whole):
    build = folder / "swap"
    serve(build, copied(whole, build, "first"))
    files = [in_store(whole, kind) for kind in STORE]
    files += [whole.path / name for name in (*BESIDE, "manifest.json")]
    with server(build) as served:
        for number, file in enumerate(files):
            name = file.relative_to(whole.path).as_posix()
            serve(build, linked(whole, build, f"bad-{number}", file))
            served.look()
            wait(lambda number=number: f"bad-{number}" in served.problem())
            said = served.problem()
            assert name in said or "can’t be opened" in said or "incomplete" in said, said
            assert served.served() == "first"
            assert served.client.get("/doc/group/lozere", headers=HTML).status_code == 200
            assert served.client.get("/sparql", params=COUNT).status_code == 200
        assert served.said().count("bad-0") == 1
        serve(build, linked(whole, build, "good"))
        served.look()
        wait(lambda: served.served() == "good")
        assert served.problem() == ""
        assert "Traceback" not in served.said()


def test_a_damaged_release_does_not_end_the_watch(folder, whole):
    """No signal here: the watch goes on by itself."""
    build = folder / "watch"
    serve(build, linked(whole, build, "first"))
    file = in_store(whole, ".sst")
    with server(build) as served:
        bad = linked(whole, build, "bad", file)
        serve(build, bad)
        wait(lambda: "bad is damaged" in served.problem() or "can’t be opened" in served.problem())
        serve(build, linked(whole, build, "second"))
        wait(lambda: served.served() == "second")
        assert served.problem() == ""


def test_a_store_that_is_damaged_under_service_is_told_at_once_and_mended_by_a_build(folder, whole):
    """The engine counts for ever over damaged blocks: without a look at the files, 507 and 504."""
    build = folder / "under"
    held = copied(whole, build, "held")
    serve(build, held)
    with server(build) as served:
        time.sleep(1)  # until every byte was looked at, and the statements are in memory
        began = time.monotonic()
        for path in held.store.glob("*.sst"):
            flip(path)
        asked = {"query": "ASK { ?before ?it ?isKnown }"}
        assert served.client.get("/sparql", params=asked).status_code == 500
        assert time.monotonic() - began < 8  # its deadline is 10 s
        wait(lambda: "damaged on disk (store/" in served.problem(), 5)
        began = time.monotonic()
        for query in (COUNT["query"], "ASK { ?s ?p ?o }", "SELECT * { GRAPH ?g { ?s ?p ?o } }"):
            answer = served.client.get(
                "/sparql", params={"query": query}, headers={"Accept-Language": "en"}
            )
            assert answer.status_code == 500
            assert "damaged on the server’s disk" in answer.json()["detail"]
        ready = served.client.get("/readyz")
        assert ready.status_code == 503
        assert "damaged on disk (store/" in ready.json()["problem"]["en"]
        for path in (*PAGES, "/search?q=lozere", "/list/group"):
            assert served.client.get(path, headers=HTML).status_code == 200, path
        assert time.monotonic() - began < 5
        shutil.rmtree(held.path)
        os.utime(copied(whole, build, "held").integrity)
        wait(lambda: served.client.get("/readyz").status_code == 200)
        assert served.problem() == ""
        assert served.client.get("/sparql", params=COUNT).status_code == 200
        assert "Traceback" not in served.said()


def test_whatever_else_is_damaged_under_service_leaves_the_rest_whole(folder, whole):
    build = folder / "under-beside"
    held = copied(whole, build, "held")
    serve(build, held)
    with server(build) as served:
        time.sleep(1)
        for names in (BESIDE[:-1], BESIDE[-1:]):
            for name in names:
                flip(held.path / name)
            wait(served.problem)
            for path in (*PAGES, "/def", "/shapes", "/dataset"):
                assert served.client.get(path, headers=HTML).status_code == 200, path
            assert served.client.get("/sparql", params=COUNT).status_code == 200
            if "search.sqlite" in names:
                pages_without_search(served, unknown=500)
            for name in names:
                flip(held.path / name)
            wait(lambda: not served.problem())
        assert served.client.get("/search?q=lozere", headers=HTML).status_code == 200
        assert "Traceback" not in served.said()


def test_two_builds_and_a_change_of_release_at_once(folder, whole, copy):
    """The builds take turns, the same one twice; nobody who asks meanwhile is turned away."""
    build = folder / "builds"
    serve(build, copied(whole, build, "first"))
    places = copy.data / "entities/places.ttl"
    text = places.read_text(encoding="utf-8")
    places.write_text(text.replace('"Lozère"@en', '"The Lozère"@en'), encoding="utf-8")
    verb = [sys.executable, "-m", "ghtld", "build", "--content", str(copy.root)]
    with server(build) as served:
        builds = [
            subprocess.Popen(
                [*verb, "--build", str(build)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]
        serve(build, linked(whole, build, "second"))
        while any(one.poll() is None for one in builds):
            assert served.client.get("/doc/group/lozere", headers=HTML).status_code == 200
            assert served.client.get("/sparql", params=COUNT).status_code == 200
            assert served.problem() == ""
            time.sleep(0.05)
        assert [one.returncode for one in builds] == [0, 0]
        made = current(build)
        assert made.hash != whole.hash
        assert integrity.is_whole(made)
        wait(lambda: served.served() == made.path.name)
        assert served.problem() == ""


def test_a_release_that_leaves_the_disk_is_searched_on(folder, whole):
    """The index is open from the start, though nobody has asked for anything yet."""
    build = folder / "gone"
    held = copied(whole, build, "held")
    serve(build, held)
    with server(build) as served:
        shutil.rmtree(held.path)
        wait(lambda: "removed from disk" in served.problem())
        for path in ("/search?q=lozere", "/list/group", "/doc/group/lozere", "/nowhere"):
            expected = 404 if path == "/nowhere" else 200
            assert served.client.get(path, headers=HTML).status_code == expected, path
        serve(build, linked(whole, build, "second"))
        wait(lambda: served.served() == "second")


def test_a_release_without_a_list_of_its_files_is_served_and_nothing_wrong_said_of_it(
    folder, whole
):
    build = folder / "older"
    for name in ("first", "second"):
        linked(whole, build, name).integrity.unlink()
    first, second = (integrity.Inspection(_named(build, name)) for name in ("first", "second"))
    assert not first.is_listed
    assert not second.is_listed
    serve(build, _named(build, "first"))
    with server(build) as served:
        time.sleep(1)
        assert served.problem() == ""
        serve(build, _named(build, "second"))
        wait(lambda: served.served() == "second")
        assert served.problem() == ""


def _named(build, name):
    from ghtld.release import RELEASES, Release

    return Release(build / RELEASES / name)
