"""Another engine's SPARQL endpoint: what is sent to it, and whether what comes back is whole.

The address is the operator's and the only one ever called: no redirect is followed, no proxy or
credential is taken from the environment. Whatever an engine answers is believed only as far as
HTTP and the format prove it: status, media type, where the body ends, how the body ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

import httpx

from ghtld.engine.interface import (
    DataSet,
    DeadlineExceeded,
    EngineBusy,
    EngineFailed,
    Forbidden,
    Refusal,
    ResultTooLarge,
)
from ghtld.engine.query import scan
from ghtld.formats import (
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    RESULTS_JSON,
    RESULTS_XML,
    TRIG,
    TURTLE,
    Format,
)
from ghtld.text import UserError

Fault = Literal["unreachable", "failed", "type", "cut", "capped", "other"]

_SAME_BYTES = {TRIG: TURTLE, N_QUADS: N_TRIPLES}
"""A graph in Turtle is TriG, one in N-Triples is N-Quads: formats that many engines don't offer."""
_ENDS = {RESULTS_JSON: b"}", JSON_LD: b"}]", RESULTS_XML: b">", RDF_XML: b">"}
_WORDS_OF_ERROR = 300
CONNECT = 5.0
"""How many seconds a connection may take."""
_RETRY_AFTER = 2


class BackendFailed(EngineFailed):
    """The engine behind gave no answer that can be passed on; ``fault`` says in what way.

    unreachable: no connection, or it broke; failed: an error status, a redirect; type: another
    format than asked for; cut: the body is not whole; capped: the engine left rows out; other: it
    does not hold the release that is served.
    """

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault)
        self.fault = fault
        self.detail = detail


class BackendRefused(Refusal):
    """The engine behind calls the query wrong; says why in its own words."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class DialectForbidden(Forbidden):
    """The query uses an engine's own commands (``define input:…``, ``bif:``), not SPARQL."""


class PasswordAuth(httpx.Auth):
    """Send no password before the engine asks for it: Basic (RFC 7617) or Digest (RFC 7616)."""

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


@dataclass(frozen=True)
class Backend:
    """An endpoint's address, with the name and password that were written in it, if any."""

    address: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, written: str) -> Backend:
        """Read an address such as ``https://name:password@host/sparql``; raise UserError."""
        try:
            parts = urlsplit(written)
            whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
        except ValueError:
            whole = False
        if not whole or parts.fragment:
            shown = re.sub(r"//[^/@]*@", "//", written)
            raise UserError(
                f"« {shown} » n’est pas l’adresse d’un moteur : donnez-la en entier, comme "
                "https://exemple.fr/sparql.",
                f"“{shown}” is no address of an engine: give it in full, such as "
                "https://example.org/sparql.",
            )
        host = parts.netloc.rpartition("@")[2]
        plain = urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))
        return cls(plain, unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def auth(self) -> httpx.Auth | None:
        """Return how to name oneself to the engine."""
        return PasswordAuth(self.user, self.password) if self.user else None

    def client(self, timeout: httpx.Timeout) -> httpx.Client:
        """Return a client for threads, which calls no other address than it is given."""
        return httpx.Client(
            auth=self.auth, timeout=timeout, follow_redirects=False, trust_env=False
        )

    def request(self, text: str, fmt: Format, data_set: DataSet | None) -> dict[str, object]:
        """Return what httpx sends: SPARQL 1.1 Protocol 2.1.2, a query by URL-encoded POST.

        No other form is answered by every engine (Virtuoso takes no direct POST of a query).
        """
        fields = [("query", text)]
        if data_set is not None:
            fields += [("default-graph-uri", graph) for graph in data_set.default]
            fields += [("named-graph-uri", graph) for graph in data_set.named or ()]
        return {
            "method": "POST",
            "url": self.address,
            "content": urlencode(fields),
            "headers": {
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": written_as(fmt).media_type,
                "Accept-Encoding": "identity",
            },
        }


def written_as(fmt: Format) -> Format:
    """Return the format to ask the engine for, whose bytes are good for ``fmt`` as they are."""
    return _SAME_BYTES.get(fmt, fmt)


def refuse_dialect(text: str) -> None:
    """Raise DialectForbidden for the commands by which Virtuoso goes beyond SPARQL.

    A courtesy like every scan; what the engine's account may do is the guarantee.
    """
    if scan(text).beyond:
        raise DialectForbidden


def examine(answer: httpx.Response, fmt: Format, most: int) -> None:
    """Raise the Refusal that the status and headers of ``answer`` amount to, if any."""
    headers = answer.headers
    if answer.status_code != httpx.codes.OK:
        raise _of_status(answer)
    if "x-sparql-maxrows" in headers:
        raise BackendFailed("capped", headers["x-sparql-maxrows"])
    if headers.get("x-sql-state", "").startswith("S1T"):
        raise BackendFailed("cut", headers["x-sql-state"])
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in written_as(fmt).media_types:
        raise BackendFailed("type", media_type or "none")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise BackendFailed("type", headers["content-encoding"])
    chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    if not chunked and "content-length" not in headers:
        raise BackendFailed("cut", "the end of the body is not marked")
    if int(headers.get("content-length", "0")) > most:
        raise ResultTooLarge


def _of_status(answer: httpx.Response) -> Refusal:
    status = answer.status_code
    if status in (httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS):
        after = answer.headers.get("retry-after", "")
        return EngineBusy(int(after) if after.isdecimal() else _RETRY_AFTER)
    if status in (httpx.codes.REQUEST_TIMEOUT, httpx.codes.GATEWAY_TIMEOUT):
        return DeadlineExceeded()
    return BackendFailed("failed", str(status))


def words_of(body: bytes) -> str:
    """Return the first words of an engine's error, fit to be shown on one line."""
    text = body[: 4 * _WORDS_OF_ERROR].decode("utf-8", "replace")
    line = " ".join(
        re.sub(r"<[^>]*>|[\x00-\x1f\x7f]", " ", text.partition("SPARQL query:")[0]).split()
    )
    return line[:_WORDS_OF_ERROR]


def check_end(fmt: Format, tail: bytes) -> None:
    """Raise BackendFailed when a body that ends with ``tail`` can't be whole."""
    ends = _ENDS.get(fmt)
    last = tail.rstrip()[-1:]
    if ends is not None and (not last or last not in ends):
        raise BackendFailed("cut", f"ends with {last!r}")


def check_whole(fmt: Format, body: bytes) -> None:
    """Raise BackendFailed when ``body``, all of an answer, is no JSON although it should be."""
    if fmt in (RESULTS_JSON, JSON_LD):
        try:
            json.loads(body)
        except ValueError as reason:
            raise BackendFailed("cut", str(reason)[:_WORDS_OF_ERROR]) from reason
