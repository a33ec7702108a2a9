"""Run a server: ready or not, what it logs, whom it believes, how it is configured."""

import asyncio
import json
import os
import signal
import threading
import time

import httpx
import pytest
from click.testing import CliRunner
from process import command
from served import running
from tiny_release import make_release

from ghtld import iris
from ghtld.cli import main as cli
from ghtld.engine.interface import Limits
from ghtld.text import UserError
from ghtld.web import configuration
from ghtld.web.configuration import Configuration
from ghtld.web.http.forwarded import Forwarded

BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


# Ready


def test_ready_after_a_real_query(client, build):
    answer = client.get("/readyz")
    manifest = json.loads((build / "current" / "manifest.json").read_text())
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "status": "ready",
        "release": manifest["hash"],
        "name": (build / "current").resolve().name,
        "version": "1.0.0",
        "issued": "2026-01-01",
        "counts": manifest["counts"],
        "problem": None,
    }
    assert client.head("/readyz").status_code == 200


def wait_until(true):
    """Wait until ``true()``; fail after a time in which any machine gets there."""
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_ready_though_every_worker_is_at_work(build):
    with running(build, Limits(deadline=4.0, queue=0)) as served:

        def is_working():
            return "ghtld_queries_working 1.0" in httpx.get(f"{served.address}/metrics").text

        ask = {"params": {"query": BOMB}, "timeout": 20}
        asker = threading.Thread(target=httpx.get, args=(f"{served.address}/sparql",), kwargs=ask)
        asker.start()
        wait_until(is_working)
        answer = httpx.get(f"{served.address}/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "busy")
        assert httpx.get(f"{served.address}/healthz").status_code == 200
        asker.join()
        wait_until(lambda: httpx.get(f"{served.address}/readyz").json()["status"] == "ready")


def test_without_a_worker_every_answer_is_immediate_and_says_why(tmp_path):
    """Workers that can't be started again, and what is said meanwhile; then they can."""
    release = make_release(tmp_path)
    with running(tmp_path, Limits(deadline=8.0)) as served:
        store, aside = release.path / "store", release.path / "aside"
        store.rename(aside)
        for pid in served.sites.latest.engine.pids:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: httpx.get(f"{served.address}/healthz").status_code == 503)
        began = time.monotonic()
        for path in ("/healthz", "/readyz"):
            answer = httpx.get(served.address + path)
            assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
            assert "réessayez" in answer.json()["problem"]["fr"]
            assert "try again" in answer.json()["problem"]["en"]
        asked = httpx.get(f"{served.address}/sparql", params={"query": "ASK {}"})
        assert asked.status_code == 503
        assert int(asked.headers["Retry-After"]) >= 1
        assert time.monotonic() - began < 4
        assert httpx.get(f"{served.address}/doc/group/lozere").status_code == 200
        aside.rename(store)
        wait_until(lambda: httpx.get(f"{served.address}/readyz").status_code == 200)
        assert 'ghtld_workers{state="idle"} 1.0' in httpx.get(f"{served.address}/metrics").text


def test_ready_with_a_word_when_the_release_was_taken_away(tmp_path):
    release = make_release(tmp_path)
    with running(tmp_path) as served:
        release.path.rename(tmp_path / "elsewhere")
        wait_until(lambda: httpx.get(f"{served.address}/readyz").json()["problem"] is not None)
        answer = httpx.get(f"{served.address}/readyz")
        assert answer.status_code == 200
        assert answer.json()["problem"]["fr"]
        assert "ghtld build" in answer.json()["problem"]["en"]
        assert "ghtld_release_problem 1.0" in httpx.get(f"{served.address}/metrics").text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_health_is_only_read(client, path):
    answer = client.post(path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


# The access log


def entries(lines):
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_the_log_is_off_unless_asked_for(build):
    with command(build) as server:
        assert httpx.get(f"{server.address}/doc/group/lozere").status_code == 200
    assert entries(server.said) == []


def test_the_log_tells_nothing_of_the_reader(build):
    with command(build, "--access-log", "on") as server:
        httpx.get(f"{server.address}/doc/group/lozere?lang=en", headers={"Accept": "text/turtle"})
        httpx.get(f"{server.address}/doc/group/lozere?lang=en", headers={"Accept": "text/turtle"})
        httpx.get(f"{server.address}/sparql?query=SECRET")
        httpx.get(f"{server.address}/dumps/ghtld.nt")
        httpx.get(f"{server.address}/a%0Ab%22%1b%5B31m")
    first, second, query, dump, odd = entries(server.said)
    assert first.keys() == {
        "time", "method", "path", "kind", "status", "bytes", "seconds", "cache"
    }  # fmt: skip
    assert (first["method"], first["path"], first["status"]) == ("GET", "/doc/group/lozere", 200)
    assert (first["kind"], first["cache"], second["cache"]) == ("document", "miss", "hit")
    assert first["bytes"] == second["bytes"] > 100
    assert (query["path"], query["kind"], query["status"]) == ("/sparql", "sparql", 400)
    assert dump["kind"] == "dump"
    assert first["time"].endswith("+00:00")
    assert odd["path"] == '/a\nb"\x1b[31m'
    text = "\n".join(server.said)
    assert "\x1b" not in text
    assert "SECRET" not in text
    assert "lang=en" not in text
    assert "127.0.0.1" not in text


def test_the_full_log_tells_the_question_and_the_address(build):
    options = ("--access-log", "full", "--trusted-proxies", "127.0.0.1")
    with command(build, *options) as server:
        httpx.get(f"{server.address}/?lang=en")
        httpx.get(f"{server.address}/", headers={"X-Forwarded-For": "203.0.113.9"})
    first, second = entries(server.said)
    assert (first["query"], first["client"]) == ("lang=en", "127.0.0.1")
    assert second["client"] == "203.0.113.9"


# Whom the server believes


def seen_through(forwarded, trusted, peer="127.0.0.1"):
    """Return what an application sees of a request that a peer sends with these headers."""
    seen = {}

    async def app(scope, receive, send):
        seen.update(scope)

    sent = [(name.lower().encode(), value.encode()) for name, value in forwarded.items()]
    scope = {
        "type": "http",
        "client": (peer, 40_000),
        "scheme": "http",
        "headers": [(b"host", b"127.0.0.1:8000"), *sent],
    }
    known = configuration.read(trusted_proxies=trusted)
    asyncio.run(Forwarded(app, known.trusted_proxies)(scope, None, None))
    return seen


FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "exemple.fr",
    "X-Forwarded-Prefix": "/ghtld",
}


