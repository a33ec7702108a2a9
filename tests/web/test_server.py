import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_release import make_release

from ghtld.release import NoRelease
from ghtld.text import UserError
from ghtld.web.server import PortInUse, listen, open_site, serve

PROGRAM = """
import sys
from pathlib import Path
from ghtld.web.server import serve
serve(Path(sys.argv[1]), "127.0.0.1", 0, ready=lambda address: print(address, flush=True))
"""


def test_a_port_in_use_is_one_sentence(build):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse) as refused:
            serve(build, "127.0.0.1", port)
    assert str(port) in refused.value.fr
    assert str(port) in refused.value.en


def test_an_address_of_another_machine():
    with pytest.raises(UserError):
        listen("192.0.2.1", 0)


def test_a_missing_release(tmp_path):
    with pytest.raises(NoRelease):
        serve(tmp_path, "127.0.0.1", 0)


def test_a_release_without_its_store(tmp_path):
    release = make_release(tmp_path)
    release.store.rename(tmp_path / "elsewhere")
    with pytest.raises(NoRelease):
        open_site(tmp_path)


def test_serve_says_when_it_answers_and_stops_with_its_workers(build: Path):
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM, str(build)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        assert len(workers) == 1
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=20)
    assert "Traceback" not in errors
    assert not any(_runs(int(worker)) for worker in workers)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_small_answers_leave_at_once():
    """An answer held back by Nagle's algorithm took 40 ms more."""
    with listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP
