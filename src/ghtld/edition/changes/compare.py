"""Compare two sides: both streams are read side by side, and only what differs is looked into.

Memory holds the changes and the groupings with their members, never a side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ghtld.changes import Change, Kind, Named
from ghtld.edition.changes import differences, states
from ghtld.edition.changes.groupings import Groupings
from ghtld.edition.changes.sides import Block, Side
from ghtld.edition.changes.states import GROUPING, GROUPINGS, REGISTERED, State
from ghtld.text import Text

_ORDER = {kind: rank for rank, kind in enumerate(Kind)}
_TIMES, _MORE = 2, 20
"""How many times more, and how many more, entities of a sort one side holds when the two cannot be
taken to cover the same: what begins and ends there is then not told.
"""
_BEGIN_OR_END = (Kind.CREATED, Kind.CLOSED, Kind.REOPENED)
_SORTS = {
    states.LEGAL: Text("d’entités juridiques", "legal entities"),
    states.GEOGRAPHIC: Text("d’entités géographiques", "geographic entities"),
    GROUPING: Text("de groupements", "groupings"),
}


@dataclass(frozen=True)
class Comparison:
    """What changed from ``old`` to ``new``, in a fixed order, and what to know of the two sides."""

    old: Side
    new: Side
    changes: tuple[Change, ...]
    remarks: tuple[Text, ...]

    def counts(self) -> dict[Kind, int]:
        """Return how many changes there are of each kind that there is."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in Kind if counted[kind]}


def compare(old: Side, new: Side) -> Comparison:
    """Return what changed from ``old`` to ``new``; raise NotComparable for a damaged side."""
    reading = _Reading(old, new)
    for subject, was, now in _paired(old, new):
        reading.take(subject, was, now)
    changes = sorted(reading.told(), key=_place)
    return Comparison(old, new, tuple(changes), tuple(reading.remarks()))


def _place(change: Change) -> tuple[int, bool, str, str, tuple[Named, ...]]:
    aside = change.of not in GROUPINGS
    return _ORDER[change.kind], aside, change.subject.fr, change.subject.iri, change.others


def _paired(old: Side, new: Side) -> Iterator[tuple[bytes, Block | None, Block | None]]:
    """Yield each subject of either side with what each says of it."""
    ones, others = old.blocks(), new.blocks()
    was, now = next(ones, None), next(others, None)
    while was is not None or now is not None:
        if now is None or (was is not None and was[0] < now[0]):
            assert was is not None  # noqa: S101 - one of the two is there
            yield was[0], was[1], None
            was = next(ones, None)
        elif was is None or now[0] < was[0]:
            yield now[0], None, now[1]
            now = next(others, None)
        else:
            yield was[0], was[1], now[1]
            was, now = next(ones, None), next(others, None)


