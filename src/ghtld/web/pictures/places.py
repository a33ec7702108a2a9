"""Where the register places the establishments of a release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ghtld.terms import GEO, GHT
from ghtld.web.pictures.evidence import ask, node, said_nodes
from ghtld.web.pictures.outlines import is_mainland
from ghtld.web.site import Site


@dataclass(frozen=True)
class Placed:
    """An establishment, its entry in the register, and what the entry says of where it is.

    ``longitude`` and ``latitude`` are WGS84 degrees, None where the register gives none.
    """

    establishment: NamedNode
    groups: tuple[NamedNode, ...]
    entry: NamedNode | None = None
    commune: tuple[Literal, ...] = ()
    postcode: tuple[Literal, ...] = ()
    longitude: float | None = None
    latitude: float | None = None

    @property
    def on_map(self) -> bool:
        """Tell whether the map reaches it."""
        if self.longitude is None or self.latitude is None:
            return False
        return is_mainland(self.longitude, self.latitude)


def placed(site: Site) -> list[Placed]:
    """Return every establishment of the edition, at its best entry: one with coordinates first."""
    asked = """SELECT DISTINCT ?e ?x WHERE { GRAPH graph:edition {
        ?e a ght:Establishment .
        OPTIONAL { ?match ght:entity ?e ; ght:entry ?x }
    } } ORDER BY ?e ?x"""
    best: dict[NamedNode, Placed] = {}
    for row in ask(site, asked):
        establishment, entry = node(row, "e"), node(row, "x")
        if establishment is not None:
            one = _placed(site, establishment, entry)
            best[establishment] = max(best.get(establishment, one), one, key=_known)
    return list(best.values())


def _known(one: Placed) -> tuple[bool, bool]:
    return one.longitude is not None, bool(one.commune)


def _placed(site: Site, establishment: NamedNode, entry: NamedNode | None) -> Placed:
    groups = tuple(said_nodes(site, establishment, GHT.memberOf))
    if entry is None:
        return Placed(establishment, groups)
    longitude = next(_degrees(site, entry, GEO.long), None)
    latitude = next(_degrees(site, entry, GEO.lat), None)
    both = longitude is not None and latitude is not None
    return Placed(
        establishment,
        groups,
        entry,
        tuple(_words(site, entry, GHT.communeName)),
        tuple(_words(site, entry, GHT.postcode)),
        longitude if both else None,
        latitude if both else None,
    )


def _words(site: Site, entry: NamedNode, predicate: NamedNode) -> list[Literal]:
    quads = site.store.quads_for_pattern(entry, predicate, None, None)
    return sorted({quad.object for quad in quads if isinstance(quad.object, Literal)}, key=str)


def _degrees(site: Site, entry: NamedNode, predicate: NamedNode) -> Iterator[float]:
    for literal in _words(site, entry, predicate):
        try:
            degrees = float(literal.value)
        except ValueError:
            continue
        if -180 <= degrees <= 180:
            yield degrees
