"""The parent's side of one worker process: start it, give it a task, kill it, say how it died.

And what crosses the pipe, as the parent writes and reads it: tasks out, refusals in.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NotRequired, Protocol, TypedDict, cast

import pyoxigraph

import ghtld
from ghtld import iris
from ghtld.engine import frames
from ghtld.engine.interface import (
    DataDamaged,
    DataSet,
    DeadlineExceeded,
    EngineFailed,
    FormatUnfit,
    Limits,
    MemoryExceeded,
    Question,
    Refusal,
    ResultTooLarge,
    ServiceForbidden,
    StackExceeded,
    SyntaxRefused,
    UnknownFunction,
)
from ghtld.engine.query import Scan
from ghtld.integrity import says_damage

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


class Task(TypedDict):
    """A question as plain JSON.

    ``default`` and ``named`` are graphs by IRI, absent where the query's own words decide;
    ``disjoint`` tells that no two default graphs share a triple. Relative IRIs are resolved against
    ``base``.
    """

    text: str
    media_type: str
    deadline: float
    base: NotRequired[str]
    default: NotRequired[list[str]]
    named: NotRequired[list[str]]
    disjoint: NotRequired[bool]


def task_of(question: Question, found: Scan, default: DataSet, limits: Limits) -> Task:
    """Return ``question`` as plain JSON.

    The data set is the one that the protocol names, else the one that the query names, else
    ``default``, whose graphs share no triple (SPARQL 1.1 Protocol, section 2.1.4).
    """
    task = Task(
        text=question.text,
        media_type=question.format.media_type,
        deadline=limits.deadline,
        base=iris.BASE,
    )
    data_set = question.data_set
    if data_set is None:
        data_set = found.data_set if found.names_data_set else default
    if data_set is not None:
        task["default"] = list(dict.fromkeys(data_set.default))
        task["disjoint"] = set(data_set.default) <= set(default.default)
        if data_set.named is not None:
            task["named"] = list(dict.fromkeys(data_set.named))
    return task


def refusal_of(said: Mapping[str, Any]) -> Refusal:
    """Return the refusal that a worker tells of."""
    match said:
        case {"syntax": (int(line), int(column), str(after), list(expected), str(words))}:
            return SyntaxRefused(line, column, after, tuple(expected), words)
        case {"function": str(name)}:
            return UnknownFunction(name)
        case {"service": True}:
            return ServiceForbidden()
        case {"unfit": str(what), "instead": str(instead)}:
            return FormatUnfit(what, instead)
        case {"too_large": True}:
            return ResultTooLarge()
        case {"failed": str(reason)} if says_damage(reason):
            return DataDamaged(reason)
        case {"failed": str(reason)} if "memory" in reason.lower():
            return MemoryExceeded()
        case other:
            return EngineFailed(str(other))


class Consumer(Protocol):
    """Who takes what a worker sends in answer to one task, as it comes."""

    def take_part(self, part: bytes) -> None:
        """Take the next bytes of the answer."""

    def take_end(self, reason: Refusal | None) -> None:
        """The answer is whole, or the worker refuses; it can be given another task."""

    def take_loss(self) -> None:
        """The worker is gone; ``cause_of_death`` tells why."""


class _Pipe(asyncio.Protocol):
    """The frames that a worker sends: each is handed on as it comes."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._received = bytearray()
        self.on_frame: Callable[[int, bytes], None] = lambda _kind, _payload: None
        self.on_loss: Callable[[], None] = lambda: None
        self.gone = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that nothing more will come."""
        self.gone = True
        self.on_loss()

    def data_received(self, data: bytes) -> None:
        """Hand on what the worker sent, frame by frame."""
        received = self._received
        received += data
        start, end = 0, len(received)
        while end - start >= frames.HEAD_SIZE:
            kind, size = frames.unpack_head(received[start : start + frames.HEAD_SIZE])
            begin = start + frames.HEAD_SIZE
            if end - begin < size:
                break
            start = begin + size
            self.on_frame(kind, bytes(memoryview(received)[begin:start]))
        if start:
            del received[:start]


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
    """One worker process and the pipe to it. It answers one task at a time.

    ``finished`` tells that it can be given a task, ``retired`` that it has grown too fat for one,
    ``was_halted`` that it was found stopped from outside.
    """

    def __init__(self, process: subprocess.Popen[bytes], pipe: _Pipe) -> None:
        self._process = process
        self._pipe = pipe
        self._consumer: Consumer | None = None
        self._when_lost: Callable[[], None] = lambda: None
        self.finished = True
        self.retired = self.was_halted = False
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
        pipe, ready = _Pipe(), asyncio.get_running_loop().create_future()

        def settle(kind: int = frames.END, payload: bytes = b"") -> None:
            if not ready.done():
                ready.set_result((kind, payload))

        # Before there is a connection: a worker may be ready as soon as there is one.
        pipe.on_frame, pipe.on_loss = settle, settle
        try:
            await asyncio.get_running_loop().create_connection(lambda: pipe, sock=ours)
        except BaseException:
            # Stopped while starting: nobody else knows of the process yet.
            ours.close()
            process.kill()
            process.wait()
            raise
        worker = cls(process, pipe)
        await worker._wait_until(ready)
        return worker

    async def _wait_until(self, ready: asyncio.Future[tuple[int, bytes]]) -> None:
        try:
            async with asyncio.timeout(_START_WITHIN):
                kind, payload = await ready
        except BaseException as reason:
            await self.end()
            if isinstance(reason, TimeoutError):
                raise EngineFailed("the worker did not start") from reason
            raise
        if kind != frames.READY:
            await self.end()
            if kind == frames.REFUSAL:
                raise refusal_of(json.loads(payload))
            raise EngineFailed("the worker did not start")
        self._pipe.on_frame, self._pipe.on_loss = self._take, self._lose

    def begin(self, task: Task, consumer: Consumer) -> None:
        """Send a task; what comes back goes to ``consumer``."""
        self.finished = False
        self.asked = asyncio.get_running_loop().time()
        self._consumer = consumer
        self._pipe.transport.write(frames.pack(frames.TASK, json.dumps(task).encode()))
        if self._pipe.gone:
            asyncio.get_running_loop().call_soon(self._lose)

    def leave(self) -> None:
        """Take nothing more of what the worker sends; it has to be killed unless it finished."""
        self._consumer = None

    def pause(self) -> None:
        """Make the worker wait before it sends more."""
        self._pipe.transport.pause_reading()

    def resume(self) -> None:
        """Let the worker go on."""
        if not self._pipe.transport.is_closing():
            self._pipe.transport.resume_reading()

    def _take(self, kind: int, payload: bytes) -> None:
        consumer = self._consumer
        if kind == frames.DATA:
            if consumer is not None:
                consumer.take_part(payload)
            return
        self.finished = True
        self.retired = kind == frames.RETIRE
        self._consumer = None
        if consumer is not None:
            refused = kind == frames.REFUSAL
            consumer.take_end(refusal_of(json.loads(payload)) if refused else None)

    def _lose(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            consumer.take_loss()
        else:
            self._when_lost()

    def when_lost(self, act: Callable[[], None]) -> None:
        """Have ``act`` called when the worker is gone and nobody takes what it sends."""
        self._when_lost = act
        if self._pipe.gone:
            asyncio.get_running_loop().call_soon(act)

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
        """Kill the worker at once."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Kill the worker, close the pipe and wait for the process to be gone."""
        self._consumer, self._when_lost = None, lambda: None
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

    async def cause_of_death(self) -> Refusal:
        """Wait until the process is gone, and return the refusal that this is."""
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
