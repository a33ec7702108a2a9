"""What the release says of itself as a data set: its description in VoID and DCAT, read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from ghtld import iris
from ghtld.release import File
from ghtld.terms import DCTERMS, FOREIGN
from ghtld.web.site import Site, in_language

DATASET = NamedNode(iris.DATASET)
FOAF_NAME = NamedNode(FOREIGN["foaf"] + "name")
_DUMPS = "dumps/"


def description(site: Site) -> Store:
    """Return the description of the release in memory; empty when the release has none."""
    return site.files.turtle(site.release.dataset)


def said(site: Site, predicate: NamedNode, language: str = "fr") -> str | None:
    """Return what the data set is said to have as ``predicate``: an IRI, or words."""
    store = site.derived(description)
    found = [quad.object for quad in store.quads_for_pattern(DATASET, predicate, None)]
    node = next((term.value for term in found if isinstance(term, NamedNode)), None)
    words = in_language((term for term in found if isinstance(term, Literal)), language)
    return node or (words.value if words else None)


def licence(site: Site) -> str | None:
    """Return the IRI of the licence of the data, or None when the release states none."""
    found = said(site, DCTERMS.license)
    return found if found and found.startswith("http") else None


@dataclass(frozen=True)
class Dump:
    """A file to download: its name, what the manifest knows of it."""

    name: str
    file: File

    @property
    def path(self) -> str:
        """Return its path below the root."""
        return _DUMPS + self.name


def dumps(site: Site) -> list[Dump]:
    """Return the files to download, sorted by name."""
    return sorted(_dumps(site), key=lambda dump: dump.name)


def _dumps(site: Site) -> Iterator[Dump]:
    for path, file in site.manifest.files.items():
        if path.startswith(_DUMPS):
            yield Dump(path.removeprefix(_DUMPS), file)


def maker(site: Site) -> str | None:
    """Return the name of who made the data set."""
    store = site.derived(description)
    for predicate in (DCTERMS.publisher, DCTERMS.creator):
        for quad in store.quads_for_pattern(DATASET, predicate, None):
            if isinstance(quad.object, Literal):
                return quad.object.value
            names = store.quads_for_pattern(quad.object, FOAF_NAME, None)
            named = in_language((q.object for q in names if isinstance(q.object, Literal)), "fr")
            if named is not None:
                return named.value
    return None
