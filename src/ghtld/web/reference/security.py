"""``/.well-known/security.txt`` (RFC 9116): where to report a vulnerability of this server."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import urljoin

from ghtld.ui.problems import Problem, ProblemRaised
from ghtld.web.configuration import Configuration
from ghtld.web.pages.reply import PageFunction, Reply
from ghtld.web.pages.request import Request
from ghtld.web.site import Site

PATH = ".well-known/security.txt"
_MONTHS = 6
_UNSET = Problem(404, "security-unset")


def expires(today: date) -> date:
    """Return until when the file may be believed: the first of the sixth month from ``today``.

    RFC 9116 recommends less than a year. Whole months, so that several servers say the same.
    """
    months = today.year * 12 + today.month - 1 + _MONTHS
    return date(months // 12, months % 12 + 1, 1)


def text(known: Configuration, today: date) -> str:
    """Return the file."""
    lines = [
        "# Où signaler une faille de sécurité / Where to report a vulnerability (RFC 9116)",
        f"Contact: {known.security_contact}",
        f"Expires: {expires(today).isoformat()}T00:00:00Z",
        "Preferred-Languages: fr, en",
        *(f"Canonical: {address}" for address in _addresses(known)),
    ]
    return "\n".join(lines) + "\n"


def _addresses(known: Configuration) -> list[str]:
    """Return where the file is seen from outside: at the root of the host, and below a prefix.

    Where no public address is configured, or one without TLS, nothing is claimed.
    """
    if not known.is_public or not known.public_url.startswith("https://"):
        return []
    return list(dict.fromkeys([urljoin(known.public_url, f"/{PATH}"), known.public(PATH)]))


def security_txt(site: Site, request: Request) -> Reply:
    """Answer ``/.well-known/security.txt``; 404 where the operator gave no contact."""
    known = request.configuration
    if not known.security_contact:
        raise ProblemRaised(_UNSET)
    # Never kept: it says when it expires.
    written = text(known, datetime.now(UTC).date())
    return Reply("text/plain; charset=utf-8", written.encode())


ROUTES: tuple[tuple[str, PageFunction], ...] = ((f"/{PATH}", security_txt),)
