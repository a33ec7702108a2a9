"""Atom feeds of changes (RFC 4287), long ones in pages (RFC 5005, section 3). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import StringIO
from typing import Any

from feedgenerator import Atom1Feed

from ghtld.changes import Change, heading
from ghtld.ui.messages import say

ATOM = "application/atom+xml; charset=utf-8"
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Heads:
    """What a feed says of itself.

    ``iri`` names it for good; ``page`` and ``here`` are the addresses of its page and of itself,
    ``links`` those of its other parts by relation; ``updated`` is a date of the register.
    """

    iri: str
    title: str
    about: str
    page: str
    here: str
    language: str
    updated: str
    author: str
    links: tuple[tuple[str, str], ...] = ()


class _Feed(Atom1Feed):  # type: ignore[misc]
    """A feed whose date is that of its extract, never the clock's, with links to other pages."""

    def __init__(self, heads: Heads, **said: object) -> None:
        super().__init__(
            heads.title,
            heads.page,
            heads.about,
            language=heads.language,
            author_name=heads.author,
            feed_url=heads.here,
            feed_guid=heads.iri,
            **said,
        )
        self._heads = heads

    def latest_post_date(self) -> datetime:
        return moment(self._heads.updated)

    def add_root_elements(self, handler: Any) -> None:  # noqa: ANN401 - as the library has it
        super().add_root_elements(handler)
        for rel, href in self._heads.links:
            handler.addQuickElement("link", "", {"rel": rel, "href": href})


def moment(date: str) -> datetime:
    """Return the first moment of a day, month or year as the register dates its extracts."""
    year, month, day = ([int(part) for part in date.split("-")] + [1, 1])[:3]
    return datetime(year, month, day, tzinfo=UTC)


def write(heads: Heads, entries: Iterable[tuple[Change, str, str]]) -> bytes:
    """Return a feed; each entry is a change, its IRI, and the address of what it is about."""
    feed = _Feed(heads)
    for change, iri, address in entries:
        words = change.sentence(heads.language)
        dated = f" {say('changes-dated', heads.language, date=change.on)}" if change.on else ""
        feed.add_item(
            _clean(words),
            address,
            escape(_clean(f"{words}.{dated}")),
            unique_id=iri,
            updateddate=moment(heads.updated),
            categories=[change.kind.value, heading(change.kind, heads.language)],
        )
    text = StringIO()
    feed.write(text, "utf-8")
    return text.getvalue().encode()


def _clean(text: str) -> str:
    """Return ``text`` without what XML 1.0 can't hold."""
    return _UNWRITABLE.sub(" ", text)
