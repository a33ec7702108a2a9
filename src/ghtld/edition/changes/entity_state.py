"""The state of an entity on one side, and the changes between two states.

Names differ when their words do: case, accents and punctuation do not count. A street is told only
if both sides publish one, so that what became a home is not led to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from ghtld import iris, spelling
from ghtld.changes import Change, Kind, Named
from ghtld.edition import nquads
from ghtld.edition.changes.sources import Block, Side, damaged
from ghtld.terms import GHT, RDF, RDFS, SKOS

GROUPING = "grouping"
LEGAL = "legal"
GEOGRAPHIC = "geographic"
REGISTERED = (LEGAL, GEOGRAPHIC, GROUPING)
GROUPINGS = (GROUPING, "group")
"""What may have members: groupings of the register, and groups of the edition."""

CLASSES = {
    GHT.RegisteredLegalEntity: LEGAL,
    GHT.RegisteredGeographicEntity: GEOGRAPHIC,
    GHT.RegisteredGrouping: GROUPING,
}
"""The class of each sort of entry."""
_KINDS = (
    *("group", "establishment", "body", "network", "programme", "person", "post", "place"),
    *("agreement", "event", "action", "fact", "finess", "finess-group"),
)
_STARTS = {f"<{iris.BASE}id/{kind}/".encode(): kind for kind in _KINDS}
_INACTIVE = iris.node("concept", "state/inactif")
_BORN = (GHT.openedOn, GHT.createdOn, GHT.authorizedOn)


@dataclass(slots=True)
class State:
    """An entity at one date."""

    named: Named
    of: str
    is_closed: bool = False
    has_name: bool = True
    long_name: str = ""
    commune: str = ""
    commune_code: str = ""
    street: str = ""
    postcode: str = ""
    category: str = ""
    owner: str = ""
    born: str = ""
    died: str = ""
    code: str = ""
    region: str = ""
    members: frozenset[str] = field(default_factory=frozenset)
    supports: frozenset[str] = field(default_factory=frozenset)


def kind_of(subject: bytes) -> str | None:
    """Return the kind of a subject as written, None for what changes are not told of."""
    return _STARTS.get(subject[: subject.rfind(b"/") + 1])


def state_of(side: Side, subject: bytes, block: Block | None) -> State | None:
    """Return what ``side`` says of ``subject``, None for nothing; raise UserError."""
    try:
        return None if block is None else read(subject, block)
    except (SyntaxError, ValueError) as reason:
        raise damaged(side.name) from reason


def read(subject: bytes, block: Block) -> State | None:
    """Return what ``block`` says of ``subject``; None where it only mentions it."""
    said = _values(nquads.parsed(block))
    kind = kind_of(subject)
    if kind is None or not said[RDF.type]:
        return None
    iri = nquads.iri_of(subject)
    if kind.startswith("finess"):
        classes = (CLASSES.get(c) for c in said[RDF.type] if isinstance(c, NamedNode))
        return _registered(iri, next(filter(None, classes), kind), said)
    members, supports = (_iris(said[p]) for p in (GHT.member, GHT.support))
    return State(_labelled(iri, said), kind, members=members, supports=supports)


_Said = defaultdict[NamedNode, list[object]]


def _values(triples: Iterable[Triple]) -> _Said:
    said: _Said = defaultdict(list)
    for triple in triples:
        said[triple.predicate].append(triple.object)
    return said


def _registered(iri: str, of: str, said: _Said) -> State:
    name = _text(said, GHT.registeredName)
    members, supports = (_iris(said[p]) for p in (GHT.registeredMember, GHT.registeredSupport))
    return State(
        Named(iri, name, name) if name else _labelled(iri, said),
        of,
        is_closed=_INACTIVE in said[GHT.state] or bool(said[GHT.closedOn]),
        has_name=bool(name),
        long_name=_text(said, GHT.registeredLongName),
        commune=_text(said, GHT.communeName),
        commune_code=_text(said, GHT.communeCode),
        street=_text(said, GHT.streetAddress),
        postcode=_text(said, GHT.postcode),
        category=_notation(said[GHT.category]),
        owner=next(iter(sorted(_iris(said[GHT.legalEntity]))), ""),
        born=next((day for p in _BORN if (day := _text(said, p))), ""),
        died=_text(said, GHT.closedOn),
        code=_text(said, GHT.ghtCode),
        region=_notation(said[GHT.region]),
        members=members,
        supports=supports,
    )


def _text(said: _Said, predicate: NamedNode) -> str:
    found = sorted(v.value for v in said[predicate] if isinstance(v, Literal))
    return found[0] if found else ""


def _iris(values: Iterable[object]) -> frozenset[str]:
    return frozenset(v.value for v in values if isinstance(v, NamedNode))


def _notation(values: Iterable[object]) -> str:
    found = sorted(_iris(values))
    return found[0].rpartition("/")[2] if found else ""


def _labelled(iri: str, said: _Said) -> Named:
    labels = {
        v.language: v.value
        for p in (RDFS.label, SKOS.prefLabel)
        for v in sorted(said[p], key=str)
        if isinstance(v, Literal)
    }
    fallback = labels.get("fr") or labels.get("en") or iri.rpartition("/")[2]
    return Named(iri, labels.get("fr", fallback), labels.get("en", fallback))


def differences(was: State | None, now: State | None) -> Iterator[Change]:
    """Yield what happened to an entity from one state to the other, None being its absence."""
    if was is None or now is None:
        if was is not None and not was.is_closed:
            yield _change(Kind.CLOSED, was)
        if now is not None and not now.is_closed:
            yield _change(Kind.CREATED, now, on=now.born)
        return
    if was.is_closed != now.is_closed:
        if now.is_closed:
            yield _change(Kind.CLOSED, now, after=now.died or "–", on=now.died)
        else:
            yield _change(Kind.REOPENED, now)
    names = _names(was, now)
    if names is not None and now.of != "fact":
        yield _change(Kind.RENAMED, now, *names)
    if _moved(was, now):
        streets = bool(was.street and now.street)
        yield _change(Kind.MOVED, now, _place_of(was, streets), _place_of(now, streets))
    if was.category and now.category and was.category != now.category:
        yield _change(Kind.RECLASSIFIED, now, was.category, now.category)
    if was.owner and now.owner and was.owner != now.owner:
        yield _change(Kind.TRANSFERRED, now, *(_number(s.owner) for s in (was, now)))


def _change(kind: Kind, state: State, before: str = "", after: str = "", on: str = "") -> Change:
    groups = (state.named.iri,) if state.of in GROUPINGS else ()
    regions = (state.region,) if state.region else ()
    return Change(kind, state.named, state.of, before, after, on=on, regions=regions, groups=groups)


def _names(was: State, now: State) -> tuple[str, str] | None:
    """Return the two names that differ, the short ones first; None when all are the same."""
    pairs = [
        (was.named.fr, now.named.fr, was.has_name and now.has_name),
        (was.named.en, now.named.en, was.has_name and now.has_name),
        (was.long_name, now.long_name, bool(was.long_name and now.long_name)),
    ]
    differing = (
        (old, new)
        for old, new, both in pairs
        if both and spelling.words(old) != spelling.words(new)
    )
    return next(differing, None)


def _moved(was: State, now: State) -> bool:
    if was.commune_code and now.commune_code:
        elsewhere = was.commune_code != now.commune_code
    else:
        elsewhere = commune_words(was) != commune_words(now) and bool(was.commune and now.commune)
    streets = was.street and now.street
    return elsewhere or bool(streets and spelling.words(was.street) != spelling.words(now.street))


def commune_words(state: State) -> list[str]:
    """Return the words of a commune, without what the post adds: CEDEX and its number."""
    said = spelling.words(state.commune)
    return said[: said.index("cedex")] if "cedex" in said else said


def _place_of(state: State, street: bool) -> str:
    """Return where an entity is; the street only if both sides publish theirs."""
    town = f"{state.postcode} {state.commune}".strip() if street else state.commune
    return ", ".join(filter(None, (state.street if street else "", town))) or state.commune_code


def _number(iri: str) -> str:
    return iri.rpartition("/")[2]
