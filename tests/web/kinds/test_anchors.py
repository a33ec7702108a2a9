"""IRIs of ours with a fragment: each leads to a place in the page of its document."""

import re
from collections import defaultdict

import page_tree
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from ghtld import iris
from ghtld.terms import RDF
from ghtld.web.routes import create_pages

OURS = re.compile(rf"<{re.escape(iris.BASE)}([^<>\s#]*)#([^<>\s]+)>")
DOCUMENTS = ("dataset", "def", "shapes")


@pytest.fixture(scope="module")
def named(release) -> dict[str, set[str]]:
    """Return the fragments that the downloads and the release’s documents name, by path."""
    found = defaultdict(set)
    for path in [*release.path.glob("dumps/*.n[tq]"), release.dataset, release.shapes]:
        for document, fragment in OURS.findall(path.read_text(encoding="utf-8")):
            found[document].add(fragment)
    for shape in parse(path=release.shapes, format=RdfFormat.TURTLE):
        if isinstance(shape.subject, NamedNode) and shape.subject.value.startswith(
            f"{iris.SHAPES}#"
        ):
            found["shapes"].add(shape.subject.value.rpartition("#")[2])
    return found


@pytest.fixture(scope="module")
def page(site):
    """Return what reads the page at a path as a tree, as its IRI leads to it."""
    client = create_pages(lambda: site).test_client()

    def read(path: str) -> page_tree.Element:
        headers = {"Accept": "text/html"}
        answer = client.get(f"/{path.replace('id/', 'doc/', 1)}", headers=headers)
        assert answer.status_code == 200, path
        return page_tree.read(answer.get_data(as_text=True))

    return read


def test_every_fragment_of_the_downloads_is_a_place_in_a_page(named, page):
    assert set(DOCUMENTS) == {path for path in named if not path.startswith("id/fact/")}
    assert all(len(named[path]) > 60 for path in DOCUMENTS)
    assert len(named) > 150
    missing = {}
    for path, fragments in named.items():
        ids = [element.said["id"] for element in page(path).below if "id" in element.said]
        assert len(ids) == len(set(ids)), path
        if fragments - set(ids):
            missing[path] = sorted(fragments - set(ids))
    assert missing == {}


def test_a_statement_stands_where_its_iri_leads(release, page):
    objects = {}
    for triple in parse(path=release.path / "dumps/evidence.nt", format=RdfFormat.N_TRIPLES):
        if triple.predicate == RDF.object and "#statement-" in triple.subject.value:
            objects[triple.subject.value] = triple.object
    shown, pages = 0, {}
    for iri, said in sorted(objects.items())[::7]:
        path, _, fragment = iri.removeprefix(iris.BASE).partition("#")
        tree = pages[path] = pages.get(path) or page(path)
        place = next(tree.every("span", id=fragment), None) or tree.one("div", id=fragment)
        thing = iris.read(said.value) if isinstance(said, NamedNode) else None
        if thing:
            (link, *_) = place.every("a")
            assert link.said["href"].endswith(f"doc/{thing.kind}/{thing.slug}"), iri
            shown += 1
        elif not isinstance(said, NamedNode) and said.language:
            assert said.value.split()[0] in place.text, iri
            shown += 1
    assert shown > 100


def test_a_part_of_the_data_set_stands_beside_what_it_counts_or_gives(page):
    tree = page("dataset")
    assert next(tree.one("div", id="class-Agreement").every("a")).text == "accord"
    assert next(tree.one("div", id="layer-droit").every("a")).text == "droit"
    file = tree.one("div", id="ghtld-nq")
    assert any(link.said["href"] == "dumps/ghtld.nq" for link in file.every("a"))
    assert re.search("SHA-256 ?[0-9a-f]{64}$", file.one("div", id="ghtld-nq-sha256").text)
    assert "Point d’accès SPARQL" in tree.one("div", id="sparql-service").text
