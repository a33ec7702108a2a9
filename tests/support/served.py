"""A build folder served from a thread, over real sockets."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from ghtld.engine.interface import Limits
from ghtld.web.app import create_app
from ghtld.web.configuration import Configuration
from ghtld.web.http.connections import Patience
from ghtld.web.server import listen, opener, server_of
from ghtld.web.site import CACHE_BYTES
from ghtld.web.sites import Sites, Times


@dataclass(frozen=True)
class Served:
    """A server: its address, and the sites behind it."""

    address: str
    sites: Sites

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])


@contextmanager
def running(
    build: Path,
    limits: Limits | None = None,
    *,
    configuration: Configuration | None = None,
    patience: Patience | None = None,
    times: Times | None = None,
    cache: int = CACHE_BYTES,
) -> Iterator[Served]:
    """Serve a build folder from a thread; give the server."""
    limits = limits or Limits()
    sites = Sites(build, opener(1, limits, cache), times)
    config = server_of(create_app(sites, configuration), limits, patience)
    with listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while thread.is_alive() and not server.started:
            time.sleep(0.005)
        try:
            yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", sites)
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def serving(build: Path, limits: Limits) -> Iterator[str]:
    """Serve a build folder from a thread; give the address."""
    with running(build, limits) as served:
        yield served.address
