"""What a release says of itself: the layer of each graph, VoID and DCAT with true counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ghtld import formats, iris
from ghtld.edition import catalogue, dumps, layers
from ghtld.edition.infer import Rule
from ghtld.edition.lifted import Lifted
from ghtld.terms import DCAT, DCTERMS, GHT, LAYER, RDF, RDFS, SCHEMA, VOID, XSD

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
    "edition": ("L’édition entière, sans doublon", "The whole edition, without duplicates"),
    "dataset": ("Description du jeu de données", "Description of the data set"),
    "entities": ("Entités et libellés des éditeurs", "Entities and the editors’ labels"),
    "matches": ("Rapprochements avec le registre", "Matches with the register"),
    "concepts": ("Concepts", "Concepts"),
    "vocabulary": ("Vocabulaire", "Vocabulary"),
    "law": ("Droit", "Law"),
    "inferred-layers": ("Déduit : couche de chaque graphe", "Inferred: layer of each graph"),
}


def counts(triples: Iterable[Triple]) -> dict[str, int]:
    """Return the counts of the edition that people ask for first."""
    triples = list(triples)
    types = Counter(
        t.object.value
        for t in triples
        if t.predicate == RDF.type and isinstance(t.object, NamedNode)
    )
    named = {name: types[GHT[name].value] for name in COUNTED}
    return {"triples": len(triples), **named}


def dataset_quads(
    edition: list[Triple],
    quads: list[Quad],
    curated: Iterable[Quad],
    registers: Sequence[Lifted] = (),
) -> list[Quad]:
    """Return the VoID description of the edition and of each layer, in ``graph/dataset``."""
    home = iris.graph("dataset")
    said = list(catalogue.with_agents(Triple(DATASET, q.predicate, q.object) for q in curated))
    said += catalogue.service()
    said += [
        Triple(DATASET, RDF.type, VOID.Dataset),
        Triple(DATASET, RDF.type, DCAT.Dataset),
        Triple(DATASET, VOID.uriSpace, Literal(iris.BASE)),
        Triple(DATASET, VOID.sparqlEndpoint, NamedNode(iris.BASE + "sparql")),
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
    types = Counter(
        t.object for t in triples if t.predicate == RDF.type and isinstance(t.object, NamedNode)
    )
    for cls, number in sorted(types.items(), key=lambda entry: entry[0].value):
        if cls not in GHT:
            continue
        part = NamedNode(f"{iris.DATASET}#class-{cls.value.rpartition('#')[2]}")
        yield Triple(DATASET, VOID.classPartition, part)
        yield Triple(part, VOID["class"], cls)
        yield Triple(part, VOID.entities, _integer(number))


def _layer_subsets(quads: list[Quad], registers: Sequence[Lifted]) -> Iterator[Triple]:
    sizes: Counter[str] = Counter()
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            sizes[layers.layer_of(quad.graph_name.value) or ""] += 1
    for lifted in registers:
        sizes[layers.REGISTER] += lifted.count
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
