"""The page of a grouping or a network: its members by role, its agreements, its counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from ghtld.terms import GHT, ORG, PREFIXES, Namespace
from ghtld.web.kinds import absences, counts, organisation
from ghtld.web.kinds.cells import heads, of, terms, without_empty
from ghtld.web.pages.elements import NOTHING, Html, Row, Table
from ghtld.web.pages.page_builder import Sheet
from ghtld.web.pages.statements import Term, Value

MEASURE = Namespace(PREFIXES["measure"])
ROLE = Namespace(PREFIXES["role"])
_MEMBERS = (GHT.support, GHT.partyEstablishment, GHT.member, GHT.associate, GHT.partner)
_ROLES = (ROLE.support, ROLE.partie, ROLE.membre, ROLE.associe, ROLE.partenaire)
_COUNTED = (MEASURE.membres, MEASURE.etablissements)


def write(sheet: Sheet) -> None:
    """Write the page, the most asked first."""
    memberships = sheet.take_from(ORG.organization, "membership")
    direct = {predicate: sheet.take(predicate) for predicate in _MEMBERS}
    listed = sheet.take_from(GHT.subject, "list")
    counted = [v for v in listed if terms(of(sheet.said(v.term), GHT.listOf)) & {*_COUNTED}]
    sheet.lead = _lead(sheet, direct[GHT.support], counted)
    table = members(sheet, memberships, direct)
    sheet.section("members", _counts(sheet, counted), table, count=len(table.rows))
    shown = {member for m in memberships for member in terms(of(sheet.said(m.term), ORG.member))}
    shown |= {value.term for values in direct.values() for value in values}
    for predicate in (GHT.memberOf, GHT.supportOf, ORG.memberOf, ORG.hasMember):
        sheet.mirrored(predicate, shown)
    counts.gaps(sheet)
    sheet.section(
        "in-short",
        sheet.rows(GHT.statedKind, GHT.place, GHT.status, GHT.statedOn, ORG.subOrganizationOf),
    )
    organisation.agreements(sheet, [*_by_list(sheet, listed)])
    counts.numbers(sheet)
    organisation.history(sheet)
    organisation.cooperation(sheet)
    others = [value for value in listed if value not in counted]
    sheet.section("lists", counts.lists(sheet, others))
    organisation.bodies(sheet)
    organisation.documents(sheet)
    absences.editors_notes(sheet)
    sheet.section("names", sheet.rows(GHT.nameForm))


def _lead(sheet: Sheet, support: Sequence[Value], counted: Sequence[Value]) -> Html:
    parts = []
    if support:
        parts.append(sheet.words("lead-support", support=sheet.inline(support)))
    for value in counted[:1]:
        said = sheet.said(value.term)
        stated = [counts.amount(sheet, sheet.said(f.term)) for f in of(said, GHT.statedFigure)]
        listed = sheet.inline(of(said, GHT.listedCount))
        if stated:
            parts.append(sheet.words("lead-stated", number=Html(", ".join(stated))))
        if listed:
            parts.append(sheet.words("lead-listed", number=listed))
    return Html(" ".join(parts))


def _counts(sheet: Sheet, counted: Sequence[Value]) -> list[Row]:
    return [
        Row(Html(sheet.view.html(value.term) + sheet.notes.proof(value)), cell)
        for value in counted
        if isinstance(value.term, NamedNode)
        and (cell := counts.counted(sheet, value.term)) != NOTHING
    ]


def members(
    sheet: Sheet, memberships: Sequence[Value], direct: dict[NamedNode, list[Value]]
) -> Table:
    """Return the members as a table, by role; a member without a record has its property's name."""
    rows: list[tuple[int, str, list[Html]]] = []
    known = set()
    for membership in memberships:
        said = sheet.said(membership.term)
        roles = of(said, ORG.role)
        rank = min((_ROLES.index(v.term) for v in roles if v.term in _ROLES), default=len(_ROLES))
        for member in of(said, ORG.member):
            known.add(member.term)
            rows.append(
                (
                    rank,
                    _label(sheet, member),
                    [
                        sheet.value(member),
                        sheet.cell(roles),
                        sheet.cell(of(said, GHT.roleAsWritten)),
                        sheet.cell(of(sheet.said(member.term), GHT.statedKind)),
                        sheet.cell(of(said, GHT.statedOn)),
                        sheet.to(membership),
                    ],
                )
            )
    rows += _without_record(sheet, direct, known)
    head = heads(
        sheet, "member", "role", "role-as-written", "stated-kind", "stated-on", "signature-page"
    )
    return without_empty(Table(head, [cells for _, _, cells in sorted(rows)]))


def _without_record(
    sheet: Sheet, direct: dict[NamedNode, list[Value]], known: set[Term]
) -> Iterator[tuple[int, str, list[Html]]]:
    for rank, (predicate, values) in enumerate(direct.items()):
        for value in values:
            if value.term not in known:
                kinds = sheet.cell(of(sheet.said(value.term), GHT.statedKind))
                role = sheet.view.html(predicate)
                cells = [sheet.value(value), role, NOTHING, kinds, NOTHING, NOTHING]
                yield rank, _label(sheet, value), cells


def _label(sheet: Sheet, value: Value) -> str:
    term = value.term
    return sheet.view.label(term).value.casefold() if isinstance(term, NamedNode) else str(term)


def _by_list(sheet: Sheet, listed: Sequence[Value]) -> Iterator[Value]:
    """Yield the agreements to which the establishments of a list are parties."""
    for value in listed:
        yield from sheet.leading(value.term, GHT.partyList, "agreement")
