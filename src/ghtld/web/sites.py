"""The site that is served, and the change from one release to the next without a lost request.

``build/current`` is looked at when the server starts, every second, and on SIGHUP. Another release,
or the same one written anew, is opened aside and proved by its files and real questions before one
reference switches to it. A request keeps the site it began with; a site that is no longer served
closes when its last request ends, or when its time is up. A release that can't be served, for
whatever reason, leaves the last good one in place, and ``state`` says so; so it does when the files
of the served one are damaged.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from ghtld import release
from ghtld.engine.interface import DataDamaged
from ghtld.integrity import Damage, Fault, is_damage, stamp
from ghtld.release import NoRelease, Release, unopened
from ghtld.web.proof import hold, inspect, look_through, prove, refused, unfit, wrong_with
from ghtld.web.site import STORE, Site

_log = logging.getLogger(__name__)

Opener = Callable[[Release], Site]


@dataclass(frozen=True)
class Times:
    """Seconds: between two looks at ``build/current``, until a release that failed is tried again
    (ten times as long as its proof took, where that is more), and how long a site that is no longer
    served waits for its last request.
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
        self._when_served: list[Callable[[Site], Coroutine[None, None, None]]] = []
        self._failed: tuple[Path, float] | None = None
        self._looking = asyncio.Lock()
        self._started = False
        self._refused: NoRelease | None = None
        self._hurt: NoRelease | None = None
        self.latest = self._opened(release.current(build))

    def __call__(self) -> Site:
        """Return the site of the request under way; outside of one, the latest."""
        return self._held.get(self.latest)

    def state(self) -> State:
        """Return what is served and the last problem, None when all is well."""
        served = self.latest.release
        return State(served.hash, served.path.name, self._hurt or self._refused)

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

    def _opened(self, found: Release) -> Site:
        """Return the site of a release; raise NoRelease, whatever keeps it from being opened."""
        try:
            return self._open(found)
        except NoRelease:
            raise
        except Exception as reason:
            raise unopened(found) from reason

    async def start(self) -> None:
        """Start the engine of the first site and begin to look for others; once.

        Raises NoRelease when the store is damaged, the engine's Refusal when it does not start.
        """
        if self._started:
            return
        self._started = True
        await self._begin(self.latest)
        await asyncio.to_thread(hold, self.latest)
        self._do(self._settle(self.latest))
        self._do(self._watch())
        self._do(self._guard())

    async def _begin(self, site: Site) -> None:
        """Start the engine of the first site; a small store is read through meanwhile."""
        starting = asyncio.ensure_future(site.engine.start())
        try:
            if site.is_small:
                await asyncio.to_thread(site.files.inspection.finish, STORE)
                damages = site.files.inspection.damages
                if any(one.fault is not Fault.EXTRA for one in damages):
                    raise unfit(site.release, damages)
            await starting
        except DataDamaged as reason:
            raise unfit(site.release, [Damage(site.release.store.name)]) from reason
        finally:
            if not starting.done():
                starting.cancel()
                await asyncio.gather(starting, return_exceptions=True)

    async def stop(self) -> None:
        """Look for no other release and close every site."""
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        for site in (*self._old, self.latest):
            await site.engine.stop()
        self._old.clear()

    def drain(self) -> None:
        """Have every engine take no more questions: the server is about to end."""
        for site in (*self._old, self.latest):
            site.engine.drain()

    def look_now(self) -> None:
        """Look for another release at once, one that failed before included."""
        self._do(self._look(anew=True))

    @property
    def is_busy(self) -> bool:
        """Tell whether a request is under way that the cache could not answer."""
        return bool(self._requests)

    def when_served(self, chore: Callable[[Site], Coroutine[None, None, None]]) -> None:
        """Have ``chore`` done for each site from when it is served."""
        self._when_served.append(chore)

    def _tell_served(self, site: Site) -> None:
        for chore in self._when_served:
            self._do(chore(site))

    async def _settle(self, site: Site) -> None:
        await self._hold_statements(site)
        self._tell_served(site)

    async def _hold_statements(self, site: Site) -> None:
        try:
            await asyncio.to_thread(site.hold_statements)
        except Exception as reason:  # pages go on reading what they can from disk
            if not is_damage(reason):
                raise
            site.files.note_damage(site.release.store)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._times.look)
            await self._look()

    async def _look(self, *, anew: bool = False) -> None:
        """Change to the release that ``build/current`` names, if it is another and a good one.

        One that failed before has to wait for its time, unless it is looked at ``anew``.
        """
        async with self._looking:
            self._failed = None if anew else self._failed
            try:
                site = await self._found()
            except Exception as reason:  # whatever it is, the next look must come
                self._refused = _told(self._refused, _unseen(reason))
            else:
                if site is not None:
                    self._switch(site)

    async def _found(self) -> Site | None:
        """Return the site of another release, proved; None where there is no other for now.

        Raises NoRelease for a release that can't be served.
        """
        found = release.current(self._build)
        if self._is_served(found):
            self._failed = self._refused = None
            return None
        loop = asyncio.get_running_loop()
        began = loop.time()
        if self._failed is not None and self._failed[0] == found.path and began < self._failed[1]:
            return None
        try:
            return await self._prove(found)
        finally:
            now = loop.time()
            self._failed = (found.path, now + max(self._times.retry, 10 * (now - began)))

    def _is_served(self, found: Release) -> bool:
        """Tell whether a release is the one that is served: not written anew, nor mended, since."""
        site, files = self.latest, self.latest.files
        same = found.path == site.release.path and stamp(found) in (files.inspection.stamp, None)
        return same and not (files.are_mended and time.time() > site.opened + self._times.retry)

    async def _prove(self, found: Release) -> Site:
        site = await asyncio.to_thread(self._opened, found)
        try:
            await look_through(site)
            await site.engine.start()
            await prove(site)
        except BaseException as reason:  # a stop of the server, too, leaves no worker behind
            await site.engine.stop()
            await asyncio.to_thread(site.close)
            if isinstance(reason, NoRelease) or not isinstance(reason, Exception):
                raise
            if isinstance(reason, DataDamaged) or is_damage(reason):
                raise refused(found, [Damage(found.store.name)]) from reason
            raise NoRelease(
                f"L’édition {found.path.name} ne répond pas ; la précédente reste servie.",
                f"The release {found.path.name} does not answer; the one before it stays served.",
            ) from reason
        return site

    async def _guard(self) -> None:
        """Look at the files of the release that is served, again and again."""
        while True:
            site = self.latest
            try:
                await inspect(site)
                if site.is_misled():
                    # It may be at work on them, and would be for ever; mended, it stays stopped.
                    site.files.note_damage(site.release.store)
                    await site.engine.stop()
                problem = await asyncio.to_thread(wrong_with, site)
            except Exception as reason:  # whatever it is, the next look must come
                problem = _unseen(reason)
            if site is self.latest:
                self._hurt = _told(self._hurt, problem)
            await asyncio.sleep(self._times.look)

    def _switch(self, site: Site) -> None:
        before, self.latest = self.latest, site
        self._failed = self._refused = self._hurt = None
        _log.info("release %s is served now", site.release.path.name)
        self._old.add(before)
        self._tell_served(site)
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
            await asyncio.to_thread(_clear_away, site)

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._done)

    def _done(self, chore: asyncio.Task[None]) -> None:
        self._chores.discard(chore)
        if not chore.cancelled() and (reason := chore.exception()) is not None:
            _log.error("a chore of the server failed", exc_info=reason)


def _clear_away(site: Site) -> None:
    """Close a site and give its memory back: a release changes seldom, so the pause is no matter.

    Its pages are circles that the collector would find much later. Not every C library can trim.
    """
    site.close()
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _unseen(reason: Exception) -> NoRelease:
    """Return what to say when it can't even be told what is wrong with a release."""
    if isinstance(reason, NoRelease):
        return reason
    return NoRelease(
        f"L’édition courante ne se laisse pas examiner ({reason!r}) ; la dernière bonne reste "
        "servie.",
        f"The current release can’t be examined ({reason!r}); the last good one stays served.",
    )


def _told(before: NoRelease | None, problem: NoRelease | None) -> NoRelease | None:
    """Return ``problem``, having logged it unless it is the one before."""
    if problem and (before is None or before.en != problem.en):
        _log.warning("%s", problem.en)
    return problem
