"""The parent's side of one worker process: start it, give it a task, kill it, say how it died."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

import pyoxigraph

import ghtld
from ghtld.engine import frames
from ghtld.engine.exchange import Task, refusal_of
from ghtld.engine.interface import (
    DeadlineExceeded,
    EngineFailed,
    Limits,
    MemoryExceeded,
    Refusal,
    StackExceeded,
)

_READ_AHEAD = 16
"""How many frames wait here before the worker is made to wait."""
_START_WITHIN = 30.0
_DIES_WITHIN = 1.0
_HALTED = ("T", "t", "Z", "X", "x")
"""States of a process that answers nothing: stopped, traced, dead (proc(5))."""
_PATHS = [str(Path(package.__file__ or "").parents[1]) for package in (ghtld, pyoxigraph)]
_PROGRAM = f"""\
import sys
sys.path[:0] = {_PATHS!r}
from ghtld.engine.worker import main
main(sys.argv[1:])
"""
_COMMAND = (sys.executable, "-I", "-S", "-c", _PROGRAM)
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"} | {
    name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ
}


class _Gone(Exception):
    """The worker has closed its side of the pipe."""


class _Pipe(asyncio.Protocol):
    """The frames that a worker sends, in order; a worker that is too far ahead is made to wait."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._received = bytearray()
        self._frames: deque[tuple[int, bytes]] = deque()
        self._wanted: asyncio.Future[None] | None = None
        self._paused = False
        self.gone = False
        self.on_loss: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that nothing more will come."""
        self.gone = True
        self._wake()
        if self.on_loss is not None:
            self.on_loss()

    def data_received(self, data: bytes) -> None:
        """Take what the worker sent."""
        received = self._received
        received += data
        start, end = 0, len(received)
        while end - start >= frames.HEAD_SIZE:
            kind, size = frames.unpack_head(received[start : start + frames.HEAD_SIZE])
            begin = start + frames.HEAD_SIZE
            if end - begin < size:
                break
            start = begin + size
            self._frames.append((kind, bytes(memoryview(received)[begin:start])))
        if start:
            del received[:start]
            self._wake()
        if len(self._frames) > _READ_AHEAD and not self._paused:
            self._paused = True
            self.transport.pause_reading()

    def _wake(self) -> None:
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result(None)

    @property
    def has_frame(self) -> bool:
        """Tell whether a frame has come that nobody has read."""
        return bool(self._frames)

    async def frame(self) -> tuple[int, bytes]:
        """Return the next frame; raise _Gone when none will come."""
        while not self._frames:
            if self.gone:
                raise _Gone
            self._wanted = asyncio.get_running_loop().create_future()
            await self._wanted
        if self._paused:
            self._paused = False
            self.transport.resume_reading()
        return self._frames.popleft()


def _spawn(
    pipe: int, store: Path, limits: Limits, command: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    arguments = (str(pipe), str(limits.memory), str(limits.answer), str(store))
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        (*command, *arguments),
        pass_fds=[pipe],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=_ENVIRONMENT,
    )


class WorkerProcess:
    """One worker process and the pipe to it. It answers one task at a time."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: _Pipe) -> None:
        self._process = process
        self._pipe = pipe
        self.finished = True
        self.retired = False
        self.asked = 0.0

    @classmethod
    async def start(
        cls, store: Path, limits: Limits, command: tuple[str, ...] = _COMMAND
    ) -> WorkerProcess:
        """Start a worker and wait until it is ready; raise EngineFailed when it can't open.

        Raises OSError when the system has no descriptor, process or memory to give. Whatever keeps
        it from starting leaves no descriptor and no process behind.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = _spawn(theirs.fileno(), store, limits, command)
        except BaseException:
            ours.close()
            raise
        try:
            _, pipe = await asyncio.get_running_loop().create_connection(_Pipe, sock=ours)
        except BaseException:
            # Stopped while starting: nobody else knows of the process yet.
            ours.close()
            process.kill()
            process.wait()
            raise
        worker = cls(process, pipe)
        await worker._wait_until_ready()
        return worker

    async def _wait_until_ready(self) -> None:
        try:
            async with asyncio.timeout(_START_WITHIN):
                kind, payload = await self._pipe.frame()
        except BaseException as reason:
            await self.end()
            if isinstance(reason, _Gone | TimeoutError):
                raise EngineFailed("the worker did not start") from reason
            raise
        if kind != frames.READY:
            await self.end()
            raise refusal_of(json.loads(payload))

    def begin(self, task: Task) -> None:
        """Send a task."""
        self.finished = False
        self.asked = asyncio.get_running_loop().time()
        self._pipe.transport.write(frames.pack(frames.TASK, json.dumps(task).encode()))

    @property
    def has_part(self) -> bool:
        """Tell whether the next part is here already."""
        return self._pipe.has_frame

    async def part(self) -> bytes | None:
        """Return the next bytes of the answer, None at its end; raise the Refusal there is."""
        try:
            kind, payload = await self._pipe.frame()
        except _Gone as reason:
            raise await self._cause_of_death() from reason
        if kind == frames.DATA:
            return payload
        self.finished = True
        self.retired = kind == frames.RETIRE
        if kind == frames.REFUSAL:
            raise refusal_of(json.loads(payload))
        return None

    def when_lost(self, act: Callable[[], None]) -> None:
        """Have ``act`` called once, when the worker is gone for whatever reason."""
        self._pipe.on_loss = act

    @property
    def is_lost(self) -> bool:
        """Tell whether the worker is known to be gone."""
        return self._pipe.gone

    @property
    def is_halted(self) -> bool:
        """Tell whether the process is stopped or gone, whatever is known of its pipe."""
        try:
            state = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return True
        return state.rpartition(")")[2].split()[0] in _HALTED

    def kill(self) -> None:
        """Kill the worker at once; bytes it has sent can still be read."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Kill the worker, close the pipe and wait for the process to be gone."""
        self._pipe.on_loss = None
        self.kill()
        self._pipe.transport.abort()
        try:
            await self._exit_code()
        except asyncio.CancelledError:
            self._process.wait()  # it was killed: this takes no time worth a zombie
            raise

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    async def _exit_code(self) -> int:
        while (code := self._process.poll()) is None:
            await asyncio.sleep(0.002)
        return code

    async def _cause_of_death(self) -> Refusal:
        try:
            async with asyncio.timeout(_DIES_WITHIN):
                code = await self._exit_code()
        except TimeoutError:
            self.kill()  # it has let go of its pipe, and of nothing else
            code = await self._exit_code()
        if code == -signal.SIGALRM:
            return DeadlineExceeded()
        if code == -signal.SIGABRT:
            return MemoryExceeded()
        if code == -signal.SIGSEGV:
            return StackExceeded()
        return EngineFailed(f"the worker ended with code {code}")