@pytest.mark.parametrize("trusted", ["", "192.0.2.1,198.51.100.0/24"])
def test_forged_headers_are_not_believed_and_not_passed_on(trusted):
    seen = seen_through(FORGED, trusted)
    assert seen["client"] == ("127.0.0.1", 40_000)
    assert seen["scheme"] == "http"
    assert seen["headers"] == [(b"host", b"127.0.0.1:8000")]


def test_a_trusted_proxy_is_believed():
    seen = seen_through(FORGED, "127.0.0.1")
    assert seen["client"][0] == "203.0.113.9"
    assert seen["scheme"] == "https"
    assert seen["headers"] == [(b"host", b"exemple.fr")]


def test_even_a_trusted_proxy_says_nothing_absurd():
    absurd = {"X-Forwarded-Proto": "javascript", "X-Forwarded-Host": "a b/c?d"}
    seen = seen_through(absurd, "127.0.0.1")
    assert seen["scheme"] == "http"
    assert seen["headers"] == [(b"host", b"127.0.0.1:8000")]


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("192.0.2.7, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("made up, 2001:db8::1", "2001:db8::1"),
        ("10.1.2.3", "10.1.2.3"),
        ("nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_nearest_address_that_is_no_proxy_is_the_client(forwarded, client):
    seen = seen_through({"X-Forwarded-For": forwarded}, "127.0.0.0/8, 10.0.0.0/8")
    assert seen["client"][0] == client


# Configuration


def test_the_environment_configures_and_an_option_wins(build):
    environment = {
        "GHTLD_OPERATOR": "De la variable",
        "GHTLD_CONTACT": "variable@exemple.fr",
        "GHTLD_PUBLIC_URL": "https://exemple.fr/ghtld",
    }
    with command(build, "--contact", "option@exemple.fr", environment=environment) as server:
        page = httpx.get(f"{server.address}/legal", headers={"Accept": "text/html"}).text
        assert "De la variable" in page
        assert "option@exemple.fr" in page
        assert "variable@exemple.fr" not in page
        sitemap = httpx.get(f"{server.address}/sitemap.xml").text
        assert "<loc>https://exemple.fr/ghtld/doc/group/lozere</loc>" in sitemap


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--public-url", "exemple.fr"),
        ("--public-url", "ftp://exemple.fr/"),
        ("--public-url", "https://exemple.fr/?x=1"),
        ("--public-url", "https://exemple.fr/#x"),
        ("--public-url", "https:///x"),
        ("--public-url", "https://exemple.fr:port/"),
        ("--security-contact", "personne"),
        ("--security-contact", "http://exemple.fr/"),
        ("--security-contact", "a@exemple.fr\nContact: b@exemple.fr"),
        ("--trusted-proxies", "localhost"),
        ("--trusted-proxies", "127.0.0.1, 300.1.1.1"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_value_that_can_not_be_used_is_one_sentence(option, value, language):
    done = CliRunner().invoke(cli, ["--lang", language, "serve", "--port", "0", option, value])
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert ("example.org" in done.stderr or "for example" in done.stderr) == (language == "en")


def test_the_public_address_ends_with_a_slash():
    for written in ("https://exemple.fr/ghtld", "https://exemple.fr/ghtld/"):
        known = configuration.read(public_url=written)
        assert known.public("def") == "https://exemple.fr/ghtld/def"
        assert known.prefix == "/ghtld/"
    assert configuration.read(public_url="http://[::1]:8000").prefix == "/"
    assert Configuration().public_url == iris.BASE
    assert Configuration().prefix == "/"


def test_networks_are_read_as_networks():
    known = configuration.read(trusted_proxies="10.0.0.0/8, ::1")
    assert configuration.is_among("10.9.9.9", known.trusted_proxies)
    assert configuration.is_among("::1", known.trusted_proxies)
    assert not configuration.is_among("11.0.0.1", known.trusted_proxies)
    assert not configuration.is_among("", known.trusted_proxies)
    with pytest.raises(UserError):
        configuration.read(trusted_proxies="10.0.0.0/99")


def test_serving_writes_nothing_into_the_releases(tmp_path):
    make_release(tmp_path)
    state = {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")}
    with running(tmp_path) as served:
        for path in ("/", "/doc/group/lozere.ttl", "/readyz", "/sparql?query=ASK%7B%7D"):
            assert httpx.get(served.address + path).status_code == 200
    assert {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")} == state


def test_two_servers_share_one_release(build):
    with running(build) as one, running(build) as other:
        for path in ("/doc/group/lozere.ttl", "/def", "/sparql?query=ASK%7B%7D"):
            answers = [httpx.get(server.address + path) for server in (one, other)]
            assert answers[0].content == answers[1].content
            assert answers[0].headers.get("ETag") == answers[1].headers.get("ETag")
