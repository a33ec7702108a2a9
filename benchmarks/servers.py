"""Servers under measure: started, waited for and ended; and the release that they serve."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

from benchmarks import ROOT

GHTLD = (sys.executable, "-m", "ghtld")
PORT = "{port}"
"""What stands for the port in the command of a server."""
PATIENCE = 300
"""Seconds that a server may take to its first answer."""


@dataclass(frozen=True)
class Running:
    """A server that answers: where, as which process, and how many seconds that took it."""

    port: int
    pid: int
    seconds: float

    @property
    def address(self) -> str:
        """Return where it is asked."""
        return f"http://127.0.0.1:{self.port}"


def ours(build: Path, *options: str) -> list[str]:
    """Return the command that serves the current release of a build folder."""
    return [*GHTLD, "serve", "--build", str(build.resolve()), "--port", PORT, *options]


def asking(query: str = "ASK {}", path: str = "/sparql") -> str:
    """Return the address of a query, below that of a server."""
    return f"{path}?{urlencode({'query': query})}"


@contextmanager
def running(
    command: list[str], probe: str, cwd: Path = ROOT, log: IO[str] | None = None
) -> Iterator[Running]:
    """Run a server on a free port; give it once it answers ``probe``, end it after the block."""
    port = _free_port()
    called = [part.replace(PORT, str(port)) for part in command]
    began = time.perf_counter()
    process = subprocess.Popen(
        called, cwd=cwd, stdout=subprocess.DEVNULL, stderr=log or subprocess.DEVNULL
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}{probe}"):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise SystemExit(f"no answer: {' '.join(called)[:200]}")
            time.sleep(0.02)
        yield Running(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    request = urllib.request.Request(url, headers={"Accept": "text/turtle, */*;q=0.1"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def built() -> Iterator[Path]:
    """Build the release of the checkout for the time of a measure; give its build folder."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*GHTLD, "build", "--build", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield Path(folder)
