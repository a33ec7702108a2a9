"""Who asks, as far as fairness goes: one address, or the network of one client."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Network


@lru_cache(512)
def neighbourhood(address: str) -> str:
    """Return who shares a share: one IPv4 address, or the 2^64 IPv6 addresses of one client."""
    address = address.partition("%")[0].removeprefix("::ffff:")
    return str(IPv6Network((address, 64), strict=False)) if ":" in address else address
