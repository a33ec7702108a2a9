"""The statements of a fact as nodes: what a fact holds, told in one graph.

Formats of one graph can't say in which named graph a statement stands. So ``evidence.nt``, and the
data of a fact in these formats, have for each statement of a fact an ``rdf:Statement`` at
``id/fact/000-05#statement-1`` (RDF Schema 1.1, section 5.3), ``dcterms:isPartOf`` its fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from ghtld.terms import DCTERMS, RDF


def statements(fact: NamedNode, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what ``fact`` holds, statement by statement, numbered in the order of their text."""
    for number, triple in enumerate(sorted(triples, key=str), start=1):
        statement = NamedNode(f"{fact.value}#statement-{number}")
        yield Triple(statement, RDF.type, RDF.Statement)
        yield Triple(statement, RDF.subject, triple.subject)
        yield Triple(statement, RDF.predicate, triple.predicate)
        yield Triple(statement, RDF.object, triple.object)
        yield Triple(statement, DCTERMS.isPartOf, fact)
