"""Where each term and concept is used in a release: counted once, from the store and its files.

Counts are over the default data set, as a query without FROM sees it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from ghtld import iris
from ghtld.content import AnnotatedQuery
from ghtld.terms import FOREIGN, GHT, PREFIXES, RDFS, SH
from ghtld.web.site import Site

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
        for quad in store.quads_for_pattern(None, None, node, None):
            yield from _named_above(store, quad.subject)
