"""Screen ``sh:sparql`` constraints: ask the whole store at once, where that can't miss a row.

The author's query is run for every target together instead of node by node. That is sound for a
flat query (patterns, filters, bindings, EXISTS, UNION) over functions that Oxigraph and rdflib
compute alike on plain words; nodes with other words at the places the query computes with are
suspect besides. Any other query makes every target suspect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rdflib import Graph
from rdflib.namespace import OWL, RDF, RDFS, SH, XSD
from rdflib.paths import Path
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Literal, Node, URIRef, Variable

from ghtld.screening.shape_reader import SAYS_NOTHING, iri, is_portable, or_error, quoted

_PREFIXES = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL), "xsd": str(XSD)}
"""The prefixes that pyshacl knows without a declaration."""
_THIS = Variable("this")
_FLAT = {"SelectQuery", "Project", "Distinct", "Filter", "Extend", "BGP", "Join", "Union"}
_EXISTS = {"Builtin_EXISTS", "Builtin_NOTEXISTS", "GroupGraphPatternSub", "TriplesBlock"}
_LOGIC = {"ConditionalAndExpression", "ConditionalOrExpression", "UnaryNot", "TrueFilter"}
_WORDS = {
    f"Builtin_{name}"
    for name in [
        "BOUND",
        "CONCAT",
        "CONTAINS",
        "STR",
        "STRENDS",
        "STRLEN",
        "STRSTARTS",
        "SUBSTR",
        "isIRI",
        "isLITERAL",
    ]
}
_SUMS = {"RelationalExpression", "AdditiveExpression"}
_ALIKE = _FLAT | _EXISTS | _LOGIC | _WORDS | _SUMS | {"Builtin_sameTerm", "vars"}
"""Parts of a query that both engines evaluate alike on plain words."""
_CAST_WORDS = "^[A-Z0-9]{0,15}$"
_PLAIN_WORDS = "^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$"
_ODD_WORDS = "[\u0000-\u001f\u007f-\u009f\u2028\u2029]"
_PLAIN = re.compile("[A-Za-z0-9]*")
_ONE_FILTER = re.compile(
    r"\s*((?:[?$]\w+\s+){2}[?$]\w+)\s*[.]?\s*FILTER\s*([(].*[)])\s*", re.DOTALL
)
_MORE = re.compile("FILTER.*FILTER|BIND|UNION|SELECT|VALUES", re.DOTALL | re.IGNORECASE)


class Unscreenable(Exception):
    """The query has a part that engines may evaluate otherwise."""


@dataclass
class Query:
    """What matters of a query: its triple patterns, what it computes with, whether it casts."""

    triples: list[tuple[Node, Node | Path, Node]] = field(default_factory=list)
    computed: set[Node] = field(default_factory=set)
    casts: bool = False
    exists: bool = False

    @property
    def reads_triples_one_by_one(self) -> bool:
        """Tell whether each row follows from one triple alone, whatever the focus node."""
        nodes = {node for triple in self.triples for node in triple} | self.computed
        return len(self.triples) == 1 and not self.exists and _THIS not in nodes

    def is_odd(self, value: str) -> str:
        """Return the test that engines may compute otherwise with ``value``."""
        words = quoted(_CAST_WORDS if self.casts else _PLAIN_WORDS)
        plain = f"DATATYPE({value}) = {iri(XSD.string)} && REGEX(STR({value}), {words})"
        return or_error(f"!({plain})")

    def places(self) -> list[str]:
        """Return patterns of focus nodes with odd words where the query computes.

        Raises Unscreenable where it computes with what is not said of the focus node itself.
        """
        found: list[str] = []
        for subject, predicate, value in self.triples:
            if value not in self.computed:
                continue
            if subject != _THIS or not isinstance(predicate, URIRef):
                raise Unscreenable
            found.append(f"?this {iri(predicate)} ?odd FILTER({self.is_odd('?odd')})")
        return found


def prefixes(shapes: Graph) -> dict[str, str]:
    """Return the prefixes that queries in ``shapes`` may use."""
    declared = {
        str(shapes.value(node, SH.prefix)): str(shapes.value(node, SH.namespace))
        for node in shapes.objects(None, SH.declare)
    }
    return {**_PREFIXES, **declared}


def read(text: str, names: dict[str, str]) -> Query:
    """Read a SELECT query; raise Unscreenable when it can't be run for all nodes at once."""
    if re.search(r"\$PATH|[$?](currentShape|shapesGraph|failure)\b|#\s", text):
        raise Unscreenable
    try:
        algebra = prepareQuery(text, initNs=names).algebra
    except Exception as reason:  # rdflib raises what its parser raises
        raise Unscreenable from reason
    query = Query()
    _walk(algebra, query)
    if any(isinstance(node, BNode) for triple in query.triples for node in triple):
        raise Unscreenable
    return query


