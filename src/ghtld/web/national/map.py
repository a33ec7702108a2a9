"""The maps of the country: groupings and establishments where the register places them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ghtld.web.national.country_index import Chosen, CountryIndex, Member
from ghtld.web.national.country_labels import country_index, entry_text, link, value_text
from ghtld.web.pages.view import View
from ghtld.web.pictures.figure import WIDTH, Link, legend
from ghtld.web.pictures.geography import CREDIT, Point, rings
from ghtld.web.pictures.map_drawing import TOP, Mark, Window, around, dot, name_beside, ties
from ghtld.web.pictures.svg import Element, Picture, path, text

Box = tuple[float, float, float, float]

MOST_MARKS = 160
"""How many establishments of groupings a map shows, each of them a link."""
MOST_SUPPORTS = 250
"""How many supports the map of the country shows; the register has some 135 groupings."""
MOST_SPOTS = 2_300
"""How many spots of establishments a map shows; where there are more, near ones become one."""
_HEIGHT = 720.0
_MAINLAND = (-5.3, 41.2, 9.7, 51.25)
_ISLANDS = {
    "01": (-61.9, 15.8, -60.95, 16.6),
    "02": (-61.3, 14.3, -60.75, 14.95),
    "03": (-54.7, 2.0, -51.5, 5.9),
    "04": (55.1, -21.5, 55.95, -20.8),
    "06": (44.95, -13.1, 45.4, -12.55),
}
"""Overseas regions by INSEE code: west, south, east, north of the window that shows each."""
_ISLAND = 118.0


@dataclass(frozen=True)
class Map:
    """A map, what it says of itself, whose outlines it shows, and its address as a file."""

    picture: Picture
    remarks: tuple[str, ...]
    credits: tuple[tuple[str, str], ...]
    file: str


@dataclass(frozen=True)
class Scene:
    """What a map shows: marks with their ties, spots below them, and what is to be said."""

    marks: Sequence[Mark]
    spots: Sequence[Point] = ()
    told: tuple[str, ...] = ()


def drawn(view: View, chosen: Chosen, to: Link) -> Map | None:
    """Return the map of the country, a territory or a grouping; None where nothing is placed."""
    found = country_index(view.site)
    told: tuple[str, ...] = ()
    if not chosen:
        picture = _country(view, found, to)
    else:
        scene = _members(view, found, chosen) if "grouping" in chosen else _all(view, found, chosen)
        if not (scene.marks or scene.spots):
            return None
        picture, told = _territory(view, chosen, scene, to), scene.told
    credits = CREDIT if rings() else ()
    remarks = (*told, view.say("nat-map-note"))
    return Map(picture, remarks, credits, link(view, "map.svg", chosen))


def _members(view: View, found: CountryIndex, chosen: Chosen) -> Scene:
    members = found.members(chosen["grouping"])
    marks = [mark for one in members for mark in _marks(view, one, chosen["grouping"])]
    missing = sum(one.site is None for one in members)
    told = view.ngettext("nat-map-missing", missing)
    return Scene(marks[:MOST_MARKS], told=(told,) if missing else ())


def _all(view: View, found: CountryIndex, chosen: Chosen) -> Scene:
    marks = _marks_within(view, found, chosen)
    numbers = {"shown": view.number(MOST_MARKS), "count": view.number(len(marks))}
    told = (view.say("nat-map-cut", **numbers),) if len(marks) > MOST_MARKS else ()
    return Scene(marks[:MOST_MARKS], found.spots(chosen), told)


def _marks(view: View, member: Member, grouping: str) -> list[Mark]:
    site = member.site
    if site is None or site.longitude is None or site.latitude is None:
        return []
    entry = member.entry or site
    at = (site.longitude, site.latitude)
    return [Mark(at, entry_text(view, entry).value, entry.iri, member.support, (grouping,))]


def _marks_within(view: View, found: CountryIndex, chosen: Chosen) -> list[Mark]:
    """Return the members that lie in a territory, supports first."""
    marks = [
        mark
        for one in found.groupings(chosen)
        for member in found.members(one.slug)
        if member.entry is not None
        and all(getattr(member.entry, name) == value for name, value in chosen.items())
        for mark in _marks(view, member, one.slug)
    ]
    return sorted(marks, key=lambda mark: not mark.is_support)


def _country(view: View, found: CountryIndex, to: Link) -> Picture:
    """Draw the supports of every grouping, overseas regions beside the mainland."""
    windows = [Window(*_MAINLAND, 0, TOP, WIDTH, _HEIGHT)]
    left = windows[0].drawn[0] + 24
    for place, extent in enumerate(_ISLANDS.values()):
        top = TOP + place * (_HEIGHT - 14) / len(_ISLANDS) + 14
        windows.append(Window(*extent, left, top, _ISLAND, _ISLAND))
    body = [part for window in windows for part in window.land()]
    marks = _supports(view, found)
    spots = () if marks else found.spots({})
    body += _dotted([dot for window in windows for dot in _thinned(window, spots)])
    for window, code in zip(windows[1:], _ISLANDS, strict=True):
        name = value_text(view, "region", code).value
        body.append(text(window.left, window.top - 4, name, "p-soft"))
    for mark in marks:
        inside = [window for window in windows if window.holds(mark.at)]
        body += [dot(window.drawn_mark(mark), to, 5) for window in inside[:1]]
    sample = ("p-mark", "nat-legend-support") if marks else ("p-dot", "nat-legend-spot")
    head = legend(0, 16, [(sample[0], view.say(sample[1]))])
    size = (left + _ISLAND, TOP + _HEIGHT)
    title = view.say("nat-map-france" if marks else "nat-map-spots")
    return Picture("map", *size, title, _described(view, marks, spots), (*head, *body))


def _supports(view: View, found: CountryIndex) -> list[Mark]:
    """Return the supports of all groupings, each as its grouping."""
    return [
        Mark(mark.at, f"{one.name}, {mark.name}", one.iri, True, (one.slug,))
        for one in found.groupings({})
        for member in found.members(one.slug)
        if member.support
        for mark in _marks(view, member, one.slug)
    ][:MOST_SUPPORTS]


def _dotted(dots: Sequence[tuple[int, int]]) -> list[Element]:
    """Return specks as one path of short strokes: a country has tens of thousands of them."""
    drawn = "".join(f"M{x} {y}h2" for x, y in dots)
    return [path(drawn, "p-specks")] if dots else []


def _territory(view: View, chosen: Chosen, scene: Scene, to: Link) -> Picture:
    """Draw the marks with their ties, over the spots of all establishments."""
    marks, spots = scene.marks, scene.spots
    points = [*(mark.at for mark in marks), *spots]
    window = around(points, 0, TOP, WIDTH, _HEIGHT)
    dots = _thinned(window, spots)
    body = [*window.land()]
    body += _dotted(dots)
    drawn = [window.drawn_mark(mark) for mark in marks]
    supports = {mark.groups[0]: [mark] for mark in reversed(drawn) if mark.is_support}
    body += ties([mark for mark in drawn if not mark.is_support], supports)
    body += _labelled(drawn, to)
    name, value = list(chosen.items())[-1]
    title = view.say("nat-map-territory", name=value_text(view, name, value).value)
    height = TOP + window.drawn[1]
    described = _described(view, marks, spots)
    whole = (*_legend(view, marks, dots), *body)
    return Picture("map", WIDTH, height, title, described, whole)


def _legend(view: View, marks: Sequence[Mark], dots: Sequence[object]) -> list[Element]:
    samples = [("p-mark", "nat-legend-support"), ("p-hollow", "nat-legend-member")] if marks else []
    samples += [("p-edge-member", "nat-legend-tie")] if marks else []
    samples += [("p-dot", "nat-legend-spot")] if dots else []
    return legend(0, 16, [(class_, view.say(key)) for class_, key in samples])


def _described(view: View, marks: Sequence[Mark], spots: Sequence[Point]) -> str:
    numbers = {"marks": view.number(len(marks)), "spots": view.number(len(spots))}
    return view.say("nat-map-desc", **numbers)


def _thinned(window: Window, spots: Sequence[Point]) -> list[tuple[int, int]]:
    """Return where spots are drawn, on a grid wide enough to leave MOST_SPOTS at most."""
    drawn = [window.at(spot) for spot in spots if window.holds(spot)]
    step = 2
    while True:
        found = {(round(x / step) * step - 1, round(y / step) * step - 1) for x, y in drawn}
        if len(found) <= MOST_SPOTS:
            return sorted(found)
        step += 2


def _labelled(marks: Sequence[Mark], to: Link) -> list[Element]:
    """Return dots, each with its name where that covers no other name or dot."""
    taken = [(x - 7, y - 7, x + 7, y + 7) for x, y in (mark.at for mark in marks)]
    drawn: list[Element] = []
    for mark, own in zip(marks, list(taken), strict=True):
        x, y = mark.at
        wide = 4 + len(mark.name) * 7.4
        end = x + 10 + wide > WIDTH
        left = x - 10 - wide if end else x + 10
        box = (left, y - 8, left + wide, y + 8)
        if left < 0 or any(_overlap(box, other) for other in taken if other != own):
            drawn.append(dot(mark, to, 5))
            continue
        taken.append(box)
        drawn.append(dot(mark, to, 5, name_beside(mark, left=end)))
    return drawn


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
