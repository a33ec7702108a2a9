"""One search in one extract, with the curated data around it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from ghtld.content import Content
from ghtld.edition import corpus, layers
from ghtld.edition.changes import states
from ghtld.edition.changes.states import State
from ghtld.edition.matching import entries
from ghtld.edition.matching.entities import Statements, decisions, entities, gathered
from ghtld.edition.matching.pasted import Paste
from ghtld.edition.matching.propose import Proposal, Search
from ghtld.terms import GHT, RDF, RDFS, SKOS

_SORTS = {
    GHT.RegisteredLegalEntity: states.LEGAL,
    GHT.RegisteredGeographicEntity: states.GEOGRAPHIC,
    GHT.RegisteredGrouping: states.GROUPING,
}


@dataclass(frozen=True)
class Matching:
    """What was found in an extract; ``settled`` counts the decisions taken already."""

    extract: str
    date: str
    proposals: list[Proposal]
    settled: int
    about: list[Triple]
    taken: frozenset[str]
    described: frozenset[str]
    owners: dict[str, State]

    def turtle(self, day: str) -> str:
        """Return what to paste; ``day`` is the day of the decision, as ``2026-11-21``."""
        return Paste(
            self.proposals,
            self.extract,
            self.about,
            self.taken,
            self.described,
            self.owners,
            day,
        ).text()

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
                    "reason": {"fr": one.reason.fr, "en": one.reason.en},
                }
                for one in self.proposals
            ],
        }


def search(content: Content, build: Path, extract: str | None = None) -> Matching:
    """Search the extract called ``extract``, or the newest; raise NotComparable."""
    side = entries.side_of(content, build, extract)
    quads = corpus.read(content).quads
    register = [q for q in quads if layers.layer_of(str(q.graph_name)[1:-1]) == layers.REGISTER]
    said = gathered(set(quads) - set(register))
    decided = decisions(said)
    sorts = {
        q.subject.value: _SORTS[q.object]
        for q in register
        if isinstance(q.subject, NamedNode)
        and isinstance(q.object, NamedNode)
        and q.object in _SORTS
    }
    searching = Search(entities(said), decided, side.iri, sorts)
    proposals = searching.run(entries.states_of(side))
    owners = {iri: s for iri, s in searching.known.items() if s.of == states.LEGAL}
    settled = len(decided.accepted) + len(decided.rejected) + len(decided.failed)
    return Matching(
        side.name,
        side.date,
        proposals,
        settled,
        entries.about(side),
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
