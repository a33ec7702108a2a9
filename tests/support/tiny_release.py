"""A release of a few statements, made with the real store, to hold the web against."""

import hashlib
import json
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from ghtld import iris
from ghtld.edition import search_index
from ghtld.release import File, Manifest, Release, point_current_to
from ghtld.terms import PREFIXES

TRIG = """
fact:000-04 {
    agreement:lozere a ght:Agreement ;
        ght:party group:lozere , est:hopital-lozere .
    group:lozere a ght:TerritorialHospitalGrouping .
}
fact:000-05 {
    event:signature a ght:Signing ;
        ght:subject agreement:lozere ;
        ght:date "--06-28"^^xsd:gMonthDay ;
        ght:status status:fait .
    person:patrick-julien a foaf:Person .
}
fact:000-20 {
    figure:000-20 a ght:Figure ; ght:subject group:lozere ; ght:value 11000 .
    agreement:lozere ght:horizon "P5Y"^^xsd:duration .
}
graph:evidence-000 {
    fact:000-04 a ght:Fact ; ght:quote "entre le GHT Lozère et l'hôpital" ;
        prov:wasQuotedFrom document:000 .
    fact:000-05 a ght:Fact ; ght:quote "signée le 28 juin par" ; ght:context "Ce 28 juin" ;
        ght:ambiguity "L’année n’est pas dite."@fr , "The year is not said."@en ;
        prov:wasQuotedFrom document:000 .
    fact:000-20 a ght:Fact ; prov:wasDerivedFrom fact:000-04 ; prov:wasQuotedFrom document:000 .
}
graph:entities {
    agreement:lozere rdfs:label "Convention de Lozère"@fr , "Lozère agreement"@en .
    group:lozere rdfs:label "GHT de Lozère"@fr , "Lozère grouping"@en .
    est:hopital-lozere a ght:Establishment ;
        rdfs:label "Hôpital <script>alert(1)</script>"@fr , "Hospital <b>bold</b>"@en ;
        foaf:page <javascript:alert(1)> , <data:text/html,x> , <https://example.org/> .
    person:patrick-julien rdfs:label "Patrick Julien"@fr , "Patrick Julien"@en .
    document:000 a ght:Document ; rdfs:label "Communiqué"@fr , "Press release"@en .
    place:sans-nom a ght:Place ; rdfs:comment "שלום"@he .
}
graph:concepts {
    concept:status a skos:ConceptScheme ; skos:prefLabel "Statuts"@fr , "Statuses"@en .
    status:fait a skos:Concept ; skos:inScheme concept:status ;
        skos:prefLabel "fait"@fr , "done"@en .
    layer:source a skos:Concept ; skos:prefLabel "source"@fr , "source"@en .
    layer:editorial a skos:Concept ; skos:prefLabel "éditorial"@fr , "editorial"@en .
    layer:externe a skos:Concept ; skos:prefLabel "externe"@fr , "external"@en .
    layer:registre a skos:Concept ; skos:prefLabel "registre"@fr , "register"@en .
}
graph:vocabulary {
    <https://w3id.org/ghtld/def> a owl:Ontology ; owl:versionInfo "1.0.0" .
    ght:Agreement a owl:Class ; rdfs:label "accord"@fr , "agreement"@en ;
        skos:definition "Acte par lequel on convient."@fr , "An act by which one agrees."@en .
    ght:party a owl:ObjectProperty ; rdfs:label "partie"@fr , "party"@en ;
        rdfs:domain ght:Agreement .
    ght:date a owl:DatatypeProperty ; rdfs:label "date"@fr , "date"@en .
    <https://w3id.org/ghtld/def/alignments/org> a owl:Ontology ;
        rdfs:label "Alignement"@fr , "Alignment"@en .
}
graph:inferred-layers {
    graph:entities a ght:Graph ; ght:layer layer:editorial ;
        rdfs:label "Entités"@fr , "Entities"@en .
    fact:000-04 ght:layer layer:source .
    graph:external-codes ght:layer layer:externe ; rdfs:label "Codes"@fr , "Codes"@en .
    graph:finess-2021-01 ght:layer layer:registre ; rdfs:label "FINESS 2021"@fr , "FINESS 2021"@en .
}
graph:external-codes { group:lozere ght:ghtCode "76106" . }
graph:finess-2021-01 {
    finess:2A0000014 a ght:RegisteredLegalEntity ; ght:registeredName "CH D'AJACCIO" .
}
"""
SHAPES = """
shapes:Agreement a sh:NodeShape ; sh:targetClass ght:Agreement ;
    rdfs:label "Accord"@fr , "Agreement"@en ; sh:property shapes:Agreement-party .
shapes:Agreement-party sh:path ght:party ; sh:minCount 1 ; sh:severity sh:Violation ;
    sh:name "partie"@fr , "party"@en ;
    sh:message "Un accord a une partie."@fr , "An agreement has a party."@en .
"""
DATASET = """
<https://w3id.org/ghtld/dataset> a dcat:Dataset ; dcterms:title "Édition"@fr , "Edition"@en .
"""
QUESTION = {
    "name": "parties",
    "heading": {
        "title-fr": "Qui sont les parties ?",
        "title-en": "Who are the parties?",
        "description-fr": "Les parties de chaque accord.",
        "description-en": "The parties of each agreement.",
        "theme": "accords",
    },
    "text": "SELECT ?party { ?a <https://w3id.org/ghtld/def#party> ?party } ORDER BY ?party",
}
WITHDRAWN = {
    iris.BASE + "id/fact/000-99": {"on": "2026-01-02", "fr": "passage mal lu", "en": "misread"},
    iris.BASE + "id/finess/2B0000014": {"on": "2026-01-02", "fr": "mal lu", "en": "misread"},
}
EDITION = iris.graph("edition")
REGISTER = iris.graph("finess-2021-01")
_APART = {REGISTER, iris.graph("external-codes")}


