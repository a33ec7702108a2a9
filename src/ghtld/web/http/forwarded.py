"""Behind a proxy: who asks, and under which name, as a proxy that is trusted says.

``X-Forwarded-For``, ``-Proto`` and ``-Host`` are believed when the connection itself comes from a
configured address; from anyone else they are the words of a stranger, and no layer within sees
them. A path prefix is no header's business: links are relative, and the public address has it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Network

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from ghtld.web.configuration import is_address, is_among

_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")


class Forwarded:
    """ASGI middleware that puts what a trusted proxy says into the scope, and nothing else."""

    def __init__(self, app: ASGIApp, trusted: tuple[str, ...]) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the client, scheme and host that its sender may state."""
        if scope["type"] == "http" and scope.get("client") and _has_any(scope):
            headers = MutableHeaders(scope=scope)
            if is_among(scope["client"][0], self._trusted):
                self._believe(scope, headers)
            for name in [name for name in headers if name.lower().startswith("x-forwarded-")]:
                del headers[name]
        await self._app(scope, receive, send)

    def _believe(self, scope: Scope, headers: MutableHeaders) -> None:
        client = self._client(headers.getlist("x-forwarded-for"))
        if client:
            scope["client"] = (client, 0)
        scheme = headers.get("x-forwarded-proto", "").strip().lower()
        if scheme in ("http", "https"):
            scope["scheme"] = scheme
        host = headers.get("x-forwarded-host", "").strip()
        if _HOST.fullmatch(host):
            headers["host"] = host

    def _client(self, written: list[str]) -> str:
        """Return the last address that no trusted proxy has: whoever came before may be made up."""
        hops = [hop.strip() for line in written for hop in line.split(",") if hop.strip()]
        beyond = (hop for hop in reversed(hops) if not is_among(hop, self._trusted))
        client = next(beyond, hops[0] if hops else "")
        return client if is_address(client) else ""


def _has_any(scope: Scope) -> bool:
    return any(name.startswith(b"x-forwarded-") for name, _ in scope["headers"])


@lru_cache(512)
def neighbourhood(address: str) -> str:
    """Return who shares a share: one IPv4 address, or the 2^64 IPv6 addresses of one client."""
    address = address.partition("%")[0].removeprefix("::ffff:")
    return str(IPv6Network((address, 64), strict=False)) if ":" in address else address
