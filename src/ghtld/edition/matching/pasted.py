"""Proposals as Turtle to paste: matches, and the entries they lead to, each headed by its file.

Nothing here writes into ``data/``: a person copies what is right, and rejects the rest by a
``ght:RejectedMatch``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from ghtld import iris
from ghtld.changes import Named
from ghtld.edition.changes import states
from ghtld.edition.changes.states import State
from ghtld.edition.matching.propose import Proposal
from ghtld.terms import PREFIXES, shorten
from ghtld.text import Text

_ENDS = {states.LEGAL: "ej", states.GEOGRAPHIC: "et", states.GROUPING: "gcc"}
_CLASSES = {
    states.LEGAL: "ght:RegisteredLegalEntity",
    states.GEOGRAPHIC: "ght:RegisteredGeographicEntity",
    states.GROUPING: "ght:RegisteredGrouping",
}


@dataclass(frozen=True)
class Paste:
    """What to write: proposals, the extract they come from, and what is in ``data/`` already.

    ``about`` is what the extract says of itself; ``taken`` are slugs of decisions, ``described``
    the IRIs that ``data/`` describes; ``owners`` are legal entities by IRI; ``day`` is the day of
    the decision.
    """

    proposals: Sequence[Proposal]
    extract: str
    about: Sequence[Triple]
    taken: frozenset[str]
    described: frozenset[str]
    owners: dict[str, State]
    day: str

    def text(self) -> str:
        """Return the whole as one Turtle text."""
        body = "\n".join(self._parts())
        used = sorted(p for p in PREFIXES if f"{p}:" in body.replace(f"<{iris.BASE}", ""))
        prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used)
        return f"{prefixes}\n{body}"

    def _parts(self) -> Iterator[str]:
        yield "# data/matches.ttl\n"
        yield from self._matches()
        entries = list(self._entries())
        if entries:
            yield f"# data/register/{self.extract}.ttl\n"
            yield from entries

    def _matches(self) -> Iterator[str]:
        taken = set(self.taken)
        for one in self.proposals:
            slug = f"{one.entity.slug}-{_ENDS[one.entry.of]}"
            if slug in taken:
                slug = f"{slug}-{one.number.lower()}"
            taken.add(slug)
            score = f"{one.score:.2f}"
            yield _block(
                f"match:{slug} a ght:RegisterMatch",
                f"ght:entity {shorten(one.entity.named.iri)}",
                f"ght:entry {shorten(one.entry.named.iri)}",
                f"ght:extract graph:{self.extract}",
                "ght:method "
                + _both(
                    Text(
                        f"Proposé par « ghtld match », accord {score.replace('.', ',')}. "
                        f"{one.reason.fr}",
                        f"Proposed by “ghtld match”, agreement {score}. {one.reason.en}",
                    )
                ),
                f"ght:confidence confidence:{one.confidence}",
                f'dcterms:date "{self.day}"^^xsd:date',
            )

    def _entries(self) -> Iterator[str]:
        """Yield what ``data/`` needs so that the matches hold without the extract at hand."""
        wanted: dict[str, State] = {}
        for one in self.proposals:
            wanted[one.entry.named.iri] = one.entry
            if one.entry.owner in self.owners:
                wanted[one.entry.owner] = self.owners[one.entry.owner]
        missing = [wanted[iri] for iri in sorted(wanted) if iri not in self.described]
        if missing and iris.graph(self.extract).value not in self.described:
            yield _block(f"graph:{self.extract} a ght:Graph", *_told(self.about))
        for state in missing:
            yield self._entry(state)

    def _entry(self, state: State) -> str:
        number = state.named.iri.rpartition("/")[2]
        name = _text(state.named.fr)
        lines = [f"{shorten(state.named.iri)} a {_CLASSES[state.of]}", _label(state, number)]
        if state.of == states.GROUPING:
            known = (("registeredName", name), ("ghtCode", _text(state.code)))
            return _block(*lines, *(f"ght:{n} {v}" for n, v in known if v != '""'))
        lines.append(f'ght:finessNumber "{number}"')
        if state.has_name:
            lines.append(f"ght:registeredName {name}")
        concept = f"{PREFIXES['category']}{state.category}"
        if state.category and concept in self.described:
            lines.append(f"ght:category category:{state.category}")
        for predicate, value in (("communeName", state.commune), ("postcode", state.postcode)):
            if value:
                lines.append(f"ght:{predicate} {_text(value)}")
        if state.owner:
            lines.append(f"ght:legalEntity {shorten(state.owner)}")
        return _block(*lines)


def _label(state: State, number: str) -> str:
    names: Named = state.named
    if state.of == states.GROUPING:
        fr, en = f"Groupement FINESS {number} : {names.fr}", f"FINESS grouping {number}: {names.en}"
    elif state.has_name:
        fr = en = f"{names.fr} (FINESS {number})"
    else:
        fr, en = names.fr, names.en
    return f"rdfs:label {_both(Text(fr, en))}"


def _told(about: Iterable[Triple]) -> Iterator[str]:
    kind = NamedNode(PREFIXES["ght"] + "Graph")
    for triple in sorted(about, key=str):
        if triple.object != kind:
            yield f"{shorten(triple.predicate.value)} {_term(triple.object)}"


def _term(term: object) -> str:
    if isinstance(term, NamedNode):
        short = shorten(term.value)
        return short if short != term.value else str(term)
    if isinstance(term, Literal) and term.language is None:
        datatype = term.datatype.value
        return (
            f"{_text(term.value)}^^{shorten(datatype)}"
            if "#string" not in datatype
            else _text(term.value)
        )
    return str(term)


def _both(text: Text) -> str:
    return f"{_text(text.fr)}@fr , {_text(text.en)}@en"


def _text(value: str) -> str:
    return str(Literal(value))


def _block(first: str, *lines: str) -> str:
    return " ;\n    ".join((first, *lines)) + " .\n"
