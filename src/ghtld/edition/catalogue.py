"""The release as a catalogue entry (DCAT 3): who made it, how to query it, every file of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from ghtld import formats, iris
from ghtld.release import File
from ghtld.terms import DCAT, DCTERMS, FOREIGN, RDF, SPDX, XSD, Namespace

FOAF = Namespace(FOREIGN["foaf"])
_DATASET = NamedNode(iris.DATASET)
_MAKERS = NamedNode(f"{iris.DATASET}#contributors")
_SERVICE = NamedNode(f"{iris.DATASET}#sparql-service")
_ENDPOINT = NamedNode(f"{iris.BASE}sparql")
_DUMPS = NamedNode(f"{iris.BASE}dumps/")
_PROTOCOL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_GZIP = NamedNode(f"{_MEDIA_TYPES}application/gzip")


def with_agents(curated: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what curators say of the data set, with who made it as an agent and not as a word."""
    for triple in curated:
        if triple.predicate in (DCTERMS.creator, DCTERMS.publisher) and isinstance(
            triple.object, Literal
        ):
            yield Triple(triple.subject, triple.predicate, _MAKERS)
            yield Triple(_MAKERS, RDF.type, FOAF.Agent)
            yield Triple(_MAKERS, FOAF.name, triple.object)
        else:
            yield triple


def service() -> Iterator[Triple]:
    """Yield the endpoint as a ``dcat:DataService`` (DCAT 3, section 6.9)."""
    yield Triple(_DATASET, DCAT.landingPage, _DATASET)
    yield Triple(_SERVICE, RDF.type, DCAT.DataService)
    yield Triple(_SERVICE, DCTERMS.title, Literal("Point d’accès SPARQL", language="fr"))
    yield Triple(_SERVICE, DCTERMS.title, Literal("SPARQL endpoint", language="en"))
    yield Triple(_SERVICE, DCAT.endpointURL, _ENDPOINT)
    yield Triple(_SERVICE, DCAT.endpointDescription, _ENDPOINT)
    yield Triple(_SERVICE, DCAT.servesDataset, _DATASET)
    yield Triple(_SERVICE, DCTERMS.conformsTo, _PROTOCOL)


def distributions(
    files: dict[str, File], licence: NamedNode | None, issued: Literal | None
) -> Iterator[Triple]:
    """Yield a ``dcat:Distribution`` per file to download, and one for the endpoint.

    A file has its size in bytes, media type, checksum, date and licence; the media type of a
    compressed file is that of what is in it (DCAT 3, section 6.8.16).
    """
    for path, file in sorted(files.items()):
        name = path.removeprefix("dumps/")
        if name in (path, "SHA256SUMS"):
            continue
        node = NamedNode(f"{iris.DATASET}#{name.replace('.', '-')}")
        yield from _distribution(node, name, licence, issued)
        yield Triple(node, DCAT.accessURL, _DUMPS)
        yield Triple(node, DCAT.downloadURL, NamedNode(f"{iris.BASE}dumps/{name}"))
        yield Triple(node, DCAT.byteSize, Literal(str(file.bytes), datatype=XSD.nonNegativeInteger))
        yield from _type(node, name, file)
        yield from _checksum(node, file)
    endpoint = NamedNode(f"{iris.DATASET}#sparql-access")
    yield from _distribution(endpoint, "SPARQL", licence, issued)
    yield Triple(endpoint, DCAT.accessURL, _ENDPOINT)
    yield Triple(endpoint, DCAT.accessService, _SERVICE)


def _distribution(
    node: NamedNode, title: str, licence: NamedNode | None, issued: Literal | None
) -> Iterator[Triple]:
    yield Triple(_DATASET, DCAT.distribution, node)
    yield Triple(node, RDF.type, DCAT.Distribution)
    yield Triple(node, DCTERMS.title, Literal(title))
    if licence is not None:
        yield Triple(node, DCTERMS.license, licence)
    if issued is not None:
        yield Triple(node, DCTERMS.issued, issued)


def _type(node: NamedNode, name: str, file: File) -> Iterator[Triple]:
    media_type = file.media_type
    if name.endswith(".gz"):
        yield Triple(node, DCAT.compressFormat, _GZIP)
        inner = formats.BY_SUFFIX.get(name.removesuffix(".gz").rpartition(".")[2])
        media_type = inner.media_type if inner else media_type
    yield Triple(node, DCAT.mediaType, NamedNode(_MEDIA_TYPES + media_type))


def _checksum(node: NamedNode, file: File) -> Iterator[Triple]:
    checksum = NamedNode(f"{node.value}-sha256")
    yield Triple(node, SPDX.checksum, checksum)
    yield Triple(checksum, RDF.type, SPDX.Checksum)
    yield Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield Triple(checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary))
