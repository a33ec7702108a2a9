"""The site that is served, and the change from one release to the next without a lost request.

``build/current`` is looked at when the server starts, every second, and on SIGHUP. Another release
is opened aside and proved by real questions before one reference switches to it. A request keeps
the site it began with; a site that is no longer served closes when its last request ends, or when
its time is up. A release that can't be served leaves the last good one in place, and ``state``
says so.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from ghtld import release
from ghtld.engine.interface import Refusal
from ghtld.release import NoRelease, Release
from ghtld.web.proof import hold, missing, prove
from ghtld.web.site import Site

_log = logging.getLogger(__name__)

Opener = Callable[[Release], Site]


@dataclass(frozen=True)
class Times:
    """Seconds: between two looks at ``build/current``, until a release that failed is tried again,
    and how long a site that is no longer served waits for its last request.
    """

    look: float = 1.0
    retry: float = 10.0
    grace: float = 60.0


@dataclass(frozen=True)
class State:
    """The hash and the folder's name of the release that is served, and why no newer one is."""

    release: str
    name: str
    problem: NoRelease | None = None


class Sites:
    """Calling it gives the site of the request under way, or the one that is served now."""

    def __init__(self, build: Path, opener: Opener, times: Times | None = None) -> None:
        """Open the current release; raise NoRelease when there is none to serve."""
        self._build = build
        self._open = opener
        self._times = times or Times()
        self._held: ContextVar[Site] = ContextVar("site")
        self._requests: dict[Site, int] = {}
        self._old: set[Site] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._failed: tuple[Path, float] | None = None
        self._problem: NoRelease | None = None
        self.latest = opener(release.current(build))

    def __call__(self) -> Site:
        """Return the site of the request under way; outside of one, the latest."""
        return self._held.get(self.latest)

    def state(self) -> State:
        """Return what is served and the last problem, None when all is well."""
        served = self.latest.release
        return State(served.hash, served.path.name, self._problem)

    @contextmanager
    def holding(self) -> Iterator[Site]:
        """Hold the latest site for one request."""
        site = self.latest
        self._requests[site] = self._requests.get(site, 0) + 1
        token = self._held.set(site)
        try:
            yield site
        finally:
            self._held.reset(token)
            self._requests[site] -= 1
            if not self._requests[site]:
                del self._requests[site]
                if site in self._old:
                    self._do(self._close(site))

    async def start(self) -> None:
        """Start the engine of the first site and begin to look for others."""
        await self.latest.engine.start()
        await asyncio.to_thread(hold, self.latest)
        self._do(self._hold_statements(self.latest))
        self._do(self._watch())

    async def stop(self) -> None:
        """Look for no other release and close every site."""
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        for site in (*self._old, self.latest):
            await site.engine.stop()
        self._old.clear()

    def look_now(self) -> None:
        """Look for another release at once, one that failed before included."""
        self._failed = None
        self._do(self._look())

    async def _hold_statements(self, site: Site) -> None:
        with suppress(OSError):  # whoever damages the first release is told of it by the watch
            await asyncio.to_thread(site.hold_statements)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._times.look)
            await self._look()

    async def _look(self) -> None:
        """Change to the release that ``build/current`` names, if it is another and a good one."""
        try:
            found, served = release.current(self._build), self.latest
            if found.path == served.release.path:
                problem = await asyncio.to_thread(missing, served)
                if served is self.latest:
                    self._note(problem)
                return
            if not self._is_due(found.path):
                return
            site = await self._prove(found)
        except NoRelease as reason:
            self._note(reason)
            return
        self._switch(site)

    def _is_due(self, path: Path) -> bool:
        now = asyncio.get_running_loop().time()
        if self._failed is not None and self._failed[0] == path and now < self._failed[1]:
            return False
        self._failed = (path, now + self._times.retry)
        return True

    async def _prove(self, found: Release) -> Site:
        site = await asyncio.to_thread(self._open, found)
        try:
            await site.engine.start()
            await prove(site)
            await asyncio.to_thread(site.hold_statements)
        except BaseException as reason:  # a stop of the server, too, leaves no worker behind
            await site.engine.stop()
            if not isinstance(reason, Refusal | OSError):
                raise
            raise NoRelease(
                f"L’édition {found.path.name} ne répond pas ; la précédente reste servie.",
                f"The release {found.path.name} does not answer; the one before it stays served.",
            ) from reason
        return site

    def _note(self, problem: NoRelease | None) -> None:
        if problem and (self._problem is None or self._problem.en != problem.en):
            _log.warning("%s", problem.en)
        self._problem = problem

    def _switch(self, site: Site) -> None:
        before, self.latest = self.latest, site
        self._failed = self._problem = None
        _log.info("release %s is served now", site.release.path.name)
        self._old.add(before)
        before.cache.clear()
        if before in self._requests:
            self._do(self._close_later(before))
        else:
            self._do(self._close(before))

    async def _close_later(self, site: Site) -> None:
        await asyncio.sleep(self._times.grace)
        await self._close(site)

    async def _close(self, site: Site) -> None:
        if site in self._old:
            self._old.discard(site)
            await site.engine.stop()
            await asyncio.to_thread(site.close)

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
