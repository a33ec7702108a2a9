"""The real release, as the checkout builds it, over HTTP."""

from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, RdfFormat, parse
from served import serving

from ghtld import iris
from ghtld.engine.interface import Limits
from ghtld.formats import GRAPH_FORMATS, HTML
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


@pytest.mark.parametrize("share", range(SHARES))
def test_every_iri_of_ours_answers_in_every_form_with_the_same_triples(real, release, share):
    """The walk: every IRI of ours in any dump, as a page and in the four formats of one graph."""
    documents, files = walkable(release)
    assert len(documents) > 500
    faults = [fault for path in documents[share::SHARES] for fault in faults_of(real, path)]
    faults += [path for path in files[share::SHARES] if real.head(f"/{path}").status_code != 200]
    assert faults == []


def walkable(release):
    """Return the paths of the documents, and those of the files to download."""
    paths = set()
    for quad in parse(path=release.dumps / "ghtld.nq", format=RdfFormat.N_QUADS):
        terms = (*quad.triple, quad.graph_name)
        ours = (t.value for t in terms if isinstance(t, NamedNode) and iris.is_ours(t.value))
        paths.update(iri.removeprefix(iris.BASE).partition("#")[0] for iri in ours)
    files = {path for path in paths if path.startswith("dumps/") or path == "sparql"}
    return sorted(paths - files), sorted(files)


def faults_of(real, path):
    """Yield what is wrong with the forms of one IRI."""
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
