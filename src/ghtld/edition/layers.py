"""Layers: every triple is in a named graph, every graph has one layer, and only the layers that
may make a claim make it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from ghtld import iris
from ghtld.finding import Finding, violation
from ghtld.terms import RDFS, shorten

SOURCE = "source"
EVIDENCE = "preuve"
EDITORIAL = "editorial"
CONCEPTS = "concepts"
VOCABULARY = "vocabulaire"
INFERRED = "deduit"
EXTERNAL = "externe"
LAW = "droit"
REGISTER = "registre"
DESCRIPTION = "description"

EDITION = (SOURCE, EVIDENCE, EDITORIAL, CONCEPTS, VOCABULARY, INFERRED)
"""The layers whose triples together are ``id/graph/edition``."""

_BY_GRAPH_NAME = {
    "entities": EDITORIAL,
    "matches": EDITORIAL,
    "concepts": CONCEPTS,
    "vocabulary": VOCABULARY,
    "law": LAW,
    "dataset": DESCRIPTION,
    "edition": DESCRIPTION,
}
_BY_GRAPH_PREFIX = {
    "evidence-": EVIDENCE,
    "inferred-": INFERRED,
    "external-": EXTERNAL,
    "finess-": REGISTER,
}


def layer_of(graph: str) -> str | None:
    """Return the layer of the graph with this IRI, or None when it has none."""
    thing = iris.read(graph)
    if thing is None:
        return None
    if thing.kind == "fact":
        return SOURCE
    if thing.kind != "graph":
        return None
    if thing.slug in _BY_GRAPH_NAME:
        return _BY_GRAPH_NAME[thing.slug]
    starts = (layer for start, layer in _BY_GRAPH_PREFIX.items() if thing.slug.startswith(start))
    return next(starts, None)


def _terms(names: str, *layers: str) -> dict[str, frozenset[str]]:
    return {f"{iris.DEF}#{name}": frozenset(layers) for name in names.split()}


CLAIMS = """
    member support associate partner partyEstablishment party partyList instrument mission aim
    legalBasis horizon legalBasisAsWritten clause status date dayOfWeek vote actor actorList
    counterpart counterpartList agreement framework theme specialty form promisedAction measure
    value qualifier scope period partition rank rankAsWritten comparisonClass area criterion
    claimant listOf item closure statedFigure parentList listedRole nameForm wording statedKind
    roleAsWritten titleMention issuer signing signatory capacity principal statedOn
    realizedAction resultFigure
"""
"""Terms that say something of the world: facts, what follows from them, other sources, the law."""

_ALLOWED: dict[str, frozenset[str]] = {
    **_terms(
        "quote context ambiguity evidence absentWord misprint reading unsaid exclusion document",
        EVIDENCE,
    ),
    **_terms("textSha256 textLength", EDITORIAL),
    **_terms("entity entry rejectedEntry extract confidence method", EDITORIAL),
    **_terms("layer", EDITORIAL, INFERRED, REGISTER),
    **_terms("unnamedCount memberOf supportOf partyTo", INFERRED),
    **_terms("notBefore notAfter", INFERRED, LAW, EXTERNAL),
    **_terms("listedCount difference", SOURCE, INFERRED),
    **_terms("finessNumber registeredName category communeName postcode legalEntity", REGISTER),
    **_terms(
        """
        registeredLongName registeredNameComplement streetAddress communeCode department region
        legalStatus state siren siret createdOn openedOn authorizedOn closedOn updatedOn
        groupingType groupingNumber registeredMember registeredSupport
        """,
        REGISTER,
    ),
    **_terms("ghtCode regionalGhtCode", REGISTER, EXTERNAL),
    **_terms(
        CLAIMS,
        SOURCE,
        INFERRED,
        EXTERNAL,
        LAW,
    ),
}


def may_say(layer: str, predicate: str) -> bool:
    """Tell whether statements with this predicate may be made in this layer."""
    if predicate == RDFS.label.value:
        return layer != SOURCE
    if layer in (CONCEPTS, VOCABULARY, DESCRIPTION):
        return True
    return layer in _ALLOWED.get(predicate, {layer})


def findings(quads: Iterable[Quad]) -> Iterator[Finding]:
    """Yield one finding per triple that lies outside its layer, and per graph without a layer."""
    homeless: set[str] = set()
    for quad in quads:
        graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        layer = layer_of(graph)
        if layer is None:
            if graph not in homeless:
                homeless.add(graph)
                yield _without_layer(graph)
        elif not may_say(layer, quad.predicate.value):
            yield outside(quad.predicate.value, graph, layer)


def _without_layer(graph: str) -> Finding:
    name = shorten(graph) if graph else "(sans nom)"
    return violation(
        f"Le graphe {name} n’appartient à aucune couche : placez ses énoncés dans un fait ou dans "
        "le fichier de données qui leur convient.",
        f"The graph {name} belongs to no layer: put its statements in a fact or in the data file "
        "that suits them.",
        focus=graph or None,
    )


def outside(name: str, graph: str, layer: str) -> Finding:
    """Return the finding of a predicate that is said in a graph of the wrong layer."""
    predicate = shorten(name)
    homes = ", ".join(sorted(_ALLOWED.get(name, {EDITORIAL})))
    return violation(
        f"{predicate} ne se dit pas dans {shorten(graph)} (couche « {layer} ») : sa place est dans "
        f"la couche {homes}.",
        f"{predicate} may not be said in {shorten(graph)} (layer “{layer}”): it belongs in the "
        f"layer {homes}.",
        focus=graph,
    )
