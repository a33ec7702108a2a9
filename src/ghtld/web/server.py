"""Serve the current release of a build folder: one front process and its workers."""

from __future__ import annotations

import ctypes
import errno
import gc
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn
from pyoxigraph import NamedNode
from starlette.types import ASGIApp

from ghtld import release
from ghtld.engine import descriptors
from ghtld.engine.backend import Backend
from ghtld.engine.interface import Counts, DataSet, Limits
from ghtld.engine.pool import Pool
from ghtld.engine.remote import Remote
from ghtld.engine.spool import temporary_room
from ghtld.engine.verification import RemoteStatements, Verifier
from ghtld.release import NoRelease, Release, open_store
from ghtld.text import UserError
from ghtld.web.app import create_app
from ghtld.web.changes.table import changes_of
from ghtld.web.configuration import Configuration
from ghtld.web.http.connections import Patience, patient
from ghtld.web.national.country_labels import country
from ghtld.web.search.home import tally
from ghtld.web.site import CACHE_BYTES, Site
from ghtld.web.sites import Opener, Sites

Ready = Callable[[str], None]
Say = Callable[[str, str], None]
"""Tells the operator a sentence, in French and English."""
_BACKLOG = 2048
_OBJECTS_BETWEEN_ROUNDS = 10_000


class PortInUse(UserError):
    """Another program listens on the port already."""


