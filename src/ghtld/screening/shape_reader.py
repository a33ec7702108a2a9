"""Read shapes for compilation: constraints, paths, lists and classes, as SPARQL wants them.

What a screen may accept without asking the judge is text of SPARQL expressions, read by Oxigraph:
it accepts by lists of safe lexical forms, because engines differ in the odd ones (``+1``, ``١``,
``2021-02-29``, a trailing line break) and an error in a SPARQL expression hides a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, count

from pyoxigraph import Literal as OxLiteral
from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Literal, Node, URIRef

ALWAYS = "true"
"""The expression of a test that can't be made: every node is suspect."""

_DAY = "(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_LATE_DAY = "(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31"
_FORMS = {
    XSD.boolean: "true|false",
    XSD.integer: "-?(0|[1-9][0-9]{0,14})",
    XSD.nonNegativeInteger: "0|[1-9][0-9]{0,14}",
    XSD.positiveInteger: "[1-9][0-9]{0,14}",
    XSD.decimal: "-?(0|[1-9][0-9]{0,8})([.][0-9]{1,9})?",
    XSD.date: f"[12][0-9]{{3}}-({_DAY}|{_LATE_DAY})",
    XSD.gYear: "[12][0-9]{3}",
    XSD.gYearMonth: "[12][0-9]{3}-(0[1-9]|1[0-2])",
    XSD.gMonthDay: f"--({_DAY}|{_LATE_DAY})",
    XSD.anyURI: "[A-Za-z][A-Za-z0-9+.-]*:[!-~]*",
}
"""Safe lexical forms by datatype; 29 February goes to the judge."""
_WORDS = (XSD.string, RDF.langString)
ORDERED = (XSD.integer, XSD.decimal, XSD.date)
"""Datatypes whose safe forms both engines order alike."""

_PORTABLE_ESCAPE = re.compile(r"\\[^A-Za-z0-9]")
_UNPORTABLE = re.compile(r"\\|\(\?(?!:)|\[\[|\[:|&&|--|~~|[*+?}][+*]|\{,")
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
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
        *TARGETS,
    }
)
"""What is said of a shape without constraining anything."""
_REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


def quoted(text: str) -> str:
    """Return ``text`` as a SPARQL string literal."""
    return str(OxLiteral(text))


def iri(node: Node) -> str:
    """Return an IRI as SPARQL writes it."""
    return f"<{node}>"


def has_form(value: str, datatype: URIRef) -> str:
    """Return the test that ``value`` is a literal of ``datatype`` in a safe lexical form."""
    typed = f"DATATYPE({value}) = {iri(datatype)}"
    if datatype in _WORDS:
        return typed
    if datatype not in _FORMS:
        return "false"
    return f"({typed} && REGEX(STR({value}), {quoted(f'^({_FORMS[datatype]})$')}))"


def is_safe(lexical: str, datatype: URIRef) -> bool:
    """Tell whether ``lexical`` is a safe form of ``datatype``."""
    return re.fullmatch(_FORMS.get(datatype, "(?!)"), lexical) is not None


def same(value: str, node: Node) -> str:
    """Return the test that ``value`` is ``node``; false for literals that engines rewrite."""
    if isinstance(node, URIRef):
        return f"sameTerm({value}, {iri(node)})"
    if isinstance(node, Literal) and node.datatype is None:
        written = quoted(str(node))
        tag = f"@{node.language.lower()}" if node.language else ""
        return f"sameTerm({value}, {written}{tag})"
    return "false"


def is_portable(pattern: str) -> bool:
    """Tell whether what Rust finds of a regular expression, Python finds too.

    They differ in one thing that is let pass: Python lets a line break follow ``$``, so it may find
    more in text that ends with one.
    """
    return not _UNPORTABLE.search(_PORTABLE_ESCAPE.sub("_", pattern))


def any_of(tests: list[str]) -> str:
    """Return the disjunction of ``tests``; false when there is none."""
    if ALWAYS in tests:
        return ALWAYS
    needed = [test for test in tests if test != "false"]
    return f"({' || '.join(needed)})" if needed else "false"


def all_of(tests: list[str]) -> str:
    """Return the conjunction of ``tests``; true when there is none."""
    if "false" in tests:
        return "false"
    needed = [test for test in tests if test != ALWAYS]
    return f"({' && '.join(needed)})" if needed else ALWAYS


def or_error(test: str) -> str:
    """Return ``test`` made true where it raises an error."""
    return test if test in (ALWAYS, "false") else f"COALESCE({test}, true)"


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
