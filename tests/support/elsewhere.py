"""Our server in front of another engine, over real sockets."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn

from ghtld.engine.backend import Backend
from ghtld.engine.interface import Limits
from ghtld.web.app import create_app
from ghtld.web.server import listen, opener, server_of
from ghtld.web.sites import Sites


@contextmanager
def serving_elsewhere(build: Path, endpoint: str, limits: Limits | None = None) -> Iterator[str]:
    """Serve a build folder over the engine at ``endpoint``; give the address."""
    limits = limits or Limits()
    sites = Sites(build, opener(1, limits, engine=Backend.at(endpoint)))
    config = server_of(create_app(sites), limits)
    with listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def eventually_ready(client: httpx.Client) -> bool:
    """Wait until the server has looked again at an engine that it found bad a moment ago."""
    until = time.monotonic() + 60
    while client.get("/readyz").status_code != 200:
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
