"""Releases change under the server: nothing is lost, nothing is mixed, the last good one stays."""

import asyncio
import gc
import hashlib
import importlib
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from served import running
from tiny_release import TRIG, make_release

from ghtld import integrity
from ghtld.engine.interface import Limits
from ghtld.release import RELEASES, Release, point_current_to
from ghtld.web.server import opener
from ghtld.web.sites import Sites, Times

QUICK = Times(look=0.02, retry=0.1, grace=5.0)
FIRST = "0123456789abcdef"
NAMES = [f"{letter * 16}" for letter in "abcd"]
PATHS = {
    "/doc/group/lozere": {"Accept": "text/html"},
    "/doc/group/lozere.ttl": {},
    "/doc/place/marque": {"Accept": "text/turtle"},
    "/": {"Accept": "text/html", "Accept-Encoding": "br"},
    "/id/group/lozere": {},
    "/doc/group/lozere?unknown=1": {"Accept": "text/csv"},
    "/dumps/ghtld.nt": {},
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Chttp%3A%2F%2Fwww.w3.org%2F2000%2F01%2F"
    "rdf-schema%23comment%3E%20%3Fmark%20%7D": {"Accept": "text/csv"},
}


def marked(build: Path, name: str) -> Release:
    """Make a release that says its own name wherever one looks."""
    mark = f'\ngraph:entities {{ place:marque a ght:Place ; rdfs:comment "{name}"@fr . }}\n'
    return make_release(build, TRIG + mark, name)


def wait(until, seconds: float = 20.0) -> None:
    """Wait for something that another thread brings about."""
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


def test_a_new_release_is_served(tmp_path):
    marked(tmp_path, FIRST)
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        before = client.get("/doc/group/lozere.ttl")
        marked(tmp_path, NAMES[0])
        wait(lambda: served.sites.state().name == NAMES[0])
        answer = client.get("/doc/place/marque.ttl")
        assert NAMES[0] in answer.text
        assert FIRST not in answer.text
        again = client.get(
            "/doc/group/lozere.ttl", headers={"If-None-Match": before.headers["ETag"]}
        )
        assert again.status_code == 200
        assert again.headers["ETag"].startswith(f'"{NAMES[0]}-')
        assert client.get("/healthz").json()["release"] == NAMES[0] * 4


def test_a_release_of_the_same_day_or_an_older_one_is_modified_too(tmp_path):
    """The day of issue is the editors’: a lifted register changes a release under the same day."""
    first = marked(tmp_path, FIRST)
    paths = ("/doc/place/marque.ttl", "/dumps/ghtld.nt", "/sitemap.xml")
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        other = marked(tmp_path / "other", NAMES[0])
        (other.path).rename(tmp_path / RELEASES / NAMES[0])
        for release in (Release(tmp_path / RELEASES / NAMES[0]), first):
            assert release.manifest.issued == "2026-01-01"
            known = {path: client.get(path).headers["Last-Modified"] for path in paths}
            time.sleep(1.1)  # HTTP dates are whole seconds
            point_current_to(tmp_path, release)
            wait(lambda name=release.path.name: served.sites.state().name == name)
            for path, modified in known.items():
                answer = client.get(path, headers={"If-Modified-Since": modified})
                assert answer.status_code == 200, path


def test_back_to_an_older_release(tmp_path):
    old = marked(tmp_path, FIRST)
    marked(tmp_path, NAMES[0])
    with running(tmp_path, times=QUICK) as served:
        point_current_to(tmp_path, old)
        wait(lambda: served.sites.state().name == FIRST)
        assert FIRST in httpx.get(f"{served.address}/doc/place/marque.ttl").text


def test_no_request_is_lost_or_mixed_while_releases_change(tmp_path):
    """Eight clients without a pause, five releases in turn, twice round."""
    releases = [marked(tmp_path, name) for name in (FIRST, *NAMES)]
    point_current_to(tmp_path, releases[0])
    seen: set[str] = set()
    faults: list[str] = []
    counts = [0]
    done = threading.Event()

    def use(served, number):
        with httpx.Client(base_url=served.address, timeout=30) as client:
            while not done.is_set():
                for path, headers in PATHS.items():
                    try:
                        answer = client.get(path, headers=headers)
                    except httpx.HTTPError as reason:
                        faults.append(f"{path}: {reason!r}")
                        continue
                    counts[0] += 1
                    faults.extend(fault(path, answer))
                    seen.update(marks(answer))

    def marks(answer):
        found = {name for name in (FIRST, *NAMES) if name in answer.text}
        tag = answer.headers.get("ETag", "")
        return found | {name for name in (FIRST, *NAMES) if name in tag}

    def fault(path, answer):
        expected = 303 if path.startswith("/id/") else 200
        if answer.status_code != expected:
            yield f"{path}: {answer.status_code} {answer.text[:200]}"
        if len(marks(answer)) > 1:
            yield f"{path}: of two releases: {marks(answer)}"

    with running(tmp_path, Limits(deadline=20), times=QUICK) as served:
        users = [threading.Thread(target=use, args=(served, n)) for n in range(8)]
        for user in users:
            user.start()
        for release in releases[1:] * 2:
            point_current_to(tmp_path, release)
            wait(lambda name=release.path.name: served.sites.state().name == name, 60)
            target = counts[0] + 60
            wait(lambda target=target: counts[0] >= target, 60)
        done.set()
        for user in users:
            user.join()
        wait(lambda: not served.sites._old)
    assert faults == []
    assert counts[0] > 400
    assert seen >= set(NAMES)


