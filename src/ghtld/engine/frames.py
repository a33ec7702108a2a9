"""Frames on a pipe: one byte that says what it is, four bytes of length, the payload."""

from __future__ import annotations

import io
import json
import socket
import struct
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_HEAD = struct.Struct("!BI")
HEAD_SIZE = _HEAD.size
FRAME = 64 * 1024
"""How many bytes of an answer are gathered before they are sent."""


class Kind(IntEnum):
    """What a frame carries."""

    READY = 1
    TASK = 2
    DATA = 3
    END = 4
    REFUSAL = 5


def pack(kind: Kind, payload: bytes = b"") -> bytes:
    """Return the bytes of one frame."""
    return _HEAD.pack(kind, len(payload)) + payload


def unpack_head(head: bytes) -> tuple[Kind, int]:
    """Return the kind of a frame and the size of its payload."""
    kind, size = _HEAD.unpack(head)
    return Kind(kind), size


def pack_json(kind: Kind, payload: object) -> bytes:
    """Return the bytes of one frame that carries JSON."""
    return pack(kind, json.dumps(payload).encode())


def receive(connection: socket.socket) -> tuple[Kind, bytes] | None:
    """Read one frame; return None when the other side is gone."""
    head = _exactly(connection, _HEAD.size)
    if head is None:
        return None
    kind, size = unpack_head(head)
    payload = _exactly(connection, size)
    return None if payload is None else (kind, payload)


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    received = bytearray()
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            return None
        received += part
    return bytes(received)


class AnswerTooLarge(Exception):
    """More bytes were written than the limit."""


class FrameWriter(io.RawIOBase):
    """A binary stream that sends what is written to it as DATA frames, up to a limit.

    Nothing leaves before a frame is full or ``finish`` is called, so that a refusal of a small
    answer comes before its first byte.
    """

    def __init__(self, connection: socket.socket, limit: int) -> None:
        super().__init__()
        self._connection = connection
        self._left = limit
        self._waiting = bytearray()

    def writable(self) -> bool:
        """Tell that one can write."""
        return True

    def write(self, data: Buffer) -> int:
        """Take ``data``; raise AnswerTooLarge past the limit."""
        size = memoryview(data).nbytes
        self._left -= size
        if self._left < 0:
            raise AnswerTooLarge
        self._waiting += data
        if len(self._waiting) >= FRAME:
            self._send()
        return size

    def finish(self) -> None:
        """Send what waits, then the frame that ends the answer."""
        if self._waiting:
            self._send()
        self._connection.sendall(pack(Kind.END))

    def _send(self) -> None:
        self._connection.sendall(pack(Kind.DATA, bytes(self._waiting)))
        self._waiting.clear()
