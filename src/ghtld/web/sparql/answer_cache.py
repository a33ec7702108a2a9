"""The cache of answers to queries, as bytes: a release never changes, so neither does an answer.

Only whole answers are kept, none larger than a share of the bound; the least recently used leave.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable

from starlette.types import Scope

from ghtld.engine.interface import DataSet
from ghtld.formats import Format
from ghtld.web.http.cache import CachedResponse, RequestHeaders
from ghtld.web.site import Site
from ghtld.web.sparql.protocol import SparqlRequest

_SHARE = 4
_REMEMBERED = 4096
"""How many requests are remembered, and how many bytes one of them may have."""
_NO_GRAPHS = DataSet(())


class AnswerCache:
    """At most ``limit`` bytes of answers, by their tag and encoding."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.largest = limit // _SHARE
        self.bytes = 0
        self._answers: OrderedDict[tuple[str, str], CachedResponse] = OrderedDict()
        self._requests: OrderedDict[Hashable, tuple[str, str]] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of answers kept."""
        return len(self._answers)

    def find(self, tag: str, encoding: str = "") -> CachedResponse | None:
        """Return the answer with this tag, if it is here in this encoding."""
        found = self._answers.get((tag, encoding))
        if found is not None:
            self._answers.move_to_end((tag, encoding))
        return found

    def remember(self, request: Hashable, tag: str, encoding: str) -> None:
        """Remember which answer a request, named by its key, leads to."""
        self._requests[request] = (tag, encoding)
        if len(self._requests) > _REMEMBERED:
            self._requests.popitem(last=False)

    def recall(self, request: Hashable) -> CachedResponse | None:
        """Return the answer to a request that had the same key before."""
        place = self._requests.get(request)
        return None if place is None else self.find(*place)

    def keep(self, tag: str, answer: CachedResponse, encoding: str = "") -> None:
        """Keep an answer, unless it is too large; let go of others to make room."""
        if answer.size > self.largest or (tag, encoding) in self._answers:
            return
        self._answers[tag, encoding] = answer
        self.bytes += answer.size
        while self.bytes > self.limit:
            _, gone = self._answers.popitem(last=False)
            self.bytes -= gone.size


def cache_of(site: Site) -> AnswerCache:
    """Return the answers kept for ``site``, as many bytes as it keeps of pages."""
    return site.derived(_of_site)


def _of_site(site: Site) -> AnswerCache:
    return AnswerCache(site.cache.limit)


def request_key(
    scope: Scope, wants: RequestHeaders, request: SparqlRequest | None = None
) -> Hashable | None:
    """Return what decides the answer to a request; None if that is too long to remember.

    Of a GET or HEAD these are the bytes that were sent: it need not be read again. Of a POST it is
    the ``request`` that was read.
    """
    if scope["method"] in ("GET", "HEAD"):
        sent = scope["query_string"]
        brief = len(sent) + len(wants.accept) + len(wants.encoding) <= _REMEMBERED
        return (sent, wants.accept, wants.encoding) if brief else None
    if request is None or len(request.query or "") + len(wants.accept) > _REMEMBERED:
        return None
    return request, wants.accept, wants.encoding


def tag_of(site: Site, query: str, data_set: DataSet | None, fmt: Format, dialect: str) -> str:
    """Return the entity tag (quoted) of the answer to ``query``: by what decides its bytes."""
    graphs = data_set or _NO_GRAPHS
    parts = [fmt.name, dialect, *graphs.default, "", *(graphs.named or ()), "", query]
    text = "\n".join([str(data_set is not None), *parts]).encode("utf-8", "surrogatepass")
    return f'"{site.release.path.name}-q{hashlib.blake2b(text, digest_size=12).hexdigest()}"'
