"""What the pictures ask the release, and the words behind each thing they draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Triple

from ghtld import iris
from ghtld.terms import GHT, LAYER, PREFIXES, PROV, Namespace
from ghtld.web import graph as graphs
from ghtld.web.pages.quotations import words_of
from ghtld.web.pages.view import View
from ghtld.web.site import EDITION, Site
from ghtld.web.tables.table import Value, Values

STATUS = Namespace(PREFIXES["status"])

LIMIT = 2_000
"""How many rows of one question a picture draws; the data hold them all."""

_Object = NamedNode | BlankNode | Literal | Triple
_HEAD = "".join(f"PREFIX {name}: <{base}>\n" for name, base in PREFIXES.items())


def ask(site: Site, question: str) -> list[QuerySolution]:
    """Return at most ``LIMIT`` answers to ``question``, whose prefixes are the project's."""
    answered = site.store.query(f"{_HEAD}{question}\nLIMIT {LIMIT}")
    return list(answered) if isinstance(answered, QuerySolutions) else []


def bound(row: QuerySolution, name: str) -> NamedNode | None:
    """Return the node a row binds to ``name``."""
    found = row[name]
    return found if isinstance(found, NamedNode) else None


def nodes(site: Site, question: str) -> list[NamedNode]:
    """Return the nodes that the only variable of ``question`` is bound to, without repeats."""
    found = (row[0] for row in ask(site, question))
    return list(dict.fromkeys(term for term in found if isinstance(term, NamedNode)))


def of_class(site: Site, name: str) -> list[NamedNode]:
    """Return the things of a class of ours in the edition."""
    asked = f"SELECT DISTINCT ?x WHERE {{ GRAPH graph:edition {{ ?x a ght:{name} }} }} ORDER BY ?x"
    return nodes(site, asked)


def once(several: Iterable[NamedNode]) -> list[NamedNode]:
    """Return things in their order, each once."""
    return list(dict.fromkeys(several))


def stated(
    site: Site, subject: NamedNode, predicate: NamedNode, graph: NamedNode = EDITION
) -> list[_Object]:
    """Return the objects that ``graph`` gives, in the order of their text."""
    return sorted(set(graphs.objects(site.store, subject, predicate, graph)), key=str)


def stated_nodes(
    site: Site, subject: NamedNode, predicate: NamedNode, graph: NamedNode = EDITION
) -> list[NamedNode]:
    """Return the objects that ``graph`` gives and that are things."""
    found = stated(site, subject, predicate, graph)
    return [term for term in found if isinstance(term, NamedNode)]


def stated_literals(
    site: Site, subject: NamedNode, predicate: NamedNode, graph: NamedNode = EDITION
) -> list[Literal]:
    """Return the objects that ``graph`` gives and that are literals."""
    found = stated(site, subject, predicate, graph)
    return [term for term in found if isinstance(term, Literal)]


def external_graphs(site: Site) -> list[NamedNode]:
    """Return the graphs that hold what no document of the edition says."""
    found = (graph for graph, layer in site.layers.items() if layer == LAYER.externe)
    return sorted(found, key=str)


def holders(
    site: Site, subject: NamedNode, predicate: NamedNode | None, value: _Object | None = None
) -> list[NamedNode]:
    """Return the facts that hold a statement; when none does, the graphs that do."""
    found = graphs.holders(site.store, subject, predicate, value) - {EDITION}
    facts = [graph for graph in found if iris.is_fact(graph.value)]
    return sorted(facts or found, key=str)


def named(view: View, term: NamedNode, style: str = "") -> Value:
    """Return the name of a thing, which leads to it."""
    label = view.label(term)
    return Value(label.value, label.language, term.value, style)


def all_named(view: View, several: Iterable[NamedNode]) -> Values:
    """Return the names of things."""
    return tuple(named(view, one) for one in several)


def spoken(view: View, literal: Literal, style: str = "") -> Value:
    """Return a literal as people read it."""
    shown = view.show(literal)
    return Value(shown.text.value, shown.text.language, style=style)


def in_own_words(view: View, words: Iterable[Literal], style: str = "") -> Values:
    """Return what editors wrote, in the language of the page where they did."""
    return tuple(spoken(view, literal, style) for literal in view.pick(list(words)))


def proof(view: View, graphs: Iterable[NamedNode]) -> Values:
    """Return the words behind statements: each quotation, then the fact or graph it is from."""
    return tuple(part for graph in graphs for part in _proof(view, graph))


def _proof(view: View, graph: NamedNode) -> Iterator[Value]:
    if iris.is_fact(graph.value):
        words = words_of(view.site, graph)
        for quote in words.quotes:
            yield Value(quote.value, quote.language or "fr", style="quote")
        for parent in () if words.quotes else words.derived_from:
            for quote in words_of(view.site, parent).quotes:
                yield Value(quote.value, quote.language or "fr", style="quote")
    yield named(view, graph, "soft")


def documents(view: View, graphs: Iterable[NamedNode]) -> Values:
    """Return the documents that facts are quoted from, or where other graphs come from."""
    found = {origin: None for graph in graphs for origin in _origins(view.site, graph)}
    return tuple(_briefly(view, origin) for origin in sorted(found, key=str))


def _briefly(view: View, origin: NamedNode) -> Value:
    """Return the name of a document, which a page cuts down to its kind and number."""
    thing = iris.read(origin.value)
    if thing is None or thing.kind != "document":
        return named(view, origin)
    short = f"{view.kind_of(origin)} {thing.slug}"
    return replace(named(view, origin), short=short)


def _origins(site: Site, graph: NamedNode) -> list[NamedNode]:
    """Return where a graph comes from; a fact inferred from facts comes from where they do."""
    for predicate in (PROV.wasQuotedFrom, PROV.hadPrimarySource):
        found = graphs.nodes(site.store, graph, predicate)
        if found:
            return found
    parents = words_of(site, graph).derived_from if iris.is_fact(graph.value) else ()
    quoted = (words_of(site, parent).documents for parent in parents)
    return sorted({document for several in quoted for document in several}, key=str)


def note_documents(view: View, note: NamedNode) -> Values:
    """Return the documents a note is about."""
    return tuple(_briefly(view, one) for one in stated_nodes(view.site, note, GHT.document))
