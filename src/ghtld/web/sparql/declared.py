"""What the headers of a request say of its body; what is refused before a byte of it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.http import parse_options_header

from ghtld.engine.interface import Limits
from ghtld.web.delivery.problems import Problem, ProblemRaised
from ghtld.web.sparql.intake import too_long

QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
_UPDATE = "application/sparql-update"
_CHARSETS = ("utf-8", "utf8", "us-ascii")
_LONGEST_TYPE = 1000
_LONGEST_SHOWN = 40
_LONGEST_LENGTH = 15
_ESCAPED = 3
"""A form may write every byte of a query as %XX."""


@dataclass(frozen=True)
class Declared:
    """A body that may be read: its media type, and how many bytes it may have."""

    media_type: str
    most: int


def declared(headers: Sequence[tuple[bytes, bytes]], limits: Limits) -> Declared:
    """Return what the headers say of a body; raise the problem of one that is not to be read."""
    media_type, charset = _content_type(_said(headers, b"content-type"))
    if media_type == _UPDATE:
        raise ProblemRaised(Problem(403, "no-update"))
    if media_type not in (QUERY, FORM):
        raise ProblemRaised(Problem(415, "bad-media-type"))
    if charset not in _CHARSETS:
        shown = charset[:_LONGEST_SHOWN]
        raise ProblemRaised(Problem(415, "bad-charset", {"charset": shown}))
    if _said(headers, b"content-encoding").strip().lower() not in ("", "identity"):
        # RFC 9110, section 15.5.16: it is the coding that is not supported.
        taken = {"Accept-Encoding": "identity"}
        raise ProblemRaised(Problem(415, "bad-encoding", headers=taken))
    most = limits.query_bytes * (_ESCAPED if media_type == FORM else 1)
    length = _said(headers, b"content-length").strip().lstrip("0")
    if length.isdecimal() and (len(length) > _LONGEST_LENGTH or int(length) > most):
        raise too_long(limits)
    return Declared(media_type, most)


def _said(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> str:
    return b", ".join(value for key, value in headers if key == name).decode("latin-1")


def _content_type(written: str) -> tuple[str, str]:
    """Return media type and charset in small letters; the type is empty if unsaid or too long."""
    if len(written) > _LONGEST_TYPE:
        return "", ""
    media_type, parameters = parse_options_header(written)
    return media_type.strip().lower(), parameters.get("charset", "utf-8").strip().lower()
