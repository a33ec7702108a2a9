"""The two sides of a search: the sources' entities, with what people decided, and the entries.

The entries are those of one extract: lifted, or written by people into ``data/register/``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ghtld import extracts, formats, iris
from ghtld.changes import Named
from ghtld.content import Content
from ghtld.edition import nquads
from ghtld.edition.changes import entity_state, sources
from ghtld.edition.changes.entity_state import State
from ghtld.edition.changes.sources import Side
from ghtld.terms import GHT, RDF, RDFS
from ghtld.text import UserError

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


def side_of(content: Content, build: Path, name: str | None) -> Side:
    """Return the extract called ``name``, or the newest lifted, or else the newest in ``data/``.

    Raises UserError when there is none.
    """
    lifted = {extract.name: extract for extract in extracts.found_in(build)}
    written = {path.stem: path for path in content.files("data/register/*.ttl")}
    chosen = name or max(lifted, default=max(written, default=None))
    if chosen in lifted:
        return sources.of_extract(lifted[chosen])
    if chosen in written:
        return _written(written[chosen])
    if name is None:
        raise UserError(
            f"Aucun extrait du registre, ni dans {build} ni dans data/register : lancez d’abord "
            "« ghtld lift ».",
            f"No extract of the register, neither in {build} nor in data/register: run “ghtld "
            "lift” first.",
        )
    held = ", ".join(sorted(lifted.keys() | written.keys())) or "–"
    raise UserError(
        f"Aucun extrait ne s’appelle {name} ; il y a : {held}.",
        f"No extract is called {name}; there are: {held}.",
    )


def _written(path: Path) -> Side:
    graph = iris.graph(path.stem)

    def lines() -> Iterator[bytes]:
        read = parse(path=path, format=RdfFormat.TURTLE)
        quads = (Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read)
        encoded = formats.encode(quads, RdfFormat.N_QUADS)
        yield from sorted(set(encoded.splitlines(keepends=True)))

    return sources.of_register(path.stem, lines)


def states_of(side: Side) -> Iterator[State]:
    """Yield the open entries of an extract; raise UserError for a damaged one."""
    for subject, block in side.blocks():
        kind = entity_state.kind_of(subject)
        if kind is not None and kind.startswith("finess"):
            state = entity_state.state_of(side, subject, block)
            if state is not None and not state.is_closed:
                yield state


def about(side: Side) -> list[Triple]:
    """Return what an extract says of itself."""
    node = f"<{side.iri}>".encode()
    for subject, block in side.blocks():
        if subject == node:
            return nquads.parsed(block)
    return []