def _damaged_manifest(release):
    (release.path / "manifest.json").write_text('{"hash": 1')


def _without_store(release):
    shutil.rmtree(release.store)


def _half_a_store(release):
    for path in release.store.glob("CURRENT"):
        path.unlink()


def _short_dump(release):
    (release.dumps / "ghtld.nt").write_bytes(b"short")


def _gone(release):
    shutil.rmtree(release.path)


@pytest.mark.parametrize(
    "damage", [_damaged_manifest, _without_store, _half_a_store, _short_dump, _gone]
)
def test_a_damaged_release_leaves_the_last_good_one(tmp_path, damage):
    marked(tmp_path, FIRST)
    aside = tmp_path / "aside"
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        bad = marked(aside, NAMES[0])
        damage(bad)
        if bad.path.exists():
            shutil.move(bad.path, tmp_path / RELEASES / NAMES[0])
        point_current_to(tmp_path, Release(tmp_path / RELEASES / NAMES[0]))
        wait(lambda: served.sites.state().problem is not None)
        state = served.sites.state()
        assert state.name == FIRST
        assert state.problem.fr
        assert state.problem.en
        assert FIRST in client.get("/doc/place/marque.ttl").text
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["release"] == FIRST * 4
        assert ready.json()["problem"]["en"] == state.problem.en
        marked(tmp_path, NAMES[1])
        wait(lambda: served.sites.state().name == NAMES[1])
        assert served.sites.state().problem is None


@pytest.mark.parametrize("where", ["ghtld.web.sites.stamp", "ghtld.web.sites.look_through"])
@pytest.mark.parametrize("reason", [RuntimeError("Corruption: x"), KeyError("x"), OSError("x")])
def test_no_error_ends_the_watch(tmp_path, monkeypatch, caplog, where, reason):
    """Whatever it is, it is told once, and the next good release is taken up."""
    first = marked(tmp_path, FIRST)
    module, _, name = where.rpartition(".")
    works = getattr(importlib.import_module(module), name)

    def broken(found):  # here; other servers of this process go on
        ours = tmp_path in getattr(found, "release", found).path.parents
        return _raise(reason) if ours else works(found)

    with running(tmp_path, times=QUICK) as served:
        with monkeypatch.context() as patch:
            patch.setattr(where, broken)
            if where.endswith("look_through"):
                marked(tmp_path, NAMES[0])
            wait(lambda: served.sites.state().problem is not None)
            time.sleep(5 * QUICK.look)
            state = served.sites.state()
            assert state.name == FIRST
            assert "servie" in state.problem.fr
            assert "served" in state.problem.en
        assert [record.getMessage() for record in caplog.records] == [state.problem.en]
        marked(tmp_path, NAMES[1])
        wait(lambda: served.sites.state().name == NAMES[1])
        assert served.sites.state().problem is None
    assert first.path.is_dir()


def test_no_error_ends_the_look_at_the_files_that_are_served(tmp_path, monkeypatch):
    release = marked(tmp_path, FIRST)
    with running(tmp_path, times=QUICK) as served:
        with monkeypatch.context() as patch:
            patch.setattr("ghtld.web.sites.wrong_with", lambda _: _raise(KeyError("x")))
            time.sleep(5 * QUICK.look)
        _lose_shapes(release)
        wait(lambda: served.sites.state().problem is not None)


def _raise(reason):
    raise reason


def test_the_same_release_written_anew_is_taken_up(tmp_path):
    """As a build does that finds it damaged: under the same name, with one exchange."""
    first = marked(tmp_path, FIRST)
    integrity.write(first)
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        before = served.sites.latest
        first.search.write_bytes(b"x" * first.search.stat().st_size)
        wait(lambda: client.get("/search?q=lozere").status_code == 503)
        wait(lambda: served.sites.state().problem is not None)
        assert "search.sqlite" in client.get("/readyz").json()["problem"]["en"]
        other = marked(tmp_path / "other", FIRST)
        integrity.write(other)
        first.path.rename(tmp_path / "away")
        other.path.rename(first.path)
        wait(lambda: served.sites.latest is not before)
        assert client.get("/search?q=lozere").status_code == 200
        assert client.get("/readyz").json()["problem"] is None


