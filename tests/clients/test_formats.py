"""Formats as other people's clients ask for them: by name, by Accept, by both at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from itertools import product
from pathlib import Path
from xml.dom.minidom import Document

import httpx
import pytest
import rdflib
import SPARQLWrapper
from engines import missing
from rdflib.compare import isomorphic

# What rdflib says of its own ways.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning"),
]

JS = Path(__file__).parents[1] / "js"
IRI = "https://w3id.org/ghtld/"
LOZERE = rdflib.URIRef(f"{IRI}id/group/lozere")
GROUPING = f"{IRI}def#Grouping"
RDF_TYPE = str(rdflib.RDF.type)

# SPARQLWrapper ───────────────────────────────────────────────────────────────

QUERIES = {
    "SELECT": f"SELECT ?p ?o {{ <{LOZERE}> ?p ?o }}",
    "ASK": f"ASK {{ <{LOZERE}> ?p ?o }}",
    "CONSTRUCT": f"CONSTRUCT WHERE {{ <{LOZERE}> ?p ?o }}",
    "DESCRIBE": f"DESCRIBE <{LOZERE}>",
}
RETURNED = (None, "XML", "JSON", "CSV", "TSV", "N3", "RDF", "RDFXML", "TURTLE", "JSONLD")
EXPECTED = {
    "rows": {
        **dict.fromkeys([None, "XML"], "application/sparql-results+xml"),
        **dict.fromkeys(["JSON"], "application/sparql-results+json"),
        "CSV": "text/csv",
        "TSV": "text/tab-separated-values",
        # No rows are written so: what the client accepts decides, which is anything.
        **dict.fromkeys(["N3", "RDF", "RDFXML", "TURTLE", "JSONLD"], ""),
    },
    "graph": {
        **dict.fromkeys([None, "XML", "RDF", "RDFXML"], "application/rdf+xml"),
        **dict.fromkeys(["JSON", "JSONLD"], "application/ld+json"),
        **dict.fromkeys(["TURTLE", "N3"], "text/turtle"),
        **dict.fromkeys(["CSV", "TSV"], ""),
    },
}


def read(converted: object, media_type: str) -> int:
    """Return how many statements or rows there are in what the client made of an answer."""
    if isinstance(converted, rdflib.Graph):
        return len(converted)
    if isinstance(converted, Document):
        results = converted.getElementsByTagName("result")
        return len(results) or len(converted.getElementsByTagName("boolean"))
    if isinstance(converted, dict):
        return len(converted["results"]["bindings"]) if "results" in converted else 1
    assert isinstance(converted, bytes)
    if media_type in ("text/csv", "text/tab-separated-values"):
        return len(converted.decode().splitlines()) - 1 or 1  # a yes or no has one line
    return len(rdflib.Graph().parse(data=converted, format=media_type))


@pytest.mark.parametrize(
    ("form", "returned", "method"), list(product(QUERIES, RETURNED, ("GET", "POST")))
)
def test_sparqlwrapper_gets_an_answer_to_whatever_it_asks(
    form: str, returned: str | None, method: str, endpoint: str
) -> None:
    graph = form in ("CONSTRUCT", "DESCRIBE")
    with warnings.catch_warnings():
        # The client itself says what it thinks of a format for rows or for a graph.
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        made = SPARQLWrapper.SPARQLWrapper(endpoint)
        made.setQuery(QUERIES[form])
        made.setMethod(getattr(SPARQLWrapper, method))
        if returned is not None:
            made.setReturnFormat(getattr(SPARQLWrapper, returned))
        answer = made.query()
        media_type = answer.info()["content-type"].partition(";")[0]
        assert answer.response.status == 200
        assert read(answer.convert(), media_type) >= 1
    expected = EXPECTED["graph" if graph else "rows"][returned]
    assert media_type == (expected or media_type)


# rdflib ──────────────────────────────────────────────────────────────────────

FORMATS = ("turtle", "n3", "xml", "json-ld", "nt", "trig", "nquads")
PLACES = ("/id/group/lozere", "/doc/group/lozere", "/def", "/shapes", "/dataset")


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("form", FORMATS)
def test_rdflib_reads_every_format_that_it_knows(path: str, form: str, site: str) -> None:
    expected = rdflib.Graph().parse(site + path, format="turtle")
    assert len(expected) > 20
    if form in ("trig", "nquads"):  # which hold what every layer says, each in its graph
        # For N-Quads it accepts every format alike, so the address has to name it.
        asked = {"nquads": path.replace("/id/", "/doc/") + ".nq"}.get(form, path)
        named = rdflib.Dataset(default_union=True)
        named.parse(site + asked, format=form)
        known = {predicate for _, predicate, _ in named.triples((None, None, None))}
        assert set(expected.predicates()) <= known
    else:
        assert isomorphic(rdflib.Graph().parse(site + path, format=form), expected)


@pytest.mark.parametrize("form", ["turtle", "n3", "xml", "json-ld", "nt"])
def test_rdflib_reads_what_the_endpoint_constructs(form: str, endpoint: str) -> None:
    parameters = {"query": QUERIES["CONSTRUCT"]}
    found = rdflib.Graph().parse(str(httpx.URL(endpoint, params=parameters)), format=form)
    assert (LOZERE, rdflib.RDF.type, rdflib.URIRef(GROUPING)) in found


# JSON-LD ─────────────────────────────────────────────────────────────────────

DESCRIBED = f"/sparql?query=DESCRIBE%20<{LOZERE}>"
TYPED = {
    "/id/group/lozere": GROUPING,
    "/doc/group/lozere.jsonld": GROUPING,
    "/doc/group/lozere?format=json": GROUPING,
    "/def": "http://www.w3.org/2002/07/owl#Class",
    "/shapes": "http://www.w3.org/ns/shacl#NodeShape",
    "/dataset": "http://www.w3.org/ns/dcat#Dataset",
    "/dumps/": "http://www.w3.org/ns/dcat#Distribution",
    "/dumps/ghtld.jsonld": GROUPING,
    "/sparql": "http://www.w3.org/ns/sparql-service-description#Service",
    DESCRIBED: GROUPING,
    "/sparql?query=CONSTRUCT%20WHERE%20{%20?s%20a%20?t%20}": GROUPING,
}


def node(script: str, *arguments: str) -> object:
    if shutil.which("node") is None or not (JS / "node_modules/jsonld").is_dir():
        missing("jsonld and virtuoso-sparql-client (npm ci in tests/js)")
    # DEP0040: what the client of Virtuoso needs is no longer of the present.
    done = subprocess.run(
        ["node", "--disable-warning=DEP0040", JS / script, *arguments],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    found: object = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("path", TYPED)
def test_every_json_ld_says_types_as_such(path: str, site: str) -> None:
    answer = httpx.get(
        site + path, headers={"Accept": "application/ld+json"}, follow_redirects=True, timeout=60
    )
    assert answer.headers["Content-Type"] == "application/ld+json"
    nodes = [inner for top in answer.json() for inner in (top, *top.get("@graph", ()))]
    assert sum("@type" in said for said in nodes) > 0
    assert not any(RDF_TYPE in said for said in nodes)


@pytest.mark.parametrize("path", TYPED)
def test_json_ld_can_be_framed_by_type(path: str, site: str) -> None:
    found = node("frame.mjs", site + path, TYPED[path])
    assert isinstance(found, list)
    assert [name for name in found if name], found
    if TYPED[path] == GROUPING:
        assert str(LOZERE) in found


def test_the_dump_in_json_ld_holds_what_the_dump_in_n_triples_holds(site: str) -> None:
    turtle = rdflib.Graph().parse(f"{site}/dumps/ghtld.nt", format="nt")
    json_ld = rdflib.Graph().parse(f"{site}/dumps/ghtld.jsonld", format="json-ld")
    assert len(json_ld) == len(turtle)
    assert {t for t in json_ld if not has_blank(t)} == {t for t in turtle if not has_blank(t)}


def has_blank(triple: tuple[rdflib.term.Node, ...]) -> bool:
    return any(isinstance(term, rdflib.BNode) for term in triple)


# npm: virtuoso-sparql-client ─────────────────────────────────────────────────


def test_a_client_of_virtuoso_reads_rows(endpoint: str) -> None:
    query = f'SELECT ?name {{ <{LOZERE}> rdfs:label ?name FILTER(LANG(?name) = "fr") }}'
    found = node("virtuoso.mjs", endpoint, "application/sparql-results+json", query)
    assert isinstance(found, dict)
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == ["GHT de Lozère"]


@pytest.mark.parametrize("form", ["CONSTRUCT", "DESCRIBE"])
def test_a_client_of_virtuoso_reads_a_graph_in_its_own_way(form: str, endpoint: str) -> None:
    found = node("virtuoso.mjs", endpoint, "", QUERIES[form])
    assert isinstance(found, list | str)
    nodes = json.loads(found) if isinstance(found, str) else found
    assert GROUPING in next(said["@type"] for said in nodes if said["@id"] == str(LOZERE))
