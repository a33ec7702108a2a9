"""Attacks and faults on a real server process: it answers during them, or soon after."""

import http.client
import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from process import command, start
from raw import exchange, receive_all, request, status

from ghtld.engine import descriptors

KILLER = "ASK { FILTER(" + "!" * 20_000 + "true) }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
FAKETIME = max(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), default=None)


def ask(server, query="", seconds=5.0):
    """Ask a question that nobody has asked before; return the status and how long it took."""
    began = time.monotonic()
    asked = query or f"ASK {{ ?s ?p {random.randrange(10**9)} }}"
    try:
        answer = httpx.post(f"{server.address}/sparql", data={"query": asked}, timeout=seconds)
    except httpx.TransportError as reason:
        return type(reason).__name__, time.monotonic() - began
    return answer.status_code, time.monotonic() - began


def answers_soon(server, times=3):
    """Tell whether questions are answered at once again, within some seconds of grace."""
    until = time.monotonic() + 15
    good = 0
    while good < times and time.monotonic() < until:
        code, seconds = ask(server)
        good = good + 1 if code == 200 and seconds < 1 else 0
    return good == times


def is_whole(server, workers=2):
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if server.figure("ghtld_workers", state="idle") == workers:
            return True
        time.sleep(0.1)
    return False


def wait_until(holds, seconds=20.0):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never came about"
        time.sleep(0.05)


