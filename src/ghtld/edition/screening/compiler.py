"""Compile shapes to screens: SPARQL queries that select every node that may be at fault.

A constraint that no test is known for makes every target suspect. Value tests over a plain path
run as one scan of its triples, counts as one grouping, and what is left as one sweep over the
targets: an engine without statistics is fast at these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Literal, Node, URIRef

from ghtld.edition.screening.constraints import SET_TESTS, VALUE_TESTS
from ghtld.edition.screening.paths import ShapeReader
from ghtld.edition.screening.queries import select_screens
from ghtld.edition.screening.terms import ALWAYS, all_of, any_of, iri, or_error

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_SHAPES = (SH.node, SH.property)
_SHAPE_LISTS = (SH["or"], SH["and"])


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
        found = {s for predicate in _TARGETS for s in shapes.subjects(predicate)}
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
