"""The SPARQL 1.1 service description: what this endpoint truly does, and nothing it does not.

No ``sd:feature`` is stated: the default graph is no union of the named ones, no IRI is looked up,
no other service is called, and a query need not name its data set.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ghtld import iris
from ghtld.formats import RDF_FORMATS, RESULT_FORMATS, Format
from ghtld.terms import DCTERMS, RDF, RDFS, Namespace
from ghtld.ui import messages
from ghtld.ui.negotiation import LANGUAGES
from ghtld.web.pages.rdf import write_triples
from ghtld.web.site import Site

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
ENTAILMENT = Namespace("http://www.w3.org/ns/entailment/")
_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "json-ld": "JSON-LD",
    "n-triples": "N-Triples",
    "rdf-xml": "RDF_XML",
    "trig": "TriG",
    "n-quads": "N-Quads",
}
_DATASET, _DEFAULT = BlankNode("dataset"), BlankNode("default")


def service_description(site: Site, endpoint: str, fmt: Format) -> bytes:
    """Return the description of the endpoint served at ``endpoint``, in ``fmt``."""
    service = NamedNode(endpoint)
    return write_triples([*_service(site, service), *site.derived(_data_set)], fmt)


def _service(site: Site, service: NamedNode) -> Iterator[Triple]:
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, SD.defaultEntailmentRegime, ENTAILMENT.Simple)
    for fmt in (*RESULT_FORMATS, *RDF_FORMATS):
        yield Triple(service, SD.resultFormat, FORMATS[_NAMES[fmt.name]])
    yield Triple(service, SD.defaultDataset, _DATASET)
    titles = {"fr": site.manifest.title_fr, "en": site.manifest.title_en}
    limits = site.limits
    for language in LANGUAGES:
        yield Triple(service, DCTERMS.title, Literal(titles[language], language=language))
        said = messages.say(
            "sparql-limits",
            language,
            seconds=f"{limits.deadline:g}",
            megabytes=limits.answer // 2**20,
        )
        yield Triple(service, RDFS.comment, Literal(said, language=language))


def _data_set(site: Site) -> list[Triple]:
    """Return what a query reads that names no data set: the same for every address."""
    triples = [
        Triple(_DATASET, RDF.type, SD.Dataset),
        Triple(_DATASET, DCTERMS.source, NamedNode(iris.DATASET)),
        Triple(_DATASET, SD.defaultGraph, _DEFAULT),
        Triple(_DEFAULT, RDF.type, SD.Graph),
    ]
    for name in site.manifest.default_graphs:
        triples.append(Triple(_DEFAULT, DCTERMS.hasPart, NamedNode(name)))
    for place, graph in enumerate(sorted(site.store.named_graphs(), key=str)):
        named = BlankNode(f"graph{place}")
        triples.append(Triple(_DATASET, SD.namedGraph, named))
        triples.append(Triple(named, RDF.type, SD.NamedGraph))
        triples.append(Triple(named, SD.name, graph))
    return triples
