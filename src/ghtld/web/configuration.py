"""What the operator says of a server: where it is seen from outside, and who answers for it.

Everything else that a server needs is in the release; what is here comes from the command line or
the environment and is the same for every release it serves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Literal
from urllib.parse import urlsplit

from flask import Flask, current_app

from ghtld import iris
from ghtld.text import UserError

AccessLog = Literal["off", "on", "full"]
_KEY = "ghtld-configuration"
_E_MAIL = re.compile(r"[^\s@:/<>,]+@[^\s@:/<>,]+")
_REACHED = re.compile(rf"https://[^\s/]\S*|tel:\+?[\d-]+|mailto:{_E_MAIL.pattern}")


@dataclass(frozen=True)
class Configuration:
    """The operator's words; an empty one was not said, and the pages say so.

    ``public_url`` ends with a slash: the address that the root of the server has from outside, path
    prefix included; where none is configured, the canonical base. ``contact`` is an e-mail address
    or a web address, ``security_contact`` an address with its scheme. ``trusted_proxies`` are
    addresses or networks (``10.0.0.0/8``) whose ``X-Forwarded-*`` headers are believed, no other.
    """

    public_url: str = iris.BASE
    operator: str = ""
    director: str = ""
    hosting: str = ""
    contact: str = ""
    security_contact: str = ""
    access_log: AccessLog = "off"
    trusted_proxies: tuple[str, ...] = ()

    def public(self, path: str = "") -> str:
        """Return the address that ``path`` (below the root) has from outside."""
        return self.public_url + path

    @property
    def is_public(self) -> bool:
        """Tell whether a public address is configured."""
        return self.public_url != iris.BASE

    @property
    def prefix(self) -> str:
        """Return the path of the root from outside: ``/``, or ``/ghtld/`` behind such a prefix.

        Where no public address is configured, the server is its own root.
        """
        return urlsplit(self.public_url).path if self.is_public else "/"

    @property
    def contact_link(self) -> str | None:
        """Return the contact as a link: a web address as it is, an e-mail address by mailto."""
        if self.contact.startswith(("https://", "http://")):
            return self.contact
        return f"mailto:{self.contact}" if "@" in self.contact else None


SILENT = Configuration()
"""An operator who said nothing."""


def read(  # noqa: PLR0913 - each is an option of the command line
    *,
    public_url: str = "",
    operator: str = "",
    director: str = "",
    hosting: str = "",
    contact: str = "",
    security_contact: str = "",
    access_log: str = "off",
    trusted_proxies: str = "",
) -> Configuration:
    """Return the configuration as an operator wrote it; raise UserError."""
    return Configuration(
        public_url=_public_url(public_url) if public_url else iris.BASE,
        operator=operator.strip(),
        director=director.strip(),
        hosting=hosting.strip(),
        contact=contact.strip(),
        security_contact=_security_contact(security_contact.strip()),
        access_log="on" if access_log == "on" else "full" if access_log == "full" else "off",
        trusted_proxies=_proxies(trusted_proxies),
    )


def _public_url(written: str) -> str:
    """Return the public address as written, ending with a slash; raise UserError."""
    try:
        parts = urlsplit(written)
        whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        whole = False
    if not whole or parts.query or parts.fragment:
        raise UserError(
            f"« {written} » n’est pas une adresse publique : donnez-la en entier, comme "
            "https://exemple.fr/ghtld/, sans « ? » ni « # ».",
            f"“{written}” is no public address: give it in full, such as "
            "https://example.org/ghtld/, without “?” or “#”.",
        )
    return written.rstrip("/") + "/"


def _security_contact(written: str) -> str:
    """Return the address with its scheme, as RFC 9116 wants it; raise UserError."""
    if not written or _REACHED.fullmatch(written):
        return written
    if _E_MAIL.fullmatch(written):
        return f"mailto:{written}"
    shown = " ".join(written.split())
    raise UserError(
        f"« {shown} » ne dit pas où signaler une faille : donnez un courriel, ou une adresse comme "
        "https://exemple.fr/signaler.",
        f"“{shown}” does not say where to report a vulnerability: give an e-mail address, or one "
        "such as https://example.org/report.",
    )


def _proxies(written: str) -> tuple[str, ...]:
    """Return the addresses and networks of a list with commas; raise UserError."""
    names = tuple(name.strip() for name in written.split(",") if name.strip())
    for name in names:
        try:
            ip_network(name, strict=False)
        except ValueError as reason:
            raise UserError(
                f"« {name} » n’est ni une adresse IP ni un réseau : écrivez par exemple 127.0.0.1 "
                "ou 10.0.0.0/8.",
                f"“{name}” is neither an IP address nor a network: write 127.0.0.1 or 10.0.0.0/8, "
                "for example.",
            ) from reason
    return names


def is_address(written: str) -> bool:
    """Tell whether ``written`` is an IP address."""
    try:
        ip_address(written)
    except ValueError:
        return False
    return True


@lru_cache(1024)
def is_among(address: str, networks: tuple[str, ...]) -> bool:
    """Tell whether an IP address lies in one of ``networks``; what is no address lies in none."""
    return is_address(address) and any(
        ip_address(address) in ip_network(name, strict=False) for name in networks
    )


def install(app: Flask, configuration: Configuration) -> None:
    """Give the pages of a Flask application their configuration."""
    app.extensions[_KEY] = configuration


def configuration() -> Configuration:
    """Return the configuration of the application that answers the request under way."""
    found = current_app.extensions.get(_KEY)
    return found if isinstance(found, Configuration) else Configuration()
