"""The headers that every answer carries."""

from __future__ import annotations

from starlette.types import Message, Send

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Location, Content-Range, "
    "ETag, Link, Location, Repr-Digest, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-Match, "
    "If-Modified-Since, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}
"""What a browser that asks first is told, beside the methods (Fetch standard, CORS)."""
_PAIRS = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]


def secured(send: Send) -> Send:
    """Return a ``send`` of ASGI's that adds the headers that every answer carries."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"]
            if _PAIRS[-1] not in headers:  # with the last come all others
                message = {**message, "headers": with_security(list(headers))}
        await send(message)

    return send_with_headers


def with_security(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return ``headers`` and those of ours that are not among them."""
    named = {name for name, _ in headers}
    return headers + [pair for pair in _PAIRS if pair[0] not in named]
