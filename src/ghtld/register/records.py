"""What the register says, apart from how a file writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ghtld.register.coordinates import Point


class Kind(StrEnum):
    """The sorts of entries."""

    LEGAL = "legal"
    GEOGRAPHIC = "geographic"


@dataclass(frozen=True)
class Cells:
    """The values of one row by name, and where the row is; absent values are not in ``values``.

    Each reader gives its own columns the names that ``interpret`` knows.
    """

    section: str
    place: str
    raw: object
    """The row as it lies in the file: a text, or what a JSON object says."""
    values: dict[str, str]
    members: tuple[tuple[str, str, str], ...] = ()
    """Of a grouping: ``legal`` or ``geographic``, technical identifier, role."""
    joined: bool = False
    addresses: int = 1

    def __getitem__(self, name: str) -> str:
        """Return the value with its blanks reduced to single spaces, or the empty string."""
        return " ".join(self.values.get(name, "").split())


@dataclass(frozen=True)
class Code:
    """A code of a nomenclature, with the label that the file gives it."""

    code: str
    label: str = ""


@dataclass(frozen=True)
class Place:
    """Where an entity is; the INSEE codes are told or absent, never derived from a postcode."""

    street: str = ""
    postcode: str = ""
    commune_name: str = ""
    commune: str = ""
    department: str = ""


@dataclass(frozen=True)
class Entry:
    """A legal or geographic entity as one extract describes it."""

    kind: Kind
    number: str
    name: str
    long_name: str = ""
    complement: str = ""
    category: Code | None = None
    status: Code | None = None
    legal_entity: str = ""
    place: Place = field(default_factory=Place)
    point: Point | None = None
    siren: str = ""
    siret: str = ""
    dates: dict[str, str] = field(default_factory=dict)
    """By the name of the property: ``createdOn``, ``openedOn``…"""
    state: str = ""
    """``A`` open, ``I`` closed, empty where the file does not tell."""
    technical: str = ""
    """The identifier by which groupings name their members."""

    @property
    def is_closed(self) -> bool:
        """Tell whether the extract says that the entity is closed."""
        return self.state == "I" or "closedOn" in self.dates

    @property
    def is_home(self) -> bool:
        """Tell whether the address may be where persons live: a *lieu de vie*, a natural person."""
        if self.kind is Kind.LEGAL and self.status is not None and self.status.code in PERSONS:
            return True
        return self.category is not None and self.category.code in HOMES


HOMES = frozenset({"462"})
"""Categories of homes: 462 is « lieux de vie (et d’accueil) »."""
PERSONS = frozenset({"70"})
"""Legal statuses of persons who practise in their own name: 70 is « personne physique »."""


@dataclass(frozen=True)
class Grouping:
    """A grouping of legal entities, with its members as the file names them."""

    identifier: str
    name: str
    kind: Code | None = None
    code: str = ""
    """Five digits: the national code of a GHT."""
    number: str = ""
    """Eleven digits: its number in the register since 2026."""
    state: str = ""
    updated: str = ""
    members: tuple[tuple[str, str, str], ...] = ()