class _Server(uvicorn.Server):
    """A uvicorn server that says when it answers; ``failure`` is why it never did."""

    def __init__(self, config: uvicorn.Config, sites: Sites, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._sites = sites
        self._ready = ready
        self.failure: Exception | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        try:
            # Here, for uvicorn writes down what fails in the lifespan of the application itself.
            await self._sites.start()
        except Exception as reason:
            self.failure = reason
            self.should_exit = True
            await self._sites.stop()
            return
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Turn away who waits for a worker, let the others end, then stop."""
        self._sites.drain()
        await super().shutdown(sockets)


_PRELOAD = (lambda site: site.derived(tally), country, changes_of)
"""What every release is asked for before it is served, to be had should it leave the disk."""


def open_site(build: Path, workers: int = 1, limits: Limits | None = None) -> Site:
    """Return the site of the current release; raise NoRelease when there is none to serve."""
    return opener(workers, limits or Limits())(release.current(build))


def opener(
    workers: int, limits: Limits, cache: int = CACHE_BYTES, engine: Backend | None = None
) -> Opener:
    """Return what opens the site of a release, with so many workers and bytes of cache.

    With another ``engine``, its endpoint and pages ask there. What the engines of one release
    after another did is counted in one place.
    """
    counts = Counts()
    if engine is not None:
        return _elsewhere(engine, limits, cache)

    def open_(found: Release) -> Site:
        default = DataSet(found.manifest.default_graphs)
        pool = Pool(found.store, default, workers, limits, counts)
        site = Site(found, pool, limits, cache)
        site.preload = _PRELOAD
        return site

    return open_


def server_of(
    app: ASGIApp,
    limits: Limits,
    patience: Patience | None = None,
    configuration: Configuration | None = None,
) -> uvicorn.Config:
    """Return how uvicorn serves ``app``: patient with slow clients, but not for ever.

    At the end, what is under way has the time that a query may take.
    """
    patience = patience or Patience()
    trusted = configuration.trusted_proxies if configuration else ()
    return uvicorn.Config(
        app,
        http=patient(patience, trusted),
        ws="none",
        loop="uvloop",
        log_level="error",  # what strangers send wrong is answered, and no news to the operator
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=round(patience.idle),
        timeout_graceful_shutdown=round(limits.deadline) + 5,
        lifespan="on",
    )


def serve(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    build: Path,
    host: str,
    port: int,
    workers: int = 1,
    limits: Limits | None = None,
    ready: Ready | None = None,
    configuration: Configuration | None = None,
    engine: Backend | None = None,
    cache: int = CACHE_BYTES,
    say: Say | None = None,
) -> None:
    """Serve until stopped; once the server answers ``say`` is told how much room it has, ``ready``
    its address.

    Raises NoRelease when there is nothing to serve or its store is damaged, UserError when the
    address can't be had or the system gives too little.
    """
    limits = limits or Limits()
    if threading.current_thread() is threading.main_thread():
        # Until the server listens to it, a hangup must not end it: it asks to look for a release.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _return_memory()
    _set_modules_aside()
    limit = _descriptors(release.current(build))
    sites = Sites(build, opener(workers, limits, cache, engine))
    patience = Patience()
    most = descriptors.connections(limit, patience.connections, workers)

    def tell(address: str) -> None:
        if say is not None:
            _say_room(say, limits, limit, most if most < patience.connections else None)
        if ready is not None:
            ready(address)

    with listen(host, port) as listening:
        address = f"http://{_in_url(host)}:{listening.getsockname()[1]}/"
        app = create_app(sites, configuration, warm_up=True)
        config = server_of(app, limits, patience.within(most), configuration)
        server = _Server(config, sites, lambda: tell(address))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    if isinstance(server.failure, NoRelease):
        raise server.failure
    if not server.started:
        raise UserError(
            "Le serveur n’a pas pu démarrer ; relancez « ghtld build » puis « ghtld serve ».",
            "The server could not start; run “ghtld build” again, then “ghtld serve”.",
        ) from server.failure


def _descriptors(found: Release) -> int:
    """Ask for all the descriptors that may be had, and return how many; raise UserError."""
    limit, needed = descriptors.raise_limit(), descriptors.needed(found.store)
    if limit < needed:
        raise UserError(
            f"Le système n’accorde que {limit} descripteurs de fichiers (ulimit -n) ; cette "
            f"édition en demande {needed} : augmentez cette limite.",
            f"The system grants only {limit} file descriptors (ulimit -n); this release needs "
            f"{needed}: raise that limit.",
        )
    return limit


def _say_room(say: Say, limits: Limits, limit: int, connections: int | None) -> None:
    """Say how much room answers to slow readers have, and where there is less than usual."""
    folder, free = temporary_room()
    given = min(limits.spool, free // 2)
    if not folder:
        say(
            "Aucun dossier temporaire n’est utilisable (TMPDIR) : les longues réponses avancent au "
            "pas de leurs lecteurs.",
            "No temporary folder can be used (TMPDIR): long answers go at the pace of their "
            "readers.",
        )
    else:
        say(
            f"{folder} a {_size(free)}o libres ; les réponses en attente de leurs lecteurs en "
            f"prendront {_size(given)}o au plus.",
            f"{folder} has {_size(free)}B free; answers that wait for their readers will take "
            f"{_size(given)}B at most.",
        )
    if connections is not None:
        say(
            f"{limit} descripteurs de fichiers (ulimit -n) suffisent pour {connections} connexions "
            "à la fois.",
            f"{limit} file descriptors (ulimit -n) are enough for {connections} connections at "
            "once.",
        )


def _size(count: int) -> str:
    """Return a number of bytes in millions or thousands, without the letter of its language."""
    return f"{count // 10**6} M" if count >= 10**7 else f"{count // 10**3} k"


def _return_memory() -> None:
    """Have the C library give large pieces back to the system, whatever the queries were.

    Left alone, glibc learns from large pieces to keep them, and a few long queries make a server
    fatter for ever. Other libraries have no such call.
    """
    trim_threshold, mmap_threshold, arenas = -1, -3, -8
    with suppress(AttributeError, OSError):
        library = ctypes.CDLL(None)
        library.mallopt(trim_threshold, 2**20)
        library.mallopt(mmap_threshold, 2**17)
        library.mallopt(arenas, 2)  # threads take turns anyway


def _set_modules_aside() -> None:
    """Take what is loaded by now out of the rounds of the collector, which stop every answer.

    Modules stay until the end; what comes after, releases above all, may go again.
    """
    gc.collect()
    gc.freeze()
    # What a page is made of lets go of itself: fewer rounds find as much, and hold up less.
    gc.set_threshold(_OBJECTS_BETWEEN_ROUNDS, 10, 10)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to ``host`` and ``port``; raise UserError when that is impossible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once (TCP_NODELAY) only where the protocol is named.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(_BACKLOG)
    except OSError as reason:
        bound.close()
        if reason.errno == errno.EADDRINUSE:
            raise _port_in_use(port) from reason
        raise UserError(
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


def _elsewhere(backend: Backend, limits: Limits, cache: int) -> Opener:
    """Return what opens the site of a release over the engine at ``backend``."""
    counts = Counts()

    def open_(found: Release) -> Site:
        store = open_store(found)
        verifier = Verifier(backend, store, limits.deadline)
        graphs = tuple(g.value for g in store.named_graphs() if isinstance(g, NamedNode))
        default = DataSet(found.manifest.default_graphs, graphs)
        site = Site(found, Remote(backend, default, verifier, limits, counts), limits, cache)
        site.statements = RemoteStatements(verifier, site.store)
        site.reads_store = False
        site.preload = _PRELOAD
        return site

    return open_
