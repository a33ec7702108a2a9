"""The parts of the description of the data set: what its IRIs with a fragment name, for its page.

Classes counted, layers, files with their checksums, the endpoint: each is a node of its own in VoID
and DCAT, and so each has a place on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ghtld import iris
from ghtld.terms import DCTERMS, FOREIGN, GHT, RDF, SPDX, VOID
from ghtld.web.graph import Term
from ghtld.web.pages.dataset import description
from ghtld.web.pages.view import View
from ghtld.web.site import Site, in_language

_WITHIN = f"{iris.DATASET}#"
_CLASS = VOID["class"]
_NAMING = (_CLASS, GHT.layer, DCTERMS.title, NamedNode(FOREIGN["foaf"] + "name"))
_SAID_ABOVE = (RDF.type, DCTERMS.license, DCTERMS.issued)
"""What every part says like the whole."""
Said = dict[NamedNode, list[Term]]


@dataclass(frozen=True)
class Part:
    """A part: its anchor, what it is called, what else is said of it; of a file, its checksum.

    ``checksum`` is the anchor and the value of the node of the checksum, which lies in the part.
    """

    anchor: str
    name: Term
    said: Sequence[tuple[NamedNode, Sequence[Term]]]
    checksum: tuple[str, str] | None = None


def groups(view: View) -> list[tuple[str, list[Part]]]:
    """Return the parts by what they are: counted classes, layers, files and ways in."""
    held = view.site.derived(_held)
    found: dict[str, list[Part]] = {"by-class": [], "by-layer": [], "access": []}
    for node in sorted(held, key=lambda node: node.value):
        said = held[node]
        if SPDX.checksumValue not in said:
            sort = "by-class" if _CLASS in said else "by-layer" if GHT.layer in said else "access"
            found[sort].append(_part(view, node, held))
    return [(f"dataset-{sort}", parts) for sort, parts in found.items() if parts]


def _held(site: Site) -> dict[NamedNode, Said]:
    """Return what the description says of each node that lies in it."""
    held: dict[NamedNode, Said] = {}
    for quad in site.derived(description):
        node = quad.subject
        if isinstance(node, NamedNode) and node.value.startswith(_WITHIN):
            held.setdefault(node, {}).setdefault(quad.predicate, []).append(quad.object)
    return held


def _part(view: View, node: NamedNode, held: Mapping[NamedNode, Said]) -> Part:
    said, anchor = held[node], node.value.removeprefix(_WITHIN)
    naming = next((predicate for predicate in _NAMING if predicate in said), None)
    return Part(
        anchor,
        _name(said[naming], view.language) if naming else Literal(anchor),
        [
            (predicate, sorted(said[predicate], key=str))
            for predicate in sorted(said, key=str)
            if predicate not in (naming, SPDX.checksum, *_SAID_ABOVE)
        ],
        next(_checksums(said, held), None),
    )


def _name(values: Sequence[Term], language: str) -> Term:
    words = in_language((value for value in values if isinstance(value, Literal)), language)
    return values[0] if words is None else Literal(words.value)


def _checksums(said: Said, held: Mapping[NamedNode, Said]) -> Iterator[tuple[str, str]]:
    for node in said.get(SPDX.checksum, ()):
        if isinstance(node, NamedNode) and node in held:
            for value in held[node].get(SPDX.checksumValue, ()):
                if isinstance(value, Literal):
                    yield node.value.removeprefix(_WITHIN), value.value
