"""Measure pages and data of things over HTTP, beside peers in the same run, as ratios.

The same load generator asks every server for the same things in turn: wrk where it is installed,
else a small client of ours (slower: then the fast servers wait for it, and the ratios shrink).
Peers: ``oxigraph serve-read-only`` on the same store, asked to DESCRIBE each thing in Turtle, which
is the measure 1; Trifid from npm over the same edition, installed in a temporary folder. Ours is
one process; cold is without any cache, warm after every thing was asked for once.

Usage: bench_pages.py [--quick] [BUILD FOLDER], by default a release built for the purpose
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from bench_net import free_port
from pyoxigraph import NamedNode, RdfFormat, parse

BASE = "https://w3id.org/ghtld/"
EDITION = f"{BASE}id/graph/edition"
CONNECTIONS = 16
ONE = "oxigraph DESCRIBE"
TURTLE, HTML = "text/turtle", "text/html"
LUA = """
local paths, at = {}, 0
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
done = function(summary, latency)
  local failed = summary.errors
  io.write(string.format("RESULT %d %f %f %d\\n", summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, failed.status + failed.connect + failed.read + failed.timeout))
end
"""
TRIFID = """
globals:
  datasetBaseUrl: {base}
  endpoints:
    default:
      url: /query
plugins:
  entity-renderer:
    module: "@zazuko/trifid-entity-renderer"
    config:
      followRedirects: true
  fetch-handler:
    module: trifid-handler-fetch
    paths: /query
    config:
      url: {dump}
      contentType: application/n-triples
      baseIRI: {base}
      graphName: {graph}
      unionDefaultGraph: true
"""


@dataclass(frozen=True)
class Effort:
    """How much is measured: things asked for; rounds, and seconds of each; seconds to warm up."""

    things: int = 300
    rounds: int = 3
    seconds: float = 4
    warming: float = 2


QUICK = Effort(things=20, rounds=1, seconds=1, warming=1)


@dataclass(frozen=True)
class Figure:
    """Requests a second, median milliseconds, answers that were no success."""

    rate: float
    median: float
    failed: int


@dataclass(frozen=True)
class Case:
    """What is asked of one server."""

    port: int
    paths: list[str]
    accept: str


def things(release: Path, most: int) -> list[str]:
    """Return the paths, below ``id/``, of things of every kind, spread evenly."""
    found = set()
    for quad in parse(path=release / "dumps" / "ghtld.nt", format=RdfFormat.N_TRIPLES):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(f"{BASE}id/"):
            found.add(quad.subject.value.removeprefix(f"{BASE}id/"))
    ordered = sorted(found)
    return ordered[:: max(1, len(ordered) // most)][:most]


def load(case: Case, seconds: float) -> Figure:
    """Ask a server for its paths in turn over several connections."""
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder) / "paths", Path(folder) / "load.lua"
        listed.write_text("\n".join(case.paths) + "\n")
        script.write_text(LUA)
        if not shutil.which("wrk"):
            return asyncio.run(_load(case, seconds))
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "30s"]
        command += ["-H", f"Accept: {case.accept}", "-s", str(script)]
        told = subprocess.run(
            [*command, f"http://127.0.0.1:{case.port}"],
            env={**os.environ, "BENCH_PATHS": str(listed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    requests, took, median, failed = told.partition("RESULT ")[2].split()
    return Figure(int(requests) / float(took), float(median), int(failed))


async def _load(case: Case, seconds: float) -> Figure:
    loop = asyncio.get_running_loop()
    until, times, failures = loop.time() + seconds, [], 0

    async def use(at: int) -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection("127.0.0.1", case.port)
        while (began := loop.time()) < until:
            path = case.paths[at % len(case.paths)]
            head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {case.accept}\r\n\r\n"
            writer.write(head.encode())
            failures += not await _answered(reader)
            times.append(loop.time() - began)
            at += 1
        writer.close()

    await asyncio.gather(*(use(at * 7) for at in range(CONNECTIONS)))
    return Figure(len(times) / seconds, 1000 * sorted(times)[len(times) // 2], failures)


async def _answered(reader: asyncio.StreamReader) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"transfer-encoding: chunked" in head:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    else:
        length = head.partition(b"content-length:")[2].split(b"\r\n")[0]
        await reader.readexactly(int(length))
    return head.startswith(b"http/1.1 200")


@contextmanager
def running(
    command: Callable[[int], list[str]], probe: str, cwd: Path | None = None
) -> Iterator[int]:
    """Run a server until it answers ``probe``; give its port."""
    port = free_port()
    process = subprocess.Popen(
        command(port), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 120
        while not _answers(f"http://127.0.0.1:{port}{probe}"):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"no answer: {' '.join(command(port)[:4])}")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    request = urllib.request.Request(url, headers={"Accept": "text/turtle, */*;q=0.1"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def built() -> Iterator[Path]:
    """Build a release for the time of the measure."""
    with tempfile.TemporaryDirectory() as folder:
        ghtld = Path(sys.executable).parent / "ghtld"
        command = [str(ghtld), "build", "--build", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield Path(folder)


def cases(build: Path, effort: Effort, stack: ExitStack) -> dict[str, Case]:
    """Start every server and return what is asked of each."""
    release = (build / "current").resolve()
    asked = things(release, effort.things)
    store, binary = release / "store", Path(sys.executable).parent
    describe = [f"DESCRIBE <{BASE}id/{name}>" for name in asked]
    describe = [
        "/query?" + urlencode({"query": query, "default-graph-uri": EDITION}) for query in describe
    ]
    oxigraph = [str(binary / "oxigraph"), "serve-read-only", "--location", str(store), "--bind"]
    port = stack.enter_context(running(lambda port: [*oxigraph, f"127.0.0.1:{port}"], describe[0]))
    found = {ONE: Case(port, describe, TURTLE)}
    ours = [f"/doc/{name}" for name in asked]
    for name, cache in (("cold", "0"), ("warm", "256")):
        serve = [str(binary / "ghtld"), "serve", "--build", str(build), "--cache", cache, "--port"]
        port = stack.enter_context(running(lambda port, s=serve: [*s, str(port)], "/healthz"))
        found[f"ours Turtle {name}"] = Case(port, ours, TURTLE)
        found[f"ours HTML {name}"] = Case(port, ours, HTML)
    port = trifid(release, quote(f"/id/{asked[0]}"), stack)
    if port:
        theirs = [quote(f"/id/{name}") for name in asked]
        found["Trifid Turtle"] = Case(port, theirs, TURTLE)
        found["Trifid HTML"] = Case(port, theirs, HTML)
    return found


def trifid(release: Path, probe: str, stack: ExitStack) -> int | None:
    """Install and start Trifid and return its port; None, and why, where it can't be had."""
    if not shutil.which("npm"):
        print("Trifid is left out: there is no npm here.")
        return None
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    (folder / "package.json").write_text("{}")
    install = ["npm", "install", "trifid@5", "--no-audit", "--no-fund", "--ignore-scripts"]
    if subprocess.run(install, cwd=folder, capture_output=True, check=False).returncode:
        print("Trifid is left out: npm could not install it.")
        return None
    dump = release / "dumps" / "ghtld.nt"
    (folder / "config.yaml").write_text(TRIFID.format(base=BASE, dump=dump, graph=EDITION))
    serve = ["node", "node_modules/trifid/server.js", "-c", "config.yaml", "-p"]
    return stack.enter_context(running(lambda port: [*serve, str(port)], probe, folder))


