"""One search in one extract, with the curated data around it, and its proposals as Turtle to paste.

The Turtle holds matches and the entries they lead to, each headed by its file. Nothing here writes
into ``data/``: a person copies what is right, and rejects the rest by a ``ght:RejectedMatch``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from ghtld import iris
from ghtld.changes import Named
from ghtld.content import Content
from ghtld.edition import corpus, layers
from ghtld.edition.changes import entity_state
from ghtld.edition.changes.entity_state import CLASSES, State
from ghtld.edition.matching.entities import (
    Statements,
    about,
    decisions,
    entities,
    gathered,
    side_of,
    states_of,
)
from ghtld.edition.matching.propose import Proposal, Search
from ghtld.terms import PREFIXES, RDF, RDFS, SKOS, shorten
from ghtld.text import Text, two_decimals

_ENDS = {entity_state.LEGAL: "ej", entity_state.GEOGRAPHIC: "et", entity_state.GROUPING: "gcc"}
_CLASSES = {sort: shorten(node.value) for node, sort in CLASSES.items()}


@dataclass(frozen=True)
class Matching:
    """What was found in an extract, and what to know to write it down.

    ``settled`` counts the decisions taken already and ``taken`` are their slugs; ``about`` is what
    the extract says of itself, ``described`` the IRIs that ``data/`` describes, ``owners`` legal
    entities by IRI.
    """

    extract: str
    date: str
    proposals: list[Proposal]
    settled: int
    about: list[Triple]
    taken: frozenset[str]
    described: frozenset[str]
    owners: dict[str, State]

    def plain(self) -> dict[str, Any]:
        """Return the proposals for JSON."""
        return {
            "extract": self.extract,
            "date": self.date,
            "proposals": [
                {
                    "entity": one.entity.named._asdict(),
                    "entry": one.entry.named._asdict(),
                    "sort": one.entry.of,
                    "score": round(one.score, 4),
                    "confidence": one.confidence,
                    "reason": one.reason._asdict(),
                }
                for one in self.proposals
            ],
        }

    def turtle(self, day: str) -> str:
        """Return what to paste; ``day`` is the day of the decision, as ``2026-11-21``."""
        body = "\n".join(self._parts(day))
        used = sorted(p for p in PREFIXES if f"{p}:" in body.replace(f"<{iris.BASE}", ""))
        prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used)
        return f"{prefixes}\n{body}"

    def _parts(self, day: str) -> Iterator[str]:
        yield "# data/matches.ttl\n"
        yield from self._matches(day)
        entries = list(self._entries())
        if entries:
            yield f"# data/register/{self.extract}.ttl\n"
            yield from entries

    def _matches(self, day: str) -> Iterator[str]:
        taken = set(self.taken)
        for one in self.proposals:
            slug = f"{one.entity.named.slug}-{_ENDS[one.entry.of]}"
            if slug in taken:
                slug = f"{slug}-{one.entry.named.slug.lower()}"
            taken.add(slug)
            score = two_decimals(one.score)
            yield _block(
                f"match:{slug} a ght:RegisterMatch",
                f"ght:entity {shorten(one.entity.named.iri)}",
                f"ght:entry {shorten(one.entry.named.iri)}",
                f"ght:extract graph:{self.extract}",
                "ght:method "
                + _both(
                    Text(
                        f"Proposé par « ghtld match », accord {score.fr}. {one.reason.fr}",
                        f"Proposed by “ghtld match”, agreement {score.en}. {one.reason.en}",
                    )
                ),
                f"ght:confidence confidence:{one.confidence}",
                f'dcterms:date "{day}"^^xsd:date',
            )

    def _entries(self) -> Iterator[str]:
        """Yield what ``data/`` needs so that the matches hold without the extract at hand."""
        wanted: dict[str, State] = {}
        for one in self.proposals:
            wanted[one.entry.named.iri] = one.entry
            if one.entry.owner in self.owners:
                wanted[one.entry.owner] = self.owners[one.entry.owner]
        missing = [wanted[iri] for iri in sorted(wanted) if iri not in self.described]
        if missing and iris.graph(self.extract).value not in self.described:
            yield _block(f"graph:{self.extract} a ght:Graph", *_told(self.about))
        for state in missing:
            yield self._entry(state)

    def _entry(self, state: State) -> str:
        number = state.named.slug
        name = _text(state.named.fr)
        lines = [f"{shorten(state.named.iri)} a {_CLASSES[state.of]}", _label(state, number)]
        if state.of == entity_state.GROUPING:
            known = (("registeredName", name), ("ghtCode", _text(state.code)))
            return _block(*lines, *(f"ght:{n} {v}" for n, v in known if v != '""'))
        lines.append(f'ght:finessNumber "{number}"')
        if state.has_name:
            lines.append(f"ght:registeredName {name}")
        concept = f"{PREFIXES['category']}{state.category}"
        if state.category and concept in self.described:
            lines.append(f"ght:category category:{state.category}")
        for predicate, value in (("communeName", state.commune), ("postcode", state.postcode)):
            if value:
                lines.append(f"ght:{predicate} {_text(value)}")
        if state.owner:
            lines.append(f"ght:legalEntity {shorten(state.owner)}")
        return _block(*lines)


def search(content: Content, build: Path, extract: str | None = None) -> Matching:
    """Search the extract called ``extract``, or the newest; raise UserError."""
    side = side_of(content, build, extract)
    quads = corpus.read(content).quads
    register = [q for q in quads if layers.layer_of(str(q.graph_name)[1:-1]) == layers.REGISTER]
    said = gathered(set(quads) - set(register))
    decided = decisions(said)
    sorts = {
        q.subject.value: CLASSES[q.object]
        for q in register
        if isinstance(q.subject, NamedNode)
        and isinstance(q.object, NamedNode)
        and q.object in CLASSES
    }
    searching = Search(entities(said), decided, side.iri, sorts)
    proposals = searching.run(states_of(side))
    owners = {iri: s for iri, s in searching.known.items() if s.of == entity_state.LEGAL}
    settled = len(decided.accepted) + len(decided.rejected) + len(decided.failed)
    return Matching(
        side.name,
        side.date,
        proposals,
        settled,
        about(side),
        decided.names,
        _described(gathered(quads)),
        owners,
    )


def _described(said: Statements) -> frozenset[str]:
    """Return the IRIs that ``data/`` gives a name and a type."""
    labels = (RDFS.label, SKOS.prefLabel)
    return frozenset(
        iri
        for iri, values in said.items()
        if RDF.type in values and any(label in values for label in labels)
    )


def _label(state: State, number: str) -> str:
    names: Named = state.named
    if state.of == entity_state.GROUPING:
        fr, en = f"Groupement FINESS {number} : {names.fr}", f"FINESS grouping {number}: {names.en}"
    elif state.has_name:
        fr = en = f"{names.fr} (FINESS {number})"
    else:
        fr, en = names.fr, names.en
    return f"rdfs:label {_both(Text(fr, en))}"


def _told(about: Iterable[Triple]) -> Iterator[str]:
    kind = NamedNode(PREFIXES["ght"] + "Graph")
    for triple in sorted(about, key=str):
        if triple.object != kind:
            yield f"{shorten(triple.predicate.value)} {_term(triple.object)}"


def _term(term: object) -> str:
    if isinstance(term, NamedNode):
        short = shorten(term.value)
        return short if short != term.value else str(term)
    if isinstance(term, Literal) and term.language is None:
        datatype = term.datatype.value
        return (
            f"{_text(term.value)}^^{shorten(datatype)}"
            if "#string" not in datatype
            else _text(term.value)
        )
    return str(term)


def _both(text: Text) -> str:
    return f"{_text(text.fr)}@fr , {_text(text.en)}@en"


def _text(value: str) -> str:
    return str(Literal(value))


def _block(first: str, *lines: str) -> str:
    return " ;\n    ".join((first, *lines)) + " .\n"
