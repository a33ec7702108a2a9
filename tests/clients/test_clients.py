"""Clients that others wrote, as they come, on our endpoint and pages."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pandas
import pytest
import rdflib
from engines import Engine, missing, oxigraph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, RDFXML, TURTLE, URLENCODED, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper

JS = Path(__file__).parents[1] / "js"
IRI = "https://w3id.org/ghtld/"
PREFIXES = """
PREFIX ght: <https://w3id.org/ghtld/def#>
PREFIX group: <https://w3id.org/ghtld/id/group/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
GROUPS = f"""{PREFIXES}
SELECT ?group ?name WHERE {{
    ?group a ght:TerritorialHospitalGrouping ; rdfs:label ?name . FILTER(LANG(?name) = "fr")
}} ORDER BY STR(?name)"""
NAMES = ["GHT de Haute-Loire", "GHT de Lozère", "GHT du Hainaut-Cambrésis"]
ABOUT = f"{PREFIXES} CONSTRUCT {{ group:lozere ?p ?o }} WHERE {{ group:lozere ?p ?o }}"
LOZERE = rdflib.URIRef(f"{IRI}id/group/lozere")


def known(names: list[str]) -> bool:
    """Tell whether the names asked for are among those found, in order."""
    return [name for name in names if name in NAMES] == NAMES


# SPARQLWrapper ───────────────────────────────────────────────────────────────


def wrapper(endpoint: str, query: str, form: str) -> Wrapper:
    made = Wrapper(endpoint)
    made.setQuery(query)
    made.setReturnFormat(form)
    return made


def test_sparqlwrapper_reads_rows_in_json_and_xml(endpoint: str) -> None:
    found = wrapper(endpoint, GROUPS, JSON).queryAndConvert()
    assert known([row["name"]["value"] for row in found["results"]["bindings"]])
    document = wrapper(endpoint, GROUPS, XML).queryAndConvert()
    literals = document.getElementsByTagName("literal")
    assert known([literal.firstChild.data for literal in literals])


def test_sparqlwrapper_reads_csv(endpoint: str) -> None:
    found = wrapper(endpoint, GROUPS, CSV).queryAndConvert()
    assert found.decode().splitlines()[0] == "group,name"


@pytest.mark.parametrize("method", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_posts_in_both_ways(method: str, endpoint: str) -> None:
    made = wrapper(endpoint, "ASK { ?s ?p ?o }", JSON)
    made.setMethod(POST)
    made.setRequestMethod(method)
    assert made.queryAndConvert()["boolean"] is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", [TURTLE, RDFXML])
def test_sparqlwrapper_reads_graphs(form: str, endpoint: str) -> None:
    found = wrapper(endpoint, ABOUT, form).queryAndConvert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found)
    assert (LOZERE, rdflib.RDFS.label, rdflib.Literal("GHT de Lozère", lang="fr")) in graph


# rdflib ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_through_its_store(method: str, endpoint: str) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method))
    assert known([str(row.name) for row in graph.query(GROUPS)])


def test_rdflib_reads_patterns_through_its_store(endpoint: str) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint))
    assert rdflib.Literal("GHT de Lozère", lang="fr") in set(
        graph.objects(LOZERE, rdflib.RDFS.label)
    )
    assert (LOZERE, rdflib.RDF.type, rdflib.RDFS.Literal) not in graph


def test_rdflib_reads_a_graph_by_its_name(endpoint: str) -> None:
    fact = rdflib.Graph(
        SPARQLStore(endpoint, context_aware=True), identifier=rdflib.URIRef(f"{IRI}id/fact/001-04")
    )
    horizon = rdflib.URIRef(f"{IRI}def#horizon")
    assert [str(o) for o in fact.objects(None, horizon)] == ["P5Y"]


@pytest.mark.parametrize("path", ["/id/group/lozere", "/doc/group/lozere"])
def test_rdflib_reads_a_page_by_negotiation(path: str, site: str) -> None:
    graph = rdflib.Graph().parse(site + path)
    assert (LOZERE, rdflib.RDFS.label, rdflib.Literal("GHT de Lozère", lang="fr")) in graph


def test_rdflib_joins_our_answer_by_service(endpoint: str) -> None:
    here = rdflib.Graph()
    here.add((LOZERE, rdflib.RDFS.comment, rdflib.Literal("mine")))
    rows = here.query(f"""{PREFIXES}
        SELECT ?note ?name WHERE {{ ?group rdfs:comment ?note
            SERVICE <{endpoint}> {{ ?group rdfs:label ?name FILTER(LANG(?name) = "fr") }} }}""")
    assert [(str(row.note), str(row.name)) for row in rows] == [("mine", "GHT de Lozère")]


# Another engine ──────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with oxigraph(tmp_path_factory.mktemp("other") / "store") as engine:
        httpx.put(
            engine.graph_store,
            params={"default": ""},
            content=f'<{LOZERE}> <http://www.w3.org/2000/01/rdf-schema#comment> "mine" .',
            headers={"Content-Type": "text/turtle"},
        ).raise_for_status()
        yield engine


