"""What search engines may list: everything but people, searches, answers and machine addresses."""

from __future__ import annotations

PRIVATE_KINDS = ("person",)
"""Kinds whose pages no search engine is to list."""

_HIDDEN = (
    *(f"{door}/{kind}" for door in ("doc", "id", "list") for kind in PRIVATE_KINDS),
    "search",
    "cite",
)


def is_indexed(path: str) -> bool:
    """Tell whether the page at ``path`` (below the root) may be listed."""
    return not any(
        path == hidden or path.startswith((f"{hidden}/", f"{hidden}.")) for hidden in _HIDDEN
    )


def robots_txt(prefix: str, sitemap: str) -> str:
    """Return the rules for robots; ``prefix`` is the path of the root, ``sitemap`` an address.

    RFC 9309. Answers of the endpoint are asked for by a query string; its page may be listed.
    """
    hidden = [f"{prefix}{path}" for path in _HIDDEN]
    answers = [f"{prefix}sparql?query=", f"{prefix}sparql?*query="]
    rules = [f"Disallow: {path}" for path in (*hidden, *answers, f"{prefix}linkset")]
    return "\n".join(["User-agent: *", *rules, "", f"Sitemap: {sitemap}", ""])
