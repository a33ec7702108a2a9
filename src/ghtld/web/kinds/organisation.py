"""The pages of organisations.

An establishment or another body: groups, agreements, people, figures, register. A grouping or a
network: its members by role, its agreements, its counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape
from pyoxigraph import NamedNode

from ghtld.terms import DCTERMS, GHT, ORG, PREFIXES, RDFS, Namespace
from ghtld.web.graph import Term, Value
from ghtld.web.kinds import agreement, cells, counts
from ghtld.web.kinds.cells import heads, joined, of, small, terms, without_empty
from ghtld.web.pages.elements import NOTHING, Row, Table, concat, markup
from ghtld.web.pages.page_builder import PageBuilder
from ghtld.web.pages.source_notes import picked

MEASURE = Namespace(PREFIXES["measure"])
ROLE = Namespace(PREFIXES["role"])
_MEMBERS = (GHT.support, GHT.partyEstablishment, GHT.member, GHT.associate, GHT.partner)
_ROLES = (ROLE.support, ROLE.partie, ROLE.membre, ROLE.associe, ROLE.partenaire)
_COUNTED = (MEASURE.membres, MEASURE.etablissements)
_ENTRY = (
    GHT.registeredName,
    GHT.finessNumber,
    GHT.category,
    GHT.legalStatus,
    GHT.communeName,
    GHT.postcode,
    GHT.legalEntity,
    GHT.state,
)


def write(page: PageBuilder) -> None:
    """Write the page, the most asked first."""
    kinds = page.take(GHT.statedKind)
    memberships = page.take_from(ORG.member, "membership")
    direct = {p: page.take_from(p, "group", "network", "body") for p in _MEMBERS}
    page.lead = _lead(page, kinds, direct)
    table = groups(page, memberships, direct)
    page.section("groups", table, count=len(table.rows))
    page.mirrored(ORG.hasMembership, terms(memberships))
    of_groups = {
        g for m in memberships for g in terms(of(page.properties_of(m.term), ORG.organization))
    }
    of_groups |= {value.term for values in direct.values() for value in values}
    for predicate in (GHT.memberOf, GHT.supportOf, ORG.memberOf, ORG.hasMember):
        page.mirrored(predicate, of_groups)
    agreements(page, ())
    people(page)
    counts.numbers(page)
    cooperation(page)
    specialties(page)
    history(page)
    bodies(page)
    documents(page)
    page.section(
        "in-short",
        page.rows(GHT.place, GHT.status, ORG.subOrganizationOf, GHT.wording),
    )
    page.section("names", page.rows(GHT.nameForm))
    cells.editors_notes(page)
    register(page)


def _lead(
    page: PageBuilder, kinds: Sequence[Value], direct: dict[NamedNode, list[Value]]
) -> Markup:
    parts = []
    if kinds:
        parts.append(page.tell("lead-kind", kind=kinds))
    if direct[GHT.support]:
        parts.append(page.tell("lead-support-of", group=direct[GHT.support]))
    left = [v for v in direct[GHT.member] if v.term not in terms(direct[GHT.support])]
    if left:
        parts.append(page.tell("lead-member-of", group=left))
    return concat(parts, " ")


def groups(
    page: PageBuilder, memberships: Sequence[Value], direct: dict[NamedNode, list[Value]]
) -> Table:
    """Return the groups a thing belongs to, and as what."""
    rows, known = [], set()
    for membership in memberships:
        properties = page.properties_of(membership.term)
        for group in of(properties, ORG.organization):
            known.add(group.term)
            rows.append(
                [
                    page.value(group),
                    page.cell(of(properties, ORG.role)),
                    page.cell(of(properties, GHT.roleAsWritten)),
                    page.cell(of(properties, GHT.statedOn)),
                    page.to(membership),
                ]
            )
    for predicate, values in direct.items():
        role = page.view.element(predicate)
        rows += [
            [page.value(v), role, NOTHING, NOTHING, NOTHING] for v in values if v.term not in known
        ]
    head = heads(page, "group", "role", "role-as-written", "stated-on", "signature-page")
    return without_empty(Table(head, rows))


def agreements(page: PageBuilder, more: Iterable[Value]) -> None:
    """Add the agreements of the thing, and those that name it through a list."""
    found = page.take_from(GHT.party, "agreement")
    every = {value.term: value for value in (*found, *more)}
    table = agreement.agreements(page, page.in_order(every.values()))
    page.section("agreements", table, count=len(table.rows))
    page.mirrored(GHT.partyTo, every)


def people(page: PageBuilder) -> None:
    """Add who holds which post, as stated."""
    found = page.in_order(page.take_from(ORG.postIn, "post"))
    table = agreement.posts(page, found)
    page.mirrored(ORG.hasPost, terms(found))
    note = markup('<p class="soft">{}</p>', page.say("people-note")) if found else NOTHING
    page.section("people", table, note, count=len(found))


def cooperation(page: PageBuilder) -> None:
    """Add what the thing does with others, or is to do."""
    found = {
        value.term: value
        for predicate in (GHT.actor, GHT.counterpart, GHT.subject, GHT.agreement)
        for value in page.take_from(predicate, "action")
    }
    table = agreement.actions(page, page.in_order(found.values()))
    page.section("cooperation", table, count=len(found))
    plans = page.take_from(GHT.subject, "programme")
    rows = [
        Row(page.value(v), page.cell(of(page.properties_of(v.term), GHT.wording, GHT.status)))
        for v in plans
    ]
    page.section("programmes", rows)


def specialties(page: PageBuilder) -> None:
    """Add the specialties of the thing: its own, and those of its lists."""
    own = page.take(GHT.specialty)
    page.section("specialties", page.bullets(own), count=len(own))
    lists = page.take_from(GHT.subject, "list")
    page.section("lists", counts.lists(page, lists), page.row("in-lists", _in_lists(page)))


def _in_lists(page: PageBuilder) -> list[Value]:
    return page.take_from(GHT.item, "list")


def history(page: PageBuilder) -> None:
    """Add the dated events that concern the thing."""
    found = {
        value.term: value
        for predicate in (GHT.subject, GHT.actor, GHT.counterpart, GHT.place)
        for value in page.take_from(predicate, "event")
    }
    page.section("history", without_empty(agreement.events(page, found.values())), count=len(found))


def bodies(page: PageBuilder) -> None:
    """Add the bodies within the thing."""
    page.section("bodies", page.bullets(page.take_from(ORG.subOrganizationOf)))


def documents(page: PageBuilder) -> None:
    """Add the documents that the thing issued or that name it in their titles."""
    issued = page.take_from(GHT.issuer, "document")
    named = page.take_from(GHT.titleMention, "document")
    rows = page.row("issued", issued) + page.row("named-in-title", named)
    page.section("documents", rows)


def register(page: PageBuilder) -> None:
    """Add what a dated extract of the register holds of it, marked as what it is."""
    searches = page.take_from(GHT.entity, "match")
    rows = [row for search in searches for row in _entry(page, search)]
    note = markup('<p class="soft">{}</p>', page.say("register-note")) if rows else NOTHING
    page.section("register", note, rows, sort="aside register")


def _entry(page: PageBuilder, search: Value) -> list[Row]:
    properties = page.properties_of(search.term)
    extracts = of(properties, GHT.extract)
    rows = []
    for entry in of(properties, GHT.entry):
        for extract in extracts:
            if isinstance(extract.term, NamedNode):
                held = page.properties_of(entry.term, extract.term)
                proof = page.notes.graph(extract.term)
                rows += [
                    Row(page.view.element(p), markup("{}{}", _plain(page, held[p]), proof))
                    for p in _ENTRY
                    if p in held
                ]
    rows += page.row(GHT.extract, extracts)
    rows += page.row(GHT.confidence, of(properties, GHT.confidence))
    rows += page.row("matched-on", of(properties, DCTERMS.date))
    told = picked(page.view, of(properties, GHT.method, RDFS.comment))
    if told:
        proof = page.notes.proof(search)
        rows.append(page.line("matched-how", markup("{}{} {}", told, proof, page.to(search))))
    entries = page.inline(of(properties, GHT.entry)) or escape(page.say("no-entry"))
    return [page.line("entry", joined(entries, small(rows)))]


def _plain(page: PageBuilder, values: Iterable[Value]) -> str:
    return concat((page.view.element(value.term) for value in values), ", ")


def write_grouping(page: PageBuilder) -> None:
    """Write the page, the most asked first."""
    memberships = page.take_from(ORG.organization, "membership")
    direct = {predicate: page.take(predicate) for predicate in _MEMBERS}
    listed = page.take_from(GHT.subject, "list")
    counted = [v for v in listed if terms(of(page.properties_of(v.term), GHT.listOf)) & {*_COUNTED}]
    page.lead = _grouping_lead(page, direct[GHT.support], counted)
    table = members(page, memberships, direct)
    page.section("members", _counts(page, counted), table, count=len(table.rows))
    shown = {
        member for m in memberships for member in terms(of(page.properties_of(m.term), ORG.member))
    }
    shown |= {value.term for values in direct.values() for value in values}
    for predicate in (GHT.memberOf, GHT.supportOf, ORG.memberOf, ORG.hasMember):
        page.mirrored(predicate, shown)
    counts.gaps(page)
    page.section(
        "in-short",
        page.rows(GHT.statedKind, GHT.place, GHT.status, GHT.statedOn, ORG.subOrganizationOf),
    )
    agreements(page, [*_by_list(page, listed)])
    counts.numbers(page)
    history(page)
    cooperation(page)
    others = [value for value in listed if value not in counted]
    page.section("lists", counts.lists(page, others))
    bodies(page)
    documents(page)
    cells.editors_notes(page)
    page.section("names", page.rows(GHT.nameForm))


def _grouping_lead(page: PageBuilder, support: Sequence[Value], counted: Sequence[Value]) -> Markup:
    parts = []
    if support:
        parts.append(page.tell("lead-support", support=support))
    for value in counted[:1]:
        properties = page.properties_of(value.term)
        figures, listed = of(properties, GHT.statedFigure), of(properties, GHT.listedCount)
        stated = [counts.amount(page, page.properties_of(figure.term)) for figure in figures]
        if stated:
            page.describe("lead-stated", number=counts.amounts_as_text(page, figures))
            parts.append(page.words("lead-stated", number=concat(stated, ", ")))
        if listed:
            parts.append(page.tell("lead-listed", number=listed))
    return concat(parts, " ")


def _counts(page: PageBuilder, counted: Sequence[Value]) -> list[Row]:
    return [
        Row(markup("{}{}", page.view.element(value.term), page.notes.proof(value)), cell)
        for value in counted
        if isinstance(value.term, NamedNode)
        and (cell := counts.counted(page, value.term)) != NOTHING
    ]


def members(
    page: PageBuilder, memberships: Sequence[Value], direct: dict[NamedNode, list[Value]]
) -> Table:
    """Return the members as a table, by role; a member without a record has its property's name."""
    rows: list[tuple[int, str, list[Markup]]] = []
    known = set()
    for membership in memberships:
        properties = page.properties_of(membership.term)
        roles = of(properties, ORG.role)
        rank = min((_ROLES.index(v.term) for v in roles if v.term in _ROLES), default=len(_ROLES))
        for member in of(properties, ORG.member):
            known.add(member.term)
            rows.append(
                (
                    rank,
                    _label(page, member),
                    [
                        page.value(member),
                        page.cell(roles),
                        page.cell(of(properties, GHT.roleAsWritten)),
                        page.cell(of(page.properties_of(member.term), GHT.statedKind)),
                        page.cell(of(properties, GHT.statedOn)),
                        page.to(membership),
                    ],
                )
            )
    rows += _without_record(page, direct, known)
    head = heads(
        page, "member", "role", "role-as-written", "stated-kind", "stated-on", "signature-page"
    )
    return without_empty(Table(head, [cells for _, _, cells in sorted(rows)]))


def _without_record(
    page: PageBuilder, direct: dict[NamedNode, list[Value]], known: set[Term]
) -> Iterator[tuple[int, str, list[Markup]]]:
    for rank, (predicate, values) in enumerate(direct.items()):
        for value in values:
            if value.term not in known:
                kinds = page.cell(of(page.properties_of(value.term), GHT.statedKind))
                role = page.view.element(predicate)
                cells = [page.value(value), role, NOTHING, kinds, NOTHING, NOTHING]
                yield rank, _label(page, value), cells


def _label(page: PageBuilder, value: Value) -> str:
    term = value.term
    return page.view.label(term).value.casefold() if isinstance(term, NamedNode) else str(term)


def _by_list(page: PageBuilder, listed: Sequence[Value]) -> Iterator[Value]:
    """Yield the agreements to which the establishments of a list are parties."""
    for value in listed:
        yield from page.leading(value.term, GHT.partyList, "agreement")
