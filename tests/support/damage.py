"""Damage releases as disks and people do, and serve them from a process of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from ghtld.release import RELEASES, Release, point_current_to

STORE = ("26.sst", "18.sst", "MANIFEST-", "CURRENT", "OPTIONS-", "IDENTITY", "4.log")
"""The kinds of files of a store, by a part of their names."""


def copied(release: Release, build: Path, name: str) -> Release:
    """Copy a release below ``build``; what is damaged later is damaged in the copy only."""
    copy = Release(build / RELEASES / name)
    shutil.copytree(release.path, copy.path)
    return copy


def linked(release: Release, build: Path, name: str, *files: Path) -> Release:
    """Make a release of the same files, with ``files`` of the first flipped in it alone."""
    copy = Release(build / RELEASES / name)
    shutil.copytree(release.path, copy.path, copy_function=os.link)
    for file in files:
        path = copy.path / file.relative_to(release.path)
        path.unlink()
        shutil.copy(file, path)
        flip(path)
    return copy


def flip(path: Path) -> None:
    """Turn every bit of a file, which keeps its size, its number and its place."""
    content = bytes(byte ^ 0xFF for byte in path.read_bytes())
    with path.open("r+b") as file:
        file.write(content)


def garble(path: Path) -> None:
    """Write nonsense over all of an index but its first page: it opens, and can't be read."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(range(1, 256)) * (size // 255))
        file.truncate(size)


def in_store(release: Release, kind: str) -> Path:
    """Return the largest file of a store of one kind; all have some bytes."""
    found = [path for path in release.store.iterdir() if kind in path.name]
    if not found:  # the numbers differ from build to build
        found = list(release.store.glob(f"*.{kind.rpartition('.')[2]}"))
    return max(found, key=lambda path: path.stat().st_size)


@dataclass(frozen=True)
class Server:
    """A server in a process of its own: what it is asked and what it has said."""

    process: subprocess.Popen[str]
    client: httpx.Client
    errors: Path

    def look(self) -> None:
        """Have it look for another release at once."""
        self.process.send_signal(signal.SIGHUP)

    def problem(self) -> str:
        """Return the problem that it tells of, empty for none."""
        told = self.client.get("/readyz").json()["problem"]
        return told["en"] if told else ""

    def served(self) -> str:
        """Return the name of the release that is served."""
        return self.client.get("/readyz").json()["name"]

    def said(self) -> str:
        """Return what it wrote to its log."""
        return self.errors.read_text(encoding="utf-8")


def command(build: Path, *options: str, language: str = "en") -> list[str]:
    given = ["--lang", language, "serve", "--build", str(build), "--port", "0", *options]
    return [sys.executable, "-m", "ghtld", *given]


@contextmanager
def server(build: Path, *options: str) -> Iterator[Server]:
    """Serve a build folder from a process of its own."""
    errors = build / "errors.txt"
    with errors.open("w") as log:
        process = subprocess.Popen(
            command(build, *options), stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        address = process.stdout.readline().split()[-1]
        with httpx.Client(base_url=address, timeout=30) as client:
            yield Server(process, client, errors)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def wait(until: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for something that the server brings about."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def serve(build: Path, release: Release) -> None:
    """Make a release the current one."""
    point_current_to(build, release)
