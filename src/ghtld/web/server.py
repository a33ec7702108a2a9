"""Serve the current release of a build folder: one front process and its workers."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from ghtld import release
from ghtld.engine.interface import DataSet, Limits
from ghtld.engine.pool import Pool
from ghtld.web.app import create_app
from ghtld.web.site import Site

Ready = Callable[[str], None]


class CannotServe(Exception):
    """The server can't start; says why and what to do, in both languages."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(fr)
        self.fr = fr
        self.en = en


class PortInUse(CannotServe):
    """Another program listens on the port already."""


class _Server(uvicorn.Server):
    """A uvicorn server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def open_site(build: Path, workers: int = 1, limits: Limits | None = None) -> Site:
    """Return the site of the current release; raise NoRelease when there is none to serve."""
    limits = limits or Limits()
    current = release.current(build)
    default = DataSet(current.manifest.default_graphs)
    return Site(current, Pool(current.store, default, workers, limits), limits)


def serve(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    build: Path,
    host: str,
    port: int,
    workers: int = 1,
    deadline: float = 10.0,
    ready: Ready | None = None,
) -> None:
    """Serve until stopped; ``ready`` is told the address once the server answers.

    Raises NoRelease when there is nothing to serve, CannotServe when the address can't be had.
    """
    site = open_site(build, workers, Limits(deadline=deadline))
    with listen(host, port) as listening:
        address = f"http://{_in_url(host)}:{listening.getsockname()[1]}/"
        config = uvicorn.Config(
            create_app(lambda: site),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            lifespan="on",
        )
        server = _Server(config, lambda: ready(address) if ready else None)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    if not server.started:
        raise CannotServe(
            "Le serveur n’a pas pu démarrer ; relancez « ghtld build » puis « ghtld serve ».",
            "The server could not start; run “ghtld build” again, then “ghtld serve”.",
        )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to ``host`` and ``port``; raise CannotServe when that is impossible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once (TCP_NODELAY) only where the protocol is named.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(2048)
    except OSError as reason:
        bound.close()
        if reason.errno == errno.EADDRINUSE:
            raise _port_in_use(port) from reason
        raise CannotServe(
            f"Impossible d’écouter sur {host}:{port} ({reason.strerror}) ; "
            "choisissez une autre adresse avec --host et --port.",
            f"Can’t listen on {host}:{port} ({reason.strerror}); "
            "choose another address with --host and --port.",
        ) from reason
    return bound


def _port_in_use(port: int) -> PortInUse:
    return PortInUse(
        f"Le port {port} est déjà pris : arrêtez l’autre programme ou choisissez-en un autre "
        "avec --port.",
        f"Port {port} is in use: stop the other program or choose another one with --port.",
    )


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
