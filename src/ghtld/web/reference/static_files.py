"""Answer for the assets: for ever under the name with their hash, else as they are now."""

from __future__ import annotations

import mimetypes

from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.http import assets
from ghtld.web.pages.reply import Reply
from ghtld.web.pages.request import Request
from ghtld.web.site import Site

_FOR_EVER = "public, max-age=31536000, immutable"


def asset(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/static/{name}``."""
    found = assets.find(name)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    path, lasting = found
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    textual = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
    reply = Reply(f"{kind}; charset=utf-8" if textual else kind, path.read_bytes()).keep()
    if lasting:
        reply.headers.append(("Cache-Control", _FOR_EVER))
    reply.note.dated = False
    return reply
