"""The vocabulary, the shapes and the concept schemes as documents for people."""

import re
from collections import Counter

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from reading import Page
from served import serving
from tiny_release import TRIG, make_release

from ghtld import iris
from ghtld.content import bundled
from ghtld.engine.interface import Limits
from ghtld.terms import GHT, OWL, RDF, RDFS, SH, SKOS
from ghtld.ui import messages
from ghtld.web.pages import vocabulary
from ghtld.web.pages.concept_tree import tree
from ghtld.web.pages.view import View
from ghtld.web.reference import shapes as constraints
from ghtld.web.server import open_site

HTML = {"Accept": "text/html"}
CLASSES = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@pytest.fixture(scope="module")
def real(build_folder):
    with (
        serving(build_folder, Limits()) as address,
        httpx.Client(base_url=address, timeout=20, headers=HTML) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def ontology(release):
    store = Store()
    store.load(path=release.vocabulary, format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def shapes(release):
    store = Store()
    store.load(path=release.shapes, format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def default(release):
    """Return every statement of the default data set."""
    store = Store.read_only(str(release.store))
    graphs = [NamedNode(name) for name in release.manifest.default_graphs]
    return [q for graph in graphs for q in store.quads_for_pattern(None, None, None, graph)]


def ours(ontology):
    found = {q.subject for cls in CLASSES for q in ontology.quads_for_pattern(None, RDF.type, cls)}
    return sorted((n for n in found if isinstance(n, NamedNode) and n in GHT), key=str)


def name(node):
    return node.value.partition("#")[2]


def section(page, anchor):
    """Return the HTML of one term or constraint: from its anchor to the next one's."""
    start = page.index(f'id="{anchor}"')
    end = re.search(r'<section class="(?:term|constraint)"', page[start:])
    return page[start : start + end.start()] if end else page[start:]


def words(page, anchor):
    return Page(f"<p {section(page, anchor)}").text


# Terms


@pytest.fixture(scope="module")
def pages(real):
    return {language: real.get(f"/def?lang={language}").text for language in ("fr", "en")}


def test_every_term_has_an_anchor_and_its_words_in_both_languages(pages, ontology):
    terms = ours(ontology)
    assert len(terms) > 100
    for page in pages.values():
        for term in terms:
            said = words(page, name(term))
            for predicate in (RDFS.label, SKOS.definition, SKOS.scopeNote, SKOS.example):
                for quad in ontology.quads_for_pattern(term, predicate, None):
                    assert " ".join(quad.object.value.split()) in said, (term, predicate)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_language_of_the_page_comes_first(pages, ontology, language):
    other = "en" if language == "fr" else "fr"
    for term in ours(ontology):
        said = section(pages[language], name(term))
        order = {
            q.object.language: Page(f"<p {said}").text.index(" ".join(q.object.value.split()))
            for q in ontology.quads_for_pattern(term, SKOS.definition, None)
        }
        assert order[language] < order[other]


def test_the_status_of_a_term_is_said_in_words(pages):
    assert "État stable" in words(pages["fr"], "Agreement")
    assert "Status stable" in words(pages["en"], "Agreement")


def test_the_hierarchy_is_told_from_both_ends(pages, ontology):
    for predicate, down, up in (
        (RDFS.subClassOf, "Has kinds", "Kind of"),
        (RDFS.subPropertyOf, "Refined by", "Refines"),
    ):
        pairs = [
            (quad.subject, quad.object)
            for quad in ontology.quads_for_pattern(None, predicate, None)
            if quad.subject in GHT and quad.object in GHT
        ]
        assert pairs
        for below, above in pairs:
            assert (
                f'#{name(above)}"' in section(pages["en"], name(below)).partition(f"<dt>{up}<")[2]
            )
            assert (
                f'#{name(below)}"' in section(pages["en"], name(above)).partition(f"<dt>{down}<")[2]
            )


def test_a_property_reads_as_a_sentence(pages, ontology):
    def label(node, language):
        labels = ontology.quads_for_pattern(node, RDFS.label, None)
        return next(q.object.value for q in labels if q.object.language == language)

    for language, sentence in (("fr", "De « {} » vers « {} »."), ("en", "From “{}” to “{}”.")):
        ends = (label(node, language) for node in (GHT.Agreement, GHT.Organization))
        assert sentence.format(*ends) in words(pages[language], "party")
    assert "toute chose" in words(pages["fr"], "subject")


def test_the_uses_are_those_of_the_release(pages, ontology, default):
    instances = Counter(
        c for _, c in {(q.subject, q.object) for q in default if q.predicate == RDF.type}
    )
    statements = Counter(quad.predicate for quad in default)
    for term in ours(ontology):
        is_class = any(ontology.quads_for_pattern(term, RDF.type, OWL.Class))
        count = instances[term] if is_class else statements[term]
        noun = "instance" if is_class else "statement"
        number = {0: "no", 1: "one"}.get(count, f"{count:,}")
        said = f"{number} {noun}{'s' if count > 1 else ''} in this edition"
        assert said in words(pages["en"], name(term)), term


def test_a_term_says_which_rules_shapes_and_questions_use_it(pages, release):
    said = section(pages["en"], "support")
    for head, link in (
        ("Rules that read it", "Memberships expanded"),
        ("Shapes that check it", "shapes?lang=en#"),
        ("Questions that use it", "sparql?example=etablissements-support"),
    ):
        assert link in said.partition(head)[2].partition("</dd>")[0]
    said = section(pages["fr"], "listedCount")
    assert "Règles qui l’écrivent" in said
    assert "inferred-list-counts" in said


def test_links_within_the_reference_lead_to_an_anchor(real, pages):
    anchors = {
        "def": set(Page(pages["fr"]).ids),
        "shapes": set(Page(real.get("/shapes?lang=fr").text).ids),
    }
    for source in ("def", "shapes"):
        page = Page(real.get(f"/{source}?lang=fr").text)
        assert len(page.ids) == len(set(page.ids)), source
        for href in page.hrefs:
            path, _, fragment = href.partition("#")
            target = path.partition("?")[0] or source
            if fragment and target in anchors:
                assert fragment in anchors[target], href


def test_the_version_of_the_release_has_its_address(real, release):
    path = f"/def/{release.manifest.version}"
    assert real.get(path).status_code == 200
    turtle = {"Accept": "text/turtle"}
    assert real.get(path, headers=turtle).content == real.get("/def.ttl").content


@pytest.mark.parametrize(("language", "sentence"), [("fr", "il existe"), ("en", "there is")])
def test_another_version_answers_with_those_there_are(real, release, language, sentence):
    headers = {"Accept": "application/json", "Accept-Language": language}
    answer = real.get("/def/0.9.0", headers=headers)
    assert answer.status_code == 404
    assert sentence in answer.json()["detail"]
    assert "0.9.0" in answer.json()["detail"]
    assert release.manifest.version in answer.json()["detail"]


def test_the_words_of_a_query_are_its_terms_and_not_its_remarks(release, build_folder):
    rule = open_site(build_folder).rules["memberships"]
    assert {"member", "support", "associate", "partner"} <= vocabulary.reads(rule)
    assert vocabulary.writes(rule) == {"statedOn"}


# Shapes


@pytest.fixture(scope="module")
def shape_pages(real):
    return {language: real.get(f"/shapes?lang={language}").text for language in ("fr", "en")}


def test_every_constraint_has_an_anchor_and_its_words_in_both_languages(shape_pages, shapes):
    found = [q.subject for q in shapes.quads_for_pattern(None, RDF.type, SH.PropertyShape)]
    named = [node for node in found if isinstance(node, NamedNode)]
    assert len(named) > 150
    for page in shape_pages.values():
        for node in named:
            said = words(page, name(node))
            for predicate in (SH.name, SH.description, SH.message):
                for quad in shapes.quads_for_pattern(node, predicate, None):
                    assert " ".join(quad.object.value.split()) in said, (node, predicate)


def test_every_constraint_says_its_path_and_its_severity(shape_pages, shapes):
    for quad in shapes.quads_for_pattern(None, SH.severity, None):
        if isinstance(quad.subject, NamedNode):
            # A shape that constrains its focus itself says so in a part of its own.
            said = shape_pages["en"].partition(f'id="{name(quad.subject)}"')[2]
            said = said.partition('<section class="term"')[0]
            if any(shapes.quads_for_pattern(quad.subject, RDF.type, SH.PropertyShape)):
                said = said.partition("<section")[0]
            assert f'class="layer">{name(quad.object).lower()}<' in said
            if any(shapes.quads_for_pattern(quad.subject, SH.path, None)):
                assert "<dt>Path</dt>" in said


def test_paths_are_written_as_sparql_writes_them(build_folder):
    site = open_site(build_folder)

    def written(shape):
        (quad,) = site.shapes.quads_for_pattern(
            NamedNode(f"{iris.SHAPES}#{shape}"), SH.path, None, None
        )
        pieces = constraints.path(site.shapes, quad.object)
        return "".join(piece if isinstance(piece, str) else name(piece) for piece in pieces)

    assert written("Agreement-party") == "party"
    assert written("Agreement-parties") == "party | partyList"
    assert written("Agreement-signing") == "^subject"


def test_what_a_constraint_demands_is_said(shape_pages):
    said = words(shape_pages["fr"], "Agreement-instrument")
    assert "au moins, en nombre de valeurs : 1" in said
    assert "au plus, en nombre de valeurs : 1" in said
    assert "chaque valeur est de la classe" in said
    said = words(shape_pages["en"], "Deed-actor")
    assert "at least one of these conditions:" in said
    assert "organization" in said


def test_every_component_that_the_shapes_use_has_its_words(shapes):
    """A component that the page does not know would be left out in silence."""
    said = {
        "name", "description", "message", "severity", "order", "group", "path", "property",
        "targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode", "select", "prefixes",
        "declare", "prefix", "namespace", "alternativePath", "inversePath", "zeroOrMorePath",
    }  # fmt: skip
    used = {name(q.predicate) for q in shapes if q.predicate in SH}
    silent = {component for component in used - said if not messages.has(f"sh-{component}")}
    assert silent == set()
    shown = {*constraints.SIMPLE, *constraints.LISTS, *constraints.NESTED, *constraints.SINGLE}
    assert used - said <= shown | {"sparql"}


def test_a_shape_says_what_it_applies_to(shape_pages, shapes):
    for quad in shapes.quads_for_pattern(None, SH.targetClass, None):
        if isinstance(quad.subject, NamedNode) and quad.object in GHT:
            start = shape_pages["fr"].index(f'id="{name(quad.subject)}"')
            said = shape_pages["fr"][start:].partition("<section")[0]
            assert f'#{name(quad.object)}"' in said


# Concept schemes


def schemes():
    """Return the schemes that the ontology holds; those of registers come with their extracts."""
    return sorted(path.stem for path in bundled().files("ontology/concepts/*.ttl"))


@pytest.mark.parametrize("scheme", schemes())
def test_a_scheme_is_a_tree_of_all_its_concepts_with_their_uses(real, default, scheme):
    page = real.get(f"/doc/concept/{scheme}?lang=en").text
    tree = page.partition('id="tree"')[2].partition("</section>")[0]
    node = iris.node("concept", scheme)
    members = {q.subject for q in default if (q.predicate, q.object) == (SKOS.inScheme, node)}
    assert members
    uses = Counter(q.object for q in default if q.predicate not in SKOS)
    for concept in members:
        slug = concept.value.removeprefix(f"{iris.BASE}id/")
        shown = re.search(rf'href="[./]*doc/{slug}\?lang=en".*?\(([\d,]+)\)', tree, re.DOTALL)
        assert shown is not None, slug
        assert int(shown[1].replace(",", "")) == uses[concept], slug


def test_narrower_concepts_stand_below_the_broader(real):
    tree = real.get("/doc/concept/mission").text.partition('id="tree"')[2]
    above = tree.index("mission/enseignement")
    below = tree.index("mission/enseignement-pharmaceutique")
    assert above < tree.index("<ul", above) < below
    assert "</li>" not in tree[above:below].partition("<ul")[0]


def test_a_concept_shows_what_matches_it(real):
    page = Page(real.get("/doc/concept/weekday/lundi").text)
    assert "même chose que" in page.text
    assert "https://schema.org/Monday" in page.hrefs
    assert not page.text.startswith("Les concepts")


def test_a_circle_of_concepts_is_cut(tmp_path):
    circle = """graph:concepts {
        status:a a skos:Concept ; skos:inScheme concept:status ; skos:prefLabel "a"@fr .
        status:b a skos:Concept ; skos:inScheme concept:status ; skos:prefLabel "b"@fr ;
            skos:broader status:a , status:fait .
        status:c a skos:Concept ; skos:inScheme concept:status ; skos:prefLabel "c"@fr ;
            skos:broader status:b . status:b skos:broader status:c .
    }"""
    make_release(tmp_path, TRIG + circle)
    site = open_site(tmp_path)
    view = View(site, "fr", "doc/concept/status")
    (a, fait) = tree(view, iris.node("concept", "status"))
    assert [view.label(branch.node).value for branch in (a, fait)] == ["a", "fait"]
    (b,) = a.narrower
    (c,) = b.narrower
    assert c.narrower == []
    assert [branch.node for branch in fait.narrower] == [b.node]
    assert fait.uses == 1
