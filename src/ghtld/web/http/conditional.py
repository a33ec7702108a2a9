"""Validators and conditions of requests (RFC 9110, sections 8.8 and 13). Pure."""

from __future__ import annotations

import hashlib
import re
import time
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def etag(release: str, content_type: str, language: str, body: bytes) -> str:
    """Return the strong tag, without quotes, of ``body`` in one release, variant and language."""
    digest = hashlib.blake2b(f"{content_type}\n{language}\n".encode(), digest_size=8)
    digest.update(body)
    return f"{release}-{digest.hexdigest()}"


def last_modified(seconds: float) -> str | None:
    """Return the HTTP date of a moment, in seconds of the epoch, or None when it lies ahead.

    A server must not tell of a change later than its own clock (RFC 9110, section 8.8.2.1).
    """
    return _http_date(seconds) if seconds <= time.time() else None


@lru_cache(16)
def _http_date(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)


def is_known(tag: str | None, modified: str | None, none_match: str, modified_since: str) -> bool:
    """Tell whether the client has the answer with this quoted ``tag`` and date already.

    ``If-None-Match`` is compared weakly and, where it is present, decides alone.
    """
    if none_match:
        return tag is not None and matches(none_match, tag)
    if not modified_since or modified is None:
        return False
    return not is_later(modified, modified_since)


def matches(listed: str, tag: str) -> bool:
    """Tell whether a list of tags names the quoted ``tag``, by weak comparison."""
    if listed.strip() == "*":
        return True
    # Most lists don't hold the tag anywhere: then they need not be taken apart.
    return tag in listed and any(found[1] == tag for found in _TAG.finditer(listed))


def is_later(one: str, other: str) -> bool:
    """Tell whether the HTTP date ``one`` is later than ``other``; a malformed one tells nothing."""
    try:
        return parsedate_to_datetime(one) > parsedate_to_datetime(other)
    except (ValueError, TypeError):
        return True
