"""Lay a network out in four columns, the same way each time. Pure.

Members and parties stand left, then groupings, then agreements; at the right stands, for each
agreement, the party that has most agreements. Whoever is tied to each other, however indirectly,
stands in one cluster; clusters stand one below the other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)

LEFT, GROUP, AGREEMENT, RIGHT = range(4)
ROOM = (25.0, 56.0, 60.0, 46.0)
"""Height that a node of each column takes."""
_BETWEEN = 34.0


@dataclass(frozen=True)
class Layout(Generic[N]):
    """The column and the height of each node, and how far down the last one reaches."""

    column: dict[N, int]
    y: dict[N, float]
    height: float


def lay_out(
    parties: Sequence[tuple[N, N]], members: Sequence[tuple[N, N]], name: Callable[[N], str]
) -> Layout[N]:
    """Return the layout of (party, agreement) and (member, grouping) pairs."""
    column = _columns(parties, members, name)
    near: dict[N, set[N]] = {}
    for one, other in (*parties, *members):
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    y: dict[N, float] = {}
    top = 0.0
    for cluster in _clusters(near, lambda node: (name(node).casefold(), str(node))):
        top = _place(cluster, column, near, y, top) + _BETWEEN
    return Layout(column, y, max(0.0, top - _BETWEEN))


def _columns(
    parties: Sequence[tuple[N, N]], members: Sequence[tuple[N, N]], name: Callable[[N], str]
) -> dict[N, int]:
    groups = {group for _, group in members}
    signed: dict[N, int] = {}
    by_agreement: dict[N, list[N]] = {}
    for party, agreement in parties:
        signed[party] = signed.get(party, 0) + 1
        by_agreement.setdefault(agreement, []).append(party)
    hubs = {
        max(several, key=lambda party: (signed[party], party not in groups, str(party)))
        for several in by_agreement.values()
    }
    column = {member: LEFT for member, _ in members} | {party: LEFT for party, _ in parties}
    column |= dict.fromkeys(groups, GROUP) | dict.fromkeys(by_agreement, AGREEMENT)
    return column | dict.fromkeys(hubs - groups, RIGHT)


def _clusters(near: dict[N, set[N]], order: Callable[[N], tuple[str, str]]) -> list[list[N]]:
    left = sorted(near, key=order)
    seen: set[N] = set()
    found: list[list[N]] = []
    for start in left:
        if start in seen:
            continue
        seen.add(start)
        cluster = [start]
        for node in cluster:
            fresh = sorted(near[node] - seen, key=order)
            seen.update(fresh)
            cluster += fresh
        found.append(sorted(cluster, key=order))
    return sorted(found, key=lambda cluster: (-len(cluster), order(cluster[0])))


def _place(
    cluster: list[N], column: dict[N, int], near: dict[N, set[N]], y: dict[N, float], top: float
) -> float:
    """Give each node of a cluster its height; return how far down they reach."""
    by_column: list[list[N]] = [[n for n in cluster if column[n] == c] for c in range(4)]
    rank = {n: float(i) for i, n in enumerate((*by_column[GROUP], *by_column[AGREEMENT]))}
    first = sorted(by_column[LEFT], key=lambda n: _mean(rank[m] for m in near[n] if m in rank))
    bottom = _stack([(n, top) for n in first], ROOM[LEFT], y, top)
    for c in (GROUP, AGREEMENT, RIGHT):
        groups = by_column[GROUP] if c == AGREEMENT else []
        wished = [(n, _wish(n, groups, near, y) or top) for n in by_column[c]]
        wished.sort(key=lambda pair: pair[1])
        bottom = max(bottom, _stack(wished, ROOM[c], y, top, bottom))
    return bottom


def _wish(node: N, groups: list[N], near: dict[N, set[N]], y: dict[N, float]) -> float:
    """Return the middle of what a node is tied to, out of the way of groupings that share it."""
    middle = _mean(y[m] for m in near[node] if m in y)
    for group in groups:
        shared = group in y and group not in near[node] and near[group] & near[node]
        if shared and abs(y[group] - middle) < ROOM[GROUP]:
            return y[group] + ROOM[GROUP]
    return middle


def _mean(values: Iterable[float]) -> float:
    several = list(values)
    return sum(several) / len(several) if several else 0.0


def _stack(
    wished: list[tuple[N, float]],
    room: float,
    y: dict[N, float],
    top: float,
    bottom: float = 0.0,
) -> float:
    """Put nodes as near as there is room to where they wish to be; return their lower end."""
    last = wished[-1][1] + room / 2 if wished else top
    shared = max(bottom - top, room * len(wished), last - top)
    lowest = top
    for place, (node, wish) in enumerate(wished):
        rest = room * (len(wished) - place - 0.5)
        y[node] = min(max(wish, lowest + room / 2), top + shared - rest)
        lowest = y[node] + room / 2
    return lowest
