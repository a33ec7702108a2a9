"""Digests come from the registry, over HTTP, and are written whole or not at all."""

import hashlib
import json
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "pin_images.py"
CONTAINER = ROOT / "deploy" / "Containerfile"
INDEX = "application/vnd.oci.image.index.v1+json"


def index_of(name):
    return json.dumps({"schemaVersion": 2, "mediaType": INDEX, "of": name}).encode()


def digest_of(name):
    return f"sha256:{hashlib.sha256(index_of(name)).hexdigest()}"


class Registry(BaseHTTPRequestHandler):
    """The part of a registry that is asked: manifests by tag, for whoever brings a token."""

    tags = ("library/node:22-bookworm-slim", "library/debian:bookworm-slim", "maison/outil:1.2")
    open_to_all = False
    odd = b""

    def do_GET(self):
        asked = urlsplit(self.path)
        self.server.asked.append(self.path)
        found = re.fullmatch(r"/v2/(.+)/manifests/([^/]+)", asked.path)
        if asked.path == "/token":
            scope = parse_qs(asked.query)["scope"][0]
            self.say(200, json.dumps({"token": f"for {scope}"}).encode())
        elif found is None:
            self.say(404)
        elif not self.allowed(scope := f"repository:{found[1]}:pull"):
            realm = f"http://{self.headers['Host']}/token"
            challenge = f'Bearer realm="{realm}",service="essai",scope="{scope}"'
            self.say(401, b"", {"WWW-Authenticate": challenge})
        elif f"{found[1]}:{found[2]}" not in self.tags or INDEX not in self.headers["Accept"]:
            self.say(404)
        else:
            self.say(200, self.odd or index_of(f"{found[1]}:{found[2]}"))

    def allowed(self, scope):
        return self.open_to_all or self.headers["Authorization"] == f"Bearer for {scope}"

    def say(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def registry(**differently):
    handler = type("Registry", (Registry,), differently)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", server.asked
        finally:
            server.shutdown()
            thread.join()


def pin(path, *arguments):
    return subprocess.run(
        [sys.executable, TOOL, *arguments, path], capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path):
    path = tmp_path / "Containerfile"
    path.write_text(CONTAINER.read_text())
    return path


def froms(path):
    return re.findall(r"^FROM .*$", path.read_text(), re.MULTILINE)


def bare(text):
    return re.sub(r"@sha256:[0-9a-f]{64}", "", text)


@pytest.mark.parametrize("open_to_all", [False, True])
def test_each_image_gets_the_digest_of_its_tag_and_nothing_else_changes(copy, open_to_all):
    with registry(open_to_all=open_to_all) as (address, _):
        done = pin(copy, "--registry", address)
    assert (done.returncode, done.stderr) == (0, "")
    node = f"node:22-bookworm-slim@{digest_of('library/node:22-bookworm-slim')}"
    debian = f"debian:bookworm-slim@{digest_of('library/debian:bookworm-slim')}"
    assert froms(copy) == [f"FROM {node} AS assets", f"FROM {debian} AS build", f"FROM {debian}"]
    assert bare(copy.read_text()) == bare(CONTAINER.read_text())
    assert done.stdout.splitlines() == froms(copy)


def test_an_image_named_twice_is_asked_for_once(copy):
    """Both stages are of one image, whatever happens to the tag meanwhile."""
    with registry(open_to_all=True) as (address, asked):
        pin(copy, "--registry", address)
    assert len(asked) == len(set(asked)) == 2


def test_running_it_again_replaces_the_digests(copy):
    old = f"@sha256:{'0' * 64}"
    copy.write_text(re.sub(r"^(FROM \S+)", rf"\1{old}", CONTAINER.read_text(), flags=re.MULTILINE))
    with registry() as (address, _):
        assert pin(copy, "--registry", address).returncode == 0
    assert old not in copy.read_text()
    assert len(re.findall("@sha256:", copy.read_text())) == 3


def test_a_pinned_file_is_still_clean(copy):
    with registry() as (address, _):
        pin(copy, "--registry", address)
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, copy], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_stages_and_the_empty_image_have_no_digest(tmp_path):
    path = tmp_path / "Containerfile"
    with registry() as (address, _):
        host = urlsplit(address).netloc
        path.write_text(
            f"FROM --platform=linux/amd64 {host}/maison/outil:1.2 AS un\n"
            "FROM un AS deux\nFROM scratch\n"
        )
        done = pin(path, "--registry", address)
    assert done.returncode == 0, done.stderr
    image = f"{host}/maison/outil:1.2@{digest_of('maison/outil:1.2')}"
    # A host with a port is no tag.
    assert froms(path) == [
        f"FROM --platform=linux/amd64 {image} AS un",
        "FROM un AS deux",
        "FROM scratch",
    ]


FAULTS = {
    "no such image": {"tags": ()},
    "no manifest": {"odd": b"<html>Bienvenue</html>"},
    "no manifest either": {"odd": b"{}"},
    "no token": {"allowed": lambda self, scope: False},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_registry_that_does_not_know_leaves_the_file_as_it_is(copy, fault):
    with registry(**FAULTS[fault]) as (address, _):
        refused(copy, address)


def test_a_registry_out_of_reach_leaves_the_file_as_it_is(copy):
    with registry() as (address, _):
        pass
    refused(copy, address)


def refused(path, address):
    """Hold that nothing was written, and that one sentence in each language says why."""
    before = path.read_text()
    done = pin(path, "--registry", address)
    assert done.returncode == 1
    assert path.read_text() == before
    (told,) = done.stderr.splitlines()
    french, english = told.split(" / ")
    assert french.startswith("L’empreinte de node:22-bookworm-slim n’a pas pu être demandée")
    assert english.startswith("The digest of node:22-bookworm-slim could not be had")
    assert address in french
    assert address in english


def test_the_file_of_the_project_names_real_digests_or_none():
    """Digests are written by the tool, all at once."""
    pins = [re.search(r"@sha256:([0-9a-f]{64})", line) for line in froms(CONTAINER)]
    assert all(pins) or not any(pins)
