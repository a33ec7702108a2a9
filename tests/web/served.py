"""A site served from a thread, over real sockets."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from ghtld.engine.interface import Limits
from ghtld.web.app import create_app
from ghtld.web.server import listen, open_site


@contextmanager
def serving(build: Path, limits: Limits) -> Iterator[str]:
    """Serve a build folder from a thread, over real sockets; give the address."""
    site = open_site(build, limits=limits)
    app = create_app(lambda: site)
    with listen("127.0.0.1", 0) as listening:
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
