"""The direct way to things and their documents: most of what is ever asked for, and the most often.

A plain request for one that there is needs nothing of what Flask and FastAPI do: it is
answered here, on the event loop where little has to be read, else in a thread. Any other request,
and any that can't be answered plainly, goes the long way, which knows every spelling and error.
"""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

from starlette.types import ASGIApp, Receive, Scope, Send

from ghtld.engine.interface import Refusal
from ghtld.formats import ALL, HTML, Format
from ghtld.integrity import is_damage
from ghtld.ui.negotiation import NotAcceptable
from ghtld.ui.problems import ProblemRaised
from ghtld.web.configuration import Configuration
from ghtld.web.http import robots
from ghtld.web.http.cache import Stored, Wants, known_parameters
from ghtld.web.http.cache_middleware import read
from ghtld.web.http.wsgi_bridge import kept, ready
from ghtld.web.kinds.resource import existing, leading, of_thing
from ghtld.web.pages.paging import NoSuchPage
from ghtld.web.pages.reply import Reply, split_suffix
from ghtld.web.pages.request import Asked
from ghtld.web.pages.statements import TooMuch
from ghtld.web.reference import signposting
from ghtld.web.site import CurrentSite, Site

_log = logging.getLogger(__name__)

_PLAIN = re.compile(r"/(id|doc)/([a-z-]+)/([A-Za-z0-9./_-]+)")
_AT_ONCE = 200
"""How many statements, in each direction, are read without leaving the event loop: a few
milliseconds of work with the page about them.
"""


@dataclass(frozen=True)
class _Plain:
    """A plain request: for a thing (``id``) or its document (``doc``), by kind and name."""

    asked: Asked
    wants: Wants
    door: str
    kind: str
    name: str

    @property
    def sort(self) -> _Sort:
        """Return what documents that are written alike have in common; raise NotAcceptable.

        Concepts have a step more in their names than their schemes, whose pages hold a tree.
        """
        fmt, _ = self.asked.choose(ALL, split_suffix(self.name)[1])
        return self.door, self.kind, self.name.count("/"), fmt


_Sort = tuple[str, str, int, Format]


class Directly:
    """ASGI middleware over the site that ``current`` gives each request."""

    def __init__(self, app: ASGIApp, current: CurrentSite, known: Configuration) -> None:
        self._app = app
        self._current = current
        self._known = known
        self._written: WeakKeyDictionary[Site, set[_Sort]] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a plain request for what there is; pass any other on."""
        plain = _plain(scope)
        if plain is None:
            await self._app(scope, receive, send)
            return
        site = self._current()
        reply = await self._answered(site, plain)
        if reply is None:
            await self._app(scope, receive, send)
            return
        whole = _signed(site, plain, reply)
        stored = await kept(site, scope, plain.wants, reply.note, whole)
        await stored.send(plain.wants, send)

    async def _answered(self, site: Site, plain: _Plain) -> Reply | None:
        try:
            return await self._made(site, plain)
        except (ProblemRaised, NotAcceptable, NoSuchPage, Refusal):
            return None  # the long way meets it, too, and says what it is
        except Exception as reason:
            if not is_damage(reason):
                # The long way may fare better: then this is all that tells of it.
                _log.exception("a document failed on the direct way: %s", plain.asked.path)
            return None

    async def _made(self, site: Site, plain: _Plain) -> Reply:
        sort, written = plain.sort, self._written.setdefault(site, set())
        # Another engine takes its time; the first of a sort may derive what all of them share.
        if site.statements is site.store and sort in written:
            with suppress(TooMuch):
                return self._reply(site, plain, _AT_ONCE)
        reply = await asyncio.to_thread(self._reply, site, plain)
        written.add(sort)
        return reply

    def _reply(self, site: Site, plain: _Plain, most: int | None = None) -> Reply:
        if plain.door == "id":
            return leading(plain.asked, existing(site, plain.kind, plain.name))
        slug, suffix = split_suffix(plain.name)
        thing, view = existing(site, plain.kind, slug), plain.asked.view(site, self._known)
        return of_thing(plain.asked, view, thing, suffix, most)


def _plain(scope: Scope) -> _Plain | None:
    """Return the plain request that ``scope`` is, or None."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    query = scope["query_string"]
    path = scope["raw_path"].decode("latin-1")
    found = _PLAIN.fullmatch(path)
    if found is None or b"%" in query or b"+" in query or known_parameters(query) is None:
        return None
    wants = read(scope["headers"])
    parameters = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    asked = Asked(path, wants.accept, wants.language, parameters)
    return _Plain(asked, wants, found[1], found[2], found[3])


def _signed(site: Site, plain: _Plain, reply: Reply) -> Stored:
    path = plain.asked.path[1:]
    if reply.status == HTTPStatus.OK:
        is_page = reply.content_type == HTML.content_type
        reply.links.append(signposting.told(site, path, page=is_page))
    if not robots.is_indexed(path):
        reply.headers.append(signposting.NOT_INDEXED)
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in reply.pairs()]
    return ready(site, reply.note, reply.status, headers, reply.body)