def test_oxigraph_joins_our_answer_by_service(endpoint: str, other: Engine) -> None:
    query = f"""{PREFIXES}
        SELECT ?note ?name WHERE {{ ?group rdfs:comment ?note
            SERVICE <{endpoint}> {{ ?group rdfs:label ?name FILTER(LANG(?name) = "fr") }} }}"""
    answer = httpx.post(
        other.endpoint, data={"query": query}, headers={"Accept": "text/csv"}, timeout=60
    )
    assert answer.text.splitlines() == ["note,name", "mine,GHT de Lozère"]


# pandas ──────────────────────────────────────────────────────────────────────


def test_pandas_reads_csv(endpoint: str) -> None:
    address = str(httpx.URL(endpoint, params={"query": GROUPS, "format": "csv"}))
    table = pandas.read_csv(address)
    assert list(table.columns) == ["group", "name"]
    assert known(list(table["name"]))


def test_pandas_reads_csv_for_a_french_spreadsheet(endpoint: str) -> None:
    parameters = {"query": GROUPS, "format": "csv", "dialect": "excel-fr"}
    address = str(httpx.URL(endpoint, params=parameters))
    table = pandas.read_csv(address, sep=";", encoding="utf-8-sig")
    assert list(table.columns) == ["group", "name"]
    assert known(list(table["name"]))


def test_pandas_reads_numbers_as_numbers(endpoint: str) -> None:
    query = f"{PREFIXES} SELECT ?value WHERE {{ ?figure a ght:Figure ; ght:value ?value }}"
    address = str(httpx.URL(endpoint, params={"query": query, "format": "csv"}))
    values = pandas.read_csv(address)["value"]
    assert values.dtype.kind in "if"
    assert values.max() > 1000


# curl ────────────────────────────────────────────────────────────────────────


def curl(*arguments: str) -> str:
    done = subprocess.run(
        ["curl", "-sS", "--fail-with-body", *arguments], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.decode()


@pytest.fixture(scope="session", autouse=True)
def _has_curl() -> None:
    if shutil.which("curl") is None:
        missing("curl")


FORMS = {
    "GET": ["-G", "--data-urlencode", f"query={GROUPS}"],
    "POST, a form": ["--data-urlencode", f"query={GROUPS}"],
    "POST, the query itself": [
        "-H",
        "Content-Type: application/sparql-query",
        "--data-binary",
        GROUPS,
    ],
    "POST, the query itself, compressed answer": [
        "--compressed",
        "-H",
        "Content-Type: application/sparql-query; charset=UTF-8",
        "--data-binary",
        GROUPS,
    ],
}


@pytest.mark.parametrize("form", FORMS)
def test_curl_asks(form: str, endpoint: str) -> None:
    lines = curl("-H", "Accept: text/csv", *FORMS[form], endpoint).splitlines()
    assert lines[0] == "group,name"
    assert known([line.partition(",")[2] for line in lines[1:]])


def test_curl_asks_for_a_format_by_name_and_follows_to_a_document(endpoint: str, site: str) -> None:
    asked = curl("-G", "--data-urlencode", "query=ASK {}", "-d", "format=xml", endpoint)
    assert "<boolean>true</boolean>" in asked
    turtle = curl("-L", "-H", "Accept: text/turtle", f"{site}/id/group/lozere")
    assert '"GHT de Lozère"@fr' in turtle
    assert "200 OK" in curl("-I", f"{site}/doc/group/lozere.ttl")


# Comunica ────────────────────────────────────────────────────────────────────


RUNS = 20


def needs_comunica() -> None:
    if shutil.which("node") is None or not (JS / "node_modules/@comunica").is_dir():
        missing("Comunica (npm ci in tests/js)")


def comunica(kind: str, address: str, query: str) -> list[dict[str, str]]:
    needs_comunica()
    done = subprocess.run(
        ["node", JS / "comunica.mjs", kind, address, query],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def test_comunica_asks_the_endpoint(endpoint: str) -> None:
    found = comunica("sparql", endpoint, GROUPS)
    assert known([row["name"] for row in found])


def test_comunica_joins_a_document_with_the_endpoint_as_often_as_one_likes(site: str) -> None:
    """It asks some twenty questions at once, and gives up at the first refusal."""
    needs_comunica()
    query = "SELECT * { ?m <https://w3id.org/ghtld/def#statedKind> ?k . ?k ?p ?o }"
    sources = (f"{site}/doc/group/lozere.ttl", f"{site}/sparql")
    done = subprocess.run(
        ["node", JS / "joined.mjs", str(RUNS), query, *sources],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    counts = json.loads(done.stdout)
    assert len(counts) == RUNS
    assert set(counts) == {counts[0]}
    assert counts[0] > 100


def test_comunica_dereferences_a_page(site: str) -> None:
    query = f'{PREFIXES} SELECT ?name {{ group:lozere rdfs:label ?name FILTER(LANG(?name)="fr") }}'
    assert comunica("file", f"{site}/id/group/lozere", query) == [{"name": "GHT de Lozère"}]
