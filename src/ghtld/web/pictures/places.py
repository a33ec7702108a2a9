"""Where a release places its establishments: a point, or at least a department."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import GEO, GHT
from ghtld.web.pictures.evidence import ask, bound, said_nodes, said_words
from ghtld.web.pictures.geography import is_mainland
from ghtld.web.site import Site


@dataclass(frozen=True)
class Placed:
    """An establishment, its entry in the register, and what is said of where it is.

    ``longitude`` and ``latitude`` are WGS84 degrees, None where none are given; ``department`` is
    that of the entry or, where an extract names none, that of its FINESS number.
    """

    establishment: NamedNode
    groups: tuple[NamedNode, ...]
    entry: NamedNode | None = None
    commune: tuple[Literal, ...] = ()
    postcode: tuple[Literal, ...] = ()
    longitude: float | None = None
    latitude: float | None = None
    department: NamedNode | None = None

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
        establishment, entry = bound(row, "e"), bound(row, "x")
        if establishment is not None:
            one = _placed(site, establishment, entry)
            best[establishment] = max(best.get(establishment, one), one, key=_known)
    return list(best.values())


def _known(one: Placed) -> tuple[bool, bool]:
    return one.longitude is not None, bool(one.commune)


def _placed(site: Site, establishment: NamedNode, entry: NamedNode | None) -> Placed:
    groups = tuple(said_nodes(site, establishment, GHT.memberOf))
    points = map(partial(_point, site), _witnesses(site, establishment, entry))
    at = next((point for point in points if point is not None), None)
    longitude, latitude = at or (None, None)
    if entry is None:
        return Placed(establishment, groups, longitude=longitude, latitude=latitude)
    return Placed(
        establishment,
        groups,
        entry,
        tuple(_words(site, entry, GHT.communeName)),
        tuple(_words(site, entry, GHT.postcode)),
        longitude,
        latitude,
        _department(site, entry),
    )


def _witnesses(
    site: Site, establishment: NamedNode, entry: NamedNode | None
) -> Iterator[NamedNode]:
    """Yield what may have coordinates: the establishment, its place, its entry."""
    yield establishment
    yield from said_nodes(site, establishment, GHT.place)
    if entry is not None:
        yield entry


def _point(site: Site, node: NamedNode) -> tuple[float, float] | None:
    """Return longitude and latitude as one graph gives both, of several extracts the newest."""
    quads = site.store.quads_for_pattern(node, GEO.long, None, None)
    graphs = {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}
    for graph in sorted(graphs, key=str, reverse=True):
        longitude, latitude = (
            next(_degrees(said_words(site, node, term, graph)), None)
            for term in (GEO.long, GEO.lat)
        )
        if longitude is not None and latitude is not None:
            return longitude, latitude
    return None


def _department(site: Site, entry: NamedNode) -> NamedNode | None:
    """Return the department of an entry if the release knows it by name."""
    stated = site.store.quads_for_pattern(entry, GHT.department, None, None)
    found = [quad.object for quad in stated if isinstance(quad.object, NamedNode)]
    thing = iris.read(entry.value)
    if thing is not None:
        found.append(NamedNode(f"{iris.BASE}id/concept/department/{thing.slug[:2].lower()}"))
    return next((one for one in found if site.labels(one)), None)


def _words(site: Site, entry: NamedNode, predicate: NamedNode) -> list[Literal]:
    quads = site.store.quads_for_pattern(entry, predicate, None, None)
    return sorted({quad.object for quad in quads if isinstance(quad.object, Literal)}, key=str)


def _degrees(written: Iterable[Literal]) -> Iterator[float]:
    for literal in written:
        try:
            degrees = float(literal.value)
        except ValueError:
            continue
        if -180 <= degrees <= 180:
            yield degrees
