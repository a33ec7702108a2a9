"""What a release says of itself: the layer of each graph, VoID and DCAT with true counts.

DCAT 3 tells who made it, how to query it, and every file of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ghtld import formats, iris
from ghtld.edition import dumps, layers
from ghtld.edition.extract import PreparedExtract
from ghtld.edition.infer import Rule
from ghtld.release import File
from ghtld.terms import (
    DCAT,
    DCTERMS,
    FOREIGN,
    GHT,
    LAYER,
    RDF,
    RDFS,
    SCHEMA,
    SPDX,
    VOID,
    XSD,
    Namespace,
)
from ghtld.text import Text

DATASET = NamedNode(iris.DATASET)
COUNTED = (
    "Fact",
    "Document",
    "Establishment",
    "Grouping",
    "Agreement",
    "Event",
    "Action",
    "Figure",
    "StatedList",
)
LAYERS_GRAPH = iris.graph("inferred-layers")
FOAF = Namespace(FOREIGN["foaf"])
_MAKERS = NamedNode(f"{iris.DATASET}#contributors")
_SERVICE = NamedNode(f"{iris.DATASET}#sparql-service")
_ENDPOINT = NamedNode(f"{iris.BASE}sparql")
_DUMPS = NamedNode(f"{iris.BASE}dumps/")
_PROTOCOL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_GZIP = NamedNode(f"{_MEDIA_TYPES}application/gzip")


def layer_quads(quads: Iterable[Quad], rules: Iterable[Rule]) -> list[Quad]:
    """Return, for every graph, its type, its layer and (where no person gave one) a label."""
    quads = list(quads)
    names = {q.graph_name for q in quads if isinstance(q.graph_name, NamedNode)}
    names |= {LAYERS_GRAPH, iris.graph("edition"), iris.graph("dataset")}
    labelled = {q.subject for q in quads if q.predicate == RDFS.label}
    titles = {rule.graph: (rule.query.title("fr"), rule.query.title("en")) for rule in rules}
    made: list[Quad] = []
    for name in sorted(names, key=lambda n: n.value):
        layer = layers.layer_of(name.value)
        if layer is None:
            continue
        made.append(Quad(name, RDF.type, GHT.Graph, LAYERS_GRAPH))
        made.append(Quad(name, GHT.layer, LAYER[layer], LAYERS_GRAPH))
        if name not in labelled:
            made.extend(_labels(name, titles))
    known = {quad.triple for quad in quads}
    return [quad for quad in made if quad.triple not in known]


def _labels(name: NamedNode, titles: dict[NamedNode, tuple[str, str]]) -> Iterator[Quad]:
    slug = name.value.rpartition("/")[2]
    fr, en = _FIXED.get(slug, (f"Graphe {slug}", f"Graph {slug}"))
    if name in titles:
        fr, en = (f"Déduit : {titles[name][0]}", f"Inferred: {titles[name][1]}")
    if slug.startswith("evidence-"):
        number = slug.removeprefix("evidence-")
        fr, en = f"Citations du document {number}", f"Quotations of document {number}"
    yield Quad(name, RDFS.label, Literal(fr, language="fr"), LAYERS_GRAPH)
    yield Quad(name, RDFS.label, Literal(en, language="en"), LAYERS_GRAPH)


_FIXED = {
    "edition": Text("L’édition entière, sans doublon", "The whole edition, without duplicates"),
    "dataset": Text("Description du jeu de données", "Description of the data set"),
    "entities": Text("Entités et libellés des éditeurs", "Entities and the editors’ labels"),
    "matches": Text("Rapprochements avec le registre", "Matches with the register"),
    "concepts": Text("Concepts", "Concepts"),
    "vocabulary": Text("Vocabulaire", "Vocabulary"),
    "law": Text("Droit", "Law"),
    "inferred-layers": Text("Déduit : couche de chaque graphe", "Inferred: layer of each graph"),
}


def counts(triples: list[Triple]) -> dict[str, int]:
    """Return the counts of the edition that people ask for first."""
    types = _types(triples)
    return {"triples": len(triples), **{name: types[GHT[name]] for name in COUNTED}}


def _types(triples: list[Triple]) -> Counter[NamedNode]:
    """Return how many things there are of each class."""
    return Counter(
        t.object for t in triples if t.predicate == RDF.type and isinstance(t.object, NamedNode)
    )


def dataset_quads(
    edition: list[Triple],
    quads: list[Quad],
    curated: Iterable[Quad],
    registers: Sequence[PreparedExtract] = (),
) -> list[Quad]:
    """Return the VoID description of the edition and of each layer, in ``graph/dataset``."""
    home = iris.graph("dataset")
    said = list(with_agents(Triple(DATASET, q.predicate, q.object) for q in curated))
    said += service()
    said += [
        Triple(DATASET, RDF.type, VOID.Dataset),
        Triple(DATASET, RDF.type, DCAT.Dataset),
        Triple(DATASET, VOID.uriSpace, Literal(iris.BASE)),
        Triple(DATASET, VOID.sparqlEndpoint, _ENDPOINT),
        Triple(DATASET, VOID.vocabulary, NamedNode(iris.DEF)),
        # By this an engine elsewhere can say which release it holds: it is about all other graphs.
        Triple(DATASET, SCHEMA.sha256, Literal(dumps.sha256(dumps.canonical(quads, registers)))),
        *_void_counts(edition),
        *_class_partitions(edition),
    ]
    said += [
        Triple(_dump(fmt), DCTERMS["format"], Literal(fmt.media_type))
        for fmt in formats.RDF_FORMATS
    ]
    said += [Triple(DATASET, VOID.dataDump, _dump(fmt)) for fmt in formats.RDF_FORMATS]
    said += list(_layer_subsets(quads, registers))
    ordered = sorted(dict.fromkeys(said), key=str)
    return [Quad(t.subject, t.predicate, t.object, home) for t in ordered]


def _void_counts(triples: list[Triple]) -> Iterator[Triple]:
    yield Triple(DATASET, VOID.triples, _integer(len(triples)))
    entities = {t.subject for t in triples if isinstance(t.subject, NamedNode)}
    ours = [e for e in entities if iris.read(e.value) is not None]
    yield Triple(DATASET, VOID.entities, _integer(len(ours)))
    yield Triple(DATASET, VOID.distinctSubjects, _integer(len({t.subject for t in triples})))
    yield Triple(DATASET, VOID.distinctObjects, _integer(len({str(t.object) for t in triples})))
    yield Triple(DATASET, VOID.properties, _integer(len({t.predicate for t in triples})))
    classes = {t.object for t in triples if t.predicate == RDF.type}
    yield Triple(DATASET, VOID.classes, _integer(len(classes)))


def _class_partitions(triples: list[Triple]) -> Iterator[Triple]:
    for cls, number in sorted(_types(triples).items(), key=lambda entry: entry[0].value):
        if cls not in GHT:
            continue
        part = NamedNode(f"{iris.DATASET}#class-{cls.value.rpartition('#')[2]}")
        yield Triple(DATASET, VOID.classPartition, part)
        yield Triple(part, VOID["class"], cls)
        yield Triple(part, VOID.entities, _integer(number))


def _layer_subsets(quads: list[Quad], registers: Sequence[PreparedExtract]) -> Iterator[Triple]:
    sizes: Counter[str] = Counter()
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            sizes[layers.layer_of(quad.graph_name.value) or ""] += 1
    for register in registers:
        sizes[layers.REGISTER] += register.count
    for layer, size in sorted(sizes.items()):
        subset = NamedNode(f"{iris.DATASET}#layer-{layer}")
        yield Triple(DATASET, VOID.subset, subset)
        yield Triple(subset, RDF.type, VOID.Dataset)
        yield Triple(subset, GHT.layer, LAYER[layer])
        yield Triple(subset, VOID.triples, _integer(size))


def _dump(fmt: formats.Format) -> NamedNode:
    return NamedNode(f"{iris.BASE}dumps/ghtld.{fmt.suffix}")


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


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
    yield Triple(DATASET, DCAT.landingPage, DATASET)
    yield Triple(_SERVICE, RDF.type, DCAT.DataService)
    yield Triple(_SERVICE, DCTERMS.title, Literal("Point d’accès SPARQL", language="fr"))
    yield Triple(_SERVICE, DCTERMS.title, Literal("SPARQL endpoint", language="en"))
    yield Triple(_SERVICE, DCAT.endpointURL, _ENDPOINT)
    yield Triple(_SERVICE, DCAT.endpointDescription, _ENDPOINT)
    yield Triple(_SERVICE, DCAT.servesDataset, DATASET)
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
    yield Triple(DATASET, DCAT.distribution, node)
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
