"""Who is tied to whom in a release: parties through agreements, members through groupings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ghtld.terms import GHT
from ghtld.web.pictures.evidence import (
    STATUS,
    ask,
    external_graphs,
    holders,
    node,
    said_nodes,
)
from ghtld.web.site import EDITION, Site


@dataclass(frozen=True)
class Tie:
    """One organisation, or a list of unnamed ones, and what ties it to others."""

    organisation: NamedNode
    through: NamedNode
    how: str
    """``party``, ``party-list``, ``member`` or ``support``."""
    graph: NamedNode
    holders: tuple[NamedNode, ...]

    @property
    def is_party(self) -> bool:
        """Tell whether the tie is an agreement."""
        return self.how.startswith("party")

    @property
    def is_outside(self) -> bool:
        """Tell whether no document of the edition says so."""
        return self.graph != EDITION


def ties(site: Site) -> list[Tie]:
    """Return every tie of the edition and of what is known from elsewhere."""
    found = [
        tie
        for graph in (EDITION, *external_graphs(site))
        for tie in (*_parties(site, graph), *_members(site, graph))
    ]
    return sorted(found, key=lambda tie: (tie.through.value, tie.organisation.value, tie.how))


def _pairs(
    site: Site, graph: NamedNode, predicate: NamedNode
) -> Iterator[tuple[NamedNode, NamedNode]]:
    asked = (
        f"SELECT DISTINCT ?s ?o WHERE {{ GRAPH {graph} {{ ?s {predicate} ?o }} }} ORDER BY ?s ?o"
    )
    for row in ask(site, asked):
        subject, target = node(row, "s"), node(row, "o")
        if subject is not None and target is not None:
            yield subject, target


def _parties(site: Site, graph: NamedNode) -> Iterator[Tie]:
    parties: dict[NamedNode, set[NamedNode]] = {}
    for agreement, party in _pairs(site, graph, GHT.party):
        parties.setdefault(agreement, set()).add(party)
        yield _tie(site, (party, agreement, GHT.party, graph), "party")
    for agreement, listed in _pairs(site, graph, GHT.partyList):
        named = set(said_nodes(site, listed, GHT.item, graph))
        if not named or not named <= parties.get(agreement, set()):
            yield _tie(site, (listed, agreement, GHT.partyList, graph), "party-list")


def _members(site: Site, graph: NamedNode) -> Iterator[Tie]:
    supports = set(_pairs(site, graph, GHT.support))
    for group, member in sorted({*_pairs(site, graph, GHT.member), *supports}, key=str):
        supported = (group, member) in supports
        predicate = GHT.support if supported else GHT.member
        how = "support" if supported else "member"
        yield _tie(site, (member, group, predicate, graph), how)


def _tie(site: Site, stated: tuple[NamedNode, NamedNode, NamedNode, NamedNode], how: str) -> Tie:
    organisation, through, predicate, graph = stated
    found = holders(site, through, predicate, organisation) if graph == EDITION else [graph]
    return Tie(organisation, through, how, graph, tuple(found))


def statuses(site: Site, agreement: NamedNode) -> list[NamedNode]:
    """Return the statuses of an agreement."""
    return said_nodes(site, agreement, GHT.status)


def certainty(site: Site, agreement: NamedNode) -> str:
    """Return how an agreement is drawn: ``done``, ``planned`` or ``open``."""
    stated = set(statuses(site, agreement))
    if stated & {STATUS.fait, STATUS.existant}:
        return "done"
    return "planned" if STATUS.prevu in stated else "open"
