"""Run another server on the loopback interface for the time of a test."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def program(arguments: list[str], port: int) -> Iterator[None]:
    """Run a server until its port answers; end it afterwards."""
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            until = time.monotonic() + 30
            while not _answers(port):
                assert server.poll() is None, server.communicate()
                assert time.monotonic() < until
                time.sleep(0.05)
            yield
        finally:
            server.terminate()
            server.communicate(timeout=30)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
