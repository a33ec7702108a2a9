"""Home: what the edition holds, and ways in by question, none of which leads nowhere.

What is asked of agreements, groupings and missions is read from the release; the project’s
questions and the pictures are named here, and shown where the release has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.terms import GHT
from ghtld.ui.problems import DAMAGED, NOT_FOUND, ProblemRaised
from ghtld.web import graph
from ghtld.web.index import NoIndex
from ghtld.web.pages import external_labels, json_ld
from ghtld.web.pages.reply import PageFunction, Reply, page_of, page_or_way, see_other
from ghtld.web.pages.request import Request
from ghtld.web.pages.view import View, render
from ghtld.web.search.catalogue import Listing
from ghtld.web.search.finder import Finder
from ghtld.web.search.lists import Links, value_text
from ghtld.web.search.search import finder
from ghtld.web.site import EDITION, Site, Text
from ghtld.web.sparql import editor as sparql

QUESTIONS = (
    "date-signature-lozere",
    "ecarts-annonces-listes",
    "mission-de-recherche",
    "specialites-en-difficulte",
    "cooperations-existantes-lozere",
    "effectif-chu-montpellier",
    "projets-telemedecine",
    "etablissements-support",
)
"""Questions of ``queries/`` that home asks; a test holds every name against them."""

PICTURES = ("timeline", "network", "matrix", "map", "discrepancies")
"""The pages that answer with a picture, each asked for by a question ``ask-{name}``."""

KINDS = ("document", "group", "establishment", "agreement", "person", "event", "figure")
"""The kinds that home names first."""
_MOST = 8


@dataclass(frozen=True)
class Door:
    """One way in: its words, where it leads, how many things are there, its spreadsheet."""

    text: Text
    href: str
    count: str = ""
    table: str = ""


@dataclass(frozen=True)
class Way:
    """A question with a gap, the doors that fill it, and where all of them are."""

    name: str
    doors: list[Door]
    more: str = ""


def page(site: Site, request: Request) -> Reply:
    """Return home: the search, the questions, what the edition holds."""
    view = request.view(site)
    titles = {"fr": site.manifest.title_fr, "en": site.manifest.title_en}
    counts = site.derived(_counts)
    kinds = [kind for kind in KINDS if kind in counts]
    kinds += [kind for kind in external_labels.KINDS if kind in counts and kind not in kinds]
    written = render(
        view,
        "home.html",
        title=titles[view.language],
        counts=counts,
        kinds=kinds,
        first=KINDS,
        ways=[way for way in (_signed(view), *_listed(view)) if way.doors],
        pictures=PICTURES,
        questions=project_questions(view),
        every=len(site.questions),
        documents=[(view.name(node), view.link(node.value)) for node in site.derived(_documents)],
        json_ld=json_ld.of_dataset(view),
    )
    return page_of(written, view).keep()


def _counts(site: Site) -> dict[str, int]:
    """Return how many things of each kind there are."""
    return tally(site) or {kind: len(nodes) for kind, nodes in site.things.items()}


def _documents(site: Site) -> list[NamedNode]:
    """Return the documents of the edition, by their numbers."""
    return graph.instances(site.store, GHT.Document, EDITION)


def _signed(view: View) -> Way:
    """Return the agreements of which signatories are named."""
    signed = view.site.derived(_signatures)
    doors = [
        Door(
            view.name(agreement),
            view.href(f"doc/{_path(agreement)}"),
            view.ngettext("signatories", count),
        )
        for agreement, count in sorted(signed.items(), key=lambda pair: (-pair[1], str(pair[0])))
    ]
    return Way("who-signed", doors[:_MOST], view.href("list/agreement"))


def _signatures(site: Site) -> dict[NamedNode, int]:
    """Return how many signatures of each agreement the edition names."""
    found: dict[NamedNode, int] = {}
    for _, signing in graph.pairs(site.store, GHT.signing, EDITION):
        if isinstance(signing, NamedNode):
            for agreement in graph.objects(site.store, signing, GHT.subject, EDITION):
                if isinstance(agreement, NamedNode):
                    found[agreement] = found.get(agreement, 0) + 1
    return found


def _path(node: NamedNode) -> str:
    return node.value.removeprefix(f"{iris.BASE}id/")


def _listed(view: View) -> list[Way]:
    """Return the questions that a list answers: members of groupings, agreements by mission."""
    ways: list[Way] = []
    with suppress(NoIndex):
        ways.extend(_read(view, finder(view.site)))
    return ways


def _read(view: View, index: Finder) -> Iterator[Way]:
    for name, kind, facet in (
        ("which-members", "establishment", "group"),
        ("which-region", "establishment", "region"),
        ("which-missions", "agreement", "mission"),
    ):
        read = partial(Listing(index, kind, {}).values, facet)
        values = view.site.remembered(("home", name), read)
        links = Links(view, kind, {})
        doors = [
            Door(
                value_text(view, one.value),
                links.with_value(facet, one.value),
                view.number(one.count),
                Links(view, kind, {facet: one.value}).table("xlsx") if facet == "group" else "",
            )
            for one in values[:_MOST]
        ]
        yield Way(name, doors, links.whole())


def project_questions(view: View) -> list[Door]:
    """Return the questions of the project that home asks, in the language of the page."""
    known = view.site.questions
    return [
        Door(Text(known[name].title(view.language)), view.href(f"questions/{name}"))
        for name in QUESTIONS
        if name in known
    ]


def question(site: Site, request: Request, name: str) -> Reply:
    """Answer ``/questions/{name}``: see the answer of one of the project’s questions."""
    view = request.view(site)
    if name not in view.site.questions:
        damaged = view.site.files.is_damaged(view.site.release.questions)
        raise ProblemRaised(DAMAGED if damaged else NOT_FOUND)
    query = urlencode({"query": sparql.example(view, name)})
    return see_other(view.href(f"{sparql.PATH}?{query}#results"))


def has_question(site: Site, name: str) -> bool:
    """Tell whether ``/questions/{name}`` answers."""
    return name in site.questions


def front(site: Site, request: Request) -> Reply:
    """Answer ``/``: home for people, the description of the data set for machines."""
    return page_or_way(request, lambda: page(site, request), "dataset")


ROUTES: tuple[tuple[str, PageFunction], ...] = (
    ("/", front),
    ("/questions/<name>", question),
)


_KINDS = ("group", "establishment", "agreement", "document")


def in_menu(view: View) -> list[str]:
    """Return the kinds that the menu leads to; for it the things of the store are never counted."""
    held = view.site.derived(tally)
    return [kind for kind in _KINDS if kind in held]


def tally(site: Site) -> dict[str, int]:
    """Return how many things of each kind the index counts, nothing where there is no index."""
    try:
        rows = finder(site).rows("SELECT kind, things FROM tally WHERE name = ''")
    except NoIndex:
        return {}
    return {str(kind): count for kind, count in rows if isinstance(count, int)}
