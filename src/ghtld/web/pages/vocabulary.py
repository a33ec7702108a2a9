"""The vocabulary as people read it: each term in both languages, where it stands, where used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from ghtld import iris
from ghtld.content import AnnotatedQuery
from ghtld.terms import FOREIGN, GHT, OWL, PREFIXES, RDFS, SH, SKOS, Namespace
from ghtld.web.graph import incoming, instances, literals, nodes, subjects
from ghtld.web.pages.view import View
from ghtld.web.site import Site

VS = Namespace(FOREIGN["vs"])
VOCABULARY = iris.graph("vocabulary")

_GROUPS = (
    ("classes", OWL.Class),
    ("object-properties", OWL.ObjectProperty),
    ("data-properties", OWL.DatatypeProperty),
    ("annotation-properties", OWL.AnnotationProperty),
)
_ABOVE = (
    ("subclass-of", RDFS.subClassOf),
    ("subproperty-of", RDFS.subPropertyOf),
    ("equivalent-to", OWL.equivalentClass),
    ("equivalent-to", OWL.equivalentProperty),
    ("inverse-of", OWL.inverseOf),
    ("exact-match", SKOS.exactMatch),
    ("close-match", SKOS.closeMatch),
)
_BELOW = (
    ("superclass-of", RDFS.subClassOf),
    ("superproperty-of", RDFS.subPropertyOf),
    ("inverse-of", OWL.inverseOf),
    ("domain-of", RDFS.domain),
    ("range-of", RDFS.range),
)
_WORDS = (
    ("example", SKOS.example),
    ("scope-note", SKOS.scopeNote),
    ("change-note", SKOS.changeNote),
)


@dataclass(frozen=True)
class Named:
    """A rule, a question or a shape that speaks of a term: its title and where it is.

    A rule that writes into the facts, or wrote nothing, has no graph to lead to.
    """

    title: str
    href: str | None


@dataclass(frozen=True)
class TermEntry:
    """A term of the vocabulary. Words come in both languages, that of the page first."""

    node: NamedNode
    labels: Sequence[Literal]
    definitions: Sequence[Literal]
    words: Sequence[tuple[str, Sequence[Literal]]]
    status: str
    relations: Sequence[tuple[str, Sequence[NamedNode]]]
    domains: Sequence[NamedNode]
    ranges: Sequence[NamedNode]
    is_property: bool
    uses: int
    used_in: Sequence[tuple[str, Sequence[Named]]]

    @property
    def name(self) -> str:
        """Return the local name, which is also the anchor."""
        return self.node.value.partition("#")[2]


def groups(view: View) -> list[tuple[str, list[TermEntry]]]:
    """Return the terms of the vocabulary, grouped by what they are, each group sorted by name."""
    used = view.site.derived(usage)
    return [
        (key, [_entry(view, node, used, cls) for node in _terms(view.site, cls)])
        for key, cls in _GROUPS
    ]


def _terms(site: Site, cls: NamedNode) -> list[NamedNode]:
    return [node for node in instances(site.store, cls, VOCABULARY) if node in GHT]


def _entry(view: View, node: NamedNode, used: Usage, cls: NamedNode) -> TermEntry:
    store = view.site.store
    words = ((key, both(view, literals(store, node, predicate))) for key, predicate in _WORDS)
    counted = used.instances if cls == OWL.Class else used.statements
    return TermEntry(
        node,
        both(view, literals(store, node, RDFS.label)),
        both(view, literals(store, node, SKOS.definition)),
        [(key, said) for key, said in words if said],
        "".join(literal.value for literal in literals(store, node, VS.term_status)),
        list(_relations(store, node)),
        nodes(store, node, RDFS.domain),
        nodes(store, node, RDFS.range),
        cls != OWL.Class,
        counted.get(node.value, 0),
        [(key, named) for key, named in _used_in(view, node, used) if named],
    )


def _relations(store: Store, node: NamedNode) -> Iterator[tuple[str, Sequence[NamedNode]]]:
    found: dict[str, list[NamedNode]] = {}
    for key, predicate in _ABOVE:
        found.setdefault(key, []).extend(nodes(store, node, predicate))
    for key, predicate in _BELOW:
        found.setdefault(key, []).extend(
            one for one in subjects(store, predicate, node) if one in GHT
        )
    for key, related in found.items():
        if related:
            yield key, sorted(dict.fromkeys(related), key=str)


def _used_in(view: View, node: NamedNode, used: Usage) -> Iterator[tuple[str, list[Named]]]:
    rules = view.site.rules
    for key, table in (("read-by", used.read_by), ("written-by", used.written_by)):
        yield key, [_rule(view, name) for name in table.get(node.value, []) if name in rules]
    shapes = used.shapes.get(node.value, [])
    yield "checked-by", [Named(anchor(shape), _shape_href(view, shape)) for shape in shapes]
    questions = used.asked_by.get(node.value, [])
    yield "asked-by", [_question(view, name) for name in questions]


def _rule(view: View, name: str) -> Named:
    title, graph = view.site.rules[name].title(view.language), iris.graph(f"inferred-{name}")
    return Named(title, view.link(graph.value) if view.site.mentions(graph) else None)


def _question(view: View, name: str) -> Named:
    title = view.site.questions[name].title(view.language)
    return Named(title, view.href(f"sparql?example={name}#query"))


def _shape_href(view: View, shape: NamedNode) -> str:
    return view.href(f"shapes#{anchor(shape)}")


def anchor(node: NamedNode) -> str:
    """Return the anchor of a node that lies in a document: what follows the ``#``."""
    return node.value.rpartition("#")[2]


