"""Namespaces, the one prefix table, access to terms by name, and facts as RDF statements.

``GHT.Fact`` is the node of our class; a test holds every such name in the code against the
ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from ghtld import iris

SCHEMES = (
    "mission",
    "instrument",
    "role",
    "category",
    "kind",
    "specialty",
    "status",
    "qualifier",
    "measure",
    "closure",
    "theme",
    "form",
    "weekday",
    "layer",
    "exclusion",
    "confidence",
    "legal-status",
    "state",
    "grouping-type",
    "department",
    "region",
)

FOREIGN = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "igeo": "http://rdf.insee.fr/def/geo#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def _prefix_table() -> dict[str, str]:
    table = {"ght": iris.DEF + "#", "shapes": iris.SHAPES + "#", **FOREIGN}
    for kind in iris.KINDS:
        table["est" if kind == "establishment" else kind] = f"{iris.BASE}id/{kind}/"
    for scheme in SCHEMES:
        table[scheme] = f"{iris.BASE}id/concept/{scheme}/"
    return dict(sorted(table.items()))


PREFIXES: dict[str, str] = _prefix_table()
"""The prefix table of the whole project: data, queries, dumps and pages use it and no other."""


class Namespace:
    """Terms of one vocabulary by attribute: ``Namespace("http://…#").name``."""

    def __init__(self, base: str) -> None:
        self._base = base

    def __getattr__(self, name: str) -> NamedNode:
        """Return the node of the term called ``name``."""
        if name.startswith("_"):
            raise AttributeError(name)
        node = self.__dict__[name] = NamedNode(self._base + name)
        return node

    def __getitem__(self, name: str) -> NamedNode:
        """Return the node of a term whose name is no Python identifier."""
        return NamedNode(self._base + name)

    def __contains__(self, iri: object) -> bool:
        """Tell whether ``iri`` lies in this namespace."""
        return str(iri).strip("<>").startswith(self._base)


GHT = Namespace(PREFIXES["ght"])
DCAT = Namespace(FOREIGN["dcat"])
DCTERMS = Namespace(FOREIGN["dcterms"])
GEO = Namespace(FOREIGN["geo"])
OA = Namespace(FOREIGN["oa"])
ORG = Namespace(FOREIGN["org"])
OWL = Namespace(FOREIGN["owl"])
PROV = Namespace(FOREIGN["prov"])
RDF = Namespace(FOREIGN["rdf"])
RDFS = Namespace(FOREIGN["rdfs"])
SCHEMA = Namespace(FOREIGN["schema"])
SH = Namespace(FOREIGN["sh"])
SKOS = Namespace(FOREIGN["skos"])
SPDX = Namespace(FOREIGN["spdx"])
VOID = Namespace(FOREIGN["void"])
XSD = Namespace(FOREIGN["xsd"])
LAYER = Namespace(PREFIXES["layer"])


_BY_LENGTH = sorted(PREFIXES.items(), key=lambda entry: -len(entry[1]))


def shorten(iri: str) -> str:
    """Return ``iri`` as a prefixed name when the table has its namespace, else in full."""
    for prefix, base in _BY_LENGTH:
        local = iri.removeprefix(base)
        if local != iri and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


def expand(name: str) -> str:
    """Return the IRI of a prefixed name; raise KeyError for a prefix outside the table."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def reified(fact: NamedNode, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield what ``fact`` holds as nodes, numbered in the order of the statements' text.

    Formats of one graph can't say in which named graph a statement stands. So ``evidence.nt``, and
    the data of a fact in these formats, have for each statement of a fact an ``rdf:Statement`` at
    ``id/fact/000-05#statement-1`` (RDF Schema 1.1, section 5.3), ``dcterms:isPartOf`` its fact.
    """
    for number, triple in enumerate(sorted(triples, key=str), start=1):
        statement = NamedNode(f"{fact.value}#statement-{number}")
        yield Triple(statement, RDF.type, RDF.Statement)
        yield Triple(statement, RDF.subject, triple.subject)
        yield Triple(statement, RDF.predicate, triple.predicate)
        yield Triple(statement, RDF.object, triple.object)
        yield Triple(statement, DCTERMS.isPartOf, fact)
