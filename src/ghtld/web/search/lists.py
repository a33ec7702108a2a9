"""Lists: the things of a kind, narrowed by facets that are plain links and stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from ghtld import facets
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.index import NoIndex
from ghtld.web.kinds import routes as things
from ghtld.web.pages.paging import NoSuchPage, page_number
from ghtld.web.pages.reply import PageFunction, Reply, page_of
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View, render
from ghtld.web.search.catalogue import Entry, Listing, Value
from ghtld.web.search.finder import Finder
from ghtld.web.search.search import finder
from ghtld.web.site import Site, Text
from ghtld.web.tables.facets import Choice, Facet

ON_A_PAGE = 100
SHOWN_VALUES = 8
MOST_ROWS = 50_000
"""How many rows a file has at most: the server makes it, and a spreadsheet opens it, in seconds."""
_LONGEST_VALUE = 300


class Links:
    """The addresses of one list in other states: the choices stand in the query string."""

    def __init__(self, view: View, kind: str, chosen: Mapping[str, str]) -> None:
        self._view, self._kind, self.chosen = view, kind, dict(chosen)

    @property
    def path(self) -> str:
        """Return the path of the list below the root."""
        query = urlencode(self.chosen, safe=":/")
        return f"list/{self._kind}{'?' if query else ''}{query}"

    def to(self, page: int) -> str:
        """Return the link to another page of the same list."""
        if not self.chosen:
            return self._view.page_href(f"list/{self._kind}", page)
        return self._link(self.chosen, {"page": str(page)} if page > 1 else {})

    def with_value(self, name: str, value: str) -> str:
        """Return the link to the list narrowed by one more choice."""
        return self._link({**self.chosen, name: value})

    def without(self, name: str) -> str:
        """Return the link to the list without one choice."""
        return self._link({key: value for key, value in self.chosen.items() if key != name})

    def whole(self) -> str:
        """Return the link to the whole list."""
        return self._link({})

    def more(self, name: str) -> str:
        """Return the link to the same list with every value of a facet."""
        return self._link(self.chosen, {"more": name}) + f"#facet-{name}"

    def table(self, suffix: str, **said: str) -> str:
        """Return the link to the list as a table."""
        return self._link(self.chosen, said, f".{suffix}")

    def _link(
        self, chosen: Mapping[str, str], said: Mapping[str, str] | None = None, suffix: str = ""
    ) -> str:
        query = urlencode({**chosen, **(said or {})}, safe=":/")
        return self._view.href(f"list/{self._kind}{suffix}{'?' if query else ''}{query}")


def requested_listing(site: Site, request: Request, kind: str) -> Listing:
    """Return the list that the request under way asks for; raise the problem of an unknown kind."""
    index: Finder = finder(site)
    told = request.parameters
    chosen = {name: told[name][:_LONGEST_VALUE] for name in facets.NAMES if told.get(name)}
    listing = Listing(index, kind, chosen)
    if not listing.total:
        raise ProblemRaised(NOT_FOUND)
    return listing


def page(site: Site, request: Request, kind: str) -> Reply:
    """Answer ``/list/{kind}``: one page of the things that the chosen values leave."""
    listing = requested_listing(site, request, kind)
    count = listing.count
    last = max(1, -(-count // ON_A_PAGE))
    number = last + 1
    with suppress(NoSuchPage):
        number = page_number(request.page_parameter)
    past = number > last
    view = request.view(site).carrying(listing.chosen, 1 if past else number)
    entries = [] if past else listing.entries(view.language, ON_A_PAGE, (number - 1) * ON_A_PAGE)
    links, more = Links(view, kind, listing.chosen), request.parameters.get("more", "")
    shown = [_facet(view, name, values, links, more) for name, values in listing.facets().items()]
    text = render(
        view,
        "list.html",
        kind=kind,
        count=count,
        total=listing.total,
        entries=[(entry, _text(view, entry)) for entry in entries],
        facets=shown,
        chosen=[Choice(value_text(view, v), links.without(n)) for n, v in links.chosen.items()],
        links=links,
        number=number,
        last=last,
        past=past,
        most_rows=MOST_ROWS,
        query=facets.list_query(kind, links.chosen),
    )
    reply = page_of(text, view, HTTPStatus.NOT_FOUND if past else HTTPStatus.OK).keep()
    if listing.chosen or past:
        reply.headers.append(("X-Robots-Tag", "noindex"))
    return reply


def kind_index(site: Site, request: Request, kind: str) -> Reply:
    """Answer ``/doc/{kind}/`` with the list of the kind; without an index, with its plain list."""
    try:
        return page(site, request, kind)
    except NoIndex:
        return things.kind_index(site, request, kind)


def has_list(site: Site, kind: str) -> bool:
    """Tell whether ``/list/{kind}`` answers."""
    return things.has_kind(site, kind)


def _facet(view: View, name: str, values: list[Value], links: Links, more: str) -> Facet:
    shown = len(values) if more == name else SHOWN_VALUES
    kept = links.chosen.get(name)
    choices = [
        Choice(
            value_text(view, found.value),
            links.without(name) if found.value == kept else links.with_value(name, found.value),
            found.count,
            found.value == kept,
        )
        for place, found in enumerate(values)
        if place < shown or found.value == kept
    ]
    return Facet(name, choices, len(values) - len(choices), links.more(name))


def value_text(view: View, value: str) -> Text:
    """Return a value of a facet for people: the label of what it names, else the value."""
    iri = facets.full(value)
    return view.name(NamedNode(iri)) if iri != value else view.cut(Text(value))


def _text(view: View, entry: Entry) -> Text:
    labels = {"fr": entry.fr, "en": entry.en}
    other = "en" if view.language == "fr" else "fr"
    for language in (view.language, other):
        label = labels[language]
        if label:
            return view.cut(Text(label, language))
    return view.label(NamedNode(entry.iri))


ROUTES: tuple[tuple[str, PageFunction], ...] = (("/list/<kind>", page),)