def both(view: View, words: Iterable[Literal]) -> list[Literal]:
    """Return ``words`` with those in the language of the page first."""
    return sorted(words, key=lambda literal: literal.language not in (view.language, None))


_NAMED = re.compile(rf"(?<![\w:])ght:([A-Za-z]\w*)|<{re.escape(PREFIXES['ght'])}(\w+)>")
_INSTANCES = "SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { ?s a ?term } GROUP BY ?term"
_STATEMENTS = "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term"
_CONCEPTS = f"""SELECT ?term (COUNT(*) AS ?n) {{
    ?term <{FOREIGN["skos"]}inScheme> ?scheme . ?s ?p ?term
    FILTER(!STRSTARTS(STR(?p), "{FOREIGN["skos"]}"))
}} GROUP BY ?term"""


@dataclass(frozen=True)
class Usage:
    """How often each class, property and concept is used, and what speaks of each term of ours.

    Keys are IRIs; rules and questions are named, shapes are nodes with a name of their own.
    """

    instances: Mapping[str, int]
    statements: Mapping[str, int]
    concepts: Mapping[str, int]
    read_by: Mapping[str, list[str]] = field(default_factory=dict)
    written_by: Mapping[str, list[str]] = field(default_factory=dict)
    asked_by: Mapping[str, list[str]] = field(default_factory=dict)
    shapes: Mapping[str, list[NamedNode]] = field(default_factory=dict)


def usage(site: Site) -> Usage:
    """Return where the terms are used in the release of ``site``."""
    return Usage(
        instances=_count(site, _INSTANCES),
        statements=_count(site, _STATEMENTS),
        concepts=_count(site, _CONCEPTS),
        read_by=_speakers(site.rules.values(), reads),
        written_by=_speakers(site.rules.values(), writes),
        asked_by=_speakers(site.questions.values(), reads),
        shapes=_shapes(site.shapes),
    )


def _count(site: Site, query: str) -> dict[str, int]:
    graphs: list[NamedNode | BlankNode | DefaultGraph] = [
        NamedNode(name) for name in site.manifest.default_graphs
    ]
    found = site.store.query(query, default_graph=graphs)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    return {row["term"].value: int(row["n"].value) for row in found if row["term"] is not None}


def reads(query: AnnotatedQuery) -> set[str]:
    """Return the local names of our terms that ``query`` looks for."""
    return _mentioned(_parts(query)[1])


def writes(query: AnnotatedQuery) -> set[str]:
    """Return the local names of our terms that ``query`` makes statements of."""
    return _mentioned(_parts(query)[0])


def _parts(query: AnnotatedQuery) -> tuple[str, str]:
    text = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
    made, where, looked_for = text.partition("WHERE")
    return (made, looked_for) if where else ("", text)


def _mentioned(text: str) -> set[str]:
    return {short or full for short, full in _NAMED.findall(text)}


def _speakers(
    queries: Iterable[AnnotatedQuery], mentioned: Callable[[AnnotatedQuery], set[str]]
) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for query in queries:
        for name in mentioned(query):
            found[GHT[name].value].append(query.name)
    return {term: sorted(names) for term, names in found.items()}


def _shapes(store: Store) -> dict[str, list[NamedNode]]:
    """Return the named shapes that speak of each term, in their structure or in a query."""
    found: defaultdict[str, set[NamedNode]] = defaultdict(set)
    for quad in store:
        if quad.predicate in (RDFS.comment, SH.description, SH.message):
            continue
        if isinstance(quad.object, NamedNode) and quad.object in GHT:
            terms = {quad.object.value}
        elif isinstance(quad.object, Literal) and quad.predicate == SH.select:
            terms = {GHT[name].value for name in _mentioned(quad.object.value)}
        else:
            continue
        for term in terms:
            found[term].update(_named_above(store, quad.subject))
    return {term: sorted(nodes, key=str) for term, nodes in found.items()}


def _named_above(store: Store, node: object) -> Iterator[NamedNode]:
    """Yield the shapes with a name that hold ``node``, however deep below blank nodes."""
    if isinstance(node, NamedNode):
        if node.value.startswith(f"{iris.SHAPES}#"):
            yield node
    elif isinstance(node, BlankNode):
        for quad in incoming(store, node):
            yield from _named_above(store, quad.subject)
