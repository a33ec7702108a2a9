"""The real command in a process of its own, as an operator starts it."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families


@dataclass
class Command:
    """A server: its process, its address, and, once it has ended, what it wrote on stderr."""

    process: subprocess.Popen[str]
    address: str
    said: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def figure(self, name: str, **labels: str) -> float:
        """Return the sum of the samples of a metric that have these labels."""
        text = httpx.get(f"{self.address}/metrics", timeout=20).text
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    @property
    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    @property
    def workers(self) -> list[int]:
        """Return the process ids of its workers."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


SERVE = (sys.executable, "-W", "error", "-m", "ghtld", "--lang", "en", "serve", "--port", "0")


def start(
    build: Path,
    *options: str,
    environment: dict[str, str] | None = None,
    descriptors: tuple[int, int] | None = None,
    within: Sequence[str] = (),
) -> subprocess.Popen[str]:
    """Start the command on a free port; ``descriptors`` are its soft and hard limit, ``within`` is
    the command that it is run by.
    """

    def limit() -> None:
        if descriptors is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, descriptors)

    return subprocess.Popen(
        [*within, *SERVE, "--build", str(build), *options],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
        preexec_fn=limit,  # noqa: PLW1509 - no thread of a test forks at the same time
    )


@contextmanager
def command(build: Path, *options: str, **how: object) -> Iterator[Command]:
    """Run the real command until the test is done; see ``start``."""
    with start(build, *options, **how) as server:  # type: ignore[arg-type]
        assert server.stdout is not None
        first = server.stdout.readline()
        made = Command(server, first.split()[-1].rstrip("/") if first else "")
        try:
            assert "listens on" in first, (first, server.stderr and server.stderr.read())
            yield made
        finally:
            server.send_signal(signal.SIGINT)
            made.said += server.communicate(timeout=40)[1].splitlines()
