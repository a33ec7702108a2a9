"""The tables of entries: the members of a grouping, and any list of the register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ghtld import iris
from ghtld.web.national.atlas import Chosen
from ghtld.web.national.grid import Cell, Column, Grid
from ghtld.web.national.held import atlas, closed_text, entry_text, value_iri, value_text
from ghtld.web.national.records import Entry, Member
from ghtld.web.national.tables import place
from ghtld.web.pages.view import View
from ghtld.web.site import Text

_SHOWN = ("entity", "category", "commune", "department", "status")
_TAKEN = (
    *("entity", "number", "kind", "category", "status", "state", "closed", "commune"),
    *("commune-code", "department", "region", "postcode", "street", "owner", "siren", "siret"),
    *("latitude", "longitude"),
)
"""The columns of a list in a page, and in a file."""
_NAMED = ("entity", "category", "status", "department", "region")
_MEMBER = ("role", "entity", "number", "sort", "commune", "department", "region")


def _columns(view: View, keys: Sequence[str], named: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(view.say(f"nat-col-{key}"), named=key in named) for key in keys)


def entity(view: View, entry: Entry) -> Cell:
    """Return an entry as a cell that leads to its page and says that it is closed."""
    text = entry_text(view, entry)
    return Cell(text, view.link(entry.iri), entry.iri, closed_text(view, entry))


def _code(view: View, name: str, code: str) -> Cell:
    """Return the value of a code, with its IRI for files; nothing where there is none."""
    if not code:
        return Cell(Text(""))
    return Cell(value_text(view, name, code), iri=value_iri(view, name, code))


def _territory(view: View, name: str, code: str) -> Cell:
    """Return a place or category with its page; the same cell for every row of one page."""
    if not code:
        return Cell(Text(""))
    key = ("national-cell", name, code, view.variant)
    return view.site.remembered(key, lambda: place(view, name, code, {}))


def sort(view: View, entry: Entry) -> Cell:
    """Return the category of an entry, or its legal status where it has no category."""
    return _code(view, *(("category", entry.category) if entry.category else _status(entry)))


def _status(entry: Entry) -> tuple[str, str]:
    return "status", entry.status


def listed(view: View, chosen: Chosen, entries: Iterable[Entry], count: int) -> Grid:
    """Return entries as a page lists them."""
    rows = (_row(view, entry) for entry in entries)
    return Grid("list", view.say("nat-list"), _columns(view, _SHOWN, _NAMED), rows, count)


def _row(view: View, entry: Entry) -> list[Cell]:
    return [
        entity(view, entry),
        _territory(view, "category", entry.category),
        Cell(Text(entry.commune)),
        _territory(view, "department", entry.department),
        _code(view, *_status(entry)),
    ]


def taken(view: View, chosen: Chosen) -> Grid:
    """Return all that the chosen values leave, with every column, for a file."""
    found = atlas(view.site)
    rows = (_whole(view, entry) for entry in found.every(chosen))
    columns = _columns(view, _TAKEN, _NAMED)
    return Grid("list", view.say("nat-list"), columns, rows, found.count(chosen))


def _whole(view: View, entry: Entry) -> list[Cell]:
    texts = (entry.postcode, entry.street, entry.owner, entry.siren, entry.siret)
    degrees = (entry.latitude, entry.longitude)
    return [
        Cell(entry_text(view, entry), iri=entry.iri),
        Cell(Text(entry.number)),
        Cell(value_text(view, "kind", entry.kind)),
        _code(view, "category", entry.category),
        _code(view, *_status(entry)),
        _code(view, "state", entry.state),
        Cell(Text(entry.closed_on)),
        Cell(Text(entry.commune)),
        Cell(Text(entry.commune_code)),
        _code(view, "department", entry.department),
        _code(view, "region", entry.region),
        *(Cell(Text(text)) for text in texts),
        *(Cell(Text("" if value is None else f"{value:.6f}")) for value in degrees),
    ]


def members(view: View, chosen: Chosen) -> Grid:
    """Return the members of the chosen grouping, with role and place."""
    found = atlas(view.site).members(chosen["grouping"])
    rows = [_member(view, member) for member in found]
    columns = _columns(view, _MEMBER, ("entity", "sort", "department", "region"))
    return Grid("members", view.say("nat-members"), columns, rows, len(rows))


def _member(view: View, member: Member) -> list[Cell]:
    role = Cell(Text(view.say(f"nat-role-{'support' if member.support else 'member'}")))
    number = Cell(Text(member.number))
    entry = member.entry
    if entry is None:
        text = Text(view.say("nat-not-described", number=member.number), view.language)
        iri = iris.Thing("finess", member.number).iri
        return [role, Cell(text, iri=iri), number, *(Cell(Text("")) for _ in range(4))]
    return [
        role,
        entity(view, entry),
        number,
        sort(view, entry),
        Cell(Text(entry.commune)),
        _territory(view, "department", entry.department),
        _territory(view, "region", entry.region),
    ]
