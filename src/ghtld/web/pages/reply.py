"""The answer to a request for a page, and documents in the variant that is asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from ghtld.formats import ALL, BY_ANY_SUFFIX, CSV, HTML, Format
from ghtld.ui.negotiation import NotAcceptable
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.http.cache import CachePolicy
from ghtld.web.pages.paging import Page
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View

_SPOKEN = (HTML, CSV)
"""Formats that hold words for readers, and so depend on the language."""
_KEPT = (HTTPStatus.OK, HTTPStatus.SEE_OTHER, HTTPStatus.MOVED_PERMANENTLY)

Pairs = list[tuple[str, str]]


@dataclass
class Reply:
    """A whole answer, which may be kept as its policy says.

    ``headers`` are those that are neither ``Content-Type`` nor ``Vary`` nor ``Link``; ``links`` the
    values of the last.
    """

    content_type: str
    body: bytes
    policy: CachePolicy = field(default_factory=CachePolicy)
    status: int = HTTPStatus.OK
    vary: list[str] = field(default_factory=list)
    headers: Pairs = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def is_page(self) -> bool:
        """Tell whether this is a page, or leads to another address."""
        return self.content_type == HTML.content_type

    def keep(self) -> Reply:
        """Let the answer be kept: it depends on the address and on what its policy says only."""
        self.policy.keep = self.status in _KEPT
        return self

    def speak(self, view: View) -> Reply:
        """Say which language the answer is in, and whether the request's headers chose it."""
        self.headers.append(("Content-Language", view.language))
        self.policy.language = view.language
        if not view.chosen:
            self.vary.append("Accept-Language")
            self.policy.spoken = True
        return self

    def negotiated(self, offers: Sequence[Format], fmt: Format) -> Reply:
        """Say that the ``Accept`` header chose ``fmt`` among ``offers``."""
        self.vary.append("Accept")
        self.policy.offers, self.policy.format = tuple(offers), fmt
        return self

    def link(self, href: str, rel: str, media_type: str = "") -> None:
        """Add a typed link (RFC 8288)."""
        type_ = f'; type="{media_type}"' if media_type else ""
        self.links.append(f'<{href}>; rel="{rel}"{type_}')

    def link_pages(self, page: Page, view: View) -> Reply:
        """Say which pages come before and after."""
        for rel, href in page.links(view):
            self.link(href, rel)
        return self

    def as_file(self, name: str) -> Reply:
        """Let browsers save the answer under a name in ASCII."""
        self.headers.append(("Content-Disposition", f'attachment; filename="{name}"'))
        return self

    def pairs(self) -> Pairs:
        """Return every header."""
        several = (("Vary", self.vary), ("Link", self.links))
        joined = [(name, ", ".join(values)) for name, values in several if values]
        return [("Content-Type", self.content_type), *self.headers, *joined]


PageFunction = Callable[..., Reply]
"""How a page is written: of the site, the request, and the values in the path, by their names."""


def page_of(text: str, view: View, status: int = HTTPStatus.OK) -> Reply:
    """Return a page that exists as HTML only; one that says an error is kept nowhere."""
    reply = Reply(HTML.content_type, text.encode(), status=status).speak(view)
    if status != HTTPStatus.OK:
        reply.headers.append(("Cache-Control", "no-store"))
    return reply


def see_other(location: str, status: int = HTTPStatus.SEE_OTHER) -> Reply:
    """Return a redirect to ``location``, relative to the request."""
    headers = [("Location", location), ("Cache-Control", "no-cache")]
    return Reply(HTML.content_type, b"", status=status, headers=headers).keep()


def page_or_way(request: Request, page: Callable[[], Reply], data: str) -> Reply:
    """Answer with a page that has no other form; lead who wants data to the document that has them.

    Who accepts neither gets the page: a front door is never closed.
    """
    try:
        fmt, negotiated = request.choose(ALL, None)
    except NotAcceptable:
        reply = page()
        reply.vary.append("Accept")
        reply.policy.keep = False  # it would be kept as the answer to every Accept header
        return reply
    reply = page() if fmt is HTML else see_other(request.carry(data))
    return reply.negotiated(ALL, fmt) if negotiated else reply


@dataclass(frozen=True)
class Document:
    """A document in several formats: the path of its suffixless form and how to write it."""

    path: str
    formats: Sequence[Format]
    page: Callable[[], str]
    data: Callable[[Format], bytes]

    @property
    def name(self) -> str:
        """Return the last step of the path."""
        return self.path.rpartition("/")[2]

    def links(self, view: View) -> list[tuple[str, str]]:
        """Return label and link of each format that is not HTML."""
        return [(label, href) for label, href, _ in self.alternates(view)]

    def alternates(self, view: View) -> list[tuple[str, str, str]]:
        """Return label, link and media type of each format that is not HTML."""
        return [
            (fmt.label, view.href(f"{self.path}.{fmt.suffix}"), fmt.media_type)
            for fmt in self.formats
            if fmt is not HTML
        ]

    def reply(self, request: Request, view: View, suffix: Format | None = None) -> Reply:
        """Return the variant asked for by suffix or parameter, else the most acceptable one.

        Raises NotAcceptable.
        """
        fmt, negotiated = request.choose(self.formats, suffix)
        body = self.page().encode() if fmt is HTML else self.data(fmt)
        reply = Reply(fmt.content_type, body).keep()
        if suffix is None and not request.address.suffix:
            reply.headers.append(("Content-Location", self._location(request, fmt, view)))
        if negotiated:
            reply.negotiated(self.formats, fmt)
        if fmt in _SPOKEN:
            reply.speak(view)
        for other in self.formats:
            if other is not fmt:
                href = f"{request.climb}{self.name}.{other.suffix}"
                reply.link(href, "alternate", other.media_type)
        return reply

    def _location(self, request: Request, fmt: Format, view: View) -> str:
        page = request.page if fmt is HTML else ""
        said = [("lang", view.language if fmt in _SPOKEN else None), ("page", page)]
        query = "&".join(f"{name}={value}" for name, value in said if value)
        return f"{self.name}.{fmt.suffix}" + (f"?{query}" if query else "")


def split_suffix(name: str) -> tuple[str, Format | None]:
    """Return a name without its suffix, and the format of the suffix; raise for an unknown one."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return name, None
    if suffix not in BY_ANY_SUFFIX:
        raise ProblemRaised(NOT_FOUND)
    return stem, BY_ANY_SUFFIX[suffix]
