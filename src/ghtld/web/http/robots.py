"""What search engines may list: everything but people, searches, answers and machine addresses."""

from __future__ import annotations

PRIVATE_KINDS = ("person", "signature")
"""Kinds whose pages no search engine is to list: each page is about one person, whose name its
address and title hold. Pages of acts, posts and documents name people only among other things
(docs/decisions/0013-people-are-read-here-and-found-nowhere-else.md).
"""

_PRIVATE = tuple(f"{door}/{kind}" for door in ("doc", "id", "list") for kind in PRIVATE_KINDS)
_ENDLESS = ("search", "cite", "linkset")
_HIDDEN = (*_PRIVATE, *_ENDLESS)
_BELOW_HIDDEN = tuple(f"{hidden}{mark}" for hidden in _HIDDEN for mark in "/.")
_REMARK = (
    "# Pages about one person are not disallowed: each says noindex, which a robot has to read;",
    "# of a page it may not read it could still list the address, which holds a name.",
)


def is_indexed(path: str) -> bool:
    """Tell whether the page at ``path`` (below the root) may be listed."""
    return path not in _HIDDEN and not path.startswith(_BELOW_HIDDEN)


def robots_txt(prefix: str, sitemap: str) -> str:
    """Return the rules for robots; ``prefix`` is the path of the root, ``sitemap`` an address.

    RFC 9309. Answers of the endpoint are asked for by a query string; its page may be listed.
    """
    rules = [f"Disallow: {prefix}{path}" for path in (*_ENDLESS, "sparql?query=", "sparql?*query=")]
    return "\n".join([*_REMARK, "User-agent: *", *rules, "", f"Sitemap: {sitemap}", ""])
