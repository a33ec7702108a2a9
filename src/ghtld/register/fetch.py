"""Fetch a file that was asked for by its address; nothing is ever fetched otherwise."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from ghtld.register.said import Refused
from ghtld.text import Text

MAX_FETCHED = 2 * 2**30
"""Bytes that are fetched at most."""
_REDIRECTS = 5
_TIMEOUT = httpx.Timeout(30.0)


def is_address(text: str) -> bool:
    """Tell whether ``text`` is an address, not the path of a file."""
    return "://" in text


def fetched(address: str, folder: Path, say: Callable[[Text], None]) -> Path:
    """Return the file at ``address``: a ``file://`` one where it lies, others in ``folder``.

    ``https://`` is required, but for this machine itself, on every redirection too. Raises Refused.
    """
    if urlsplit(address).scheme == "file":
        return _local(address)
    try:
        return _download(address, folder, say)
    except httpx.HTTPError as reason:
        raise Refused(
            f"{address} ne se télécharge pas ({reason}) : vérifiez l’adresse et le réseau.",
            f"{address} can't be fetched ({reason}): check the address and the network.",
        ) from reason


def _local(address: str) -> Path:
    parts = urlsplit(address)
    path = Path(unquote(parts.path))
    if parts.netloc not in ("", "localhost") or not path.is_file():
        raise Refused(f"{address} n’est pas un fichier.", f"{address} is no file.")
    return path


def _download(address: str, folder: Path, say: Callable[[Text], None]) -> Path:
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client:
        for _ in range(_REDIRECTS + 1):
            _refuse_unsafe(address)
            with client.stream("GET", address) as response:
                if response.has_redirect_location:
                    address = str(response.url.join(response.headers["location"]))
                    continue
                response.raise_for_status()
                return _kept(response, address, folder, say)
    raise Refused(
        f"{address} renvoie sans fin d’adresse en adresse.",
        f"{address} redirects without end.",
    )


def _refuse_unsafe(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or "")):
        return
    raise Refused(
        f"{address} n’est pas une adresse https:// ni file:// : rien n’est téléchargé.",
        f"{address} is no https:// or file:// address: nothing is fetched.",
    )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _kept(
    response: httpx.Response, address: str, folder: Path, say: Callable[[Text], None]
) -> Path:
    said = response.headers.get("content-length", "?")
    say(Text(f"Téléchargement de {address} ({said} octets)", f"Fetching {address} ({said} bytes)"))
    name = Path(unquote(urlsplit(address).path)).name or "extract"
    folder.mkdir(parents=True)
    path = folder / name
    size = 0
    with path.open("wb") as file:
        for block in response.iter_bytes():
            size += len(block)
            if size > MAX_FETCHED:
                raise Refused(
                    f"{address} dépasse {MAX_FETCHED} octets : ce n’est pas un extrait.",
                    f"{address} exceeds {MAX_FETCHED} bytes: it is no extract.",
                )
            file.write(block)
    return path