def test_a_file_that_is_put_back_is_used_again(tmp_path):
    first = marked(tmp_path, FIRST)
    integrity.write(first)
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        whole = first.search.read_bytes()
        first.search.write_bytes(b"x" * len(whole))
        wait(lambda: client.get("/search?q=lozere").status_code == 503)
        aside = first.path / ".aside"
        aside.write_bytes(whole)
        aside.replace(first.search)
        wait(lambda: client.get("/search?q=lozere").status_code == 200)
        assert client.get("/readyz").json()["problem"] is None


def test_a_store_that_is_put_back_is_asked_again(tmp_path):
    first = marked(tmp_path, FIRST)
    integrity.write(first)
    path = max(first.store.glob("*.sst"), key=lambda path: path.stat().st_size)
    whole = path.read_bytes()
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        for content, status in ((bytes(len(whole)), 503), (whole, 200)):
            path.write_bytes(content)
            wait(lambda status=status: client.get("/readyz").status_code == status)
            began = time.monotonic()
            query = {"query": f"ASK {{ ?status{status} ?p ?o }}"}
            expected = 500 if status == 503 else 200
            assert client.get("/sparql", params=query).status_code == expected
            assert time.monotonic() - began < 2


def test_a_release_that_is_mended_is_tried_again(tmp_path):
    marked(tmp_path, FIRST)
    with running(tmp_path, times=QUICK) as served:
        new = marked(tmp_path, NAMES[0])
        manifest = (new.path / "manifest.json").read_text()
        (new.path / "manifest.json").write_text("{")
        wait(lambda: served.sites.state().problem is not None or served.sites.state().name != FIRST)
        (new.path / "manifest.json").write_text(manifest)
        wait(lambda: served.sites.state().name == NAMES[0])


def test_the_served_release_removed_from_disk_stays_served(tmp_path):
    release = marked(tmp_path, FIRST)
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        shutil.rmtree(release.path)
        wait(lambda: served.sites.state().problem is not None)
        for path in ("/doc/group/lozere", "/doc/place/marque.ttl", "/def.ttl", "/shapes", "/"):
            assert client.get(path).status_code == 200
        assert client.get("/id/fact/000-99").status_code == 410
        query = {"query": "ASK { ?s ?p ?o }"}
        assert client.get("/sparql", params=query).json()["boolean"] is True
        assert client.get("/dumps/ghtld.nt").status_code == 503
        marked(tmp_path, NAMES[0])
        wait(lambda: served.sites.state().name == NAMES[0])
        assert served.sites.state().problem is None


def _cut_dump(release):
    (release.dumps / "ghtld.nt").write_bytes(b"short")


def _lose_part_of_the_store(release):
    next(release.store.glob("*.sst")).unlink()


def _lose_shapes(release):
    release.shapes.unlink()


@pytest.mark.parametrize("damage", [_cut_dump, _lose_part_of_the_store, _lose_shapes])
def test_the_served_release_damaged_on_disk_stays_served_and_is_told(tmp_path, damage):
    release = marked(tmp_path, FIRST)
    manifest = json.loads((release.path / "manifest.json").read_text())
    manifest["files"]["shapes.ttl"] = {
        "bytes": release.shapes.stat().st_size,
        "sha256": hashlib.sha256(release.shapes.read_bytes()).hexdigest(),
        "media_type": "text/turtle",
    }
    (release.path / "manifest.json").write_text(json.dumps(manifest))
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        time.sleep(3 * QUICK.look)
        assert client.get("/readyz").json()["problem"] is None
        damage(release)
        wait(lambda: served.sites.state().problem is not None)
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["release"]) == (200, FIRST * 4)
        assert "abîmée" in ready.json()["problem"]["fr"]
        assert "damaged" in ready.json()["problem"]["en"]
        assert "ghtld_release_problem 1.0" in client.get("/metrics").text
        for path in ("/doc/group/lozere", "/doc/place/marque.ttl", "/shapes", "/"):
            assert client.get(path).status_code == 200, path
        query = {"query": "ASK { ?s ?p ?o }"}
        assert client.get("/sparql", params=query).json()["boolean"] is True
        marked(tmp_path, NAMES[0])
        wait(lambda: served.sites.state().name == NAMES[0])
        assert client.get("/readyz").json()["problem"] is None


def test_a_server_started_on_a_damaged_release_serves_what_it_can_and_says_so(tmp_path):
    _cut_dump(marked(tmp_path, FIRST))
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        wait(lambda: served.sites.state().problem is not None)
        assert "damaged" in client.get("/readyz").json()["problem"]["en"]
        assert client.get("/doc/place/marque.ttl").status_code == 200
        assert client.get("/dumps/ghtld.nt").status_code == 503


