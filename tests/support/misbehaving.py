"""A server in front of a good engine that misbehaves when a query asks it to.

A query that has a comment ``# lie: NAME`` gets the lie of this name instead of an answer.
"""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import httpx

JSON = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x"}}]}}'
_LIE = re.compile(r"# lie: (\S+)")


class Liar(BaseHTTPRequestHandler):
    """One request: pass it on to the good engine, or misbehave."""

    protocol_version = "HTTP/1.1"
    good: str
    stolen: list[str]
    ended: threading.Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        query = parse_qs(body.decode()).get("query", [""])[0]
        found = _LIE.search(query)
        with suppress(ConnectionError):
            if found:
                LIES[found[1]](self)
            else:
                self._pass_on(body)

    def do_GET(self) -> None:
        """Note that somebody followed a redirect here."""
        self.stolen.append(self.path)
        self.answer(200, ROWS)

    def _pass_on(self, body: bytes) -> None:
        headers = {name: self.headers[name] for name in ("Accept", "Content-Type")}
        found = httpx.post(self.good, content=body, headers=headers, timeout=30)
        self.answer(found.status_code, found.content, found.headers["Content-Type"])

    def answer(
        self, status: int, body: bytes, kind: str = JSON, length: int | None = None, **more: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def chunks(self, parts: Iterator[bytes], kind: str = JSON, *, whole: bool = True) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in parts:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
            self.wfile.flush()
        if whole:
            self.wfile.write(b"0\r\n\r\n")
        self.hang_up()

    def hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True

    def drip(self) -> Iterator[bytes]:
        while not self.ended.wait(0.05):
            yield b" "

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def silent(liar: Liar) -> None:
    liar.ended.wait(30)
    liar.hang_up()


def until_gone(liar: Liar) -> None:
    """Drip an answer until the one who asked has left, then say so."""
    try:
        liar.chunks(liar.drip())
    except ConnectionError:
        liar.stolen.append("gone")


def unframed(liar: Liar) -> None:
    liar.send_response(200)
    liar.send_header("Content-Type", JSON)
    liar.send_header("Connection", "close")
    liar.end_headers()
    liar.wfile.write(ROWS)
    liar.hang_up()


def short(liar: Liar) -> None:
    liar.answer(200, ROWS[:40], length=len(ROWS))
    liar.hang_up()


def garbage(liar: Liar) -> None:
    liar.wfile.write(b"\x00\x01\x02 this is not HTTP\r\n\r\n")
    liar.hang_up()


def endless() -> Iterator[bytes]:
    yield ROWS[:-3]
    while True:
        yield b"," + ROWS[46:-3] * 1000


def rows(count: int) -> Iterator[bytes]:
    yield b"s\r\n"
    yield from (b"%d\r\n" % number * 1000 for number in range(count))


LIES: dict[str, Callable[[Liar], None]] = {
    "silent": silent,
    "until-gone": until_gone,
    "drip": lambda liar: liar.chunks(liar.drip()),
    "short": short,
    "unframed": unframed,
    "broken-chunks": lambda liar: liar.chunks(iter([ROWS[:40]]), whole=False),
    "half-json": lambda liar: liar.answer(200, ROWS[:60]),
    "half-json-that-ends-well": lambda liar: liar.answer(200, ROWS[:-2]),
    "half-xml": lambda liar: liar.answer(
        200, b"<sparql><head/><results><resu", "application/sparql-results+xml"
    ),
    "empty": lambda liar: liar.answer(200, b""),
    "capped": lambda liar: liar.answer(200, ROWS, X_SPARQL_MaxRows="1"),
    "partial": lambda liar: liar.answer(200, ROWS, X_SQL_State="S1TAT"),
    "page": lambda liar: liar.answer(200, b"<h1>Welcome</h1>", "text/html"),
    "csv": lambda liar: liar.answer(200, b"s\r\nx\r\n", "text/csv"),
    "untyped": lambda liar: liar.answer(200, ROWS, ""),
    "packed": lambda liar: liar.answer(200, gzip.compress(ROWS), Content_Encoding="gzip"),
    "error": lambda liar: liar.answer(500, b"Traceback: out of cheese", "text/plain"),
    "login": lambda liar: liar.answer(401, b"", WWW_Authenticate="Basic"),
    "redirect": lambda liar: liar.answer(302, b"", Location="/elsewhere"),
    "redirect-loop": lambda liar: liar.answer(307, b"", Location=liar.path),
    "busy": lambda liar: liar.answer(503, b"", Retry_After="7"),
    "late": lambda liar: liar.answer(504, b""),
    "syntax": lambda liar: liar.answer(400, b"Line 3:\n <b>unknown</b> function", "text/plain"),
    "garbage": garbage,
    "nothing": lambda liar: liar.hang_up(),
    "huge": lambda liar: liar.answer(200, b"", length=10**12),
    "endless": lambda liar: liar.chunks(endless()),
    "long-and-cut": lambda liar: liar.chunks(rows(200), "text/csv", whole=False),
    "long": lambda liar: liar.chunks(rows(20), "text/csv"),
}


@contextmanager
def misbehaving(good: str) -> Iterator[tuple[str, list[str]]]:
    """Run a liar before the endpoint at ``good``; give its address and who went astray."""
    stolen: list[str] = []
    ended = threading.Event()
    kind = type("Bound", (Liar,), {"good": good, "stolen": stolen, "ended": ended})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql", stolen
    finally:
        ended.set()
        server.shutdown()
        thread.join()
        time.sleep(0)
        server.server_close()
