"""The SPARQL 1.1 service description: what this endpoint truly does."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ghtld import iris
from ghtld.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from ghtld.terms import DCTERMS, RDF, VOID, Namespace
from ghtld.web.quads import write_triples
from ghtld.web.site import Site

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "json-ld": "JSON-LD",
    "n-triples": "N-Triples",
    "rdf-xml": "RDF_XML",
}


def service_description(site: Site, endpoint: str, fmt: Format) -> bytes:
    """Return the description of the endpoint served at ``endpoint``, in ``fmt``."""
    return write_triples(list(_triples(site, NamedNode(endpoint))), fmt)


def _triples(site: Site, endpoint: NamedNode) -> Iterator[Triple]:
    service, default, graph = endpoint, BlankNode("dataset"), BlankNode("default")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, endpoint)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, DCTERMS.title, Literal(site.manifest.title_fr, language="fr"))
    yield Triple(service, DCTERMS.title, Literal(site.manifest.title_en, language="en"))
    for fmt in (*RESULT_FORMATS, *GRAPH_FORMATS):
        yield Triple(service, SD.resultFormat, FORMATS[_NAMES[fmt.name]])
    yield Triple(service, SD.defaultDataset, default)
    yield Triple(default, RDF.type, SD.Dataset)
    yield Triple(default, DCTERMS.source, NamedNode(iris.DATASET))
    yield Triple(default, SD.defaultGraph, graph)
    yield Triple(graph, RDF.type, SD.Graph)
    for name in site.manifest.default_graphs:
        yield Triple(graph, DCTERMS.hasPart, NamedNode(name))
    if "triples" in site.manifest.counts:
        count = Literal(site.manifest.counts["triples"])
        yield Triple(graph, VOID.triples, count)
