"""``ghtld lift`` as people type it, and addresses, fetched only when given."""

from __future__ import annotations

import gzip
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from register_files import legals, lifted_files, sites, structures

from ghtld.register import files
from ghtld.text import Text, UserError


def ghtld(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ghtld", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
        check=False,
        timeout=120,
    )


class Site(http.server.SimpleHTTPRequestHandler):
    """A site with a few files, redirections and faults."""

    def log_message(self, *_: object) -> None:
        """Keep silent."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/structures.json.gz")
            self.end_headers()
        elif self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://example.org/finess.csv")
            self.end_headers()
        else:
            super().do_GET()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "structures.json.gz").write_bytes(gzip.compress(structures().encode()))
    (folder / "legals.csv").write_text(legals())

    def handler(*arguments: object) -> Site:
        return Site(*arguments, directory=str(folder))

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_verb_lifts_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(legals())
    (tmp_path / "b").write_text(sites())
    run = ghtld("--lang", "fr", "lift", tmp_path / "a", tmp_path / "b", "--build", tmp_path / "out")
    assert run.returncode == 0, run
    assert run.stdout == (
        "finess-2021-01-08 : 5 entités géographiques, 6 entités juridiques, 0 groupements, "
        f"{run.stdout.split(', ')[3].split()[0]} énoncés, 0 rejet(s), dans "
        f"{tmp_path / 'out' / 'register' / 'finess-2021-01-08'}.\n"
    )
    assert "a : cs1100501, utf-8" in run.stderr
    assert "\x1b" not in run.stderr


def test_the_verb_speaks_english(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(sites())
    run = ghtld("--lang", "en", "lift", tmp_path / "a", "--build", tmp_path / "out")
    assert run.stdout.startswith("finess-2021-01-08: 5 geographic entities, 5 legal entities")
    assert "5 legal entities have their number only: add cs1100501" in run.stderr


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_refusal_is_one_sentence(tmp_path: Path, language: str) -> None:
    (tmp_path / "a").write_bytes(b"")
    run = ghtld("--lang", language, "lift", tmp_path / "a", "--build", tmp_path / "out")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.count("\n") == 1
    assert {"fr": "est vide", "en": "is empty"}[language] in run.stderr


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    run = ghtld("lift", tmp_path / "nothing", "--build", tmp_path / "out")
    assert (run.returncode, run.stdout) == (1, "")
    assert "Traceback" not in run.stderr
    assert str(tmp_path / "nothing") in run.stderr


def test_a_progress_bar_shows_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(legals())
    main, terminal = os.openpty()
    command = [sys.executable, "-m", "ghtld", "lift", tmp_path / "a", "--build", tmp_path / "out"]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    environment.pop("NO_COLOR", None)
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=terminal, env=environment, timeout=60, check=True
    )
    os.close(terminal)
    shown = b""
    try:
        while block := os.read(main, 65_536):
            shown += block
    except OSError:  # the terminal is gone once all is read
        os.close(main)
    assert b"\x1b[" in shown
    assert b"\xe2\x94\x81" in shown
    assert b"\x1b" not in done.stdout


def test_a_file_is_fetched_when_its_address_is_given(tmp_path: Path, address: str) -> None:
    run = ghtld("--lang", "en", "lift", f"{address}/moved", "--build", tmp_path / "out")
    assert run.returncode == 0, run
    assert f"Fetching {address}/structures.json.gz" in run.stderr
    assert run.stdout.startswith("finess-2026-03-09: 2 geographic entities")


def test_a_file_address_is_read_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "un nom é.csv"
    path.write_text(legals())
    assert lifted_files(tmp_path, path.as_uri()).summary["counts"]["legal"] == 6
    with pytest.raises(UserError, match="nothing"):
        lifted_files(tmp_path, (tmp_path / "nothing").as_uri())
    with pytest.raises(UserError, match="ailleurs"):
        lifted_files(tmp_path, "file://ailleurs/etc/passwd")


@pytest.mark.parametrize(
    "unsafe",
    ["http://example.org/finess.csv", "ftp://example.org/finess.csv", "gopher://127.0.0.1/", "://"],
)
def test_nothing_is_fetched_from_an_unsafe_address(tmp_path: Path, unsafe: str) -> None:
    said: list[Text] = []
    with pytest.raises(UserError) as raised:
        files.fetched(unsafe, tmp_path, said.append)
    assert "nothing is fetched" in raised.value.en
    assert said == []
    assert list(tmp_path.iterdir()) == []


def test_a_redirection_to_an_unsafe_address_is_not_followed(tmp_path: Path, address: str) -> None:
    with pytest.raises(UserError, match=r"example\.org"):
        lifted_files(tmp_path, f"{address}/away")


def test_a_redirection_without_end_is_not_followed(tmp_path: Path, address: str) -> None:
    with pytest.raises(UserError, match="sans fin"):
        lifted_files(tmp_path, f"{address}/loop")


def test_what_is_not_there_is_said(tmp_path: Path, address: str) -> None:
    with pytest.raises(UserError, match="404"):
        lifted_files(tmp_path, f"{address}/nothing")
    with pytest.raises(UserError, match="réseau"):
        lifted_files(tmp_path, "http://127.0.0.1:9/nothing")


def test_what_is_too_large_is_not_fetched(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_FETCHED", 100)
    with pytest.raises(UserError, match="100 octets"):
        lifted_files(tmp_path, f"{address}/legals.csv")


def test_a_path_is_never_an_address(tmp_path: Path, address: str) -> None:
    with pytest.raises(FileNotFoundError):
        lifted_files(tmp_path, address.removeprefix("http://"))
