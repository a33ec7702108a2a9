"""Other engines, started on loopback for the tests and stopped after them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
_START_WITHIN = 60.0
_ATTEMPTS = 3
Started = tuple[subprocess.Popen[bytes], str]


@dataclass(frozen=True)
class Engine:
    """An engine that runs: its name, its query endpoint, its graph store, and a way to update."""

    name: str
    endpoint: str
    graph_store: str
    update: str = ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing(tool: str) -> None:
    """Skip, or fail where CI says that nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{tool} is missing, and CI must not skip")
    pytest.skip(f"{tool} is missing")


@contextmanager
def oxigraph(folder: Path, port: int | None = None) -> Iterator[Engine]:
    """Run the oxigraph server over a store in ``folder``."""
    if not OXIGRAPH.exists():
        missing("the oxigraph server")

    def start() -> Started:
        address = f"127.0.0.1:{port or free_port()}"
        command = [OXIGRAPH, "serve", "-l", folder, "-b", address]
        return _run(command, folder.parent), f"http://{address}"

    with _running(start, "/query?query=ASK%7B%7D", "Oxigraph") as base:
        yield Engine("oxigraph", f"{base}/query", f"{base}/store", f"{base}/update")


@contextmanager
def virtuoso(folder: Path, max_rows: int = 1_000_000) -> Iterator[Engine]:
    """Run Debian's Virtuoso over a database in ``folder``."""
    if shutil.which("virtuoso-t") is None:
        missing("Virtuoso (virtuoso-opensource-7-bin)")

    def start() -> Started:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        sql, http = free_port(), free_port()
        configuration = folder / "virtuoso.ini"
        configuration.write_text(_INI.format(sql=sql, http=http, max_rows=max_rows))
        command = ["virtuoso-t", "+foreground", "+configfile", configuration]
        return _run(command, folder), f"http://127.0.0.1:{http}"

    with _running(start, "/sparql?query=ASK%7B%7D", "Virtuoso") as base:
        crud = f"{base.replace('http://', 'http://dba:dba@')}/sparql-graph-crud-auth"
        yield Engine("virtuoso", f"{base}/sparql", crud)


_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CaseMode = 2
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = {max_rows}
"""


def _run(command: list[str | Path], folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@contextmanager
def _running(start: Callable[[], Started], question: str, name: str) -> Iterator[str]:
    """Start an engine, again where another test took its port first; give its address."""
    for _ in range(_ATTEMPTS):
        process, base = start()
        try:
            if _answers(process, f"{base}{question}", name):
                yield base
                return
        finally:
            process.kill()
            process.wait()
    pytest.fail(f"{name} did not start")


def _answers(process: subprocess.Popen[bytes], address: str, name: str) -> bool:
    """Wait until the engine answers: it, not another server; tell whether it does."""
    until = time.monotonic() + _START_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            answer = httpx.get(address, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.05)
            continue
        if answer.is_success:
            return name.lower() in answer.headers.get("Server", "").lower()
        time.sleep(0.05)
    return False
