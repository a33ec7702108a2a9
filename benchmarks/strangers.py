"""Everything that strangers do to a server, each in a thread: read, ask, kill, leave, dawdle."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import httpx

from benchmarks.hostile import KILLING

PAGES = ("/", "/doc/group/lozere", "/list/establishment", "/def", "/search?q=mende", "/timeline")
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000"


@dataclass
class Strangers:
    """All who ask one server at once, until ``over`` is set, and what became of it."""

    port: int
    over: threading.Event = field(default_factory=threading.Event)
    outcomes: Counter[str] = field(default_factory=Counter)
    taken: list[float] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return where the server is asked."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, number: int) -> httpx.Client:
        """Return a client with an address of its own."""
        transport = httpx.HTTPTransport(local_address=f"127.0.1.{number}")
        return httpx.Client(base_url=self.address, transport=transport, timeout=60)

    def ways(self) -> list[Callable[[], None]]:
        """Return what each of them does, as many times as there are such; each has an address."""
        many: list[tuple[Callable[[int], None], int]] = [
            (self.ask_and_read, 3),
            (self.ask_what_kills, 2),
            (self.hang_up, 2),
            (self.read_slowly, 3),
            (self.hold_connections, 2),
        ]
        return [
            partial(way, 10 * place + number + 1)
            for place, (way, times) in enumerate(many)
            for number in range(times)
        ]

    def ask_and_read(self, number: int) -> None:
        """Read pages and ask questions, as ordinary clients do."""
        with self.client(number) as client:
            while not self.over.is_set():
                began = time.perf_counter()
                if random.random() < 0.5:
                    answer = client.get(random.choice(PAGES), headers={"Accept": "text/html"})
                else:
                    few = random.randrange(1, 10**6) % 50
                    query = f"SELECT * {{ ?s ?p ?o }} LIMIT {few} # {began}"
                    answer = client.post("/sparql", data={"query": query})
                self.taken.append(time.perf_counter() - began)
                self.outcomes[f"ordinary {answer.status_code}"] += 1
                time.sleep(random.uniform(0, 0.05))

    def ask_what_kills(self, number: int) -> None:
        """Ask the hostile queries of the tests, one after the other."""
        with self.client(number) as client:
            while not self.over.is_set():
                try:
                    answer = client.post("/sparql", data={"query": random.choice(KILLING)})
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
