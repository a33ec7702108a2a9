"""The shapes as people read them: each constraint in words, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from ghtld.terms import RDF, RDFS, SH
from ghtld.web.graph import instances, literals, nodes, objects, pairs, subjects
from ghtld.web.pages.view import View
from ghtld.web.pages.vocabulary import anchor, both
from ghtld.web.site import in_language

Node = NamedNode | BlankNode
Piece = NamedNode | str
"""A piece of a sentence: words, or a term to name and link."""

_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
_PATHS = {
    SH.inversePath: ("^", ""),
    SH.zeroOrMorePath: ("", "*"),
    SH.oneOrMorePath: ("", "+"),
    SH.zeroOrOnePath: ("", "?"),
}
SIMPLE = (
    "minCount",
    "maxCount",
    "class",
    "datatype",
    "nodeKind",
    "pattern",
    "hasValue",
    "minInclusive",
    "maxInclusive",
    "minLength",
    "lessThan",
    "lessThanOrEquals",
    "equals",
    "disjoint",
    "uniqueLang",
    "qualifiedMinCount",
    "qualifiedMaxCount",
)
LISTS = ("in", "languageIn")
NESTED = ("or", "xone", "and")
SINGLE = ("not", "qualifiedValueShape", "node")


@dataclass(frozen=True)
class Constraint:
    """One constraint: what it is called, on what path, what it demands, what is said when not."""

    name: str
    labels: Sequence[Literal]
    severity: str
    path: Sequence[Piece]
    demands: Sequence[Sequence[Piece]]
    descriptions: Sequence[Literal]
    messages: Sequence[Literal]


@dataclass(frozen=True)
class ShapeEntry:
    """A shape: what it applies to and its constraints."""

    name: str
    labels: Sequence[Literal]
    comments: Sequence[Literal]
    targets: Sequence[NamedNode]
    constraints: Sequence[Constraint]


@dataclass(frozen=True)
class Group:
    """A group that forms show constraints in (SHACL, section 2.3.2): its name, what is in it."""

    name: str
    labels: Sequence[Literal]
    constraints: Sequence[str]


def groups(view: View) -> list[Group]:
    """Return the groups of constraints, in their order."""
    store = view.site.shapes
    found = instances(store, SH.PropertyGroup)
    return [
        Group(
            anchor(node),
            both(view, literals(store, node, RDFS.label)),
            sorted(_anchors(store, node)),
        )
        for node in sorted(found, key=lambda n: (*map(str, literals(store, n, SH.order)), n.value))
    ]


def _anchors(store: Store, group: NamedNode) -> set[str]:
    return set(map(anchor, subjects(store, SH.group, group)))


def prefixes(view: View) -> list[tuple[str, str, str]]:
    """Return anchor, prefix and namespace of what queries in shapes may abbreviate."""
    store = view.site.shapes
    declared = (node for node, _ in pairs(store, SH.namespace))
    return sorted(
        (anchor(node), prefix.value, namespace.value)
        for node in declared
        if isinstance(node, NamedNode)
        for prefix in literals(store, node, SH.prefix)
        for namespace in literals(store, node, SH.namespace)
    )


def shapes(view: View) -> list[ShapeEntry]:
    """Return the node shapes of the release, sorted by name."""
    return [_shape(view, node) for node in instances(view.site.shapes, SH.NodeShape)]


def _shape(view: View, node: NamedNode) -> ShapeEntry:
    store = view.site.shapes
    made = [_constraint(view, part) for part in nodes(store, node, SH.property)]
    own = _constraint(view, node)
    # A node shape may constrain the node itself, without a path.
    if own.demands:
        made.append(own)
    return ShapeEntry(
        anchor(node),
        both(view, literals(store, node, RDFS.label)),
        both(view, literals(store, node, RDFS.comment)),
        nodes(store, node, *_TARGETS),
        sorted(made, key=lambda constraint: constraint.name),
    )


def _constraint(view: View, node: NamedNode) -> Constraint:
    store = view.site.shapes
    severities = [anchor(severity).lower() for severity in nodes(store, node, SH.severity)]
    return Constraint(
        anchor(node),
        both(view, literals(store, node, SH.name)) or both(view, literals(store, node, RDFS.label)),
        severities[0] if severities else "violation",
        [piece for step in _objects(store, node, SH.path) for piece in path(store, step)],
        list(demands(view, node)),
        both(view, literals(store, node, SH.description)),
        both(view, literals(store, node, SH.message)),
    )


def path(store: Store, node: object) -> list[Piece]:
    """Return a SHACL path (section 2.3.1) as SPARQL writes it, with its terms as nodes."""
    if isinstance(node, NamedNode):
        return [node]
    if not isinstance(node, BlankNode):
        return []
    for predicate, (before, after) in _PATHS.items():
        for step in _objects(store, node, predicate):
            return [before, *path(store, step), after]
    for either in _objects(store, node, SH.alternativePath):
        return _joined(store, either, " | ")
    return _joined(store, node, " / ")


def _joined(store: Store, node: object, between: str) -> list[Piece]:
    pieces: list[Piece] = []
    for step in members(store, node):
        pieces += [between, *path(store, step)] if pieces else path(store, step)
    return pieces


def demands(view: View, node: Node) -> Iterator[list[Piece]]:
    """Yield what a shape demands, each demand as the pieces of a sentence."""
    store = view.site.shapes
    for name in SIMPLE:
        for value in _objects(store, node, SH[name]):
            yield [f"{view.say(f'sh-{name}')} ", _piece(value)]
    for name in LISTS:
        for value in _objects(store, node, SH[name]):
            listed = [_piece(member) for member in members(store, value)]
            yield [f"{view.say(f'sh-{name}')} ", *_commas(listed)]
    for name in NESTED:
        for value in _objects(store, node, SH[name]):
            yield _alternatives(view, name, members(store, value))
    for name in SINGLE:
        for value in _objects(store, node, SH[name]):
            yield _alternatives(view, name, [value])
    if any(_objects(store, node, SH.sparql)):
        yield [view.say("sh-sparql")]


def _alternatives(view: View, name: str, shapes: Sequence[object]) -> list[Piece]:
    pieces: list[Piece] = [f"{view.say(f'sh-{name}')} "]
    for number, shape in enumerate(shapes):
        if number:
            pieces.append(" ; ")
        pieces += _whole(view, shape)
    return pieces


def _whole(view: View, shape: object) -> list[Piece]:
    """Return all that an unnamed shape demands as one sentence; of a named one, its name."""
    if isinstance(shape, NamedNode):
        return [shape]
    if not isinstance(shape, BlankNode):
        return []
    steps = [path(view.site.shapes, step) for step in _objects(view.site.shapes, shape, SH.path)]
    said = [*steps, *demands(view, shape)]
    pieces: list[Piece] = []
    for part in said:
        pieces += [", ", *part] if pieces else part
    return pieces


def _commas(pieces: Sequence[Piece]) -> list[Piece]:
    spaced: list[Piece] = []
    for piece in pieces:
        spaced += [", ", piece] if spaced else [piece]
    return spaced


def _piece(term: object) -> Piece:
    if isinstance(term, NamedNode):
        return term
    return term.value if isinstance(term, Literal) else ""


def members(store: Store, node: object) -> list[object]:
    """Return the members of an RDF list, in order."""
    found: list[object] = []
    while isinstance(node, BlankNode):
        found += _objects(store, node, RDF.first)
        node = next(iter(_objects(store, node, RDF.rest)), None)
    return found


def _objects(store: Store, node: Node, predicate: NamedNode) -> list[object]:
    return sorted(objects(store, node, predicate), key=str)


def label(view: View, shape: NamedNode) -> str:
    """Return the name of a shape in the language of the page."""
    store = view.site.shapes
    words = literals(store, shape, SH.name) or literals(store, shape, RDFS.label)
    found = in_language(words, view.language)
    return found.value if found else anchor(shape)
