"""The parent's side of one worker process: start it, give it a task, kill it, say how it died."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from ghtld.engine import frames
from ghtld.engine.evaluate import Task
from ghtld.engine.frames import Kind
from ghtld.engine.interface import (
    DeadlineExceeded,
    EngineFailed,
    Limits,
    MemoryExceeded,
    NestedTooDeep,
    Refusal,
    ResultTooLarge,
    ServiceForbidden,
    SyntaxRefused,
)

_READ_AHEAD = 4 * 2**20
_START_WITHIN = 30.0
_GONE = (asyncio.IncompleteReadError, ConnectionError)


class WorkerProcess:
    """One worker process and the pipe to it. It answers one task at a time."""

    def __init__(self, process: subprocess.Popen[bytes], connection: socket.socket) -> None:
        self._process = process
        self._connection = connection
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        self._late = False
        self.finished = True

    @classmethod
    async def start(cls, store: Path, limits: Limits) -> WorkerProcess:
        """Start a worker and wait until it is ready; raise EngineFailed when it can't open."""
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "ghtld.engine.worker", str(theirs.fileno())]
        command += [str(store), str(limits.memory), str(limits.answer)]
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        worker = cls(process, ours)
        worker._reader, worker._writer = await asyncio.open_connection(sock=ours, limit=_READ_AHEAD)
        await worker._wait_until_ready()
        return worker

    async def _wait_until_ready(self) -> None:
        try:
            async with asyncio.timeout(_START_WITHIN):
                kind, payload = await self._frame()
        except (*_GONE, TimeoutError) as reason:
            await self.end()
            raise EngineFailed("the worker did not start") from reason
        if kind != Kind.READY:
            await self.end()
            raise _refusal(payload)

    async def begin(self, task: Task) -> None:
        """Send a task."""
        self.finished = False
        self._writer.write(frames.pack_json(Kind.TASK, task))
        with suppress(ConnectionError):
            await self._writer.drain()

    async def part(self) -> bytes | None:
        """Return the next bytes of the answer, None at its end; raise the Refusal there is."""
        try:
            kind, payload = await self._frame()
        except _GONE as reason:
            raise await self._cause_of_death() from reason
        self.finished = kind in (Kind.END, Kind.REFUSAL)
        if kind == Kind.REFUSAL:
            raise _refusal(payload)
        return payload if kind == Kind.DATA else None

    async def _frame(self) -> tuple[Kind, bytes]:
        kind, size = frames.unpack_head(await self._reader.readexactly(frames.HEAD_SIZE))
        return kind, await self._reader.readexactly(size)

    def expire(self) -> None:
        """Kill the worker because the deadline has passed."""
        self._late = True
        self.kill()

    def kill(self) -> None:
        """Kill the worker at once; bytes it has sent can still be read."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Kill the worker, close the pipe and wait for the process to be gone."""
        self.kill()
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()
        await self._exit_code()

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    async def _exit_code(self) -> int:
        while (code := self._process.poll()) is None:
            await asyncio.sleep(0.002)
        return code

    async def _cause_of_death(self) -> Refusal:
        code = await self._exit_code()
        if self._late or code == -signal.SIGALRM:
            return DeadlineExceeded()
        if code == -signal.SIGABRT:
            return MemoryExceeded()
        if code == -signal.SIGSEGV:
            return NestedTooDeep()
        return EngineFailed(f"the worker ended with code {code}")


def _refusal(payload: bytes) -> Refusal:
    match json.loads(payload):
        case {"syntax": [int(line), int(column), str(after), list(expected)]}:
            return SyntaxRefused(line, column, after, tuple(expected))
        case {"service": True}:
            return ServiceForbidden()
        case {"too_large": True}:
            return ResultTooLarge()
        case {"failed": str(reason)} if "memory" in reason.lower():
            return MemoryExceeded()
        case other:
            return EngineFailed(str(other))
