"""Name oneself to an engine in the way that it asks for: Basic (RFC 7617) or Digest (RFC 7616)."""

from __future__ import annotations

from collections.abc import Generator

import httpx


class AsChallenged(httpx.Auth):
    """Send no password before the engine asks, then answer as it asked."""

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request, and once more with an answer to what the engine asked."""
        if self._chosen is not None:
            yield from self._chosen.auth_flow(request)
            return
        answer = yield request
        if answer.status_code != httpx.codes.UNAUTHORIZED:
            return
        scheme = answer.headers.get("www-authenticate", "").partition(" ")[0].lower()
        kind = httpx.DigestAuth if scheme == "digest" else httpx.BasicAuth
        self._chosen = kind(self._user, self._password)
        flow = self._chosen.auth_flow(request)
        named = next(flow)
        yield flow.send(answer) if scheme == "digest" else named
