"""A long night in ten minutes: everything strangers do at once, and what the server has after it.

While ordinary clients read pages and ask questions, others ask hostile ones, hang up, read slowly
or hold connections, and the release changes every few seconds. At the end the server has as many
workers and descriptors as it began with, and about the memory: this is printed, and nothing is
asserted.

Usage: bench_soak.py [--quick] [--minutes N]
"""

from __future__ import annotations

import argparse
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from bench_hostile import own_memory
from bench_net import free_port

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))
from hostile_queries import BOMBS, ENDLESS

PAGES = ("/", "/doc/group/lozere", "/list/establishment", "/def", "/search?q=mende", "/timeline")
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"
SETTLE = 75
"""Seconds until workers at rest have given back what they held, and old releases are closed."""


@dataclass
class Soak:
    """A server under everything at once; ``over`` ends all who ask."""

    port: int
    over: threading.Event = field(default_factory=threading.Event)
    outcomes: Counter[str] = field(default_factory=Counter)
    taken: list[float] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, number: int) -> httpx.Client:
        """Return a client with an address of its own."""
        transport = httpx.HTTPTransport(local_address=f"127.0.1.{number}")
        return httpx.Client(base_url=self.address, transport=transport, timeout=60)

    def ask_and_read(self, number: int) -> None:
        """Read pages and ask questions, as ordinary clients do."""
        with self.client(number) as client:
            while not self.over.is_set():
                began = time.perf_counter()
                if random.random() < 0.5:
                    answer = client.get(random.choice(PAGES), headers={"Accept": "text/html"})
                else:
                    query = (
                        f"SELECT * {{ ?s ?p ?o }} LIMIT {random.randrange(1, 10**6) % 50} # {began}"
                    )
                    answer = client.post("/sparql", data={"query": query})
                self.taken.append(time.perf_counter() - began)
                self.outcomes[f"ordinary {answer.status_code}"] += 1
                time.sleep(random.uniform(0, 0.05))

    def ask_what_kills(self, number: int) -> None:
        """Ask the hostile queries of the tests, one after the other."""
        hostile = [*(query for query, _ in BOMBS.values()), *ENDLESS.values()]
        with self.client(number) as client:
            while not self.over.is_set():
                try:
                    answer = client.post("/sparql", data={"query": random.choice(hostile)})
                    self.outcomes[f"hostile {answer.status_code}"] += 1
                except httpx.TransportError:
                    self.outcomes["hostile broken off"] += 1

    def hang_up(self, number: int) -> None:
        """Ask something cheap and leave within milliseconds."""
        while not self.over.is_set():
            query = f"SELECT * {{ ?s ?p ?o FILTER(?o != {random.randrange(10**9)}) }} LIMIT 5"
            with self._sent(number, query):
                time.sleep(random.uniform(0, 0.006))
            self.outcomes["hang-ups"] += 1
            time.sleep(0.02)

    def read_slowly(self, number: int) -> None:
        """Ask for much, read nothing for a while, then a part of it."""
        while not self.over.is_set():
            with self._sent(number, f"{LARGE} # {random.random()}", receive=4096) as link:
                time.sleep(random.uniform(0, 5))
                link.settimeout(5)
                try:
                    while link.recv(65536) and random.random() < 0.98:
                        pass
                except OSError:
                    pass
            self.outcomes["slow readers"] += 1

    def hold_connections(self, number: int) -> None:
        """Open as many connections as there may be, and leave them idle."""
        while not self.over.is_set():
            held = [self._connected(number) for _ in range(200)]
            self.over.wait(random.uniform(0, 10))
            for link in held:
                link.close()
            self.outcomes["idle connections"] += len(held)

    def _connected(self, number: int, receive: int = 0) -> socket.socket:
        link = socket.socket()
        if receive:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        link.bind((f"127.0.2.{number}", 0))
        link.connect(("127.0.0.1", self.port))
        return link

    def _sent(self, number: int, query: str, receive: int = 0) -> socket.socket:
        link, body = self._connected(number, receive), query.encode()
        link.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Accept: text/csv\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        return link


def change_release(build: Path) -> None:
    """Make the other of two copies of one release the current one."""
    served = (build / "current").resolve().name
    other = next(path.name for path in (build / "releases").iterdir() if path.name != served)
    following = build / "next"
    following.symlink_to(Path("releases") / other)
    following.replace(build / "current")


