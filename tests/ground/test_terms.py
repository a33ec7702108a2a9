"""The terms that the code names are those of the ontology."""

from __future__ import annotations

import re

from pyoxigraph import RdfFormat, parse

from ghtld.content import Content
from ghtld.edition import layers
from ghtld.terms import GHT, LAYER, PREFIXES, SCHEMES


def test_every_term_in_the_code_is_in_the_ontology(content: Content) -> None:
    defined = {
        quad.subject.value
        for quad in parse(path=content.ontology / "ghtld.ttl", format=RdfFormat.TURTLE)
        if quad.subject in GHT
    }
    used = set()
    for path in (content.root / "src").rglob("*.py"):
        used |= set(re.findall(r"\bGHT\.([A-Za-z]\w*)", path.read_text(encoding="utf-8")))
    assert len(used) >= 15
    assert {name for name in used if GHT[name].value not in defined} == set()


def test_the_terms_that_have_a_layer_are_in_the_ontology(content: Content) -> None:
    text = (content.ontology / "ghtld.ttl").read_text(encoding="utf-8")
    for term in layers._ALLOWED:
        name = term.rpartition("#")[2]
        assert re.search(rf"^ght:{name} ", text, re.MULTILINE), name


def test_every_scheme_has_a_file_and_every_file_a_scheme(content: Content) -> None:
    files = {path.stem for path in content.files("ontology/concepts/*.ttl")}
    assert files == set(SCHEMES)


def test_every_layer_is_a_concept(content: Content) -> None:
    names = {
        quad.subject.value
        for quad in parse(path=content.ontology / "concepts/layer.ttl", format=RdfFormat.TURTLE)
    }
    named = [layers.SOURCE, layers.EVIDENCE, layers.EDITORIAL, layers.CONCEPTS, layers.VOCABULARY]
    named += [layers.INFERRED, layers.EXTERNAL, layers.LAW, layers.REGISTER, layers.DESCRIPTION]
    assert {LAYER[name].value for name in named} <= names


def test_every_namespace_ends_where_the_local_name_begins():
    """The documents of things find the prefixes they use by these ends."""
    assert all(base.endswith(("/", "#")) for base in PREFIXES.values())
