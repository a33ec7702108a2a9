"""Which groupings came from which: told by where their members went, for no register says it.

A grouping that is new and takes at least half of its members from one other came out of it; one
that is gone and leaves at least half of its members to one other went into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ghtld.changes import Change, Kind
from ghtld.edition.changes.states import State

_FEWEST = 2
"""Members that must move together: one alone is a move, no birth of a grouping."""


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
            yield _change(Kind.SPLIT, self.old[old], [self.new[n] for n in parts])
        elif self._is_replaced(old, parts[0]):
            yield _change(Kind.REPLACED, self.old[old], [self.new[n] for n in parts])

    def _is_replaced(self, old: str, new: str) -> bool:
        others = [g for g in self._gone if g != old and self._heir(g) == new]
        return self._heir(old) == new and not others

    def _merger(self, new: str, parts: list[str]) -> Iterator[Change]:
        """Yield that several became ``new``, itself among them when it was there before."""
        if new in self.old:
            parts = [new, *parts]
        if len(parts) > 1:
            yield _change(Kind.MERGED, self.new[new], [self.old[g] for g in parts])


def _change(kind: Kind, state: State, others: list[State]) -> Change:
    named = tuple(other.named for other in others)
    groups = tuple(dict.fromkeys([state.named.iri, *(one.iri for one in named)]))
    return Change(kind, state.named, state.of, others=named, groups=groups)


def _most(shared: Mapping[str, int], members: int) -> str | None:
    """Return who shares the most, if that is half of ``members`` and more than one."""
    best = max(sorted(shared), key=lambda iri: shared[iri], default=None)
    if best is None or shared[best] < _FEWEST or 2 * shared[best] < members:
        return None
    return best
