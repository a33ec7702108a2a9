"""What one side says of one entity, as far as changes are told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ghtld import iris
from ghtld.changes import Named
from ghtld.edition.changes.sides import Block, Side, damaged
from ghtld.terms import GHT, RDF, RDFS, SKOS

GROUPING = "grouping"
LEGAL = "legal"
GEOGRAPHIC = "geographic"
REGISTERED = (LEGAL, GEOGRAPHIC, GROUPING)
GROUPINGS = (GROUPING, "group")
"""What may have members: groupings of the register, and groups of the edition."""

_CLASSES = {
    GHT.RegisteredLegalEntity: LEGAL,
    GHT.RegisteredGeographicEntity: GEOGRAPHIC,
    GHT.RegisteredGrouping: GROUPING,
}
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
    """Return what ``side`` says of ``subject``, None for nothing; raise NotComparable."""
    try:
        return None if block is None else read(subject, block)
    except (SyntaxError, ValueError) as reason:
        raise damaged(side.name) from reason


def read(subject: bytes, block: Block) -> State | None:
    """Return what ``block`` says of ``subject``; None where it only mentions it."""
    said = _values(parse(b" .\n".join((*block, b"")), format=RdfFormat.N_TRIPLES))
    kind = kind_of(subject)
    if kind is None or not said[RDF.type]:
        return None
    iri = subject[1:-1].decode()
    if kind.startswith("finess"):
        classes = (_CLASSES.get(c) for c in said[RDF.type] if isinstance(c, NamedNode))
        return _registered(iri, next(filter(None, classes), kind), said)
    members, supports = (_iris(said[p]) for p in (GHT.member, GHT.support))
    return State(_labelled(iri, said), kind, members=members, supports=supports)


_Said = defaultdict[NamedNode, list[object]]


def _values(statements: Iterable[object]) -> _Said:
    said: _Said = defaultdict(list)
    for statement in statements:
        triple = getattr(statement, "triple", statement)
        if isinstance(triple, Triple):
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
