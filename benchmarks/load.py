"""Load on one server: wrk where it is installed, else a small client of ours.

Ours is slower: then the fast servers wait for it, and the ratios shrink.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
_LUA = """
local paths, at = {}, 0
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
done = function(summary, latency)
  local failed = summary.errors
  io.write(string.format("RESULT %d %f %f %d\\n", summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, failed.status + failed.connect + failed.read + failed.timeout))
end
"""


@dataclass(frozen=True)
class Case:
    """What is asked of one server."""

    port: int
    paths: list[str]
    accept: str


@dataclass(frozen=True)
class Figure:
    """Requests a second, median milliseconds, answers that were no success."""

    rate: float
    median: float
    failed: int

    @classmethod
    def of(cls, rounds: list[Figure]) -> Figure:
        """Return the median of several rounds, and all that failed."""
        return cls(
            statistics.median(each.rate for each in rounds),
            statistics.median(each.median for each in rounds),
            sum(each.failed for each in rounds),
        )


def generator() -> str:
    """Return what asks."""
    return "wrk" if shutil.which("wrk") else "our own client, which is slower than the servers"


def load(case: Case, seconds: float) -> Figure:
    """Ask a server for its paths in turn over several connections."""
    return _by_wrk(case, seconds) if shutil.which("wrk") else asyncio.run(_by_us(case, seconds))


def _by_wrk(case: Case, seconds: float) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder) / "paths", Path(folder) / "load.lua"
        listed.write_text("\n".join(case.paths) + "\n")
        script.write_text(_LUA)
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


async def _by_us(case: Case, seconds: float) -> Figure:
    loop = asyncio.get_running_loop()
    until, failures = loop.time() + seconds, 0
    times: list[float] = []

    async def use(at: int) -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection("127.0.0.1", case.port)
        while (began := loop.time()) < until:
            path = case.paths[at % len(case.paths)]
            head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {case.accept}\r\n\r\n"
            writer.write(head.encode())
            failures += not await _succeeded(reader)
            times.append(loop.time() - began)
            at += 1
        writer.close()

    await asyncio.gather(*(use(at * 7) for at in range(CONNECTIONS)))
    return Figure(len(times) / seconds, 1000 * statistics.median(times), failures)


async def _succeeded(reader: asyncio.StreamReader) -> bool:
    """Read a whole answer; tell whether it is a success."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"transfer-encoding: chunked" in head:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    else:
        length = head.partition(b"content-length:")[2].split(b"\r\n")[0]
        await reader.readexactly(int(length))
    return head.startswith(b"http/1.1 200")
