"""The matrix: missions by agreement, with the words in each cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.terms import GHT, PREFIXES, RDFS, SKOS, Namespace
from ghtld.web.pages.view import View
from ghtld.web.pictures.evidence import (
    holders,
    in_own_words,
    named,
    nodes,
    proof,
    stated_literals,
    stated_nodes,
)
from ghtld.web.pictures.figure import WIDTH, DrawingContext, Figure, Link, cut
from ghtld.web.pictures.svg import (
    Element,
    Picture,
    circle,
    line,
    lines,
    link,
    path,
    rect,
    text,
    wrap,
)
from ghtld.web.site import Site
from ghtld.web.tables.table import Row, Section, Table, Value, Values

_LABELS = 288.0
_ROW = 52.0
_HEAD = 96.0
_TOP = 58.0
_MARKS = ("stated", "extended", "party", "silence", "other-kind", "unstated")


def figure(view: View, to: Link) -> Figure:
    """Return the matrix of the release."""
    ctx = DrawingContext(view, to)
    ledger = Ledger(view.site)
    table = _table(ctx, ledger)
    return Figure("matrix", draw(ctx, ledger), table, cut(ctx, table))


def draw(ctx: DrawingContext, ledger: Ledger) -> Picture:
    """Draw an agreement a row, a mission a column, extensions beside their mission."""
    width = (WIDTH - _LABELS) / max(1, len(ledger.missions))
    bottom = _TOP + _HEAD + _ROW * len(ledger.agreements)
    body = [*_samples(ctx)]
    for place, mission in enumerate(ledger.missions):
        body += _column(ctx, mission, _LABELS + place * width, width, bottom)
    for place, agreement in enumerate(ledger.agreements):
        body += _row(ctx, ledger, agreement, _TOP + _HEAD + place * _ROW, width)
    title = ctx.say("matrix-title")
    counts = {"agreements": len(ledger.agreements), "missions": len(ledger.missions)}
    return Picture(
        "matrix", WIDTH, bottom + 6, title, ctx.say("matrix-desc", **counts), tuple(body)
    )


def _samples(ctx: DrawingContext) -> list[Element]:
    drawn: list[Element] = []
    for place, how in enumerate(_MARKS):
        x, y = 8 + place % 3 * 330.0, 12.0 + place // 3 * 22
        drawn += [*_sign(how, x, y), text(x + 16, y + 4, ctx.say(f"mark-{how}"), "p-soft")]
    return drawn


def _sign(how: str, x: float, y: float) -> list[Element]:
    """Return the sign of a mark, centred on x, y."""
    if how == "stated":
        return [circle(x, y, 8, "p-mark")]
    if how == "extended":
        half = f"M{x:.1f} {y - 8:.1f}a8 8 0 0 1 0 16z"
        return [circle(x, y, 8, "p-hollow"), path(half, "p-mark")]
    if how == "party":
        return [circle(x, y, 8, "p-hollow")]
    if how == "silence":
        cross = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
        return [rect(x - 8, y - 8, 16, 16, "p-warned", rx=2), path(cross, "p-edge-warned")]
    if how == "other-kind":
        return [path(f"M{x - 9:.1f} {y:.1f}h18", "p-edge-warned")]
    return [circle(x, y, 1.8, "p-dot")]


def _column(
    ctx: DrawingContext, mission: Mission, x: float, width: float, bottom: float
) -> list[Element]:
    class_ = "p-strong" if mission.is_legal else "p-soft"
    words = wrap(ctx.name(mission.node), width - 8, 13 if mission.is_legal else 10.4, 5)
    first = _TOP + 14
    sign = [] if mission.is_legal else [text(x + 6, first, "↳", "p-soft")]
    head = lines(x + 6, first + (0 if mission.is_legal else 14), words, class_)
    top = _TOP if mission.is_legal else _TOP + _HEAD
    hit = rect(x, _TOP, width, _HEAD - 4, "p-hit")
    title = link(ctx.href(mission.node), ctx.name(mission.node), hit, *sign, *head)
    return [line(x, top, x, bottom), title]


def _row(
    ctx: DrawingContext, ledger: Ledger, agreement: NamedNode, y: float, width: float
) -> list[Element]:
    name = ctx.name(agreement)
    label = wrap(name, _LABELS - 14, 12, 3)
    words = lines(0, y + _ROW / 2 + 4.5 - 7.5 * (len(label) - 1), label, "p-label")
    hit = rect(-4, y, _LABELS, _ROW, "p-hit")
    drawn = [line(0, y, WIDTH, y), link(ctx.href(agreement), name, hit, *words)]
    for place, mission in enumerate(ledger.missions):
        mark = ledger.mark(agreement, mission)
        middle = _LABELS + (place + 0.5) * width
        drawn.append(_cell(ctx, mark, (name, ctx.name(mission.node)), middle, y + _ROW / 2))
    return drawn


def _cell(ctx: DrawingContext, mark: Mark, names: tuple[str, str], x: float, y: float) -> Element:
    href = ctx.href(mark.evidence[0]) if mark.evidence else None
    said = ctx.titled(f"{names[0]} – {names[1]}", ctx.say(f"mark-{mark.how}"))
    return link(href, said, rect(x - 16, y - 16, 32, 32, "p-hit"), *_sign(mark.how, x, y))


def _table(ctx: DrawingContext, ledger: Ledger) -> Table:
    heads = [(_slug(one.node), ctx.name(one.node)) for one in ledger.missions]
    rows = tuple(
        Row(
            (
                (named(ctx.view, agreement),),
                tuple(named(ctx.view, one) for one in _instruments(ctx, agreement)),
                *(_words(ctx, ledger.mark(agreement, mission)) for mission in ledger.missions),
            )
        )
        for agreement in ledger.agreements
    )
    columns = (*ctx.columns("col", ("agreement", "instrument")), *heads)
    section = Section(ctx.say("matrix-title"), rows, ctx.say("matrix-note"))
    return ctx.table("matrix", columns, (section,))


def _slug(mission: NamedNode) -> str:
    return mission.value.rpartition("/")[2]


def _instruments(ctx: DrawingContext, agreement: NamedNode) -> list[NamedNode]:
    return stated_nodes(ctx.view.site, agreement, GHT.instrument)


def _words(ctx: DrawingContext, mark: Mark) -> Values:
    heading = Value(ctx.say(f"mark-{mark.how}"), style="soft" if mark.how == "unstated" else "")
    if mark.how in ("silence", "other-kind"):
        site, view = ctx.view.site, ctx.view
        notes = (
            part
            for note in mark.evidence
            for part in (
                *in_own_words(view, stated_literals(site, note, RDFS.comment)),
                named(view, note, "soft"),
            )
        )
        return (heading, *notes)
    return (heading, *proof(ctx.view, mark.evidence))


INSTRUMENT = Namespace(PREFIXES["instrument"])
_SCHEME = NamedNode(f"{iris.BASE}id/concept/mission")
_CONCEPTS = iris.graph("concepts")


@dataclass(frozen=True)
class Mission:
    """A mission: one of the law, or an extension of one, as a source words it."""

    node: NamedNode
    legal: NamedNode

    @property
    def is_legal(self) -> bool:
        """Tell whether the law itself names it."""
        return self.node == self.legal


@dataclass(frozen=True)
class Mark:
    """What is known of one agreement and one mission.

    ``how`` is ``stated``; ``extended``: an extension of the mission is stated; ``party``: said of
    what a party does, not of the agreement; ``silence``: its absence has been checked;
    ``other-kind``: the document has been checked to speak of no association agreement; or
    ``unstated``.
    """

    how: str
    evidence: tuple[NamedNode, ...] = ()


def missions(site: Site) -> list[Mission]:
    """Return the missions, each of the law followed by its extensions."""
    found = nodes(
        site,
        f"""SELECT DISTINCT ?mission WHERE {{
            GRAPH {_CONCEPTS} {{ ?mission skos:inScheme {_SCHEME} }}
        }} ORDER BY ?mission""",
    )
    several = [Mission(one, _legal(site, one)) for one in found]
    return sorted(several, key=lambda one: (one.legal.value, not one.is_legal, one.node.value))


def _legal(site: Site, mission: NamedNode) -> NamedNode:
    seen = [mission]
    while broader := stated_nodes(site, seen[-1], SKOS.broader, _CONCEPTS):
        if broader[0] in seen:
            break
        seen.append(broader[0])
    return seen[-1]


def agreements(site: Site) -> list[NamedNode]:
    """Return the agreements of the edition."""
    asked = "SELECT DISTINCT ?a WHERE { GRAPH graph:edition { ?a a ght:Agreement } } ORDER BY ?a"
    return nodes(site, asked)


class Ledger:
    """The matrix of one release: what each cell holds."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.missions = missions(site)
        stated = {one: set(stated_nodes(site, one, GHT.mission)) for one in agreements(site)}
        self.stated = stated
        self.agreements = sorted(stated, key=lambda one: (-len(stated[one]), one.value))
        self.silences = self._silences()

    def _silences(self) -> dict[tuple[NamedNode, NamedNode], tuple[NamedNode, ...]]:
        """Return the notes of silence, by agreement and what is left unsaid."""
        asked = "SELECT DISTINCT ?n WHERE { GRAPH graph:edition { ?n a ght:Silence } } ORDER BY ?n"
        found: dict[tuple[NamedNode, NamedNode], tuple[NamedNode, ...]] = {}
        for note in nodes(self.site, asked):
            for subject in stated_nodes(self.site, note, GHT.subject):
                for unsaid in stated_nodes(self.site, note, GHT.unsaid):
                    found[subject, unsaid] = (*found.get((subject, unsaid), ()), note)
        return found

    def mark(self, agreement: NamedNode, mission: Mission) -> Mark:
        """Return what is known of ``agreement`` and ``mission``."""
        if mission.node in self.stated[agreement]:
            return Mark("stated", self._facts(agreement, [mission.node]))
        narrower = [
            one.node
            for one in self.missions
            if one.legal == mission.node and one.node in self.stated[agreement]
        ]
        if narrower:
            return Mark("extended", self._facts(agreement, narrower))
        actions = self._party_actions(agreement, mission.node)
        if actions:
            facts = (f for a in actions for f in holders(self.site, a, GHT.mission, mission.node))
            return Mark("party", tuple(dict.fromkeys(facts)))
        return self._unsaid(agreement, mission)

    def _facts(self, agreement: NamedNode, several: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        found = (f for one in several for f in holders(self.site, agreement, GHT.mission, one))
        return tuple(dict.fromkeys(found))

    def _unsaid(self, agreement: NamedNode, mission: Mission) -> Mark:
        if not mission.is_legal:
            return Mark("unstated")
        notes = self.silences.get((agreement, mission.node), ())
        notes += self.silences.get((agreement, GHT.mission), ())
        if notes:
            return Mark("silence", notes)
        other = self.silences.get((agreement, INSTRUMENT["convention-association"]), ())
        return Mark("other-kind", other) if other else Mark("unstated")

    def _party_actions(self, agreement: NamedNode, mission: NamedNode) -> list[NamedNode]:
        """Return what parties do for a mission outside any agreement."""
        return nodes(
            self.site,
            f"""SELECT DISTINCT ?action WHERE {{ GRAPH graph:edition {{
                ?action ght:mission {mission} ; ght:actor ?actor .
                {agreement} ght:party ?actor .
                FILTER NOT EXISTS {{ ?action ght:agreement ?other }}
            }} }} ORDER BY ?action""",
        )
