"""The vocabulary as people read it: each term in both languages, where it stands, where used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from ghtld import iris
from ghtld.terms import FOREIGN, GHT, OWL, RDF, RDFS, SKOS, Namespace
from ghtld.web.pages.view import View
from ghtld.web.reference.usage import Usage, usage
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
    typed = site.store.quads_for_pattern(None, RDF.type, cls, VOCABULARY)
    found = {quad.subject for quad in typed if isinstance(quad.subject, NamedNode)}
    return sorted((node for node in found if node in GHT), key=str)


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
        found.setdefault(key, []).extend(pointing(store, node, predicate))
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


def literals(store: Store, node: NamedNode, predicate: NamedNode) -> list[Literal]:
    """Return the literals that ``store`` says ``node`` has, each once, sorted."""
    quads = store.quads_for_pattern(node, predicate, None, None)
    return sorted({q.object for q in quads if isinstance(q.object, Literal)}, key=str)


def nodes(store: Store, node: NamedNode, *predicates: NamedNode) -> list[NamedNode]:
    """Return the nodes with a name that ``node`` leads to, each once, sorted."""
    quads = (q for p in predicates for q in store.quads_for_pattern(node, p, None, None))
    return sorted({q.object for q in quads if isinstance(q.object, NamedNode)}, key=str)


def pointing(store: Store, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    """Return the terms of ours that lead to ``node``, each once, sorted."""
    quads = store.quads_for_pattern(None, predicate, node, None)
    found = {q.subject for q in quads if isinstance(q.subject, NamedNode)}
    return sorted((subject for subject in found if subject in GHT), key=str)
