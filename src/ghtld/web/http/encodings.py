"""Compressed forms of an answer: which one a client takes (RFC 9110, section 12.5.3), and how.

Decisions: brotli is preferred to gzip at equal quality; the identity is always offered, so a client
that refuses every form gets it. The qualities are those that cost a page about as much time as it
takes to write it; repeated answers come compressed from the cache.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import brotli

from ghtld.ui.negotiation import LONGEST_REMEMBERED, MOST_READ

IDENTITY = ""
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6
_LEAST = 512
_PREFERRED = ("br", "gzip")
_READ = frozenset((*_PREFERRED, "x-gzip", "*"))
"""The names that decide: most elements of a long header have others, and are not read."""
_ELEMENT = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?", re.IGNORECASE)
_TEXTUAL = re.compile(
    r"text/|application/(?:(?:[\w.+-]+\+)?(?:json|xml)|n-triples|n-quads|trig|javascript)|image/svg"
)


def is_compressible(content_type: str, length: int) -> bool:
    """Tell whether a body of ``length`` bytes is worth compressing."""
    return length >= _LEAST and _TEXTUAL.match(content_type) is not None


def choose(accept_encoding: str) -> str:
    """Return ``br``, ``gzip`` or the empty string: what a client that sends this likes best."""
    if not accept_encoding:
        return IDENTITY
    if len(accept_encoding) > LONGEST_REMEMBERED:
        return _choose(accept_encoding)
    return _remembered(accept_encoding)


def _choose(accept_encoding: str) -> str:
    qualities = dict(_read(accept_encoding))
    wildcard = qualities.get("*", 0.0)
    ranked = [(qualities.get(name, wildcard), -place) for place, name in enumerate(_PREFERRED)]
    quality, place = max(ranked)
    return _PREFERRED[-place] if quality > 0 else IDENTITY


_remembered = lru_cache(1024)(_choose)


def _read(accept_encoding: str) -> Iterator[tuple[str, float]]:
    elements = dict.fromkeys(accept_encoding.lower().split(","))
    ours = (element for element in elements if element.partition(";")[0].strip() in _READ)
    for element in islice(ours, MOST_READ):
        found = _ELEMENT.fullmatch(element)
        if found is not None:
            yield found[1].replace("x-gzip", "gzip"), float(found[2] or 1)


def compress(body: bytes, encoding: str) -> bytes:
    """Return ``body`` in ``encoding``: same body, same bytes."""
    if encoding == "br":
        compressed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
        return compressed
    if encoding == "gzip":
        return gzip.compress(body, _GZIP_LEVEL, mtime=0)
    return body