def measure(build: Path, effort: Effort) -> dict[str, Figure]:
    """Return the figures: of each server the median of several rounds, in which all take turns."""
    with ExitStack() as stack:
        asked = cases(build, effort, stack)
        for case in asked.values():
            load(case, effort.warming)
        rounds = [
            {name: load(case, effort.seconds) for name, case in asked.items()}
            for _ in range(effort.rounds)
        ]
    return {
        name: Figure(
            statistics.median(each[name].rate for each in rounds),
            statistics.median(each[name].median for each in rounds),
            sum(each[name].failed for each in rounds),
        )
        for name in asked
    }


def main(build: Path, effort: Effort) -> None:
    """Measure and print."""
    figures = measure(build, effort)
    one = figures[ONE].rate
    generator = "wrk" if shutil.which("wrk") else "our own client, which is slower than the servers"
    print(f"{effort.things} things, {CONNECTIONS} connections, {generator}; {ONE} = 1")
    for name, figure in figures.items():
        note = f"   {figure.failed} FAILED" if figure.failed else ""
        rate = f"{figure.rate:10.0f} /s {figure.median:9.2f} ms {figure.rate / one:9.3f}"
        print(f"{name:24}{rate}{note}")
    for label in ("Turtle", "HTML"):
        peer = figures.get(f"Trifid {label}")
        if peer is not None and peer.rate:
            ratio = figures[f"ours {label} cold"].rate / peer.rate
            print(f"ours {label} cold / Trifid {label} {ratio:.1f}")
    print(json.dumps({name: figure.__dict__ for name, figure in figures.items()}))


if __name__ == "__main__":
    effort = QUICK if "--quick" in sys.argv else Effort()
    folders = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    with built() if not folders else nullcontext(folders[0]) as folder:
        main(folder, effort)
