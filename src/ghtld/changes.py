"""What has changed between two releases or two extracts: computed by the edition, read by the web.

A change is said of one entity; what it was and what it is are words of the two sides. Nothing here
says why: the register does not.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from ghtld.text import Text


class Kind(StrEnum):
    """What may happen to an entity, in the order in which changes are told."""

    SPLIT = "split"
    MERGED = "merged"
    REPLACED = "replaced"
    CREATED = "created"
    CLOSED = "closed"
    REOPENED = "reopened"
    RENAMED = "renamed"
    MOVED = "moved"
    RECLASSIFIED = "reclassified"
    TRANSFERRED = "transferred"
    JOINED = "joined"
    LEFT = "left"
    SUPPORT_GAINED = "support-gained"
    SUPPORT_LOST = "support-lost"


IDENTITY = frozenset({Kind.SPLIT, Kind.MERGED, Kind.REPLACED})
"""Kinds that change which organizations there are by making some out of others."""

HEADINGS: dict[Kind, Text] = {
    Kind.SPLIT: Text("Groupements scindés", "Groupings split"),
    Kind.MERGED: Text("Groupements réunis", "Groupings merged"),
    Kind.REPLACED: Text("Groupements remplacés", "Groupings replaced"),
    Kind.CREATED: Text("Nouveaux", "New"),
    Kind.CLOSED: Text("Fermés ou disparus", "Closed or gone"),
    Kind.REOPENED: Text("Rouverts", "Reopened"),
    Kind.RENAMED: Text("Renommés", "Renamed"),
    Kind.MOVED: Text("Déplacés", "Moved"),
    Kind.RECLASSIFIED: Text("Changés de catégorie", "Moved to another category"),
    Kind.TRANSFERRED: Text(
        "Rattachés à une autre entité juridique", "Moved to another legal entity"
    ),
    Kind.JOINED: Text("Entrées dans un groupement", "Memberships gained"),
    Kind.LEFT: Text("Sorties d’un groupement", "Memberships lost"),
    Kind.SUPPORT_GAINED: Text("Nouveaux établissements supports", "New support establishments"),
    Kind.SUPPORT_LOST: Text("Anciens établissements supports", "Former support establishments"),
}
"""What a list of changes of a kind is headed, in French and in English."""

_SENTENCES: dict[Kind, Text] = {
    Kind.SPLIT: Text("{name} se scinde : {others}", "{name} splits: {others}"),
    Kind.MERGED: Text("{name} réunit {others}", "{name} unites {others}"),
    Kind.REPLACED: Text("{name} est remplacé par {others}", "{name} is replaced by {others}"),
    Kind.CREATED: Text("{name} est nouveau", "{name} is new"),
    Kind.CLOSED: Text("{name} n’est plus inscrit", "{name} is no longer listed"),
    Kind.REOPENED: Text("{name} est rouvert", "{name} has reopened"),
    Kind.RENAMED: Text("{before} s’appelle {after}", "{before} is called {after}"),
    Kind.MOVED: Text("{name} passe de {before} à {after}", "{name} moves from {before} to {after}"),
    Kind.RECLASSIFIED: Text(
        "{name} passe de la catégorie {before} à {after}",
        "{name} goes from category {before} to {after}",
    ),
    Kind.TRANSFERRED: Text(
        "{name} est rattaché à {after}, et non plus à {before}",
        "{name} belongs to {after}, no longer to {before}",
    ),
    Kind.JOINED: Text("{name} entre dans {others}", "{name} joins {others}"),
    Kind.LEFT: Text("{name} quitte {others}", "{name} leaves {others}"),
    Kind.SUPPORT_GAINED: Text(
        "{name} devient l’établissement support de {others}",
        "{name} becomes the support establishment of {others}",
    ),
    Kind.SUPPORT_LOST: Text(
        "{name} n’est plus l’établissement support de {others}",
        "{name} is no longer the support establishment of {others}",
    ),
}
_SAID_CLOSED = Text("{name} est fermé", "{name} has closed")


class Named(NamedTuple):
    """A thing by its IRI and its names."""

    iri: str
    fr: str
    en: str

    def name(self, language: str) -> str:
        """Return the name in ``language``."""
        return self.en if language == "en" else self.fr

    @property
    def slug(self) -> str:
        """Return the last step of the IRI: of an entry of the register its number."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one entity.

    ``of`` is what it is: ``legal``, ``geographic`` or ``grouping`` of the register, else the kind
    in its IRI. ``others`` are the groupings it joined or left, or those a grouping came from or
    became. ``on`` is the day that the register itself gives, empty without one; ``regions`` are
    INSEE codes, ``groups`` the IRIs of the groupings concerned.
    """

    kind: Kind
    subject: Named
    of: str
    before: str = ""
    after: str = ""
    others: tuple[Named, ...] = ()
    on: str = ""
    regions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def fragment(self) -> str:
        """Return the name of the change inside its set: the same for the same change."""
        parts = [self.kind.value, _slug(self.subject.iri)]
        if self.kind not in IDENTITY:
            parts += [_slug(other.iri) for other in self.others]
        return "-".join(parts)

    def sentence(self, language: str) -> str:
        """Return the change in words."""
        said = self.kind is Kind.CLOSED and self.after
        words = _SAID_CLOSED if said else _SENTENCES[self.kind]
        return words.in_language(language).format(
            name=self.subject.name(language),
            before=self.before,
            after=self.after,
            others=", ".join(other.name(language) for other in self.others),
        )

    def plain(self) -> dict[str, Any]:
        """Return the change as JSON holds it."""
        return {
            **asdict(self),
            "kind": self.kind.value,
            "subject": self.subject._asdict(),
            "others": [other._asdict() for other in self.others],
        }

    @classmethod
    def of_plain(cls, plain: dict[str, Any]) -> Change:
        """Return a change from what JSON holds."""
        said = dict(plain)
        said["kind"] = Kind(said["kind"])
        said["subject"] = Named(**said["subject"])
        said["others"] = tuple(Named(**other) for other in said["others"])
        said["regions"], said["groups"] = tuple(said["regions"]), tuple(said["groups"])
        return cls(**said)


def _slug(iri: str) -> str:
    kind, _, slug = iri.rpartition("/")
    return f"{kind.rpartition('/')[2]}-{slug}"


def heading(kind: Kind, language: str) -> str:
    """Return what a list of changes of ``kind`` is headed."""
    return HEADINGS[kind].in_language(language)
