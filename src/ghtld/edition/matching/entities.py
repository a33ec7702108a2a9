"""The sources' entities as a search in a register sees them: names, places, numbers, decisions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from ghtld import iris
from ghtld.changes import Named
from ghtld.terms import GHT, RDF, RDFS

_CLASSES = (GHT.Establishment, GHT.Body, GHT.TerritorialHospitalGrouping)
_ASIDE = re.compile(r"\(([^()]*)\)")
_NUMBER = re.compile(rf"(?<![0-9A-Za-z]){iris.FINESS_NUMBER.pattern}(?![0-9A-Za-z])")
_Term = object
Statements = dict[str, dict[NamedNode, list[_Term]]]
"""What is said of each thing of ours, by the IRI of the thing and by predicate."""


@dataclass(frozen=True)
class Decisions:
    """What people decided already; entries are told by their IRIs.

    ``accepted`` and ``rejected`` are pairs of entity and entry, ``failed`` of entity and graph of
    an extract; ``names`` are the slugs that are taken.
    """

    accepted: frozenset[tuple[str, str]] = frozenset()
    rejected: frozenset[tuple[str, str]] = frozenset()
    failed: frozenset[tuple[str, str]] = frozenset()
    names: frozenset[str] = frozenset()

    def entries(self, entity: str) -> set[str]:
        """Return the entries accepted for an entity."""
        return {entry for one, entry in self.accepted if one == entity}

    def is_settled(self, entity: str, entry: str) -> bool:
        """Tell whether a pair was accepted or rejected."""
        return (entity, entry) in self.accepted or (entity, entry) in self.rejected


@dataclass
class Entity:
    """An organization of the sources: its forms of name, without what stands in brackets."""

    named: Named
    is_grouping: bool
    forms: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    @property
    def slug(self) -> str:
        """Return the last step of the IRI."""
        return self.named.iri.rpartition("/")[2]

    def take(self, name: str) -> None:
        """Note a form of the name, with the place and the number that it may hold."""
        self.places |= {aside for aside in _ASIDE.findall(name) if aside.strip()}
        self.forms |= {_ASIDE.sub(" ", name).strip()} - {""}
        self.numbers |= set(_NUMBER.findall(name))


def gathered(quads: Iterable[Quad]) -> Statements:
    """Return what is said of things, whatever the graph."""
    said: Statements = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            said[quad.subject.value][quad.predicate].append(quad.object)
    return said


def entities(said: Statements) -> list[Entity]:
    """Return the organizations that may be in a register, in the order of their IRIs."""
    return [
        _entity(iri, values, said)
        for iri, values in sorted(said.items())
        if any(kind in _CLASSES for kind in values[RDF.type])
    ]


def _entity(iri: str, values: dict[NamedNode, list[_Term]], said: Statements) -> Entity:
    slug = iri.rpartition("/")[2]
    labels = {v.language: v.value for v in _literals(values[RDFS.label])}
    named = Named(iri, labels.get("fr", slug), labels.get("en", slug))
    made = Entity(named, GHT.TerritorialHospitalGrouping in values[RDF.type])
    for name in (labels.get("fr", ""), *(v.value for v in _literals(values[GHT.nameForm]))):
        made.take(name)
    made.numbers |= {code.value for code in _literals(values[GHT.ghtCode])}
    for place in values[GHT.place]:
        if isinstance(place, NamedNode):
            names = _literals(said[place.value][RDFS.label]) if place.value in said else ()
            made.places |= {name.value for name in names if name.language == "fr"}
    return made


def _literals(terms: Iterable[_Term]) -> Iterator[Literal]:
    return (term for term in terms if isinstance(term, Literal))


def decisions(said: Statements) -> Decisions:
    """Return what people wrote into data/matches.ttl."""

    def pairs(kind: NamedNode, predicate: NamedNode) -> Iterator[tuple[str, str]]:
        for values in said.values():
            if kind in values[RDF.type]:
                for entity in values[GHT.entity]:
                    for other in values[predicate]:
                        if isinstance(entity, NamedNode) and isinstance(other, NamedNode):
                            yield entity.value, other.value

    start = f"{iris.BASE}id/match/"
    return Decisions(
        frozenset(pairs(GHT.RegisterMatch, GHT.entry)),
        frozenset(pairs(GHT.RejectedMatch, GHT.rejectedEntry)),
        frozenset(pairs(GHT.FailedSearch, GHT.extract)),
        frozenset(iri.removeprefix(start) for iri in said if iri.startswith(start)),
    )