def make_release(
    build: Path, trig: str = TRIG, name: str = "0123456789abcdef", size: int = 0
) -> Release:
    """Write a release below ``build`` and make it current; with a dump of ``size`` bytes."""
    release = Release(build / "releases" / name)
    release.dumps.mkdir(parents=True)
    quads = read(trig)
    _write_store(release, quads)
    _write_texts(release)
    if size:
        (release.dumps / "big.nt").write_bytes(
            b"".join(b"# %014d\n" % n for n in range(size // 17))
        )
    files = {f"dumps/{path.name}": _file(path) for path in sorted(release.dumps.iterdir())}
    manifest = Manifest(
        hash=name * 4,
        version="1.0.0",
        issued="2026-01-01",
        title_fr="Essai",
        title_en="Trial",
        default_graphs=(EDITION.value, REGISTER.value),
        counts={"triples": len(quads), "Agreement": 1},
        files=files,
    )
    (release.path / "manifest.json").write_text(manifest.to_json())
    search_index.write(release)
    point_current_to(build, release)
    return release


def prefixed(text: str) -> str:
    """Return ``text`` after the prefixes of the project."""
    return "".join(f"@prefix {p}: <{base}> .\n" for p, base in PREFIXES.items()) + text


def read(trig: str) -> list[Quad]:
    """Return the statements of a text in TriG."""
    return list(parse(prefixed(trig).encode(), format=RdfFormat.TRIG))


def _write_store(release: Release, quads: list[Quad]) -> None:
    store = Store(str(release.store))
    store.bulk_extend(quads)
    flat = {quad.triple for quad in quads if quad.graph_name not in _APART}
    store.bulk_extend(Quad(*triple, EDITION) for triple in flat)
    store.flush()


def _write_texts(release: Release) -> None:
    vocabulary = [q.triple for q in read(TRIG) if q.graph_name == NamedNode(_VOCABULARY)]
    lines = "".join(f"{triple} .\n" for triple in vocabulary)
    release.vocabulary.write_text(lines)
    release.shapes.write_text(prefixed(SHAPES))
    release.dataset.write_text(prefixed(DATASET))
    release.questions.write_text(json.dumps([QUESTION]))
    release.withdrawn.write_text(json.dumps(WITHDRAWN))
    (release.dumps / "ghtld.nt").write_text(lines)
    (release.dumps / "ghtld.nt.gz").write_bytes(b"\x1f\x8b" + bytes(18))


_VOCABULARY = iris.BASE + "id/graph/vocabulary"


def _file(path: Path) -> File:
    data = path.read_bytes()
    media_type = "application/gzip" if path.suffix == ".gz" else "application/n-triples"
    return File(len(data), hashlib.sha256(data).hexdigest(), media_type)
