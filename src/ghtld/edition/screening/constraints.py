"""The constraints of SHACL Core as SPARQL tests that are true wherever a node may be at fault.

A test may be true of a sound node (the judge acquits it) but never false of a faulty one. What
can't be told in SPARQL without risk is ``true``: every node is suspect.
"""

from __future__ import annotations

from collections.abc import Callable

from rdflib.namespace import SH, XSD
from rdflib.term import Literal, Node, URIRef

from ghtld.edition.screening.paths import ShapeReader
from ghtld.edition.screening.terms import (
    ALWAYS,
    ORDERED,
    any_of,
    has_form,
    iri,
    is_portable,
    is_safe,
    or_error,
    quoted,
    same,
)

ValueTest = Callable[[ShapeReader, Node, Node, str], str]
"""Reader, shape, argument of the constraint and variable of the value, to a test of the value."""
SetTest = Callable[[ShapeReader, str, Node, str], str]
"""Reader, path, argument and variable of the focus, to a test of the values at the path."""

_KINDS = {
    SH.IRI: ("isIRI",),
    SH.Literal: ("isLiteral",),
    SH.BlankNode: ("isBlank",),
    SH.BlankNodeOrIRI: ("isBlank", "isIRI"),
    SH.IRIOrLiteral: ("isIRI", "isLiteral"),
}
_COUNTED = 3
"""More values than this are left to the judge to count."""


def _class(reader: ShapeReader, _: Node, wanted: Node, value: str) -> str:
    return f"!{reader.is_a(value, wanted)}"


def _datatype(_r: ShapeReader, _s: Node, wanted: Node, value: str) -> str:
    return f"!({has_form(value, URIRef(str(wanted)))})"


def _node_kind(_r: ShapeReader, _s: Node, wanted: Node, value: str) -> str:
    return f"!{any_of([f'{test}({value})' for test in _KINDS.get(URIRef(str(wanted)), ())])}"


def _pattern(reader: ShapeReader, shape: Node, pattern: Node, value: str) -> str:
    if (shape, SH.flags, None) in reader.shapes or not is_portable(str(pattern)):
        return ALWAYS
    return f"!REGEX(STR({value}), {quoted(str(pattern))})"


def _length(sign: str) -> ValueTest:
    def test(_r: ShapeReader, _s: Node, bound: Node, value: str) -> str:
        number = bound.value if isinstance(bound, Literal) else None
        return f"STRLEN(STR({value})) {sign} {number}" if isinstance(number, int) else ALWAYS

    return test


def _range(sign: str) -> ValueTest:
    def test(_r: ShapeReader, _s: Node, bound: Node, value: str) -> str:
        if not isinstance(bound, Literal) or bound.datatype is None or not _is_ordered(bound):
            return ALWAYS
        alike = (XSD.date,) if bound.datatype == XSD.date else (XSD.integer, XSD.decimal)
        form = any_of([has_form(value, datatype) for datatype in alike])
        return f"!({form} && {value} {sign} {quoted(str(bound))}^^{iri(bound.datatype)})"

    return test


def _is_ordered(bound: Literal) -> bool:
    return bound.datatype in ORDERED and is_safe(str(bound), URIRef(str(bound.datatype)))


def _language_in(reader: ShapeReader, _: Node, tags: Node, value: str) -> str:
    wanted = ", ".join(quoted(str(tag).lower()) for tag in reader.items(tags))
    return f"!(LANG({value}) IN ({wanted}))"


def _in(reader: ShapeReader, _: Node, members: Node, value: str) -> str:
    return f"!({any_of([same(value, member) for member in reader.items(members)])})"


