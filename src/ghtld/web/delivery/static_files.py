"""Answer for the assets: for ever under the name with their hash, else as they are now."""

from __future__ import annotations

import mimetypes

from flask import Response

from ghtld.web.delivery import assets
from ghtld.web.delivery.problems import NOT_FOUND, ProblemRaised
from ghtld.web.delivery.respond import keep, note

_FOR_EVER = "public, max-age=31536000, immutable"


def asset(name: str) -> Response:
    """Answer ``/static/{name}``."""
    found = assets.find(name)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    path, lasting = found
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    textual = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
    response = Response(path.read_bytes())
    response.headers["Content-Type"] = f"{kind}; charset=utf-8" if textual else kind
    if lasting:
        response.headers["Cache-Control"] = _FOR_EVER
    note().dated = False
    return keep(response)
