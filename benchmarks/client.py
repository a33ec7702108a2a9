"""A client that costs as little as can be, so that it measures the server."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Server:
    """A server under measure: where it listens and what it must be told of the default graphs."""

    name: str
    port: int
    path: str = "/sparql"
    more: tuple[tuple[str, str], ...] = ()


class Client:
    """One connection that is kept, with as little work of its own as can be."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._socket = socket.create_connection(("127.0.0.1", server.port), timeout=600)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def ask(self, text: str, accept: str) -> int:
        """Send a query and read the whole answer; return how many bytes its body has."""
        more = urlencode([("query", text), *self._server.more])
        return self.get(f"{self._server.path}?{more}", accept)

    def get(self, address: str, accept: str = "*/*") -> int:
        """Read a whole document; return its bytes. What is no success ends the measure."""
        head = f"GET {address} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n"
        self._socket.sendall(head.encode())
        head = self._until(b"\r\n\r\n").decode("latin-1").lower()
        if int(head[9:12]) != 200:
            raise SystemExit(f"{self._server.name} answered {head[:200]} to {address}")
        if "transfer-encoding: chunked" not in head:
            return self._skip(int(head.partition("content-length:")[2].split()[0]))
        size = 0
        while part := int(self._until(b"\r\n"), 16):
            size += self._skip(part + 2) - 2
        self._skip(2)
        return size

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._received:
            self._more()
        found, _, self._received = self._received.partition(mark)
        return found

    def _skip(self, size: int) -> int:
        left = size - len(self._received)
        self._received = self._received[size:]
        while left > 0:
            self._more()
            left, self._received = left - len(self._received), self._received[left:]
        return size

    def _more(self) -> None:
        part = self._socket.recv(2**20)
        if not part:
            raise SystemExit(f"{self._server.name} closed the connection")
        self._received += part
