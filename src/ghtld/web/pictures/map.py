"""The map: establishments where the release places them, by department where it gives no point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import GEO, GHT
from ghtld.web import graph as graphs
from ghtld.web.pages.view import View
from ghtld.web.pictures.evidence import ask, bound, named, spoken, stated_literals, stated_nodes
from ghtld.web.pictures.figure import WIDTH, DrawingContext, Figure, Link, cut, legend
from ghtld.web.pictures.geography import (
    CREDIT,
    DEPARTMENTS_CREDIT,
    Point,
    departments,
    is_mainland,
    mainland,
    middle,
)
from ghtld.web.pictures.map_drawing import (
    MAINLAND_BOTTOM,
    Mark,
    dot,
    from_metres,
    mainland_land,
    name_beside,
    on_mainland,
    ties,
)
from ghtld.web.pictures.svg import Element, Picture, link, rect, text
from ghtld.web.site import Site
from ghtld.web.tables.table import Row, Table, Value, Values


def figure(view: View, to: Link) -> Figure:
    """Return the map of the release; without a point to draw it is its table only."""
    ctx = DrawingContext(view, to)
    found = sorted(placed(view.site), key=lambda one: ctx.name(one.establishment).casefold())
    shown = [one for one in found if one.on_map]
    counted = _by_department(found)
    picture = draw(ctx, shown, counted) if shown or counted else None
    credits = _credits() if picture is not None else ()
    table = _table(ctx, found)
    return Figure("map", picture, table, (*_remarks(ctx, found), *cut(ctx, table)), credits)


def _credits() -> tuple[tuple[str, str], ...]:
    """Return whose outlines are drawn."""
    if departments():
        return DEPARTMENTS_CREDIT
    return CREDIT if mainland() else ()


def _remarks(ctx: DrawingContext, found: list[Placed]) -> list[str]:
    missing = sum(one.longitude is None for one in found)
    beyond = sum(one.longitude is not None and not one.on_map for one in found)
    remarks: list[str] = []
    if found and missing == len(found):
        counted = _by_department(found)
        remarks.append(ctx.say("map-counted-only" if counted else "map-no-coordinates"))
    elif missing:
        remarks.append(ctx.say("map-some-missing", count=missing, total=len(found)))
    if beyond:
        remarks.append(ctx.ngettext("map-beyond", beyond))
    if not _credits():
        remarks.append(ctx.say("map-no-outlines"))
    return remarks


def _code(department: NamedNode) -> str:
    return department.value.rpartition("/")[2].upper()


def _by_department(found: list[Placed]) -> dict[NamedNode, int]:
    """Return how many establishments without a point there are in each department on the map."""
    drawn = departments()
    known = (one.department for one in found if one.longitude is None)
    return dict(Counter(one for one in known if one is not None and _code(one) in drawn))


def draw(ctx: DrawingContext, shown: list[Placed], counted: dict[NamedNode, int]) -> Picture:
    """Draw the outlines, the ties of the groupings, the establishments, then the counts."""
    shaded = {_code(department) for department in counted}
    samples = _samples(ctx, points=bool(shown), counts=bool(counted))
    groups = {group for one in shown for group in one.groups}
    supports = {
        group.value: [one.value for one in stated_nodes(ctx.view.site, group, GHT.support)]
        for group in groups
    }
    every = {support for several in supports.values() for support in several}
    at = {one.establishment.value: _mark(ctx, one, every) for one in shown}
    drawn = {
        group: [at[one] for one in several if one in at] for group, several in supports.items()
    }
    body = [*legend(0, 16, samples), *mainland_land(shaded), *ties(at.values(), drawn)]
    order = sorted(at.values(), key=lambda mark: (not mark.is_support, bool(mark.groups)))
    marks = _named(ctx, order)
    marks += [_count(ctx, department, count) for department, count in counted.items()]
    title = ctx.say("map-title")
    counts = {"count": len(shown), "counted": sum(counted.values())}
    description = ctx.say("map-desc", **counts)
    # In the drawing as well as below it: the licence asks that the names go wherever it goes.
    words = " · ".join(words for words, _ in _credits())
    said = f"{ctx.say('credit')} {words}"
    credit = [text(0, MAINLAND_BOTTOM + 14, said, "p-soft")] if words else []
    height = MAINLAND_BOTTOM + 20
    return Picture("map", WIDTH, height, title, description, (*body, *marks, *credit))


def _samples(ctx: DrawingContext, *, points: bool, counts: bool) -> list[tuple[str, str]]:
    placed = [
        ("p-mark", ctx.say("legend-support")),
        ("p-hollow", ctx.say("legend-establishment")),
        ("p-edge-member", ctx.say("legend-member")),
    ]
    in_all = [("p-box", ctx.say("legend-department"))]
    return [*(placed if points else []), *(in_all if counts else [])]


def _count(ctx: DrawingContext, department: NamedNode, count: int) -> Element:
    """Return the number of establishments of a department, which leads to their list."""
    x, y = from_metres(middle(departments()[_code(department)]))
    name = ctx.ngettext("map-count", count)
    thing = f"department:{department.value.rpartition('/')[2]}"
    href = ctx.link(f"{iris.BASE}list/establishment?department={thing}")
    width = 16.0 + 8 * len(str(count))
    box = rect(x - width / 2, y - 12, width, 24, "p-box", rx=4)
    number = text(x, y + 5, str(count), "p-head", text_anchor="middle")
    return link(href, ctx.titled(ctx.name(department), name), box, number)


def _mark(ctx: DrawingContext, one: Placed, supports: set[str]) -> Mark:
    name, iri = ctx.name(one.establishment), one.establishment.value
    title = ", ".join([name, *(ctx.name(group) for group in one.groups)])
    at = on_mainland((one.longitude or 0.0, one.latitude or 0.0))
    groups = tuple(group.value for group in one.groups)
    return Mark(at, name, iri, iri in supports, groups, title)


def _named(ctx: DrawingContext, marks: Iterable[Mark]) -> list[Element]:
    """Return dots, each with its name where no other name stands already."""
    taken: list[Point] = []
    drawn: list[Element] = []
    for mark in marks:
        x, y = mark.at
        label: list[Element] = []
        if all(abs(y - other[1]) > 14 or abs(x - other[0]) > 190 for other in taken):
            taken.append(mark.at)
            label = [name_beside(mark, left=x + 10 + len(mark.name) * 7 > WIDTH)]
        drawn.append(dot(mark, ctx.link, 6, *label))
    return drawn


def _table(ctx: DrawingContext, found: list[Placed]) -> Table:
    heads = ("establishment", "groups", "entry", "postcode", "commune", "department", "coordinates")
    parts = (
        ("map-placed", [one for one in found if one.longitude is not None]),
        ("map-unplaced", [one for one in found if one.longitude is None]),
    )
    return ctx.table("map", ctx.columns("col", heads), ctx.sections(parts, _row))


def _row(ctx: DrawingContext, one: Placed) -> Row:
    view = ctx.view
    entry: Values = (named(view, one.entry),) if one.entry is not None else ()
    where: Values = (Value(ctx.say("no-coordinates"), style="soft"),)
    if one.longitude is not None and one.latitude is not None:
        where = (Value(f"{one.latitude:.5f}, {one.longitude:.5f}"),)
    return Row(
        (
            (named(view, one.establishment),),
            tuple(named(view, group) for group in one.groups),
            entry,
            tuple(spoken(view, code) for code in one.postcode),
            tuple(spoken(view, name) for name in one.commune),
            (named(view, one.department),) if one.department is not None else (),
            where,
        )
    )


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
    groups = tuple(stated_nodes(site, establishment, GHT.memberOf))
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
    yield from stated_nodes(site, establishment, GHT.place)
    if entry is not None:
        yield entry


def _point(site: Site, node: NamedNode) -> tuple[float, float] | None:
    """Return longitude and latitude as one graph gives both, of several extracts the newest."""
    for graph in sorted(graphs.holders(site.store, node, GEO.long), key=str, reverse=True):
        longitude, latitude = (
            next(_degrees(stated_literals(site, node, term, graph)), None)
            for term in (GEO.long, GEO.lat)
        )
        if longitude is not None and latitude is not None:
            return longitude, latitude
    return None


def _department(site: Site, entry: NamedNode) -> NamedNode | None:
    """Return the department of an entry if the release knows it by name."""
    found = graphs.nodes(site.store, entry, GHT.department)
    thing = iris.read(entry.value)
    if thing is not None:
        found.append(NamedNode(f"{iris.BASE}id/concept/department/{thing.slug[:2].lower()}"))
    return next((one for one in found if site.labels(one)), None)


def _words(site: Site, entry: NamedNode, predicate: NamedNode) -> list[Literal]:
    return graphs.literals(site.store, entry, predicate)


def _degrees(written: Iterable[Literal]) -> Iterator[float]:
    for literal in written:
        try:
            degrees = float(literal.value)
        except ValueError:
            continue
        if -180 <= degrees <= 180:
            yield degrees
