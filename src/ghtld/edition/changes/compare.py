"""Compare two sides: both streams are read side by side, and only what differs is looked into.

Memory holds the changes and the groupings with their members, never a side. Which groupings came
from which is told by where their members went, for no register says it: one that is new and takes
at least half of its members from one other came out of it; one that is gone and leaves at least
half of its members to one other went into it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ghtld.changes import Change, Kind, Named
from ghtld.edition import nquads
from ghtld.edition.changes import entity_state
from ghtld.edition.changes.entity_state import GROUPING, GROUPINGS, REGISTERED, State
from ghtld.edition.changes.sources import Block, Side
from ghtld.text import Text

_ORDER = {kind: rank for rank, kind in enumerate(Kind)}
_TIMES, _MORE = 2, 20
"""How many times more, and how many more, entities of a sort one side holds when the two cannot be
taken to cover the same: what begins and ends there is then not told.
"""
_BEGIN_OR_END = (Kind.CREATED, Kind.CLOSED, Kind.REOPENED)
_SORTS = {
    entity_state.LEGAL: Text("d’entités juridiques", "legal entities"),
    entity_state.GEOGRAPHIC: Text("d’entités géographiques", "geographic entities"),
    GROUPING: Text("de groupements", "groupings"),
}
_FEWEST = 2
"""Members that must move together: one alone is a move, no birth of a grouping."""


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
    """Return what changed from ``old`` to ``new``; raise UserError for a damaged side."""
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
        kind = entity_state.kind_of(subject)
        if kind is None:
            return
        for side, block in enumerate((was, now)):
            if block is not None:
                self._count(side, kind, block)
        # Groupings come first in the order of the lines: who is a member is known by then.
        needed = kind not in ("fact", "finess") or nquads.iri_of(subject) in self.wanted
        if was != now or needed:
            self._compare(subject, was, now)

    def _count(self, side: int, kind: str, block: Block) -> None:
        if kind == "finess":
            legal = any(line.endswith(b"#RegisteredLegalEntity>") for line in block)
            self.held[side][entity_state.LEGAL if legal else entity_state.GEOGRAPHIC] += 1
        elif kind == "finess-group":
            self.held[side][GROUPING] += 1

    def _compare(self, subject: bytes, was: Block | None, now: Block | None) -> None:
        before, after = (
            entity_state.state_of(side, subject, block)
            for side, block in ((self.old, was), (self.new, now))
        )
        for side, state in enumerate((before, after)):
            if state is not None:
                self._remember(side, state)
        owners = {state.owner for state in (before, after) if state is not None}
        about = frozenset({nquads.iri_of(subject), *owners} - {""})
        self.found += ((change, about) for change in entity_state.differences(before, after))

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
        of = known.of if known else entity_state.LEGAL
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


@dataclass(frozen=True)
class Groupings:
    """The groupings of both sides that are open, by IRI."""

    old: Mapping[str, State]
    new: Mapping[str, State]

    def changes(self) -> Iterator[Change]:
        """Yield splits, mergers and replacements; the subject of a merger is what results."""
        out = {iri: self._source(iri) for iri in self._created}
        into = {iri: self._heir(iri) for iri in self._gone}
        for iri in sorted(filter(None, set(out.values()))):
            yield from self._split(iri, sorted(n for n, g in out.items() if g == iri))
        for iri in sorted(filter(None, set(into.values()))):
            yield from self._merger(iri, sorted(g for g, n in into.items() if n == iri))

    @property
    def _created(self) -> list[str]:
        return sorted(self.new.keys() - self.old.keys())

    @property
    def _gone(self) -> list[str]:
        return sorted(self.old.keys() - self.new.keys())

    def _shared(self, old: str, new: str) -> int:
        return len(self.old[old].members & self.new[new].members)

    def _source(self, new: str) -> str | None:
        """Return the grouping that at least half of the members of a new one were in."""
        return _most({g: self._shared(g, new) for g in self.old}, len(self.new[new].members))

    def _heir(self, old: str) -> str | None:
        """Return the grouping that at least half of the members of a gone one are in."""
        return _most({n: self._shared(old, n) for n in self.new}, len(self.old[old].members))

    def _split(self, old: str, parts: list[str]) -> Iterator[Change]:
        """Yield that ``old`` became several, or, itself gone, one other."""
        if old in self.new:
            parts = [old, *parts]
        if len(parts) > 1:
            yield _grouping_change(Kind.SPLIT, self.old[old], [self.new[n] for n in parts])
        elif self._is_replaced(old, parts[0]):
            yield _grouping_change(Kind.REPLACED, self.old[old], [self.new[n] for n in parts])

    def _is_replaced(self, old: str, new: str) -> bool:
        others = [g for g in self._gone if g != old and self._heir(g) == new]
        return self._heir(old) == new and not others

    def _merger(self, new: str, parts: list[str]) -> Iterator[Change]:
        """Yield that several became ``new``, itself among them when it was there before."""
        if new in self.old:
            parts = [new, *parts]
        if len(parts) > 1:
            yield _grouping_change(Kind.MERGED, self.new[new], [self.old[g] for g in parts])


def _grouping_change(kind: Kind, state: State, others: list[State]) -> Change:
    named = tuple(other.named for other in others)
    groups = tuple(dict.fromkeys([state.named.iri, *(one.iri for one in named)]))
    return Change(kind, state.named, state.of, others=named, groups=groups)


def _most(shared: Mapping[str, int], members: int) -> str | None:
    """Return who shares the most, if that is half of ``members`` and more than one."""
    best = max(sorted(shared), key=lambda iri: shared[iri], default=None)
    if best is None or shared[best] < _FEWEST or 2 * shared[best] < members:
        return None
    return best
