"""Frames on a pipe: one byte that says what it is, four bytes of length, the payload.

The worker imports this: nothing here may import more than the interpreter has loaded already.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

HEAD_SIZE = 5
FRAME = 64 * 1024
"""How many bytes of an answer are gathered before they are sent."""

READY, TASK, DATA, END, RETIRE, REFUSAL = range(1, 7)
"""What a frame carries. RETIRE ends an answer, and says that its worker has grown too fat."""

_AT_ONCE = 256 * 1024


def head(kind: int, size: int) -> bytes:
    """Return the head of a frame whose payload has ``size`` bytes."""
    return bytes((kind,)) + size.to_bytes(4, "big")


def pack(kind: int, payload: bytes = b"") -> bytes:
    """Return the bytes of one frame."""
    return head(kind, len(payload)) + payload


def unpack_head(received: bytes | bytearray) -> tuple[int, int]:
    """Return the kind of a frame and the size of its payload."""
    return received[0], int.from_bytes(received[1:HEAD_SIZE], "big")


def receive(descriptor: int) -> tuple[int, bytes] | None:
    """Read the one frame that was sent; return None when the other side is gone."""
    received = os.read(descriptor, _AT_ONCE)
    while len(received) < HEAD_SIZE or len(received) < HEAD_SIZE + unpack_head(received)[1]:
        part = os.read(descriptor, _AT_ONCE)
        if not part:
            return None
        received += part
    return received[0], received[HEAD_SIZE:]


def send(descriptor: int, sent: Buffer) -> None:
    """Write all of ``sent``; raise BrokenPipeError when the other side is gone."""
    view = memoryview(sent)
    while view:
        view = view[os.write(descriptor, view) :]


class AnswerTooLarge(Exception):
    """More bytes were written than the limit."""


class FrameWriter:
    """A binary stream that sends what is written to it as DATA frames, up to a limit.

    Nothing leaves before a frame is full or ``finish`` is called, so that a refusal of a small
    answer comes before its first byte, and a small answer with its end in one piece.
    """

    def __init__(self, descriptor: int, limit: int) -> None:
        self._descriptor = descriptor
        self._left = limit
        self._waiting: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take ``data``; raise AnswerTooLarge past the limit."""
        size = len(data)
        self._left -= size
        if self._left < 0:
            raise AnswerTooLarge
        self._waiting.append(data)
        self._size += size
        if self._size >= FRAME:
            send(self._descriptor, self._gathered())
        return size

    def flush(self) -> None:
        """Do nothing: a frame leaves when it is full."""

    def finish(self, kind: int = END) -> None:
        """Send what waits, and the frame that ends the answer."""
        waiting = self._gathered() if self._size else b""
        send(self._descriptor, waiting + head(kind, 0))

    def _gathered(self) -> bytes:
        frame = b"".join((head(DATA, self._size), *self._waiting))
        self._waiting.clear()
        self._size = 0
        return frame
