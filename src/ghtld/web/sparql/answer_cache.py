"""Answers to queries as bytes: a release never changes, so an answer that was given once holds.

Only whole answers are kept, none larger than a share of the bound; the least recently used leave.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable

from ghtld.engine.interface import DataSet
from ghtld.formats import Format
from ghtld.web.http.cache import Stored
from ghtld.web.site import Site

_SHARE = 4
_REMEMBERED = 4096
_NO_GRAPHS = DataSet(())


class KeptAnswers:
    """At most ``limit`` bytes of answers, by their tag and encoding."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.largest = limit // _SHARE
        self.bytes = 0
        self.hits = 0
        self.misses = 0
        self._answers: OrderedDict[tuple[str, str], Stored] = OrderedDict()
        self._asked: OrderedDict[Hashable, tuple[str, str]] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of answers kept."""
        return len(self._answers)

    def find(self, tag: str, encoding: str = "") -> Stored | None:
        """Return the answer with this tag, if it is here in this encoding."""
        found = self._answers.get((tag, encoding))
        if found is not None:
            self._answers.move_to_end((tag, encoding))
        return found

    def remember(self, asked: Hashable, tag: str, encoding: str) -> None:
        """Remember which answer a request as it was sent leads to."""
        self._asked[asked] = (tag, encoding)
        if len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)

    def recall(self, asked: Hashable) -> Stored | None:
        """Return the answer to a request that was sent in the same bytes before."""
        place = self._asked.get(asked)
        return None if place is None else self.find(*place)

    def keep(self, tag: str, answer: Stored, encoding: str = "") -> None:
        """Keep an answer, unless it is too large; let go of others to make room."""
        if answer.size > self.largest or (tag, encoding) in self._answers:
            return
        self._answers[tag, encoding] = answer
        self.bytes += answer.size
        while self.bytes > self.limit:
            _, gone = self._answers.popitem(last=False)
            self.bytes -= gone.size


def kept_answers(site: Site) -> KeptAnswers:
    """Return the answers kept for ``site``, as many bytes as it keeps of pages."""
    return site.derived(_of_site)


def _of_site(site: Site) -> KeptAnswers:
    return KeptAnswers(site.cache.limit)


def tag_of(site: Site, query: str, data_set: DataSet | None, fmt: Format, dialect: str) -> str:
    """Return the entity tag (quoted) of the answer to ``query``: by what decides its bytes."""
    graphs = data_set or _NO_GRAPHS
    said = [fmt.name, dialect, *graphs.default, "", *(graphs.named or ()), "", query]
    asked = "\n".join([str(data_set is not None), *said]).encode("utf-8", "surrogatepass")
    return f'"{site.release.path.name}-q{hashlib.blake2b(asked, digest_size=12).hexdigest()}"'