def keep_changing(build: Path, soak: Soak) -> None:
    """Change the release every few seconds."""
    while not soak.over.wait(5):
        change_release(build)
        soak.outcomes["release changes"] += 1


def read_once(soak: Soak) -> None:
    """Read what the first request of each sort makes the server keep."""
    with soak.client(250) as client:
        for page in (*PAGES, "/sparql?query=ASK%7B%7D"):
            client.get(page)


def state(pid: int, address: str) -> dict[str, object]:
    """Return what the server has: workers by state, descriptors, threads, memory of its own."""
    metrics = httpx.get(f"{address}/metrics", timeout=60).text.splitlines()
    workers = [line.partition(" ")[2] for line in metrics if line.startswith("ghtld_workers{")]
    memory = own_memory(pid)
    return {
        "workers idle, working, starting": " ".join(workers),
        "descriptors": _count(f"/proc/{pid}/fd"),
        "threads": _count(f"/proc/{pid}/task"),
        "memory of the front": f"{memory['the front']:.0f} MiB",
        "memory of workers": f"{sum(memory.values()) - memory['the front']:.0f} MiB",
    }


def _count(folder: str) -> int:
    return len(list(Path(folder).iterdir()))


def under_all(soak: Soak, build: Path, seconds: float) -> None:
    """Let everybody ask for so long."""
    ways: list[tuple[Callable[[int], None], int]] = [
        (soak.ask_and_read, 3),
        (soak.ask_what_kills, 2),
        (soak.hang_up, 2),
        (soak.read_slowly, 3),
        (soak.hold_connections, 2),
    ]
    asking = [
        threading.Thread(target=way, args=(10 * place + number + 1,), daemon=True)
        for place, (way, times) in enumerate(ways)
        for number in range(times)
    ]
    asking.append(threading.Thread(target=keep_changing, args=(build, soak), daemon=True))
    for thread in asking:
        thread.start()
    time.sleep(seconds)
    soak.over.set()
    for thread in asking:
        thread.join(90)


def main(arguments: list[str]) -> int:
    """Build, serve, soak, and print what is the same and what is not."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--quick", action="store_true")
    reader.add_argument("--minutes", type=float, default=10.0)
    asked = reader.parse_args(arguments)
    seconds = 20.0 if asked.quick else 60 * asked.minutes
    ghtld = [sys.executable, "-m", "ghtld"]
    with tempfile.TemporaryDirectory() as folder:
        build, port = Path(folder), free_port()
        subprocess.run([*ghtld, "build", "--build", folder], check=True, capture_output=True)
        first = (build / "current").resolve()
        shutil.copytree(first, first.with_name("f" * 16))
        served = subprocess.Popen(
            [*ghtld, "serve", "--build", folder, "--port", str(port), "--deadline", "5"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        soak = Soak(port)
        try:
            _soak(soak, build, served.pid, seconds, SETTLE if not asked.quick else 10)
        finally:
            served.terminate()
            said = served.communicate(timeout=60)[1]
        lines = Counter(line.split(":")[0][:60] for line in said.splitlines())
        print(f"lines of its log: {dict(lines)}")
    return 0


def _soak(soak: Soak, build: Path, pid: int, seconds: float, settle: float) -> None:
    while True:
        try:
            httpx.get(f"{soak.address}/readyz", timeout=5).raise_for_status()
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    read_once(soak)
    time.sleep(settle / 5)
    before = state(pid, soak.address)
    under_all(soak, build, seconds)
    change_release(build)  # what it keeps of answers goes with the release
    time.sleep(settle)
    read_once(soak)
    time.sleep(1)
    after = state(pid, soak.address)
    print(f"{seconds:.0f} s: {dict(sorted(soak.outcomes.items()))}")
    taken = sorted(soak.taken)
    print(
        f"ordinary requests: median {1000 * taken[len(taken) // 2]:.0f} ms, "
        f"99 of 100 within {1000 * taken[len(taken) * 99 // 100]:.0f} ms"
    )
    for name, value in before.items():
        told = "the same" if after[name] == value else "now " + str(after[name])
        print(f"{name}: {value}, {told}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
