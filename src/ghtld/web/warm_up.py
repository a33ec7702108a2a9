"""Write the pages that people enter by before anybody asks: after the start, and after a change.

They are asked for as a browser would, in each language, so that the cache of bytes holds them:
home, lists, groupings, agreements, documents, pictures. It is idle work: it waits while a request
is under way, rests as long as each page took to write, and ends after some seconds of work, after
a number of pages, and when it has filled its share of the cache.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from itertools import islice

from starlette.types import ASGIApp, Message, Scope

from ghtld import iris
from ghtld.ui.negotiation import LANGUAGES
from ghtld.web.pictures.routes import FIGURES
from ghtld.web.site import Site
from ghtld.web.sites import Sites

_log = logging.getLogger(__name__)

_ENTRANCES = ("group", "agreement", "document")
"""The kinds whose things are each an entrance."""
_SECONDS = 4.0
"""For how long pages are written, waiting and resting not counted."""
_PAGES = 400
_SHARE = 2
"""One part in so many of the cache is filled ahead."""
_PAUSE = 0.02
"""Seconds between two looks whether anybody is being answered."""
_BROWSER = (
    (b"host", b"localhost"),
    (b"accept", b"text/html"),
    (b"accept-encoding", b"gzip, deflate, br, zstd"),
)


def entrances(site: Site) -> Iterator[str]:
    """Yield the addresses that people enter by, the most usual first."""
    yield "/"
    yield from (f"/list/{kind}" for kind in site.things)
    for kind in _ENTRANCES:
        for node in site.things.get(kind, ()):
            yield f"/doc/{node.value.removeprefix(f'{iris.BASE}id/')}"
    yield from (f"/{name}" for name in FIGURES)


class WarmUp:
    """Asks ``app`` for the entrances of each site that begins to be served."""

    def __init__(self, app: ASGIApp, sites: Sites) -> None:
        self._app = app
        self._sites = sites

    async def __call__(self, site: Site) -> None:
        """Ask for the entrances of ``site``, for as long as it is served."""
        loop = asyncio.get_running_loop()
        spent, most = 0.0, site.cache.limit // _SHARE
        if not most:
            return
        paths = await asyncio.to_thread(list, islice(entrances(site), _PAGES // len(LANGUAGES)))
        for path in paths:
            for language in LANGUAGES:
                await self._until_idle()
                asked = loop.time()
                if site is not self._sites.latest or site.cache.bytes > most:
                    return
                await self._ask(path, language)
                spent += (taken := loop.time() - asked)
                if spent > _SECONDS:
                    return
                await asyncio.sleep(taken)
        _log.debug("%d pages were written ahead", len(site.cache))

    async def _until_idle(self) -> None:
        while self._sites.is_busy:
            await asyncio.sleep(_PAUSE)

    async def _ask(self, path: str, language: str) -> None:
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [*_BROWSER, (b"accept-language", language.encode())],
            "client": ("127.0.0.1", 0),
            "server": ("localhost", 80),
        }
        await self._app(scope, _nothing, _nowhere)


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nowhere(_: Message) -> None:
    pass
