"""One killable process that answers questions over a read-only store: ``python -m …worker``.

Guards, in the order they are set: the store is opened and warmed; memory is capped; no further
file or socket can be opened (``RLIMIT_NOFILE`` = what is open already); and every question sets
an alarm by which the kernel ends the process, even when the parent is gone.
"""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from ghtld.engine.evaluate import Task, write_answer
from ghtld.engine.frames import AnswerTooLarge, FrameWriter, Kind, pack, pack_json, receive
from ghtld.engine.interface import EngineFailed, ServiceForbidden, SyntaxRefused

_GRACE = 1.0


def main(arguments: list[str]) -> None:
    """Serve questions on descriptor ``arguments[0]`` until the other side closes it."""
    descriptor, store_path, memory, answer_limit = arguments
    connection = socket.socket(fileno=int(descriptor))
    store = _open(connection, store_path)
    _cap_memory(int(memory))
    _close_doors()
    connection.sendall(pack(Kind.READY))
    while (frame := receive(connection)) is not None:
        _answer(connection, store, json.loads(frame[1]), int(answer_limit))


def _open(connection: socket.socket, path: str) -> Store:
    try:
        store = Store.read_only(path)
        for warming in ("SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 1", "ASK { ?s ?p ?o }"):
            write_answer(store, Task(text=warming, format="json", deadline=0.0), io.BytesIO())
    except (OSError, ValueError, EngineFailed) as reason:
        connection.sendall(pack_json(Kind.REFUSAL, {"failed": str(reason)}))
        sys.exit(1)
    return store


def _cap_memory(own: int) -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + own
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _close_doors() -> None:
    highest = max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, highest + 1))
    with suppress(OSError):
        while True:  # the gaps below the limit would be free descriptors
            os.open(os.devnull, os.O_RDONLY)


def _answer(connection: socket.socket, store: Store, task: Task, limit: int) -> None:
    signal.setitimer(signal.ITIMER_REAL, task["deadline"] + _GRACE)
    writer = FrameWriter(connection, limit)
    try:
        write_answer(store, task, writer)
        writer.finish()
    except BrokenPipeError:
        sys.exit(0)
    except Exception as reason:  # whatever it is, the parent must hear of it
        connection.sendall(pack_json(Kind.REFUSAL, _described(reason)))
    signal.setitimer(signal.ITIMER_REAL, 0)


def _described(reason: Exception) -> dict[str, Any]:
    match reason:
        case SyntaxRefused():
            return {"syntax": [reason.line, reason.column, reason.after, reason.expected]}
        case ServiceForbidden():
            return {"service": True}
        case AnswerTooLarge():
            return {"too_large": True}
        case EngineFailed():
            return {"failed": str(reason)}
    return {"failed": f"{type(reason).__name__}: {reason}"}


if __name__ == "__main__":
    main(sys.argv[1:])
