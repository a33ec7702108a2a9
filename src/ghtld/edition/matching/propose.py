"""Propose entries of an extract for the sources' entities: by number, then by name and place.

The register passes by once. Memory holds the entities, the legal entities' names, and those entries
that share a telling word with some entity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from ghtld.edition.changes import entity_state
from ghtld.edition.changes.entity_state import State
from ghtld.edition.matching import scoring
from ghtld.edition.matching.entities import Decisions, Entity
from ghtld.edition.matching.scoring import Agreement, Candidate, Weights, Words
from ghtld.text import Text

LEAST = 0.5
"""The lowest score that is proposed."""
MOST = 3
"""How many entries of one sort are proposed for an entity."""
_RAREST = 2
_CLEAR, _AHEAD = 0.8, 0.04
CERTAIN, PROBABLE, UNCERTAIN = "certaine", "probable", "incertaine"


@dataclass(frozen=True)
class Proposal:
    """An entry for an entity, a score between 0 and 1, and why."""

    entity: Entity
    entry: State
    score: float
    confidence: str
    reason: Text


@dataclass
class _Sought:
    """An entity that is looked for, and what was found."""

    entity: Entity
    settled: frozenset[str]
    forms: list[Words]
    places: list[frozenset[str]]
    found: list[Proposal] = field(default_factory=list)

    @property
    def sorts(self) -> tuple[str, ...]:
        if self.entity.is_grouping:
            return (entity_state.GROUPING,)
        return (entity_state.GEOGRAPHIC, entity_state.LEGAL)


@dataclass
class Search:
    """One search: entities and decisions in, the entries of an extract past it, proposals out.

    ``sorts`` tells what sort an accepted entry is where the extract itself no longer says so.
    """

    entities: Iterable[Entity]
    decisions: Decisions
    extract: str
    sorts: dict[str, str]
    weights: Weights = field(default_factory=Weights)
    kept: list[Candidate] = field(default_factory=list)
    known: dict[str, State] = field(default_factory=dict)

    def run(self, entries: Iterable[State]) -> list[Proposal]:
        """Return the proposals, by entity, the best first."""
        sought = [
            _Sought(e, frozenset(), *_read(e))
            for e in self.entities
            if (e.named.iri, self.extract) not in self.decisions.failed
        ]
        vocabulary = {w for one in sought for form in one.forms for w in form.telling}
        vocabulary |= {w for one in sought for place in one.places for w in place}
        near = frozenset(way for word in vocabulary for way in _nearby(word))
        self._pass(entries, near, {n for one in sought for n in one.entity.numbers})
        by_word: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in self.kept:
            for word in candidate.names.telling | candidate.commune:
                for way in _nearby(word) & near:
                    by_word[way].append(candidate)
        found: list[Proposal] = []
        for one in sought:
            found += self._for(one, by_word)
        return found

    def _pass(self, entries: Iterable[State], near: frozenset[str], numbers: set[str]) -> None:
        wanted = {entry for _, entry in self.decisions.accepted}
        for state in entries:
            candidate = Candidate.of(state)
            self.weights.note(candidate)
            iri = state.named.iri
            codes = {state.named.slug, state.code}
            if state.of == entity_state.LEGAL or iri in wanted or codes & numbers:
                self.known[iri] = state
            said = candidate.names.telling | candidate.commune
            if any(not near.isdisjoint(_nearby(word)) for word in said):
                self.kept.append(candidate)

    def _for(self, one: _Sought, by_word: dict[str, list[Candidate]]) -> Iterator[Proposal]:
        accepted = self.decisions.entries(one.entity.named.iri)
        settled = {self._sort(entry) for entry in accepted}
        numbered = [p for p in self._by_number(one.entity) if p.entry.of not in settled]
        named = [p for p in self._by_name(one, by_word) if p.entry.of not in settled]
        owners: list[Proposal] = []
        if entity_state.LEGAL not in settled:
            owners = list(self._owners(one.entity, accepted, numbered, named))
        for sort in one.sorts:
            ranked: dict[str, Proposal] = {}
            for proposal in (*numbered, *owners, *named):
                iri = proposal.entry.named.iri
                if proposal.entry.of == sort and not self._is_settled(one.entity, iri):
                    ranked.setdefault(iri, proposal)
            best = sorted(ranked.values(), key=lambda p: (-p.score, p.entry.named.slug))[:MOST]
            yield from _confident(best)

    def _sort(self, entry: str) -> str:
        return self.known[entry].of if entry in self.known else self.sorts.get(entry, "")

    def _is_settled(self, entity: Entity, entry: str) -> bool:
        return self.decisions.is_settled(entity.named.iri, entry)

    def _by_number(self, entity: Entity) -> Iterator[Proposal]:
        for number in sorted(entity.numbers):
            for _, state in sorted(self.known.items()):
                if number in (state.named.slug, state.code):
                    yield Proposal(entity, state, 1.0, CERTAIN, _of_number(number))

    def _by_name(self, one: _Sought, by_word: dict[str, list[Candidate]]) -> Iterator[Proposal]:
        rarest = {word for form in one.forms for word in self._rarest(form.telling)}
        rarest |= {word for place in one.places for word in self._rarest(place)}
        ways = {way for word in rarest for way in _nearby(word)}
        candidates = {c.state.named.iri: c for way in ways for c in by_word.get(way, ())}
        for _, candidate in sorted(candidates.items()):
            if candidate.state.of not in one.sorts:
                continue
            agreements = (
                scoring.agreement(form, one.places, candidate, self.weights) for form in one.forms
            )
            best = max(agreements, key=lambda a: a.score)
            if best.score >= LEAST:
                reason = _of_name(candidate.state, best)
                yield Proposal(one.entity, candidate.state, best.score, UNCERTAIN, reason)

    def _rarest(self, words: frozenset[str]) -> list[str]:
        """Return the words by which candidates are found: the others are in too many names."""
        return sorted(words, key=lambda word: (self.weights.seen[word], word))[:_RAREST]

    def _owners(
        self,
        entity: Entity,
        accepted: set[str],
        numbered: list[Proposal],
        named: list[Proposal],
    ) -> Iterator[Proposal]:
        """Yield the legal entity of what was accepted or, failing that, proposed first."""
        sites = [(self.known[iri], 1.0, CERTAIN) for iri in sorted(accepted) if iri in self.known]
        proposed = sorted((*numbered, *named), key=lambda p: (-p.score, p.entry.named.slug))
        best = next((p for p in proposed if p.entry.of == entity_state.GEOGRAPHIC), None)
        if best is not None and not sites:
            sites.append((best.entry, best.score, UNCERTAIN))
        for site, score, confidence in sites:
            owner = self.known.get(site.owner)
            if owner is not None:
                yield Proposal(entity, owner, score, confidence, _of_owner(site))


def _read(entity: Entity) -> tuple[list[Words], list[frozenset[str]]]:
    forms = [scoring.words(form) for form in sorted(entity.forms)]
    places = [scoring.words(place).telling for place in sorted(entity.places)]
    return [form for form in forms if form.telling], [place for place in places if place]


@lru_cache(200_000)
def _nearby(word: str) -> frozenset[str]:
    """Return a word and, for a long one, what is left when any letter goes.

    Two words that share one of these are at most a letter or two apart.
    """
    if len(word) < 5:
        return frozenset({word})
    return frozenset({word, *(word[:n] + word[n + 1 :] for n in range(len(word)))})


def _confident(best: list[Proposal]) -> Iterator[Proposal]:
    """Yield proposals of one sort; the first is probable where it is good and well ahead."""
    second = best[1].score if len(best) > 1 else 0.0
    for rank, one in enumerate(best):
        clear = not rank and one.score >= _CLEAR and one.score - second >= _AHEAD
        confidence = PROBABLE if clear and one.confidence == UNCERTAIN else one.confidence
        yield Proposal(one.entity, one.entry, one.score, confidence, one.reason)


def _of_number(number: str) -> Text:
    return Text(f"Le numéro {number} est le même.", f"The number {number} is the same.")


def _of_owner(site: State) -> Text:
    number = site.named.slug
    return Text(
        f"Entité juridique à laquelle l’extrait rattache l’entité géographique {number}.",
        f"Legal entity to which the extract attaches the geographic entity {number}.",
    )


def _of_name(state: State, agreed: Agreement) -> Text:
    found = " ".join(sorted(agreed.found))
    place = {
        True: Text(f"à {state.commune}", f"at {state.commune}"),
        False: Text(f"mais à {state.commune}", f"but at {state.commune}"),
        None: Text("lieu non dit", "place not said"),
    }[agreed.place]
    kind = {
        True: Text("même sorte", "same kind"),
        False: Text("autre sorte", "another kind"),
        None: Text("sorte non dite", "kind not said"),
    }[agreed.kind]
    return Text(
        f"Nom : {found} ; {place.fr} ; {kind.fr}.", f"Name: {found}; {place.en}; {kind.en}."
    )
