"""What the release says of itself as a data set: its description in VoID and DCAT, read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from ghtld import iris
from ghtld.release import File
from ghtld.terms import DCTERMS, FOREIGN
from ghtld.web.graph import literals, objects
from ghtld.web.site import Site, in_language

DATASET = NamedNode(iris.DATASET)
FOAF_NAME = NamedNode(FOREIGN["foaf"] + "name")
_DUMPS = "dumps/"


def description(site: Site) -> Store:
    """Return the description of the release in memory; empty when the release has none."""
    return site.files.turtle(site.release.dataset)


def value(site: Site, predicate: NamedNode, language: str = "fr") -> str | None:
    """Return the value of a property of the data set: an IRI, or words; None without any."""
    store = site.derived(description)
    found = list(objects(store, DATASET, predicate))
    node = next((term.value for term in found if isinstance(term, NamedNode)), None)
    words = in_language((term for term in found if isinstance(term, Literal)), language)
    return node or (words.value if words else None)


def licence(site: Site) -> str | None:
    """Return the IRI of the licence of the data, or None when the release states none."""
    found = value(site, DCTERMS.license)
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
        for who in objects(store, DATASET, predicate):
            if isinstance(who, Literal):
                return who.value
            if isinstance(who, NamedNode | BlankNode):
                named = in_language(literals(store, who, FOAF_NAME), "fr")
                if named is not None:
                    return named.value
    return None
