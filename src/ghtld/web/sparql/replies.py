"""What the endpoint says of itself: its page, its description, and why there is no answer."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.types import Scope

from ghtld import iris
from ghtld.engine.query import is_iri
from ghtld.formats import HTML, Format
from ghtld.ui import negotiation, problems
from ghtld.ui.negotiation import names_html
from ghtld.ui.problems import Problem
from ghtld.ui.security_headers import PREFLIGHT, with_security
from ghtld.web.configuration import Configuration
from ghtld.web.http.cache import Headers, Stored, Wants
from ghtld.web.pages.view import View
from ghtld.web.site import Site
from ghtld.web.sparql import editor
from ghtld.web.sparql import editor as sparql_page
from ghtld.web.sparql.answer_cache import tag_of
from ghtld.web.sparql.editor import PATH, fits_a_link
from ghtld.web.sparql.protocol import METHODS
from ghtld.web.sparql.service_description import service_description

NO_CACHE = (b"cache-control", b"no-cache")
NO_STORE = (b"cache-control", b"no-store")
_VARY = (b"vary", b"Accept, Accept-Language, Accept-Encoding")


def headers_of(fmt: Format, *more: tuple[bytes, bytes]) -> Headers:
    """Return the headers of an answer in ``fmt``, and ``more``."""
    return with_security([(b"content-type", fmt.content_type.encode()), _VARY, *more])


def page(written: str, status: int = 200, *more: tuple[bytes, bytes]) -> Stored:
    """Return the page of the endpoint as an answer."""
    policy = (b"content-security-policy", editor.CONTENT_SECURITY_POLICY.encode())
    headers = headers_of(HTML, policy, NO_CACHE if status == 200 else NO_STORE, *more)
    return Stored(status, headers, written.encode())


def preflight() -> Stored:
    """Return the answer to a browser that asks what it may send here."""
    allowed = {**PREFLIGHT, "Allow": METHODS, "Access-Control-Allow-Methods": METHODS}
    headers = [(name.lower().encode(), value.encode()) for name, value in allowed.items()]
    return Stored(204, with_security(headers), b"")


class Replies:
    """What can be said to one request; ``known`` is what the operator says of the server."""

    def __init__(self, site: Site, scope: Scope, wants: Wants, known: Configuration) -> None:
        self._site = site
        self._scope = scope
        self._wants = wants
        self._known = known

    def view(self, query: str = "") -> View:
        """Return what the page needs to be written, with ``query`` in it."""
        asked = Request(self._scope).query_params.get("lang")
        chosen = negotiation.choose_language(asked, self._wants.language)
        carried = urlencode({"query": query}) if query and fits_a_link(query) else ""
        here = PATH + ("/" if self._scope["path"].endswith("/") else "")
        return View(self._site, chosen, here, asked in negotiation.LANGUAGES, carried, self._known)

    def form(self, example: str | None) -> Stored:
        """Return the page with an example question in it, if one is asked for."""
        view = self.view()
        return page(sparql_page.write(view, sparql_page.example(view, example)))

    def description(self, fmt: Format) -> Stored:
        """Return the service description."""
        body = service_description(self._site, self._address, fmt)
        tag = tag_of(self._site, body.decode(), None, fmt, "")
        return Stored(200, headers_of(fmt, (b"etag", tag.encode()), NO_CACHE), body, tag)

    @property
    def _address(self) -> str:
        """Return the address that the endpoint is served at."""
        here = str(Request(self._scope).url.replace(query="", fragment=""))
        # A Host header may hold what no IRI can.
        named = self._known.public_url != iris.BASE or not is_iri(here)
        return self._known.public(PATH) if named else here

    def refusal(self, problem: Problem, query: str) -> Stored:
        """Return why there is no answer to ``query``: the page for people, a problem document."""
        view = self.view(query)
        more = [(b"content-language", view.language.encode())]
        more += [(k.lower().encode(), v.encode()) for k, v in problem.headers.items()]
        if names_html(self._wants.accept):
            said = sparql_page.write(view, query, sentence=problem.sentence(view.language))
            return page(said, problem.status, *more)
        kind = (b"content-type", problems.MEDIA_TYPE.encode())
        body = problem.as_json(view.language)
        return Stored(problem.status, with_security([kind, _VARY, NO_STORE, *more]), body)
