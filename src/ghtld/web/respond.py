"""Answer a request for a document: the variant it asks for, and the headers that say which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, request

from ghtld.formats import BY_SUFFIX, HTML, Format
from ghtld.web import language
from ghtld.web.negotiate import NotAcceptable, names_html, negotiate
from ghtld.web.problems import MEDIA_TYPE, NOT_FOUND, Problem, ProblemRaised, not_acceptable
from ghtld.web.site import Site
from ghtld.web.view import View

_PROBLEM = Format("problem", "Problem", "", (MEDIA_TYPE, "application/json"))


def view_of(site: Site) -> View:
    """Return the view of the page that the request under way asks for."""
    asked = request.args.get("lang")
    chosen = language.choose(asked, request.headers.get("Accept-Language"))
    return View(site, chosen, request.path.removeprefix("/"), asked in language.LANGUAGES)


def split_suffix(name: str) -> tuple[str, Format | None]:
    """Return a name without its suffix, and the format of the suffix; raise for an unknown one."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return name, None
    if suffix not in BY_SUFFIX:
        raise ProblemRaised(NOT_FOUND)
    return stem, BY_SUFFIX[suffix]


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
        return [
            (fmt.label, view.href(f"{self.path}.{fmt.suffix}"))
            for fmt in self.formats
            if fmt is not HTML
        ]

    def alternates(self, view: View) -> list[tuple[str, str, str]]:
        """Return label, link and media type of each format that is not HTML."""
        types = {fmt.label: fmt.media_type for fmt in self.formats}
        return [(label, href, types[label]) for label, href in self.links(view)]

    def answer(self, view: View, asked: Format | None = None) -> Response:
        """Return the variant ``asked`` for by suffix, else the one that is most acceptable."""
        fmt = asked or negotiate(request.headers.get("Accept"), self.formats)
        response = Response(
            self.page() if fmt is HTML else self.data(fmt), content_type=fmt.content_type
        )
        self._say_which(response, fmt, view, negotiated=asked is None)
        return response

    def _say_which(self, response: Response, fmt: Format, view: View, *, negotiated: bool) -> None:
        if negotiated:
            response.vary.add("Accept")
            lang = f"?lang={view.language}" if fmt is HTML else ""
            response.headers["Content-Location"] = f"{self.name}.{fmt.suffix}{lang}"
        if fmt is HTML:
            response.headers["Content-Language"] = view.language
            if not view.chosen:
                response.vary.add("Accept-Language")
        for other in self.formats:
            if other is not fmt:
                link = f'<{self.name}.{other.suffix}>; rel="alternate"; type="{other.media_type}"'
                response.headers.add("Link", link)


def see_other(location: str, status: int = 303) -> Response:
    """Return a redirect to ``location``, relative to the request."""
    response = Response(status=status)
    response.headers["Location"] = location
    return response


def problem_response(problem: Problem, site: Site) -> Response:
    """Return ``problem`` as a page for people, as a problem document for machines."""
    view = view_of(site)
    if _wants_page():
        body: str | bytes = problem.as_html(view)
        content_type = HTML.content_type
    else:
        body, content_type = problem.as_json(view.language), MEDIA_TYPE
    response = Response(body, problem.status, dict(problem.headers), content_type=content_type)
    response.headers["Content-Language"] = view.language
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _wants_page() -> bool:
    accept = request.headers.get("Accept")
    suffix = request.path.rpartition(".")[2]
    if names_html(accept):
        return True
    if suffix in BY_SUFFIX:
        return BY_SUFFIX[suffix] is HTML
    try:
        return negotiate(accept, (HTML, _PROBLEM)) is HTML
    except NotAcceptable:
        return False


def not_acceptable_response(reason: NotAcceptable, site: Site) -> Response:
    """Return 406 with the variants as links."""
    view = view_of(site)
    name = view.here.rpartition("/")[2]
    variants = [
        {"href": f"{name}.{offer.suffix}", "type": offer.media_type} for offer in reason.offers
    ]
    body = not_acceptable(reason.offers).as_json(view.language, variants=variants)
    response = Response(body, 406, content_type=MEDIA_TYPE)
    for variant in variants:
        response.headers.add(
            "Link", f'<{variant["href"]}>; rel="alternate"; type="{variant["type"]}"'
        )
    response.vary.update(("Accept", "Accept-Language"))
    return response
