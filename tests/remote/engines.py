"""Other engines, started on loopback for the tests and stopped after them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
_START_WITHIN = 60.0


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
    address = f"127.0.0.1:{port or free_port()}"
    with _running([OXIGRAPH, "serve", "-l", folder, "-b", address], folder.parent):
        base = f"http://{address}"
        _wait(f"{base}/query?query=ASK%7B%7D")
        yield Engine("oxigraph", f"{base}/query", f"{base}/store", f"{base}/update")


@contextmanager
def virtuoso(folder: Path, max_rows: int = 1_000_000) -> Iterator[Engine]:
    """Run Debian's Virtuoso over a database in ``folder``."""
    if shutil.which("virtuoso-t") is None:
        missing("Virtuoso (virtuoso-opensource-7-bin)")
    folder.mkdir()
    sql, http = free_port(), free_port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(_INI.format(sql=sql, http=http, max_rows=max_rows))
    command = ["virtuoso-t", "+foreground", "+configfile", configuration]
    with _running(command, folder):
        base = f"http://127.0.0.1:{http}"
        _wait(f"{base}/sparql?query=ASK%7B%7D")
        crud = f"http://dba:dba@127.0.0.1:{http}/sparql-graph-crud-auth"
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


@contextmanager
def _running(command: list[str | Path], folder: Path) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _wait(address: str) -> None:
    until = time.monotonic() + _START_WITHIN
    while True:
        try:
            httpx.get(address, timeout=5).raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
