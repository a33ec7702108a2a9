"""What a page or feed of changes is about, and where the changes of a release come from."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.ui.problems import NOT_FOUND, ProblemRaised
from ghtld.web.changes.table import Changes
from ghtld.web.index import NoIndex
from ghtld.web.pages.view import View
from ghtld.web.site import Site


@dataclass(frozen=True)
class Scope:
    """What a page or feed is about: a path below the root, the key of its place, and its name."""

    path: str
    place: str = ""
    node: NamedNode | None = None

    def name(self, view: View) -> str:
        """Return the name of the region or grouping, empty for all."""
        return view.label(self.node).value if self.node is not None else ""


def changes_of(site: Site) -> Changes | None:
    """Return the changes of the release of a site, None where it holds none that can be read."""
    return site.index(Changes, site.release.changes)


def to_show(site: Site) -> Changes | None:
    """Return the changes for a page about them; raise NoIndex where they are damaged."""
    if site.files.is_damaged(site.release.changes):
        raise NoIndex(Changes.problem)
    return changes_of(site)


def scope_of(site: Site, kind: str, slug: str) -> Scope:
    """Return a region or grouping that the release knows; raise the problem of another."""
    folder = "concept/region" if kind == "region" else kind
    thing = iris.read(f"{iris.BASE}id/{folder}/{slug}")
    if thing is None or not site.mentions(NamedNode(thing.iri)):
        raise ProblemRaised(NOT_FOUND)
    place = slug if kind == "region" else thing.iri
    return Scope(f"changes/{kind}/{slug}", place, NamedNode(thing.iri))


def held(site: Site) -> Changes:
    """Return the changes of a release; raise the problem of one that holds none."""
    found = to_show(site)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    return found


def path_of(found: Changes) -> str:
    """Return the path of the page of all changes."""
    return f"changes/{found.old}/{found.new}"


def paths(site: Site) -> list[str]:
    """Return the paths of the pages of changes that may be listed, none without changes."""
    found = changes_of(site)
    if found is None:
        return []
    try:
        return [path_of(found), *(f"changes/region/{code}" for code in found.regions())]
    except NoIndex:
        return []
