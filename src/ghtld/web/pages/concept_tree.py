"""A concept scheme as a tree: broader above narrower, each concept with how often it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import SKOS
from ghtld.web.graph import literals, nodes, subjects
from ghtld.web.pages.view import View
from ghtld.web.pages.vocabulary import usage
from ghtld.web.site import EDITION


@dataclass(frozen=True)
class Branch:
    """A concept, its uses in statements, and the concepts below it."""

    node: NamedNode
    notation: str
    uses: int
    definitions: Sequence[Literal]
    narrower: Sequence[Branch]


def tree(view: View, scheme: NamedNode) -> list[Branch]:
    """Return the concepts of ``scheme`` from the broadest down; empty when it is no scheme.

    Concepts on one step stand by their label. A concept with two broader ones stands below each; a
    circle, which the shapes forbid, is cut where it closes.
    """
    thing = iris.read(scheme.value)
    if thing is None or thing.kind != "concept" or "/" in thing.slug:
        return []
    members = set(subjects(view.site.store, SKOS.inScheme, scheme, EDITION))
    above = {node: set(_broader(view, node)) & members for node in members}
    tops = [node for node, broader in above.items() if not broader]
    return _branches(view, tops, above, frozenset())


def _branches(
    view: View,
    found: Sequence[NamedNode],
    above: dict[NamedNode, set[NamedNode]],
    path: frozenset[NamedNode],
) -> list[Branch]:
    return [
        _branch(view, node, above, path | {node})
        for node in sorted(found, key=lambda node: view.label(node).value.casefold())
        if node not in path
    ]


def _branch(
    view: View,
    node: NamedNode,
    above: dict[NamedNode, set[NamedNode]],
    path: frozenset[NamedNode],
) -> Branch:
    store = view.site.store
    below = [narrower for narrower, broader in above.items() if node in broader]
    return Branch(
        node,
        "".join(literal.value for literal in literals(store, node, SKOS.notation)[:1]),
        view.site.derived(usage).concepts.get(node.value, 0),
        literals(store, node, SKOS.definition),
        _branches(view, below, above, path),
    )


def _broader(view: View, node: NamedNode) -> list[NamedNode]:
    """Return what is broader, said from below or from above."""
    store = view.site.store
    return [*nodes(store, node, SKOS.broader), *subjects(store, SKOS.narrower, node, EDITION)]