def _closed(reader: ShapeReader, shape: Node, closed: Node, value: str) -> str:
    if closed != Literal(True):
        return "false" if closed == Literal(False) else ALWAYS
    shapes = reader.shapes
    known = {shapes.value(p, SH.path) for p in shapes.objects(shape, SH.property)}
    for members in shapes.objects(shape, SH.ignoredProperties):
        known.update(reader.items(members))
    name, other = reader.fresh(), reader.fresh()
    names = ", ".join(iri(p) for p in sorted(p for p in known if isinstance(p, URIRef)))
    return f"EXISTS {{ {value} {name} {other} FILTER({name} NOT IN ({names})) }}"


def _at_least(reader: ShapeReader, path: str, number: Node, focus: str) -> str:
    wanted = _whole(number)
    if not wanted:
        return ALWAYS if wanted is None else "false"
    return f"NOT {reader.has_values(path, wanted, focus)}"


def _at_most(reader: ShapeReader, path: str, number: Node, focus: str) -> str:
    allowed = _whole(number)
    if allowed is None or allowed == _COUNTED:
        return ALWAYS
    return reader.has_values(path, allowed + 1, focus)


def _whole(number: Node) -> int | None:
    value = number.value if isinstance(number, Literal) else None
    return value if isinstance(value, int) and 0 <= value <= _COUNTED else None


def _unique_lang(reader: ShapeReader, path: str, wanted: Node, focus: str) -> str:
    if wanted != Literal(True):
        return "false" if wanted == Literal(False) else ALWAYS
    one, two = reader.fresh(), reader.fresh()
    return (
        f"EXISTS {{ {focus} {path} {one} . {focus} {path} {two} "
        f"FILTER(!sameTerm({one}, {two}) && LANG({one}) != '' && LANG({one}) = LANG({two})) }}"
    )


def _has_value(reader: ShapeReader, path: str, wanted: Node, focus: str) -> str:
    value = reader.fresh()
    return f"NOT EXISTS {{ {focus} {path} {value} FILTER({same(value, wanted)}) }}"


def _equals(reader: ShapeReader, path: str, other: Node, focus: str) -> str:
    value = reader.fresh()
    there, back = f"{focus} {path} {value}", f"{focus} {iri(other)} {value}"
    return any_of(
        [
            f"EXISTS {{ {one} FILTER NOT EXISTS {{ {two} }} }}"
            for one, two in ((there, back), (back, there))
        ]
    )


def _disjoint(reader: ShapeReader, path: str, other: Node, focus: str) -> str:
    shared = reader.fresh()
    return f"EXISTS {{ {focus} {path} {shared} . {focus} {iri(other)} {shared} }}"


def _less_than(sign: str) -> SetTest:
    def test(reader: ShapeReader, path: str, other: Node, focus: str) -> str:
        one, two = reader.fresh(), reader.fresh()
        ordered = any_of([f"({has_form(one, d)} && {has_form(two, d)})" for d in ORDERED])
        return (
            f"EXISTS {{ {focus} {path} {one} . {focus} {iri(other)} {two} "
            f"FILTER({or_error(f'!({ordered} && {one} {sign} {two})')}) }}"
        )

    return test


VALUE_TESTS: dict[Node, ValueTest] = {
    SH["class"]: _class,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH.pattern: _pattern,
    SH.minLength: _length("<"),
    SH.maxLength: _length(">"),
    SH.minInclusive: _range(">="),
    SH.minExclusive: _range(">"),
    SH.maxInclusive: _range("<="),
    SH.maxExclusive: _range("<"),
    SH.languageIn: _language_in,
    SH["in"]: _in,
    SH.closed: _closed,
}
"""Constraints that each value meets or not, by parameter; ``screen_compiler`` adds shapes."""

SET_TESTS: dict[Node, SetTest] = {
    SH.minCount: _at_least,
    SH.maxCount: _at_most,
    SH.uniqueLang: _unique_lang,
    SH.hasValue: _has_value,
    SH.equals: _equals,
    SH.disjoint: _disjoint,
    SH.lessThan: _less_than("<"),
    SH.lessThanOrEquals: _less_than("<="),
}
"""Constraints that the values at a path meet together, by parameter."""