def _walk(part: object, query: Query) -> None:
    if isinstance(part, CompValue):
        _check(part, query)
        for key, inner in part.items():
            if key == "triples":
                query.triples += _triples(inner)
            elif key not in ("_vars", "PV", "datasetClause", "var"):
                _walk(inner, query)
    elif isinstance(part, list):
        for inner in part:
            _walk(inner, query)
    elif isinstance(part, Variable):
        query.computed.add(part)


def _triples(found: list[object]) -> list[tuple[Node, Node | Path, Node]]:
    flat: list[object] = []
    for entry in found:
        flat += entry if isinstance(entry, (list, tuple)) else [entry]
    triples = list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))
    if not all(isinstance(node, (Node, Path)) for triple in triples for node in triple):
        raise Unscreenable
    return triples  # type: ignore[return-value]


def _check(part: CompValue, query: Query) -> None:
    if part.name == "Function":
        if part.iri != XSD.integer:
            raise Unscreenable
        query.casts = True
    elif part.name in ("Builtin_REGEX", "Builtin_REPLACE"):
        _check_pattern(part)
    elif part.name not in _ALIKE:
        raise Unscreenable
    if part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        query.exists = True
    if part.name == "Union" and not all(_binds_focus(part[side]) for side in ("p1", "p2")):
        raise Unscreenable
    if part.name == "SelectQuery" and part.datasetClause:
        raise Unscreenable


def _binds_focus(side: CompValue) -> bool:
    """Tell whether a side of a UNION finds the focus node by a pattern of its own."""
    while side.name in ("Filter", "Extend"):
        side = side["p"]
    return side.name == "BGP" and any(_THIS in triple for triple in side["triples"])


def _check_pattern(part: CompValue) -> None:
    pattern = part["pattern"]
    sound = isinstance(pattern, Literal) and "flags" not in part and is_portable(str(pattern))
    if part.name == "Builtin_REPLACE":
        sound = sound and all(_PLAIN.fullmatch(str(p)) for p in (pattern, part["replacement"]))
    if not sound:
        raise Unscreenable


def select_screens(
    shapes: Graph, shape: Node, constraint: Node, pattern: str, test: str
) -> Iterator[str]:
    """Yield queries whose ``?this`` are all targets that ``constraint`` may find at fault.

    ``pattern`` lists the targets as ``?this``, ``test`` tells whether ``?this`` is one.
    """
    selects = list(shapes.objects(constraint, SH.select))
    if len(selects) != 1:
        yield f"SELECT DISTINCT ?this WHERE {{ {pattern} }}"
        return
    try:
        query = read(str(selects[0]), prefixes(shapes))
        places = query.places()
    except Unscreenable:
        yield f"SELECT DISTINCT ?this WHERE {{ {pattern} }}"
        return
    body = str(selects[0]).partition("{")[2]
    yield f"SELECT DISTINCT ?this WHERE {{ {pattern} {body}"  # the focus node left open
    for place in places:
        yield f"SELECT DISTINCT ?this WHERE {{ {place} FILTER({test}) }}"


def single_triple_screen(shapes: Graph, shape: Node) -> str | None:
    """Return the query of all triples that ``shape`` may object to, None where it reads more.

    That is a shape with nothing but queries that read the graph one triple at a time: what they
    say of the whole graph, they say of these triples alone.
    """
    found: list[str] = []
    for part in (shape, *shapes.objects(shape, SH.property)):
        for parameter, value in shapes.predicate_objects(part):
            if parameter == SH.sparql:
                found.append(_triples_at_fault(shapes, value))
            elif parameter not in SAYS_NOTHING | {SH.property}:
                return None
    if not found or "" in found:
        return None
    return f"SELECT DISTINCT ?s ?p ?o WHERE {{ {' UNION '.join(f'{{ {q} }}' for q in found)} }}"


def _triples_at_fault(shapes: Graph, constraint: Node) -> str:
    """Return patterns of the triples that a query finds or computes otherwise; empty if none."""
    text = str(shapes.value(constraint, SH.select))
    try:
        query = read(text, prefixes(shapes))
    except Unscreenable:
        return ""
    if not query.reads_triples_one_by_one or query.casts:
        return ""
    names = query.triples[0]
    if not all(isinstance(name, Variable) for name in names) or len(set(names)) < 3:
        return ""
    body = text.partition("{")[2].rpartition("}")[0]
    selected = " ".join(f"({name.n3()} AS ?{to})" for name, to in zip(names, "spo", strict=True))
    plain = _ONE_FILTER.fullmatch(body)
    if plain is not None and _MORE.search(body) is None:  # both asked in one pass over all triples
        either = f"{plain[2]} || {_has_odd_words(names[2].n3())}"
        return f"{{ SELECT {selected} WHERE {{ {plain[1]} FILTER({either}) }} }}"
    return (
        f"{{ SELECT {selected} WHERE {{ {body} }} }} UNION "
        f"{{ ?s ?p ?o FILTER({_has_odd_words('?o')}) }}"
    )


def _has_odd_words(value: str) -> str:
    return f"(isLiteral({value}) && REGEX(STR({value}), {quoted(_ODD_WORDS)}))"
