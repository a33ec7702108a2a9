"""The real release, as the checkout builds it, over HTTP."""

from collections import defaultdict
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, parse
from served import serving

from ghtld import iris
from ghtld.engine.interface import Limits
from ghtld.formats import GRAPH_FORMATS, HTML, RDF_FORMATS
from ghtld.web.server import open_site


@pytest.fixture(scope="module")
def real(build_folder):
    with (
        serving(build_folder, Limits()) as address,
        httpx.Client(
            base_url=address, timeout=20, headers={"Accept-Encoding": "identity"}
        ) as client,
    ):
        yield client


SHARES = 4
"""The walk is shared out, so that several test processes can walk at once."""


@pytest.fixture(scope="module")
def named(release):
    """Return every IRI of ours that any dump, or a document of the release, names."""
    texts = [release.vocabulary, release.shapes, release.dataset]
    dumps = [path for path in sorted(release.dumps.iterdir()) if path.suffix[1:] in _RDF]
    assert len(dumps) > len(RDF_FORMATS)
    return {
        iri
        for path in (*dumps, *texts)
        for quad in parse(path=path, format=_RDF[path.suffix[1:]])
        for iri in ours(quad)
    }


_RDF = {fmt.suffix: fmt.rdf for fmt in RDF_FORMATS}


def ours(quad):
    """Yield the IRIs of ours in a statement, datatypes included."""
    for term in (*quad.triple, quad.graph_name):
        node = term.datatype if isinstance(term, Literal) else term
        if isinstance(node, NamedNode) and iris.is_ours(node.value):
            yield node.value


@pytest.fixture(scope="module")
def documents(named):
    """Return the paths that IRIs of ours lead to, each with the IRIs that lead there."""
    found = defaultdict(set)
    for iri in named:
        found[iri.removeprefix(iris.BASE).partition("#")[0]].add(iri)
    return found


FILES = ("dumps/", "sparql")
"""What is no document in the formats of one graph: downloads, and the endpoint."""


@pytest.mark.parametrize("share", range(SHARES))
def test_every_iri_of_ours_answers_in_every_form_with_the_same_triples(real, documents, share):
    """The walk: every IRI of ours in any dump, as a page and in the four formats of one graph."""
    paths = sorted(path for path in documents if not path.startswith(FILES))
    assert len(paths) > 500
    faults = [
        fault for path in paths[share::SHARES] for fault in faults_of(real, path, documents[path])
    ]
    assert faults == []


def test_every_download_that_is_named_is_there(real, documents):
    files = [path for path in documents if path.startswith(FILES)]
    assert len(files) > len(RDF_FORMATS)
    assert [path for path in files if real.head(f"/{path}").status_code != 200] == []


def test_the_walk_leaves_nothing_out(documents, build_folder, named):
    """Terms, shapes, the data set, and things of every kind there is."""
    assert {"def", "shapes", "dataset", "sparql"} <= set(documents)
    walked = {path.split("/")[1] for path in documents if path.startswith("id/")}
    assert walked == set(open_site(build_folder).things)
    assert {"concept", "fact", "evidence", "finess", "graph", "person"} <= walked
    fragments = {iri.partition("#")[0].removeprefix(iris.BASE) for iri in named if "#" in iri}
    assert {"def", "shapes", "dataset"} < fragments
    assert any(path.startswith("id/fact/") for path in fragments)


def faults_of(real, path, named):
    """Yield what is wrong with the forms of one document, and with what they say of ``named``."""
    led = real.get(f"/{path}", headers={"Accept": "text/html"})
    if led.status_code == 303:
        led = real.get(led.next_request.url, headers={"Accept": "text/html"})
    if (led.status_code, led.headers["Content-Type"]) != (200, HTML.content_type):
        yield f"{path} as a page: {led.status_code}"
    graphs = []
    for fmt in GRAPH_FORMATS:
        answer = real.get(led.url, headers={"Accept": fmt.media_type})
        if (answer.status_code, answer.headers["Content-Type"]) != (200, fmt.content_type):
            yield f"{path} in {fmt.label}: {answer.status_code}"
            return
        graph = Dataset(parse(answer.content, format=fmt.rdf))
        graph.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
        graphs.append(set(graph))
    if not graphs[0] or any(graph != graphs[0] for graph in graphs):
        yield f"{path}: {[len(graph) for graph in graphs]} triples"
    said = {term for quad in graphs[0] for term in quad.triple}
    yield from (f"{path} says nothing of {iri}" for iri in named if NamedNode(iri) not in said)


def test_a_page_of_every_kind(real, build_folder):
    for kind, nodes in open_site(build_folder).things.items():
        thing = iris.read(nodes[len(nodes) // 2].value)
        page = real.get(f"/doc/{kind}/{thing.slug}", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "<h1>" in page.text


def test_every_example_question_is_answered_on_the_page(real, build_folder):
    questions = open_site(build_folder).questions
    assert questions
    for question in questions.values():
        parameters = urlencode({"query": question.text})
        page = real.get(f"/sparql?{parameters}", headers={"Accept": "text/html"})
        assert page.status_code == 200, question.name
        assert 'id="results" aria-labelledby="results-title">' in page.text, question.name
