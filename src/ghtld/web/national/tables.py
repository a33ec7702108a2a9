"""The tables of the country: regions, departments, groupings, categories, counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ghtld import iris
from ghtld.spelling import words
from ghtld.web.national.country_index import UNSAID, Chosen, CountryIndex, Entry, Grouping, Member
from ghtld.web.national.country_labels import (
    closed_text,
    country_index,
    entry_text,
    link,
    value_iri,
    value_text,
)
from ghtld.web.pages.view import View
from ghtld.web.site import Text
from ghtld.web.tables.table import Cell, Column, Row, Table, Value

_DEGREES = ("latitude", "longitude")


def _columns(
    view: View, keys: Sequence[str], named: Sequence[str] = (), numbers: Sequence[str] = ()
) -> tuple[Column, ...]:
    """Return columns: those that name something, those of numbers, and texts."""
    return tuple(
        Column(
            key,
            view.say(f"nat-col-{key}"),
            "integer" if key in numbers else "decimal" if key in _DEGREES else "string",
            "deg" if key in _DEGREES else "",
            named=key in named,
        )
        for key in keys
    )


def place(view: View, name: str, code: str, chosen: Chosen) -> Cell:
    """Return a region, department or category as a cell that leads to its page.

    ``chosen`` narrows the list to which it leads when the register gives no value.
    """
    text, iri = value_text(view, name, code), value_iri(view, name, code)
    if iri:
        return Value.of(text, link(view, f"{name}/{code}"), iri)
    return Value.of(text, link(view, "list", {**chosen, name: code or UNSAID}))


def counted(view: View, number: int, chosen: Chosen) -> Cell:
    """Return a number as a cell that leads to the list of what it counts."""
    return Value(number, href=link(view, "list", chosen) if number else None)


def _grouped(view: View, number: int, chosen: Chosen) -> Cell:
    known = number and all(chosen.values())
    return Value(number, href=link(view, "groupings", chosen) if known else None)


def _territories(view: View, by: str, chosen: Chosen) -> Iterator[Row]:
    found = country_index(view.site)
    geographic = found.counts(by, {**chosen, "kind": "geographic"})
    legal = found.counts(by, {**chosen, "kind": "legal"})
    groupings = found.grouping_counts(by, chosen)
    codes = {*geographic, *legal}
    named = sorted(codes, key=lambda c: (not c, words(value_text(view, by, c).value)))
    for code in named:
        narrowed = {**chosen, by: code or UNSAID}
        yield Row(
            [
                place(view, by, code, chosen),
                code,
                _grouped(view, groupings.get(code, 0), {by: code}),
                counted(view, geographic.get(code, 0), {**narrowed, "kind": "geographic"}),
                counted(view, legal.get(code, 0), {**narrowed, "kind": "legal"}),
            ]
        )


def _territory_table(view: View, by: str, name: str, chosen: Chosen) -> Table:
    rows = list(_territories(view, by, chosen))
    numbers = ("groupings", "geographic", "legal")
    columns = _columns(view, (by, "code", *numbers), (by,), numbers)
    note = view.say("nat-groupings-note")
    return Table(name, view.say(f"nat-{name}"), columns, rows, len(rows), note=note)


def regions(view: View, chosen: Chosen) -> Table:
    """Return the regions, and what the register places in none; of a category, its entries."""
    if "category" in chosen:
        return _of_category(view, chosen)
    return _territory_table(view, "region", "regions", chosen)


def departments(view: View, chosen: Chosen) -> Table:
    """Return the departments of a region, or of the country."""
    return _territory_table(view, "department", "departments", chosen)


def _of_category(view: View, chosen: Chosen) -> Table:
    counts = country_index(view.site).counts("region", chosen)
    rows = [
        Row(
            [
                place(view, "region", code, chosen),
                code,
                counted(view, number, {**chosen, "region": code or UNSAID}),
            ]
        )
        for code, number in counts.items()
    ]
    columns = _columns(view, ("region", "code", "geographic"), ("region",), ("geographic",))
    return Table("regions", view.say("nat-regions"), columns, rows, len(rows))


def categories(view: View, chosen: Chosen) -> Table:
    """Return the categories with their numbers, the most frequent first."""
    return _sorts(view, "category", "categories", {**chosen, "kind": "geographic"})


def statuses(view: View, chosen: Chosen) -> Table:
    """Return the legal statuses with their numbers, the most frequent first."""
    return _sorts(view, "status", "statuses", chosen)


def _sorts(view: View, by: str, name: str, chosen: Chosen) -> Table:
    rows = [
        Row(
            [
                place(view, by, code, chosen)
                if by == "category"
                else Value.of(value_text(view, by, code), iri=value_iri(view, by, code)),
                code,
                counted(view, number, {**chosen, by: code or UNSAID}),
            ]
        )
        for code, number in country_index(view.site).counts(by, chosen).items()
    ]
    head = by if by == "category" else "status"
    columns = _columns(view, (head, "code", "geographic"), (head,), ("geographic",))
    return Table(name, view.say(f"nat-{name}"), columns, rows, len(rows))


def groupings(view: View, chosen: Chosen) -> Table:
    """Return the groupings that have a member in a territory, by name."""
    found = country_index(view.site)
    here = {name: value for name, value in chosen.items() if name in ("region", "department")}
    listed = found.groupings(here)
    keys = ("grouping", "ghtcode", "support", "region", "members", "state")
    columns = _columns(view, keys, ("grouping", "support", "region"), ("members",))
    rows = (_grouping_row(view, found, one) for one in listed)
    return Table("groupings", view.say("nat-groupings"), columns, rows, len(listed))


def _grouping_row(view: View, found: CountryIndex, one: Grouping) -> Row:
    number, region = found.support(one.slug)
    entry = found.entry(number) if number else None
    support: Cell = ""
    if number:
        text = entry_text(view, entry) if entry else Text(number)
        iri = iris.Thing("finess", number).iri
        support = Value.of(text, view.link(iri), iri)
    where = place(view, "region", region, {}) if region else ""
    state: Cell = Value.of(value_text(view, "state", one.state)) if one.state else ""
    return Row(
        [
            Value(one.name, iri=one.iri, href=view.link(one.iri)),
            one.code or one.number,
            support,
            where,
            one.members,
            state,
        ]
    )


_SHOWN = ("entity", "category", "commune", "department", "status")
_TAKEN = (
    *("entity", "number", "kind", "category", "status", "state", "closed", "commune"),
    *("commune-code", "department", "region", "postcode", "street", "owner", "siren", "siret"),
    *("latitude", "longitude"),
)
"""The columns of a list in a page, and in a file."""
_NAMED = ("entity", "category", "status", "department", "region")
_MEMBER = ("role", "entity", "number", "sort", "commune", "department", "region")


def entity(view: View, entry: Entry) -> Cell:
    """Return an entry as a cell that leads to its page and says that it is closed."""
    text = entry_text(view, entry)
    return Value.of(text, view.link(entry.iri), entry.iri, closed_text(view, entry))


def _code(view: View, name: str, code: str) -> Cell:
    """Return the value of a code, with its IRI for files; nothing where there is none."""
    if not code:
        return ""
    return Value.of(value_text(view, name, code), iri=value_iri(view, name, code))


def _territory(view: View, name: str, code: str) -> Cell:
    """Return a place or category with its page; the same cell for every row of one page."""
    if not code:
        return ""
    key = ("national-cell", name, code, view.variant)
    return view.site.remembered(key, lambda: place(view, name, code, {}))


def sort(view: View, entry: Entry) -> Cell:
    """Return the category of an entry, or its legal status where it has no category."""
    return _code(view, *(("category", entry.category) if entry.category else _status(entry)))


def _status(entry: Entry) -> tuple[str, str]:
    return "status", entry.status


def listed(view: View, entries: Iterable[Entry], count: int) -> Table:
    """Return entries as a page lists them."""
    rows = (_row(view, entry) for entry in entries)
    return Table("list", view.say("nat-list"), _columns(view, _SHOWN, _NAMED), rows, count)


def _row(view: View, entry: Entry) -> Row:
    return Row(
        [
            entity(view, entry),
            _territory(view, "category", entry.category),
            entry.commune,
            _territory(view, "department", entry.department),
            _code(view, *_status(entry)),
        ]
    )


def taken(view: View, chosen: Chosen) -> Table:
    """Return all that the chosen values leave, with every column, for a file."""
    found = country_index(view.site)
    rows = (_whole(view, entry) for entry in found.every(chosen))
    columns = _columns(view, _TAKEN, _NAMED)
    return Table("list", view.say("nat-list"), columns, rows, found.count(chosen))


def _whole(view: View, entry: Entry) -> Row:
    texts = (entry.postcode, entry.street, entry.owner, entry.siren, entry.siret)
    degrees = (entry.latitude, entry.longitude)
    return Row(
        [
            Value.of(entry_text(view, entry), iri=entry.iri),
            entry.number,
            Value.of(value_text(view, "kind", entry.kind)),
            _code(view, "category", entry.category),
            _code(view, *_status(entry)),
            _code(view, "state", entry.state),
            entry.closed_on,
            entry.commune,
            entry.commune_code,
            _code(view, "department", entry.department),
            _code(view, "region", entry.region),
            *texts,
            *("" if value is None else f"{value:.6f}" for value in degrees),
        ]
    )


def members(view: View, chosen: Chosen) -> Table:
    """Return the members of the chosen grouping, with role and place."""
    found = country_index(view.site).members(chosen["grouping"])
    rows = [_member(view, member) for member in found]
    columns = _columns(view, _MEMBER, ("entity", "sort", "department", "region"))
    return Table("members", view.say("nat-members"), columns, rows, len(rows))


def _member(view: View, member: Member) -> Row:
    role = view.say(f"nat-role-{'support' if member.support else 'member'}")
    number = member.number
    entry = member.entry
    if entry is None:
        text = Text(view.say("nat-not-described", number=member.number), view.language)
        iri = iris.Thing("finess", member.number).iri
        return Row([role, Value.of(text, iri=iri), number, "", "", "", ""])
    return Row(
        [
            role,
            entity(view, entry),
            number,
            sort(view, entry),
            entry.commune,
            _territory(view, "department", entry.department),
            _territory(view, "region", entry.region),
        ]
    )
