"""Faults to plant in a register: values that engines, formats and people get wrong."""

from __future__ import annotations

import random
from collections.abc import Callable

from pyoxigraph import Literal, NamedNode, Quad

from ghtld.terms import PREFIXES

XSD = PREFIXES["xsd"]
COMPARED = ("opened", "closed", "beds", "height")
"""Ends of predicates whose values are compared: pyshacl fails on ill-typed ones."""

WORDS = (
    "", " ", "é", "a", "x" * 60, "12345", "12345\n", "1234", "٣٤٥٦٧", "0123 4", "12345\u00a0",
    "2A0000014", "2a0000014", "010000115", "010000115 ", "O10000115", "01000٠115", "000000000",
    "01 23 45 67 89", "a.b@ch.fr", "0612345678\n", "ligne\nligne", 'a "b"', "c\\d", "\u2028", "_",
    "1_0000001", "+10000001", "32000", "none", "12", "\u0130", "ß", "ＡＢ", "\U0001f3e5",
)  # fmt: skip
TYPED = {
    "integer": ("1", "01", "+1", "-0", "5", "400", "401", "x", "", "99999999999999999999", " 1"),
    "decimal": ("1", "1.0", "095.50", "-10.5", "-10.50", ".5", "1.", "90", "89.9999999999999999"),
    "double": ("1", "1.5E0", "INF", "-0.0", "90"),
    "date": (
        "2021-02-29", "2020-02-29", "2021-02-30", "2021-1-1", "2021-01-01Z", "2021-01-01+14:00",
        "-0044-03-15", "1949-12-31", "2050-01-01", "2049-12-31", "20210101", "12021-01-01",
    ),
    "gYear": ("2021", "21", "-2021", "2021Z", "02021"),
    "boolean": ("true", "1", "TRUE"),
    "anyURI": ("urn:x", "a b", ""),
    "string": ("12345",),
    "nothing": ("1",),
}  # fmt: skip
_TAGS = ("fr", "en", "FR", "fr-FR", "de", "en-US", "x-ght")


def _value(chance: random.Random, quad: Quad, quads: list[Quad]) -> NamedNode | Literal:
    match chance.randrange(5):
        case 0:
            return Literal(chance.choice(WORDS))
        case 1:
            return Literal(chance.choice(WORDS), language=chance.choice(_TAGS))
        case 2:
            name = chance.choice(list(TYPED))
            return Literal(chance.choice(TYPED[name]), datatype=NamedNode(XSD + name))
        case 3:
            return NamedNode("https://w3id.org/ghtld/id/finess/000000000")
        case _:
            return chance.choice(quads).object


def _replace(chance: random.Random, quad: Quad, quads: list[Quad]) -> list[Quad]:
    value = _value(chance, quad, quads)
    return [Quad(quad.subject, quad.predicate, value, quad.graph_name)]


def _add(chance: random.Random, quad: Quad, quads: list[Quad]) -> list[Quad]:
    return [quad, *_replace(chance, quad, quads)]


def _drop(_c: random.Random, _q: Quad, _all: list[Quad]) -> list[Quad]:
    return []


def _rename(chance: random.Random, quad: Quad, quads: list[Quad]) -> list[Quad]:
    return [Quad(quad.subject, chance.choice(quads).predicate, quad.object, quad.graph_name)]


def _move(chance: random.Random, quad: Quad, quads: list[Quad]) -> list[Quad]:
    return [Quad(chance.choice(quads).subject, quad.predicate, quad.object, quad.graph_name)]


def _copy(chance: random.Random, quad: Quad, quads: list[Quad]) -> list[Quad]:
    return [quad, *_move(chance, quad, quads)]


Fault = Callable[[random.Random, Quad, list[Quad]], list[Quad]]
FAULTS: tuple[Fault, ...] = (_replace, _replace, _replace, _add, _add, _drop, _rename, _move, _copy)


def mutated(quads: list[Quad], number: int, seed: int) -> list[Quad]:
    """Return ``quads`` with ``number`` of them mutated; what pyshacl can't compare is left out."""
    chance = random.Random(seed)
    hit = set(chance.sample(range(len(quads)), number))
    made: list[Quad] = []
    for at, quad in enumerate(quads):
        made += chance.choice(FAULTS)(chance, quad, quads) if at in hit else [quad]
    return [quad for quad in made if not breaks_pyshacl(quad)]


def breaks_pyshacl(quad: Quad) -> bool:
    """Tell whether pyshacl 0.40.1 fails on a statement instead of finding it at fault."""
    if not quad.predicate.value.endswith(COMPARED) or not isinstance(quad.object, Literal):
        return isinstance(quad.object, Literal) and "\\" in quad.object.value
    return not quad.object.datatype.value.endswith(
        ("#integer", "#decimal", "#string", "langString")
    )
