"""Requests as bytes on a socket: what no well-behaved client library sends."""

import socket
from contextlib import suppress


def exchange(port: int, sent: bytes, timeout: float = 20) -> bytes:
    """Send bytes, and return all that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        with suppress(ConnectionError):
            connection.sendall(sent)
        return receive_all(connection)


def receive_all(connection: socket.socket) -> bytes:
    """Return all that comes until the other side closes."""
    received = bytearray()
    with suppress(ConnectionError):
        while part := connection.recv(65536):
            received += part
    return bytes(received)


def status(answer: bytes) -> int:
    """Return the status of the first answer among bytes received."""
    return int(answer.split(b" ", 2)[1])


def request(path: str, *headers: str, method: str = "GET") -> bytes:
    """Return a request that asks for its connection to be closed."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
