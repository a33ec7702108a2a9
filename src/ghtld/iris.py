"""The one place that spells our IRIs: mint them and read them back.

The base is canonical in every byte of RDF, whatever host serves it; only links in HTML are
relative to the serving host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

BASE = "https://w3id.org/ghtld/"
DEF = BASE + "def"
SHAPES = BASE + "shapes"
DATASET = BASE + "dataset"

KINDS = (
    "group",
    "establishment",
    "body",
    "network",
    "programme",
    "person",
    "post",
    "place",
    "agreement",
    "event",
    "signature",
    "membership",
    "action",
    "figure",
    "ranking",
    "list",
    "discrepancy",
    "match",
    "document",
    "fact",
    "note",
    "evidence",
    "graph",
    "concept",
    "finess",
    "finess-group",
)
"""The closed list of kinds of things; a kind is the folder of an IRI."""

_FACTS = BASE + "id/fact/"
SLUG = re.compile(r"[a-z0-9-]+")
FINESS_NUMBER = re.compile(r"[0-9][0-9AB][0-9]{7}")


@dataclass(frozen=True)
class Thing:
    """An IRI of ours taken apart: ``id/{kind}/{slug}``; concepts have ``scheme/notation``."""

    kind: str
    slug: str

    @property
    def iri(self) -> str:
        """Return the canonical IRI."""
        return f"{BASE}id/{self.kind}/{self.slug}"

    @property
    def document(self) -> str:
        """Return the canonical IRI of the document that describes the thing."""
        return f"{BASE}doc/{self.kind}/{self.slug}"


def is_slug(kind: str, slug: str) -> bool:
    """Tell whether ``slug`` is well formed for ``kind``."""
    if kind == "concept":
        return all(SLUG.fullmatch(part) for part in slug.split("/")) and slug.count("/") <= 1
    if kind == "finess":
        return FINESS_NUMBER.fullmatch(slug) is not None
    return SLUG.fullmatch(slug) is not None


def read(iri: str) -> Thing | None:
    """Return the thing that ``iri`` names, or None when it is not the IRI of a thing of ours."""
    # Strangers ask for addresses of any length: what is remembered stays within bounds.
    return _remembered(iri) if len(iri) <= _LONGEST_REMEMBERED else _read(iri)


def _read(iri: str) -> Thing | None:
    prefix = BASE + "id/"
    if not iri.startswith(prefix):
        return None
    kind, _, slug = iri[len(prefix) :].partition("/")
    return Thing(kind, slug) if kind in KINDS and is_slug(kind, slug) else None


_LONGEST_REMEMBERED = 256
_remembered = lru_cache(16_384)(_read)


def node(kind: str, slug: str) -> NamedNode:
    """Mint the node of a thing; raise ValueError for an unknown kind or a malformed slug."""
    if kind not in KINDS or not is_slug(kind, slug):
        raise ValueError(f"not a kind and slug of ours: {kind}/{slug}")
    return NamedNode(Thing(kind, slug).iri)


def graph(name: str) -> NamedNode:
    """Mint the name of a graph that is not a fact."""
    return node("graph", name)


def is_fact(iri: str) -> bool:
    """Tell whether ``iri`` names a fact, which is also the graph of its statements."""
    return iri.startswith(_FACTS)


def is_ours(iri: str) -> bool:
    """Tell whether ``iri`` lies in our namespace."""
    return iri.startswith(BASE)
