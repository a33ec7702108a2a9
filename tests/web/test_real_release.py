"""The real release, as the checkout builds it, over HTTP."""

from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from served import serving

from ghtld import iris
from ghtld.engine.interface import Limits
from ghtld.web.server import open_site


@pytest.fixture(scope="module")
def real(build_folder):
    with (
        serving(build_folder, Limits()) as address,
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield client


def test_every_iri_of_ours_that_a_dump_mentions_dereferences(real, release):
    paths = set()
    for quad in parse(path=release.dumps / "ghtld.nq", format=RdfFormat.N_QUADS):
        terms = (*quad.triple, quad.graph_name)
        ours = (t.value for t in terms if isinstance(t, NamedNode) and iris.is_ours(t.value))
        paths.update(iri.removeprefix(iris.BASE).partition("#")[0] for iri in ours)
    paths.discard("sparql")
    assert len(paths) > 500
    headers = {"Accept": "text/turtle, */*;q=0.1"}
    silent = [
        path
        for path in sorted(paths)
        if real.get("/" + path, headers=headers, follow_redirects=True).status_code != 200
    ]
    assert silent == []


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
        assert 'id="answer"' in page.text, question.name