@dataclass
class _Reading:
    """What was found on the way."""

    old: Side
    new: Side
    found: list[tuple[Change, frozenset[str]]] = field(default_factory=list)
    groupings: tuple[dict[str, State], dict[str, State]] = field(default_factory=lambda: ({}, {}))
    members: dict[str, State] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)
    held: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))

    def take(self, subject: bytes, was: Block | None, now: Block | None) -> None:
        """Look into one subject, if there is anything to tell of it."""
        kind = states.kind_of(subject)
        if kind is None:
            return
        for side, block in enumerate((was, now)):
            if block is not None:
                self._count(side, kind, block)
        # Groupings come first in the order of the lines: who is a member is known by then.
        needed = kind not in ("fact", "finess") or subject[1:-1].decode() in self.wanted
        if was != now or needed:
            self._compare(subject, was, now)

    def _count(self, side: int, kind: str, block: Block) -> None:
        if kind == "finess":
            legal = any(line.endswith(b"#RegisteredLegalEntity>") for line in block)
            self.held[side][states.LEGAL if legal else states.GEOGRAPHIC] += 1
        elif kind == "finess-group":
            self.held[side][GROUPING] += 1

    def _compare(self, subject: bytes, was: Block | None, now: Block | None) -> None:
        before, after = (
            states.state_of(side, subject, block)
            for side, block in ((self.old, was), (self.new, now))
        )
        for side, state in enumerate((before, after)):
            if state is not None:
                self._remember(side, state)
        owners = {state.owner for state in (before, after) if state is not None}
        about = frozenset({subject[1:-1].decode(), *owners} - {""})
        self.found += ((change, about) for change in differences.changes(before, after))

    def _remember(self, side: int, state: State) -> None:
        iri = state.named.iri
        if state.of in GROUPINGS:
            self.groupings[side][iri] = state
            self.wanted |= state.members | state.supports
        elif iri in self.wanted or state.of not in REGISTERED:
            self.members[iri] = state

    def told(self) -> Iterator[Change]:
        """Yield every change with where it took place, of what both sides cover."""
        missing, uneven = self._missing(), self._uneven()
        old, new = (
            {i: s for i, s in side.items() if not s.is_closed and s.of not in missing}
            for side in self.groupings
        )
        if GROUPING in uneven:
            common = old.keys() & new.keys()
            old, new = ({i: s for i, s in side.items() if i in common} for side in (old, new))
        for change in (*Groupings(old, new).changes(), *self._ties(old, new)):
            yield self._placed(change)
        within = self._groupings_of()
        for change, about in self.found:
            if change.of in missing or (change.of in uneven and change.kind in _BEGIN_OR_END):
                continue
            groups = {*change.groups, *(group for iri in about for group in within.get(iri, ()))}
            yield self._placed(replace(change, groups=tuple(sorted(groups))))

    def _groupings_of(self) -> dict[str, set[str]]:
        """Return the groupings that each member is in, on either side."""
        within: dict[str, set[str]] = {}
        for side in self.groupings:
            for iri, state in side.items():
                for member in state.members:
                    within.setdefault(member, set()).add(iri)
        return within

    def _missing(self) -> set[str]:
        ones, others = self.held
        return {sort for sort in REGISTERED if bool(ones[sort]) != bool(others[sort])}

    def _uneven(self) -> set[str]:
        pairs = {sort: sorted(held[sort] for held in self.held) for sort in REGISTERED}
        return {s for s, (few, many) in pairs.items() if many > max(_TIMES * few, few + _MORE)}

    def _ties(self, old: dict[str, State], new: dict[str, State]) -> Iterator[Change]:
        nobody: frozenset[str] = frozenset()
        for iri in sorted(old.keys() | new.keys()):
            was, now = old.get(iri), new.get(iri)
            group = (now or was or self.groupings[0][iri]).named
            sets = (
                (Kind.JOINED, Kind.LEFT, "members"),
                (Kind.SUPPORT_GAINED, Kind.SUPPORT_LOST, "supports"),
            )
            for gained, lost, name in sets:
                ones, others = (getattr(s, name) if s else nobody for s in (was, now))
                for kind, which in ((gained, others - ones), (lost, ones - others)):
                    for member in sorted(which):
                        yield self._tie(kind, member, group)

    def _tie(self, kind: Kind, member: str, group: Named) -> Change:
        known = self.members.get(member)
        slug = member.rpartition("/")[2]
        named = known.named if known else Named(member, slug, slug)
        of = known.of if known else states.LEGAL
        return Change(kind, named, of, others=(group,), groups=(group.iri,))

    def _placed(self, change: Change) -> Change:
        """Return a change with its regions: those of the entity, or of its groupings' members."""
        if change.regions:
            return change
        about = {change.subject.iri}
        for groupings in self.groupings:
            for iri in (change.subject.iri, *change.groups):
                about |= groupings[iri].members if iri in groupings else set()
        if change.of not in GROUPINGS:
            about = {change.subject.iri}
        found = {self.members[iri].region for iri in about if iri in self.members}
        return replace(change, regions=tuple(sorted(found - {""})))

    def remarks(self) -> Iterator[Text]:
        """Yield what keeps the two sides from being compared as they stand."""
        if self.old.date > self.new.date:
            yield Text(
                f"{self.old.name} est plus récent que {self.new.name}.",
                f"{self.old.name} is later than {self.new.name}.",
            )
        missing = self._missing()
        for sort, words in _SORTS.items():
            ones, others = (held[sort] for held in self.held)
            if sort in missing:
                lacking = self.new if ones else self.old
                yield Text(
                    f"{lacking.name} n’a pas {words.fr} : elles ne sont pas comparées.",
                    f"{lacking.name} has no {words.en}: they are not compared.",
                )
            elif sort in self._uneven():
                name = words.fr.removeprefix("d’").removeprefix("de ")
                yield Text(
                    f"{ones} puis {others} {name} : les deux côtés n’ont pas la même étendue, "
                    "et ce qui commence ou finit n’est pas dit.",
                    f"{ones}, then {others} {words.en}: the two sides do not cover the same, and "
                    "what begins or ends is not told.",
                )
