"""The network: who cooperates with whom, through which agreement or grouping."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pyoxigraph import NamedNode

from ghtld.terms import GHT
from ghtld.web.pages.view import View
from ghtld.web.pictures.evidence import (
    STATUS,
    ask,
    bound,
    documents,
    external_graphs,
    holders,
    named,
    proof,
    stated_nodes,
)
from ghtld.web.pictures.figure import WIDTH, DrawingContext, Figure, Link, cut, legend
from ghtld.web.pictures.svg import Element, Picture, circle, lines, link, path, rect, text, wrap
from ghtld.web.site import EDITION, Site
from ghtld.web.tables.table import Row, Table, Value, Values

_X = (318.0, 408.0, 588.0, 836.0)
"""Where a node of each column is tied at its left side."""
_GROUP_WIDTH, _AGREEMENT_WIDTH = 134.0, 202.0
_TOP = 52.0
_EDGES = {"done": "p-edge", "planned": "p-edge-dashed", "open": "p-edge-dotted"}
_BOXES = {"done": "p-box", "planned": "p-dashed", "open": "p-dotted"}


def figure(view: View, to: Link) -> Figure:
    """Return the network of the release."""
    ctx = DrawingContext(view, to)
    found = ties(view.site)
    table = _table(ctx, found)
    return Figure("network", draw(ctx, found), table, cut(ctx, table))


def draw(ctx: DrawingContext, found: list[Tie]) -> Picture:
    """Draw the ties as lines under the nodes."""
    parties = [(tie.organisation, tie.through) for tie in found if tie.is_party]
    members = [(tie.organisation, tie.through) for tie in found if not tie.is_party]
    layout = lay_out(parties, members, ctx.name)
    body = [*legend(0, 16, _samples(ctx)), *_heads(ctx)]
    body += [_edge(ctx, layout, tie) for tie in found]
    outside = {tie.through for tie in found if tie.is_outside}
    supports = {tie.organisation for tie in found if tie.how == "support"}
    for node in sorted(layout.y, key=lambda node: (layout.y[node], layout.column[node])):
        body.append(_node(ctx, layout, node, outside, supports))
    height = _TOP + layout.height + 20
    title = ctx.say("network-title")
    counts = {"organisations": _organisations(layout), "ties": len(found)}
    description = ctx.say("network-desc", **counts)
    return Picture("network", WIDTH, height, title, description, tuple(body))


def _organisations(layout: Layout[NamedNode]) -> int:
    return sum(column != AGREEMENT for column in layout.column.values())


def _samples(ctx: DrawingContext) -> list[tuple[str, str]]:
    return [
        ("p-edge", ctx.say("legend-done")),
        ("p-edge-dashed", ctx.say("legend-planned")),
        ("p-edge-dotted", ctx.say("legend-open")),
        ("p-edge-member", ctx.say("legend-member")),
        ("p-mark", ctx.say("legend-support")),
        ("p-edge-outside", ctx.say("legend-outside")),
    ]


def _heads(ctx: DrawingContext) -> list[Element]:
    return [
        text(_X[LEFT] + 6, 44, ctx.say("head-members"), "p-head", text_anchor="end"),
        text(_X[GROUP], 44, ctx.say("head-groups"), "p-head"),
        text(_X[AGREEMENT], 44, ctx.say("head-agreements"), "p-head"),
        text(_X[RIGHT], 44, ctx.say("head-with"), "p-head"),
    ]


def _edge(ctx: DrawingContext, layout: Layout[NamedNode], tie: Tie) -> Element:
    ends = sorted((tie.organisation, tie.through), key=lambda node: layout.column[node])
    widths = {GROUP: _GROUP_WIDTH, AGREEMENT: _AGREEMENT_WIDTH}
    first = layout.column[ends[0]]
    x1, y1 = _X[first] + widths.get(first, 4), layout.y[ends[0]] + _TOP
    x2, y2 = _X[layout.column[ends[1]]], layout.y[ends[1]] + _TOP
    turned = min(x2, _X[first + 1] - 4)
    bend = (turned - x1) * 0.5
    curve = f"C{x1 + bend:.1f} {y1:.1f} {turned - bend:.1f} {y2:.1f} {turned:.1f} {y2:.1f}"
    return path(f"M{x1:.1f} {y1:.1f}{curve}H{x2:.1f}", _edge_class(ctx, tie))


def _edge_class(ctx: DrawingContext, tie: Tie) -> str:
    if tie.is_outside:
        return "p-edge-outside"
    if not tie.is_party:
        return "p-edge-member"
    return _EDGES[certainty(ctx.view.site, tie.through)]


def _node(
    ctx: DrawingContext,
    layout: Layout[NamedNode],
    node: NamedNode,
    outside: set[NamedNode],
    supports: set[NamedNode],
) -> Element:
    column, y = layout.column[node], layout.y[node] + _TOP
    x, name = _X[column], ctx.name(node)
    if column == AGREEMENT:
        return link(ctx.href(node), _spoken(ctx, node), *_agreement(ctx, node, x, y))
    if column == GROUP:
        class_ = "p-outside" if node in outside else "p-box"
        parts = _box(x, y, _GROUP_WIDTH, class_, wrap(name, _GROUP_WIDTH - 12, 12))
        return link(ctx.href(node), name, *parts)
    dot = circle(x, y, 5, "p-mark" if node in supports or column == RIGHT else "p-hollow")
    if column == RIGHT:
        label = wrap(name, WIDTH - x - 12, 14.5)
        return link(ctx.href(node), name, dot, *lines(x + 11, _middle(y, label), label, "p-head"))
    return link(ctx.href(node), name, dot, *_left_label(x - 11, y, name))


def _left_label(x: float, y: float, name: str) -> list[Element]:
    label = wrap(name, x)
    if len(label) == 1:
        return [text(x, y + 4.5, label[0], text_anchor="end")]
    small = wrap(name, x, 11, 2)
    y += 6 if len(small) == 1 else 0
    return [text(x, y - 1.5 + 12 * i, s, "p-small", text_anchor="end") for i, s in enumerate(small)]


def _middle(y: float, label: list[str]) -> float:
    return y + 4.5 - 7.5 * (len(label) - 1)


def _box(x: float, y: float, width: float, class_: str, label: list[str]) -> list[Element]:
    height = 15.0 * len(label) + 8
    frame = rect(x, y - height / 2, width, height, class_, rx=4)
    return [frame, *lines(x + 7, _middle(y, label), label, "p-label")]


def _agreement(ctx: DrawingContext, node: NamedNode, x: float, y: float) -> list[Element]:
    site = ctx.view.site
    instruments = [ctx.name(one) for one in stated_nodes(site, node, GHT.instrument)]
    label = wrap(", ".join(instruments) or ctx.name(node), _AGREEMENT_WIDTH - 12, 12, 2)
    status = ", ".join(ctx.name(one) for one in statuses(site, node))
    return _box(x, y, _AGREEMENT_WIDTH, _BOXES[certainty(site, node)], _with(label, status))


def _with(label: list[str], status: str) -> list[str]:
    room = int(_AGREEMENT_WIDTH / 7.1)
    if status and len(label[-1]) + len(status) + 3 <= room:
        return [*label[:-1], f"{label[-1]} · {status}"]
    return [*label[:2], status] if status else label


def _spoken(ctx: DrawingContext, agreement: NamedNode) -> str:
    status = ", ".join(ctx.name(one) for one in statuses(ctx.view.site, agreement))
    return f"{ctx.name(agreement)} ({status})" if status else ctx.name(agreement)


def _table(ctx: DrawingContext, found: list[Tie]) -> Table:
    heads = ("organisation", "through", "how", "status", "words", "document")
    kinds = (
        ("network-parties", [tie for tie in found if tie.is_party]),
        ("network-members", [tie for tie in found if not (tie.is_party or tie.is_outside)]),
        ("network-outside", [tie for tie in found if tie.is_outside and not tie.is_party]),
    )
    return ctx.table("network", ctx.columns("col", heads), ctx.sections(kinds, _row))


def _row(ctx: DrawingContext, tie: Tie) -> Row:
    view = ctx.view
    how: Values = (Value(ctx.say(f"tie-{tie.how}")),)
    if tie.is_party:
        how = tuple(named(view, n) for n in stated_nodes(view.site, tie.through, GHT.instrument))
    stated = statuses(view.site, tie.through) if tie.is_party else []
    return Row(
        (
            (named(view, tie.organisation),),
            (named(view, tie.through),),
            how,
            tuple(named(view, status) for status in stated),
            proof(view, tie.holders),
            documents(view, tie.holders),
        ),
        outside=tie.is_outside,
    )


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


@dataclass(frozen=True)
class Tie:
    """One organisation, or a list of unnamed ones, and what ties it to others."""

    organisation: NamedNode
    through: NamedNode
    how: str
    """``party``, ``party-list``, ``member`` or ``support``."""
    graph: NamedNode
    holders: tuple[NamedNode, ...]

    @property
    def is_party(self) -> bool:
        """Tell whether the tie is an agreement."""
        return self.how.startswith("party")

    @property
    def is_outside(self) -> bool:
        """Tell whether no document of the edition says so."""
        return self.graph != EDITION


def ties(site: Site) -> list[Tie]:
    """Return every tie of the edition and of what is known from elsewhere."""
    found = [
        tie
        for graph in (EDITION, *external_graphs(site))
        for tie in (*_parties(site, graph), *_members(site, graph))
    ]
    return sorted(found, key=lambda tie: (tie.through.value, tie.organisation.value, tie.how))


def _pairs(
    site: Site, graph: NamedNode, predicate: NamedNode
) -> Iterator[tuple[NamedNode, NamedNode]]:
    asked = (
        f"SELECT DISTINCT ?s ?o WHERE {{ GRAPH {graph} {{ ?s {predicate} ?o }} }} ORDER BY ?s ?o"
    )
    for row in ask(site, asked):
        subject, target = bound(row, "s"), bound(row, "o")
        if subject is not None and target is not None:
            yield subject, target


def _parties(site: Site, graph: NamedNode) -> Iterator[Tie]:
    parties: dict[NamedNode, set[NamedNode]] = {}
    for agreement, party in _pairs(site, graph, GHT.party):
        parties.setdefault(agreement, set()).add(party)
        yield _tie(site, (party, agreement, GHT.party, graph), "party")
    for agreement, listed in _pairs(site, graph, GHT.partyList):
        named = set(stated_nodes(site, listed, GHT.item, graph))
        if not named or not named <= parties.get(agreement, set()):
            yield _tie(site, (listed, agreement, GHT.partyList, graph), "party-list")


def _members(site: Site, graph: NamedNode) -> Iterator[Tie]:
    supports = set(_pairs(site, graph, GHT.support))
    for group, member in sorted({*_pairs(site, graph, GHT.member), *supports}, key=str):
        supported = (group, member) in supports
        predicate = GHT.support if supported else GHT.member
        how = "support" if supported else "member"
        yield _tie(site, (member, group, predicate, graph), how)


def _tie(site: Site, stated: tuple[NamedNode, NamedNode, NamedNode, NamedNode], how: str) -> Tie:
    organisation, through, predicate, graph = stated
    found = holders(site, through, predicate, organisation) if graph == EDITION else [graph]
    return Tie(organisation, through, how, graph, tuple(found))


def statuses(site: Site, agreement: NamedNode) -> list[NamedNode]:
    """Return the statuses of an agreement."""
    return stated_nodes(site, agreement, GHT.status)


def certainty(site: Site, agreement: NamedNode) -> str:
    """Return how an agreement is drawn: ``done``, ``planned`` or ``open``."""
    stated = set(statuses(site, agreement))
    if stated & {STATUS.fait, STATUS.existant}:
        return "done"
    return "planned" if STATUS.prevu in stated else "open"
