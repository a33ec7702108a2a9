"""Which agreement serves which mission, as the documents say it, and what they leave unsaid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.terms import GHT, PREFIXES, SKOS, Namespace
from ghtld.web.pictures.evidence import holders, nodes, said_nodes
from ghtld.web.site import Site

INSTRUMENT = Namespace(PREFIXES["instrument"])
_SCHEME = NamedNode(f"{iris.BASE}id/concept/mission")
_CONCEPTS = iris.graph("concepts")


@dataclass(frozen=True)
class Mission:
    """A mission: one of the law, or an extension of one, as a source words it."""

    node: NamedNode
    legal: NamedNode

    @property
    def is_legal(self) -> bool:
        """Tell whether the law itself names it."""
        return self.node == self.legal


@dataclass(frozen=True)
class Mark:
    """What is known of one agreement and one mission.

    ``how`` is ``stated``; ``extended``: an extension of the mission is stated; ``party``: said of
    what a party does, not of the agreement; ``silence``: its absence has been checked;
    ``other-kind``: the document has been checked to speak of no association agreement; or
    ``unstated``.
    """

    how: str
    evidence: tuple[NamedNode, ...] = ()


def missions(site: Site) -> list[Mission]:
    """Return the missions, each of the law followed by its extensions."""
    found = nodes(
        site,
        f"""SELECT DISTINCT ?mission WHERE {{
            GRAPH {_CONCEPTS} {{ ?mission skos:inScheme {_SCHEME} }}
        }} ORDER BY ?mission""",
    )
    several = [Mission(one, _legal(site, one)) for one in found]
    return sorted(several, key=lambda one: (one.legal.value, not one.is_legal, one.node.value))


def _legal(site: Site, mission: NamedNode) -> NamedNode:
    seen = [mission]
    while broader := said_nodes(site, seen[-1], SKOS.broader, _CONCEPTS):
        if broader[0] in seen:
            break
        seen.append(broader[0])
    return seen[-1]


def agreements(site: Site) -> list[NamedNode]:
    """Return the agreements of the edition."""
    asked = "SELECT DISTINCT ?a WHERE { GRAPH graph:edition { ?a a ght:Agreement } } ORDER BY ?a"
    return nodes(site, asked)


class Ledger:
    """The matrix of one release: what each cell holds."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.missions = missions(site)
        stated = {one: set(said_nodes(site, one, GHT.mission)) for one in agreements(site)}
        self.stated = stated
        self.agreements = sorted(stated, key=lambda one: (-len(stated[one]), one.value))
        self.silences = self._silences()

    def _silences(self) -> dict[tuple[NamedNode, NamedNode], tuple[NamedNode, ...]]:
        """Return the notes of silence, by agreement and what is left unsaid."""
        asked = "SELECT DISTINCT ?n WHERE { GRAPH graph:edition { ?n a ght:Silence } } ORDER BY ?n"
        found: dict[tuple[NamedNode, NamedNode], tuple[NamedNode, ...]] = {}
        for note in nodes(self.site, asked):
            for subject in said_nodes(self.site, note, GHT.subject):
                for unsaid in said_nodes(self.site, note, GHT.unsaid):
                    found[subject, unsaid] = (*found.get((subject, unsaid), ()), note)
        return found

    def mark(self, agreement: NamedNode, mission: Mission) -> Mark:
        """Return what is known of ``agreement`` and ``mission``."""
        if mission.node in self.stated[agreement]:
            return Mark("stated", self._facts(agreement, [mission.node]))
        narrower = [
            one.node
            for one in self.missions
            if one.legal == mission.node and one.node in self.stated[agreement]
        ]
        if narrower:
            return Mark("extended", self._facts(agreement, narrower))
        actions = self._party_actions(agreement, mission.node)
        if actions:
            facts = (f for a in actions for f in holders(self.site, a, GHT.mission, mission.node))
            return Mark("party", tuple(dict.fromkeys(facts)))
        return self._unsaid(agreement, mission)

    def _facts(self, agreement: NamedNode, several: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        found = (f for one in several for f in holders(self.site, agreement, GHT.mission, one))
        return tuple(dict.fromkeys(found))

    def _unsaid(self, agreement: NamedNode, mission: Mission) -> Mark:
        if not mission.is_legal:
            return Mark("unstated")
        notes = self.silences.get((agreement, mission.node), ())
        notes += self.silences.get((agreement, GHT.mission), ())
        if notes:
            return Mark("silence", notes)
        other = self.silences.get((agreement, INSTRUMENT["convention-association"]), ())
        return Mark("other-kind", other) if other else Mark("unstated")

    def _party_actions(self, agreement: NamedNode, mission: NamedNode) -> list[NamedNode]:
        """Return what parties do for a mission outside any agreement."""
        return nodes(
            self.site,
            f"""SELECT DISTINCT ?action WHERE {{ GRAPH graph:edition {{
                ?action ght:mission {mission} ; ght:actor ?actor .
                {agreement} ght:party ?actor .
                FILTER NOT EXISTS {{ ?action ght:agreement ?other }}
            }} }} ORDER BY ?action""",
        )
