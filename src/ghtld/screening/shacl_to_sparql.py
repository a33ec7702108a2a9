"""Compile shapes to screens: SPARQL queries that select every node that may be at fault.

A test may be true of a sound node (the judge acquits it) but never false of a faulty one. What
can't be told in SPARQL without risk, and a constraint that no test is known for, is ``true``: every
target is suspect. Value tests over a plain path run as one scan of its triples, counts as one
grouping, and what is left as one sweep over the targets: an engine without statistics is fast at
these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rdflib.namespace import OWL, RDF, RDFS, SH, XSD
from rdflib.term import Literal, Node, URIRef

from ghtld.screening.shape_reader import (
    ALWAYS,
    ORDERED,
    TARGETS,
    ShapeReader,
    all_of,
    any_of,
    has_form,
    iri,
    is_portable,
    is_safe,
    or_error,
    quoted,
    same,
)
from ghtld.screening.sparql_constraints import select_screens

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
_SHAPES = (SH.node, SH.property)
_SHAPE_LISTS = (SH["or"], SH["and"])


def _instance_of(reader: ShapeReader, _: Node, wanted: Node, value: str) -> str:
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
    SH["class"]: _instance_of,
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
"""Constraints that each value meets or not, by parameter; ``Compiler`` adds shapes."""

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


@dataclass(frozen=True)
class Screen:
    """A query whose ``?this`` may be at fault; ``of_targets`` tells that it finds targets only.

    Else it finds nodes of any sort: asking each row for its class would cost more than the rest.
    """

    query: str
    of_targets: bool


@dataclass(frozen=True)
class Target:
    """The targets of a shape: a pattern that lists them as ``?this``, and a test of ``?this``."""

    pattern: str
    test: str
    nodes: frozenset[Node]
    """Targets named one by one, which need not occur in the data."""


class Compiler(ShapeReader):
    """The tests and screens of one graph of shapes."""

    _open: tuple[Node, ...] = ()

    def shapes_with_targets(self) -> list[Node]:
        """Return the shapes that are judged by themselves, sorted."""
        shapes = self.shapes
        found = {s for predicate in TARGETS for s in shapes.subjects(predicate)}
        found |= {s for s in shapes.subjects(RDF.type, SH.NodeShape) if self._is_class(s)}
        found |= {s for s in shapes.subjects(RDF.type, SH.PropertyShape) if self._is_class(s)}
        return sorted((s for s in found if not self.is_deactivated(s)), key=str)

    def _is_class(self, shape: Node) -> bool:
        kinds = {RDFS.Class, OWL.Class, *self.shapes.subjects(RDFS.subClassOf, RDFS.Class)}
        return not kinds.isdisjoint(self.shapes.objects(shape, RDF.type))

    def target(self, shape: Node) -> Target:
        """Return the targets of ``shape``."""
        shapes = self.shapes
        wanted = [
            *shapes.objects(shape, SH.targetClass),
            *([shape] if self._is_class(shape) else []),
        ]
        classes = sorted({c for w in wanted for c in self.classes(w)})
        of = [f"?this {iri(p)} {self.fresh()}" for p in shapes.objects(shape, SH.targetSubjectsOf)]
        of += [f"{self.fresh()} {iri(p)} ?this" for p in shapes.objects(shape, SH.targetObjectsOf)]
        nodes = frozenset(shapes.objects(shape, SH.targetNode))
        patterns = [f"{{ {pattern} }}" for pattern in sorted(of)]
        if classes:
            listed = " ".join(iri(c) for c in classes)
            patterns.append(f"{{ VALUES ?class {{ {listed} }} ?this a ?class }}")
        tests = [f"EXISTS {{ ?this a {iri(c)} }}" for c in classes]
        tests += [f"EXISTS {{ {pattern} }}" for pattern in sorted(of)]
        if nodes:  # listed one by one in Python: each is suspect
            tests.append("false")
        return Target(" UNION ".join(patterns) or "FILTER(false)", any_of(tests), nodes)

    def screens(self, shape: Node, target: Target) -> Iterator[Screen]:
        """Yield screens that together find all targets that may fail ``shape``."""
        sweep: list[str] = []
        if self.shapes.value(shape, SH.path) is not None:
            yield from self._property_screens(shape, target, sweep)
        else:
            for parameter, value in self.constraints(shape):
                if parameter == SH.property:
                    yield from self._property_screens(value, target, sweep)
                elif parameter == SH.sparql:
                    yield from self._select_screens(shape, value, target)
                else:
                    sweep.append(self._value_test(shape, parameter, value, "?this"))
        if (test := any_of(sweep)) != "false":
            query = f"SELECT DISTINCT ?this WHERE {{ {target.pattern} FILTER({or_error(test)}) }}"
            yield Screen(query, of_targets=True)

    def _select_screens(self, shape: Node, constraint: Node, target: Target) -> Iterator[Screen]:
        queries = select_screens(self.shapes, shape, constraint, target.pattern, target.test)
        yield from (Screen(query, of_targets=True) for query in queries)

    def _property_screens(self, shape: Node, target: Target, sweep: list[str]) -> Iterator[Screen]:
        path = self.shapes.value(shape, SH.path)
        if not isinstance(path, URIRef) or shape in self._open:
            sweep.append(self.fails(shape, "?this"))
            return
        values: list[str] = []
        for parameter, value in self.constraints(shape):
            if parameter == SH.sparql:
                yield from self._select_screens(shape, value, target)
            elif parameter == SH["class"]:
                yield Screen(self._strangers(iri(path), value), of_targets=False)
            elif parameter == SH.minCount and (enough := _enough(iri(path), value)) is not None:
                query = f"SELECT DISTINCT ?this WHERE {{ {target.pattern} MINUS {{ {enough} }} }}"
                yield Screen(query, of_targets=True)
            elif (grouping := _grouping(iri(path), parameter, value)) is not None:
                yield Screen(grouping, of_targets=False)
            elif parameter in SET_TESTS:
                sweep.append(SET_TESTS[parameter](self, iri(path), value, "?this"))
            else:
                values.append(self._value_test(shape, parameter, value, "?value"))
        if (test := any_of(values)) != "false":
            scan = f"?this {iri(path)} ?value FILTER({or_error(test)})"
            yield Screen(f"SELECT DISTINCT ?this WHERE {{ {scan} }}", of_targets=False)

    def _strangers(self, path: str, wanted: Node) -> str:
        """Return the query of the nodes with a value at ``path`` that is no instance of a class."""
        ours = " ".join(f"MINUS {{ ?value a {iri(c)} }}" for c in self.classes(wanted))
        return f"SELECT DISTINCT ?this WHERE {{ ?this {path} ?value {ours} }}"

    def _value_test(self, shape: Node, parameter: Node, argument: Node, value: str) -> str:
        if parameter in _SHAPES:
            return self.fails(argument, value)
        if parameter in _SHAPE_LISTS:
            tests = [or_error(self.fails(member, value)) for member in self.items(argument)]
            return any_of(tests) if parameter == SH["and"] else all_of(tests)
        test = VALUE_TESTS.get(parameter)
        return ALWAYS if test is None else test(self, shape, argument, value)

    def fails(self, shape: Node, focus: str) -> str:
        """Return the test that the node bound to ``focus`` may not conform to ``shape``."""
        if shape in self._open:
            return ALWAYS  # shapes that call themselves
        before, self._open = self._open, (*self._open, shape)
        try:
            path = self.shapes.value(shape, SH.path)
            found = self.constraints(shape)
            if path is None:
                return any_of([self._value_test(shape, p, o, focus) for p, o in found])
            written = self.path(path)
            if written is None:
                return ALWAYS if found else "false"
            return any_of([self._at_path(shape, written, p, o, focus) for p, o in found])
        finally:
            self._open = before

    def _at_path(self, shape: Node, path: str, parameter: Node, argument: Node, focus: str) -> str:
        if parameter in SET_TESTS:
            return SET_TESTS[parameter](self, path, argument, focus)
        value = self.fresh()
        test = self._value_test(shape, parameter, argument, value)
        if test in (ALWAYS, "false"):
            return test
        return f"EXISTS {{ {focus} {path} {value} FILTER({or_error(test)}) }}"


def _enough(path: str, number: Node) -> str | None:
    """Return the pattern of the nodes with ``number`` values at a plain path; None for no number.

    Taken away from the targets as a whole: one EXISTS per target would take ten times as long.
    """
    wanted = number.value if isinstance(number, Literal) else None
    if not isinstance(wanted, int) or wanted < 1:
        return None
    if wanted == 1:
        return f"?this {path} ?value"
    counted = f"HAVING(COUNT(DISTINCT ?value) >= {wanted})"
    return f"SELECT ?this WHERE {{ ?this {path} ?value }} GROUP BY ?this {counted}"


def _grouping(path: str, parameter: Node, value: Node) -> str | None:
    """Return the query that groups the values at a plain path, where one tells faults fast.

    It counts a value of several graphs several times: that may suspect, never miss.
    """
    if parameter == SH.maxCount and isinstance(value, Literal) and isinstance(value.value, int):
        counted = f"HAVING(COUNT(?value) > {value.value})"
        return f"SELECT ?this WHERE {{ ?this {path} ?value }} GROUP BY ?this {counted}"
    if parameter == SH.uniqueLang and value == Literal(True):
        return (
            f"SELECT ?this WHERE {{ ?this {path} ?value FILTER(LANG(?value) != '') }} "
            "GROUP BY ?this (LANG(?value)) HAVING(COUNT(?value) > 1)"
        )
    return None
