"""Read shapes for compilation: constraints, paths, lists and classes, as SPARQL wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, count

from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Literal, Node, URIRef

from ghtld.edition.screening.terms import all_of, any_of, iri

SAYS_NOTHING = frozenset(
    {
        RDF.type,
        RDFS.label,
        RDFS.comment,
        RDFS.isDefinedBy,
        SH.defaultValue,
        SH.deactivated,
        SH.description,
        SH.group,
        SH.ignoredProperties,
        SH.message,
        SH.name,
        SH.order,
        SH.path,
        SH.severity,
        SH.targetClass,
        SH.targetNode,
        SH.targetObjectsOf,
        SH.targetSubjectsOf,
    }
)
"""What is said of a shape without constraining anything."""
_REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


class ShapeReader:
    """Reads one graph of shapes; ``subclasses`` gives the classes below a class, itself too."""

    def __init__(self, shapes: Graph, subclasses: Callable[[Node], Iterable[Node]]) -> None:
        self.shapes = shapes
        self._subclasses = subclasses
        self._names = count()
        self._has_components = any(
            not str(node).startswith(str(SH))
            for node in shapes.subjects(RDF.type, SH.ConstraintComponent)
        ) or any(shapes.subjects(RDFS.subClassOf, SH.ConstraintComponent))

    def fresh(self) -> str:
        """Return a variable that no other test uses."""
        return f"?v{next(self._names)}"

    def constraints(self, shape: Node) -> list[tuple[Node, Node]]:
        """Return parameter and value of every constraint of ``shape``; none where deactivated."""
        return [] if self.is_deactivated(shape) else sorted(self._constraints(shape), key=str)

    def _constraints(self, shape: Node) -> Iterator[tuple[Node, Node]]:
        if self._has_components:  # any property at all may be the parameter of one
            yield SH.ConstraintComponent, shape
        for parameter, value in self.shapes.predicate_objects(shape):
            if parameter not in SAYS_NOTHING:
                yield parameter, value

    def is_deactivated(self, shape: Node) -> bool:
        """Tell whether ``shape`` is surely switched off."""
        return self.shapes.value(shape, SH.deactivated) == Literal(True)

    def items(self, members: Node) -> list[Node]:
        """Return the members of an RDF list."""
        return list(Collection(self.shapes, members))

    def classes(self, wanted: Node) -> list[URIRef]:
        """Return a class and those below it, sorted."""
        return sorted(c for c in {wanted, *self._subclasses(wanted)} if isinstance(c, URIRef))

    def is_a(self, value: str, wanted: Node) -> str:
        """Return the test that ``value`` is an instance of a class or of one below it."""
        return any_of([f"EXISTS {{ {value} a {iri(c)} }}" for c in self.classes(wanted)])

    def path(self, path: Node) -> str | None:
        """Return a SHACL path as SPARQL writes it, None for one that engines may walk otherwise."""
        if isinstance(path, URIRef):
            return iri(path)
        for predicate, sign in _REPEATED.items():
            inner = self.shapes.value(path, predicate)
            if inner is not None:
                return f"{iri(inner)}{sign}" if isinstance(inner, URIRef) else None
        inner = self.shapes.value(path, SH.inversePath)
        if inner is not None:
            return f"^{iri(inner)}" if isinstance(inner, URIRef) else None
        alternatives = self.shapes.value(path, SH.alternativePath)
        steps = [self.path(step) for step in self.items(alternatives or path)]
        written = [f"({step})" for step in steps if step is not None]
        if len(written) != len(steps) or len(steps) < 2:
            return None
        return f"({('/' if alternatives is None else '|').join(written)})"

    def has_values(self, path: str, number: int, focus: str) -> str:
        """Return the test that ``path`` has ``number`` distinct values at ``focus``."""
        names = [self.fresh() for _ in range(number)]
        patterns = " . ".join(f"{focus} {path} {name}" for name in names)
        apart = [f"!sameTerm({a}, {b})" for a, b in combinations(names, 2)]
        return f"EXISTS {{ {patterns} FILTER({all_of(apart)}) }}"