def test_a_server_that_stops_while_it_proves_a_release_leaves_no_worker(tmp_path, monkeypatch):
    before = children()
    marked(tmp_path, FIRST)

    async def scenario():
        proving = asyncio.Event()

        async def prove(_):
            proving.set()
            await asyncio.sleep(3600)

        monkeypatch.setattr("ghtld.web.sites.prove", prove)
        found = Sites(tmp_path, opener(1, Limits()))
        await found.start()
        marked(tmp_path, NAMES[0])
        found.look_now()
        await proving.wait()
        assert len(children() - before) == 2
        await found.stop()
        assert found.state().name == FIRST

    asyncio.run(scenario())
    assert children() == before


def children():
    tasks = Path("/proc/self/task").iterdir()
    return {name for task in tasks for name in (task / "children").read_text().split()}


def test_a_site_waits_for_its_last_request_and_its_workers_are_gone(tmp_path):
    marked(tmp_path, FIRST)
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with running(tmp_path, Limits(deadline=2), times=QUICK) as served:
        old, answers = served.sites(), []
        workers = old.engine.pids
        assert workers

        def ask():
            answers.append(
                httpx.get(f"{served.address}/sparql", params={"query": slow}, timeout=30)
            )

        asking = threading.Thread(target=ask)
        asking.start()
        wait(lambda: served.sites._requests.get(old))
        marked(tmp_path, NAMES[0])
        wait(lambda: served.sites.state().name == NAMES[0])
        assert old in served.sites._old
        asking.join()
        assert answers[0].status_code == 504
        wait(lambda: old not in served.sites._old)
        wait(lambda: not vars(old))
        wait(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


PROGRAM = """
import sys
from pathlib import Path
from ghtld.web.server import serve
serve(Path(sys.argv[1]), "127.0.0.1", 0, ready=lambda address: print(address, flush=True))
"""


@pytest.fixture
def process(tmp_path):
    """Give a server in a process of its own, its address and its build folder."""
    marked(tmp_path, FIRST)
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        try:
            yield run, run.stdout.readline().strip().rstrip("/"), tmp_path
        finally:
            run.kill()


def test_a_hangup_makes_the_server_look_at_once(process):
    run, address, build = process
    time.sleep(0.2)
    marked(build, NAMES[0])
    run.send_signal(signal.SIGHUP)
    wait(lambda: NAMES[0] in httpx.get(f"{address}/healthz").text)


def test_a_hangup_does_not_end_a_server_that_is_starting(tmp_path):
    marked(tmp_path, FIRST)
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        # Its children are its workers: it has begun to serve, and does not listen yet.
        wait(lambda: Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text())
        for _ in range(20):
            run.send_signal(signal.SIGHUP)
            time.sleep(0.01)
        address = run.stdout.readline().strip()
        assert httpx.get(f"{address}healthz").status_code == 200
        run.send_signal(signal.SIGTERM)
        assert run.wait(30) == -signal.SIGTERM


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_lets_requests_under_way_finish_and_takes_no_new_ones(process, sign):
    run, address, _ = process
    workers = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    assert workers
    host, port = re.fullmatch(r"http://([^:]+):(\d+)", address).groups()

    async def scenario():
        reader, writer = await asyncio.open_connection(host, int(port))
        idle = await asyncio.open_connection(host, int(port))
        query = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        writer.write(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Accept: text/csv\r\nContent-Length: %d\r\n\r\n" % len(query) + query
        )
        await writer.drain()
        await asyncio.sleep(0.1)
        run.send_signal(sign)
        whole = await asyncio.wait_for(reader.read(), 30)
        assert whole.startswith(b"HTTP/1.1 200")
        assert re.search(rb"\r\n[0-9]+\r\n", whole)
        assert await asyncio.wait_for(idle[0].read(), 30) == b""
        with pytest.raises(OSError):
            await asyncio.open_connection(host, int(port))
        writer.close()
        idle[1].close()

    asyncio.run(scenario())
    _, errors = run.communicate(timeout=30)
    assert "Traceback" not in errors
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_a_release_that_is_no_longer_served_holds_no_file(tmp_path):
    """Without a round of the collector, which comes when it comes."""

    def descriptors():
        return len(list(Path("/proc/self/fd").iterdir()))

    marked(tmp_path, FIRST)
    with running(tmp_path, times=QUICK) as served, httpx.Client(base_url=served.address) as client:
        counts = []
        gc.disable()
        try:
            for name in NAMES:
                for path, headers in PATHS.items():
                    client.get(path, headers=headers)
                old = served.sites.latest
                marked(tmp_path, name)
                wait(lambda name=name: served.sites.state().name == name)
                wait(lambda old=old: not vars(old))
                counts.append(descriptors())
        finally:
            gc.enable()
        assert counts[-1] <= counts[0]
