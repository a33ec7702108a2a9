"""What the rows of an extract say of each other: owners, members, homes, points, the closed."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import NamedNode

from ghtld.register import reasons, statements
from ghtld.register.journal import Journal
from ghtld.register.records import Kind
from ghtld.register.said import Reason
from ghtld.register.staging import Staged, Staging

SUPPORT, MEMBER = "S", "M"
"""Roles in a grouping (TRE_R360)."""


def resolve(
    staging: Staging, journal: Journal, graph: NamedNode, *, closed: bool
) -> dict[str, int]:
    """Settle what is staged; return how many entities are left out, or known by number only.

    The rows that turn out to refer to nothing go to the journal.
    """
    staging.index()
    for key, file, place in staging.misplaced():
        staging.drop(key)
        _unkept(journal, file, place, reasons.OTHER_KIND, key)
    unnamed = list(staging.owners_without_name())
    for number in unnamed:
        lines = statements.lines(statements.number_only(number), graph)
        staging.put(Staged(str(statements.node_of(number)), Kind.LEGAL, lines, number))
    for number, file, place in staging.orphan_points():
        _unkept(journal, file, place, reasons.ORPHAN_POINT, number)
    referred = _members(staging, journal, graph)
    staging.withhold_homes()
    left_out = 0 if closed else staging.leave_out_closed(referred)
    return {"closedLeftOut": left_out, "numberOnly": len(unnamed)}


def _unkept(journal: Journal, file: str, place: str, reason: Reason, value: str) -> None:
    """Count a row that was kept until now as rejected."""
    journal.tally(file).kept -= 1
    journal.rejected(file, place, reason, value, value)


def _members(staging: Staging, journal: Journal, graph: NamedNode) -> set[str]:
    """Write the memberships; return the keys of the members."""
    supports: Counter[str] = Counter()
    referred: set[str] = set()
    for grouping, kind, technical, role, file, place in staging.members():
        told = f"{grouping} {technical} {role}"
        supports[grouping] += role == SUPPORT
        found = staging.resolve(kind, technical)
        if found is None:
            journal.remark(file, place, reasons.MEMBER, technical, told)
        elif role not in (SUPPORT, MEMBER):
            journal.remark(file, place, reasons.ROLE, role, told)
        else:
            key, number, is_closed = found
            if is_closed:
                journal.remark(file, place, reasons.CLOSED_MEMBER, number, told)
            identifier = grouping.strip("<>").rpartition("/")[2]
            said = statements.membership(identifier, number, support=role == SUPPORT)
            staging.add(grouping, statements.lines(said, graph))
            referred.add(key)
    for key, file, place in staging.groupings():
        if supports[key] != 1:
            reason = reasons.TWO_SUPPORTS if supports[key] else reasons.NO_SUPPORT
            journal.remark(file, place, reason, str(supports[key]), key)
    return referred
