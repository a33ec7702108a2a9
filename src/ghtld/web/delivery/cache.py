"""The byte cache: whole answers of one release, bounded in bytes, the least recently used leave.

An answer is found by what was asked (path as sent, known parameters) and by what it depends on:
format, language, encoding. Only the event loop touches a cache.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ghtld.formats import Format
from ghtld.web.delivery import encodings, language
from ghtld.web.delivery.negotiate import NotAcceptable, negotiate
from ghtld.web.delivery.stored import Note, Stored, Wants

_KNOWN: dict[str, Callable[[str], bool]] = {
    "lang": frozenset(language.LANGUAGES).__contains__,
    "format": lambda value: value.isascii() and len(value) < 64,
    "page": lambda value: value.isdecimal() and len(value) < 7,
}
_LONGEST_REMEMBERED = 512
_SHARE = 8

Asked = tuple[bytes, bytes]


@dataclass
class _Resource:
    """The answers to one address: by format and language, then by encoding."""

    offers: tuple[Format, ...]
    spoken: set[str] = field(default_factory=set)
    variants: dict[tuple[str, str], Variant] = field(default_factory=dict)


Variant = dict[str, Stored]
_Place = tuple[Asked, tuple[str, str], str]


class ByteCache:
    """Answers of one release, at most ``limit`` bytes of them; nothing is kept when it is 0."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self.hits = 0
        self.misses = 0
        self._resources: dict[Asked, _Resource] = {}
        self._places: OrderedDict[Stored, _Place] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of answers kept."""
        return len(self._places)

    def find(self, asked: Asked, wants: Wants) -> tuple[tuple[str, str], Variant] | None:
        """Return the variant that answers, with its key, or None when it is not here."""
        resource = self._resources.get(asked)
        if resource is None:
            return None
        name = _chosen(resource.offers, wants.accept) if resource.offers else ""
        if name is None:
            return None
        spoken = language.choose(None, wants.language) if name in resource.spoken else ""
        variant = resource.variants.get((name, spoken))
        return None if variant is None else ((name, spoken), variant)

    def touch(self, stored: Stored) -> None:
        """Note that an answer was used."""
        self.hits += 1
        if stored in self._places:  # it may have left while it was compressed
            self._places.move_to_end(stored)

    def keep(self, asked: Asked, note: Note, stored: Stored) -> tuple[str, str]:
        """Keep an answer as ``note`` says and return its key; one that is too large is not kept."""
        self.misses += 1
        resource = self._resources.setdefault(asked, _Resource(note.offers))
        name = note.format.name if note.format is not None and note.offers else ""
        if note.spoken:
            resource.spoken.add(name)
        key = (name, note.language if note.spoken else "")
        self.add(asked, key, encodings.IDENTITY, stored)
        return key

    def add(self, asked: Asked, key: tuple[str, str], encoding: str, stored: Stored) -> None:
        """Add one encoding of a variant whose address is known."""
        resource = self._resources.get(asked)
        if resource is None:
            return
        if stored.size <= self.limit // _SHARE:
            self._forget(resource.variants.get(key, {}).get(encoding))
            resource = self._resources.setdefault(asked, resource)
            resource.variants.setdefault(key, {})[encoding] = stored
            self._places[stored] = (asked, key, encoding)
            self.bytes += stored.size
        elif not resource.variants:
            del self._resources[asked]
        while self.bytes > self.limit:
            self._forget(next(iter(self._places)))

    def _forget(self, stored: Stored | None) -> None:
        if stored is None:
            return
        asked, key, encoding = self._places.pop(stored)
        self.bytes -= stored.size
        variants = self._resources[asked].variants
        del variants[key][encoding]
        if not variants[key]:
            del variants[key]
        if not variants:
            del self._resources[asked]

    def clear(self) -> None:
        """Let go of everything."""
        self._resources.clear()
        self._places.clear()
        self.bytes = self.limit = 0


def known_parameters(query: bytes) -> bytes | None:
    """Return the query string in one order, or None when it holds more than we know."""
    return _known_parameters(query) if len(query) <= _LONGEST_REMEMBERED else None


@lru_cache(1024)
def _known_parameters(query: bytes) -> bytes | None:
    pairs = [part.partition("=") for part in query.decode("latin-1").split("&")] if query else []
    names = [name for name, _, _ in pairs]
    if len(set(names)) < len(names):
        return None
    if not all(name in _KNOWN and _KNOWN[name](value) for name, _, value in pairs):
        return None
    return "&".join(sorted("".join(pair) for pair in pairs)).encode("latin-1")


def _chosen(offers: Sequence[Format], accept: str) -> str | None:
    try:
        return negotiate(accept, offers).name
    except NotAcceptable:
        return None