def posted(query, accept="text/csv"):
    body = query.encode()
    head = (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        f"Accept: {accept}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def test_clients_that_hang_up_at_any_moment(build):
    """32 clients of 32 addresses ask something cheap and are gone within some milliseconds."""
    with command(build, "--workers", "2") as server:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            clients = []
            for number in range(32):
                client = socket.socket()
                client.bind((f"127.0.3.{number + 1}", 0))
                client.connect(("127.0.0.1", server.port))
                text = f"SELECT * {{ ?s ?p ?o FILTER(?o != {random.randrange(10**9)}) }} LIMIT 5"
                client.sendall(posted(text))
                clients.append(client)
            time.sleep(random.uniform(0, 0.006))
            for client in clients:
                client.close()
        assert answers_soon(server)
        assert is_whole(server)
        assert server.figure("ghtld_queries_waiting") == 0
        assert httpx.get(f"{server.address}/readyz").status_code == 200


@pytest.fixture
def small_disk(tmp_path, needed):
    """Return a command that runs others with temporary files on a file system of 1 MB."""
    mounts = shutil.which("unshare")
    apart = [str(mounts), "--user", "--map-root-user", "--mount"]
    probe = mounts and subprocess.run([*apart, "true"], check=False, capture_output=True)
    needed(probe and probe.returncode == 0, "unshare (a small disk of one's own)")
    folder = tmp_path / "small"
    folder.mkdir()
    script = f'mount -t tmpfs -o size=1m tmpfs {folder} && export TMPDIR={folder} && exec "$@"'
    return [*apart, "sh", "-c", script, "sh"]


def slow_reader(server, pause):
    """Ask for a large answer, read nothing for a while, then everything; return what came."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(30)
        client.connect(("127.0.0.1", server.port))
        client.sendall(posted(LARGE))
        time.sleep(pause)
        return receive_all(client)


@pytest.mark.parametrize("filled", [False, True], ids=["small", "full"])
def test_a_small_or_full_temporary_folder_and_slow_readers(build, small_disk, tmp_path, filled):
    if filled:
        small_disk[-2] = small_disk[-2].replace(
            "exec", f"head -c 900k /dev/zero > {tmp_path}/small/others && exec"
        )
    with command(build, "--workers", "2", "--deadline", "4", within=small_disk) as server:
        with ThreadPoolExecutor(8) as apart:
            readers = [apart.submit(slow_reader, server, 3) for _ in range(8)]
            for _ in range(6):
                time.sleep(1)
                began = time.monotonic()
                assert httpx.get(f"{server.address}/healthz", timeout=5).status_code == 200
                assert httpx.get(f"{server.address}/doc/group/lozere").status_code == 200
                assert time.monotonic() - began < 2
            for reader in readers:
                answer = reader.result()
                if answer:  # whole, cut off, or refused before its first byte
                    assert status(answer) in (200, 503, 504, 507)
        assert answers_soon(server)
        assert is_whole(server)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(30)
        assert time.monotonic() - began < 12
    assert any("B free; answers" in line for line in server.said)
    assert not any("Traceback" in line for line in server.said)


def test_old_clients_and_a_small_temporary_folder(build, small_disk):
    """HTTP 1.0 gets whole answers only: there is no room for this one, and that is said."""
    old = posted(LARGE).replace(b"HTTP/1.1", b"HTTP/1.0")
    with command(build, "--deadline", "4", within=small_disk) as server:
        with ThreadPoolExecutor(6) as apart:
            answers = [*apart.map(lambda _: exchange(server.port, old), range(6))]
        assert {status(answer) for answer in answers} <= {504, 507}
        assert any("LIMIT" in answer.decode() for answer in answers)
        short = posted("SELECT * { ?s ?p ?o } LIMIT 5").replace(b"HTTP/1.1", b"HTTP/1.0")
        assert status(exchange(server.port, short)) == 200
    assert not any("Traceback" in line for line in server.said)


@pytest.mark.parametrize("limit", [32, 64, 95, 100])
def test_too_few_descriptors_to_serve_are_one_sentence(build, limit):
    needed = descriptors.needed(build / "current" / "store")
    assert needed > 100  # as many as every file of the store can be opened with
    server = start(build, descriptors=(limit, limit))
    out, said = server.communicate(timeout=30)
    assert server.returncode == 1
    assert out == ""
    assert said.count("\n") == 1
    assert f"{limit} file descriptors (ulimit -n)" in said
    assert str(needed) in said


def test_the_soft_limit_is_raised_to_the_hard_one(build):
    with command(build, descriptors=(128, 3000)) as server:
        limits = Path(f"/proc/{server.process.pid}/limits").read_text().splitlines()
        found = next(line.split() for line in limits if line.startswith("Max open files"))
        assert found[3:5] == ["3000", "3000"]


@pytest.mark.parametrize("limit", ["least", 256, 1024])
def test_connections_downloads_and_crashes_at_once(build, limit):
    """Hold as many connections and unread downloads as there may be, and crash every worker."""
    if limit == "least":
        limit = descriptors.needed(build / "current" / "store")
    with command(build, "--workers", "2", descriptors=(limit, limit)) as server:
        where = ("127.0.0.1", server.port)
        before = server.descriptors
        askers = [socket.create_connection(where) for _ in range(3)]
        for asker in askers:
            asker.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            asker.recv(4096)
        held = []
        for number in range(60):
            client = socket.socket()
            client.bind((f"127.0.4.{number % 8 + 1}", 0))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(where)
            client.sendall(b"GET /dumps/ghtld.nq HTTP/1.1\r\nHost: x\r\n\r\n")
            held.append(client)
        for number in range(940):
            client = socket.socket()
            client.bind((f"127.0.5.{number % 8 + 1}", 0))
            client.settimeout(2)
            try:
                client.connect(where)
            except OSError:
                client.close()
                break
            held.append(client)
        time.sleep(0.5)
        for number, asker in enumerate(askers):
            asker.sendall(posted(f"{KILLER} # {number}"))
        time.sleep(2)
        for client in held + askers:
            client.close()
        assert answers_soon(server)
        assert is_whole(server)
        wait_until(lambda: server.descriptors <= before + 3)
        assert httpx.get(f"{server.address}/readyz").status_code == 200
    assert not any("Traceback" in line for line in server.said)


def test_forty_browsers_behind_one_address_and_one_who_wants_everything(build):
    with command(build) as server:

        def browse(_):
            """Six connections that stay open, as browsers hold them, and some requests on each."""
            links = [http.client.HTTPConnection("127.0.0.1", server.port, 20) for _ in range(6)]
            codes = set()
            for link in links * 2:
                link.request("GET", "/doc/group/lozere", headers={"Accept": "text/html"})
                answer = link.getresponse()
                answer.read()
                codes.add(answer.status)
            return links, codes

        with ThreadPoolExecutor(40) as apart:
            browsers = [*apart.map(browse, range(40))]
        assert {code for _, codes in browsers for code in codes} == {200}
        more = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(16)]
        time.sleep(0.2)
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as refused:
            answer = receive_all(refused)
        assert status(answer) == 503
        assert b"come from your address" in answer
        with socket.socket() as other:
            other.bind(("127.0.0.2", 0))
            other.settimeout(20)
            other.connect(("127.0.0.1", server.port))
            other.sendall(request("/doc/group/lozere"))
            assert status(receive_all(other)) == 200
        for link in more + [link for links, _ in browsers for link in links]:
            link.close()
        wait_until(lambda: ask(server)[0] == 200)


def test_a_proxy_that_is_trusted_may_bring_many(build):
    environment = {"GHTLD_TRUSTED_PROXIES": "127.0.0.1"}
    with command(build, environment=environment) as server:
        held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(300)]
        time.sleep(0.2)
        held[-1].settimeout(20)
        held[-1].sendall(request("/doc/group/lozere"))
        assert status(receive_all(held[-1])) == 200
        for link in held:
            link.close()


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL], ids=["stopped", "killed"])
def test_workers_that_are_stopped_or_killed(build, how):
    with command(build, "--workers", "2", "--deadline", "2") as server:
        asking = threading.Thread(target=ask, args=(server, BOMB))
        asking.start()
        wait_until(lambda: server.figure("ghtld_workers", state="working") == 1)
        before = set(server.workers)
        for pid in before:
            os.kill(pid, how)
        wait_until(lambda: not before & set(server.workers))
        asking.join()
        assert answers_soon(server)
        assert is_whole(server)


@pytest.mark.parametrize("step", ["+1h", "-1h"])
def test_a_step_of_the_clock(build, tmp_path, needed, step):
    needed(FAKETIME, "libfaketime (apt-get install libfaketime)")
    clock = tmp_path / "clock"
    clock.write_text("+0\n")
    environment = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with command(build, "--workers", "2", "--deadline", "3", environment=environment) as server:
        assert answers_soon(server)

        def date():
            answer = httpx.head(f"{server.address}/doc/group/lozere")
            return httpx.Headers(answer.headers)["date"]

        before = date()
        asking = ThreadPoolExecutor(1).submit(ask, server, BOMB, 20)
        wait_until(lambda: server.figure("ghtld_workers", state="working") == 1)
        clock.write_text(f"{step}\n")
        wait_until(lambda: date()[17:19] != before[17:19])  # the hour: the step has come through
        code, seconds = asking.result()
        assert code == 504
        assert 2 < seconds < 8
        assert answers_soon(server)
        assert is_whole(server)
        assert httpx.get(f"{server.address}/readyz").status_code == 200


def test_nothing_that_strangers_repeat_is_logged(build):
    with command(build, "--deadline", "1") as server:
        for _ in range(3):
            ask(server, LARGE + " # cut at the deadline", 20)
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                client.sendall(posted(LARGE))
                client.recv(1000)
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                client.sendall(b"nonsense\r\n\r\n")
                receive_all(client)
        slow_reader(server, 2)
    assert [line for line in server.said if "B free; answers" not in line] == []
