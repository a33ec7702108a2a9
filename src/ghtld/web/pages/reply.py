"""A document in the variant that is asked for, with the headers that say which. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from ghtld.formats import BY_ANY_SUFFIX, CSV, HTML, Format
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.http.cache import Note
from ghtld.web.pages.request import Asked
from ghtld.web.pages.view import View

_SPOKEN = (HTML, CSV)
"""Formats that hold words for readers, and so depend on the language."""

Pairs = list[tuple[str, str]]


@dataclass
class Reply:
    """A whole answer, which may be kept as its note says.

    ``headers`` are those that are neither ``Content-Type`` nor ``Vary`` nor ``Link``; ``links`` the
    values of the last.
    """

    content_type: str
    body: bytes
    note: Note
    status: int = HTTPStatus.OK
    vary: list[str] = field(default_factory=list)
    headers: Pairs = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def link(self, href: str, rel: str, media_type: str = "") -> None:
        """Add a typed link (RFC 8288)."""
        type_ = f'; type="{media_type}"' if media_type else ""
        self.links.append(f'<{href}>; rel="{rel}"{type_}')

    def pairs(self) -> Pairs:
        """Return every header."""
        several = (("Vary", self.vary), ("Link", self.links))
        joined = [(name, ", ".join(values)) for name, values in several if values]
        return [("Content-Type", self.content_type), *self.headers, *joined]


def see_other(location: str, status: int = HTTPStatus.SEE_OTHER) -> Reply:
    """Return a redirect to ``location``, relative to the request."""
    headers = [("Location", location), ("Cache-Control", "no-cache")]
    return Reply(HTML.content_type, b"", Note(keep=True), status, headers=headers)


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

    def reply(self, asked: Asked, view: View, suffix: Format | None = None) -> Reply:
        """Return the variant asked for by suffix or parameter, else the most acceptable one.

        Raises NotAcceptable.
        """
        fmt, negotiated = asked.choose(self.formats, suffix)
        body = self.page().encode() if fmt is HTML else self.data(fmt)
        reply = Reply(fmt.content_type, body, Note(keep=True))
        if suffix is None:
            reply.headers.append(("Content-Location", self._location(asked, fmt, view)))
        if negotiated:
            reply.vary.append("Accept")
            reply.note.offers, reply.note.format = tuple(self.formats), fmt
        if fmt in _SPOKEN:
            reply.headers.append(("Content-Language", view.language))
            reply.note.language = view.language
            if not view.chosen:
                reply.vary.append("Accept-Language")
                reply.note.spoken = True
        name = self.name
        for other in self.formats:
            if other is not fmt:
                reply.link(f"{name}.{other.suffix}", "alternate", other.media_type)
        return reply

    def _location(self, asked: Asked, fmt: Format, view: View) -> str:
        page = asked.page if fmt is HTML else ""
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
