"""What the index of the country holds: entries, groupings and their members. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ghtld import iris


@dataclass(frozen=True)
class Entry:
    """An entry as the register gives it; what it does not say is empty.

    ``status`` is the entry’s own or that of its legal entity; coordinates are WGS84 degrees.
    """

    number: str
    kind: str
    name: str
    category: str
    status: str
    state: str
    closed_on: str
    department: str
    region: str
    commune: str
    commune_code: str
    postcode: str
    street: str
    siren: str
    siret: str
    owner: str
    latitude: float | None
    longitude: float | None

    @property
    def iri(self) -> str:
        """Return the IRI of the entry."""
        return iris.Thing("finess", self.number).iri

    @property
    def closed(self) -> bool:
        """Tell whether the register says that it is closed."""
        return self.state == "inactif"


@dataclass(frozen=True)
class Grouping:
    """A grouping as the register gives it, and how many members it names."""

    slug: str
    name: str
    code: str
    number: str
    type: str
    state: str
    updated: str
    members: int = 0

    @property
    def iri(self) -> str:
        """Return the IRI of the grouping."""
        return iris.Thing("finess-group", self.slug).iri


@dataclass(frozen=True)
class Member:
    """A member of a grouping: its number, its entry if the extract has one, whether a support.

    ``site`` is the entry whose point stands for it on a map: its own, or an establishment of it.
    """

    number: str
    support: bool
    entry: Entry | None
    site: Entry | None
