"""Our IRIs: minted in one place, read back the same, a closed list of kinds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from ghtld import iris
from ghtld.release import Release
from ghtld.terms import PREFIXES, expand, shorten

SLUGS = st.from_regex(r"[a-z0-9-]{1,30}", fullmatch=True)


@given(kind=st.sampled_from([k for k in iris.KINDS if k != "finess"]), slug=SLUGS)
def test_a_minted_iri_is_read_back(kind: str, slug: str) -> None:
    thing = iris.read(iris.node(kind, slug).value)
    assert thing == iris.Thing(kind, slug)


@given(kind=st.sampled_from([k for k in iris.KINDS if k != "finess"]), slug=SLUGS)
def test_a_short_name_is_expanded_back(kind: str, slug: str) -> None:
    iri = iris.node(kind, slug).value
    assert expand(shorten(iri)) == iri


@pytest.mark.parametrize("slug", ["", "A", "é", "a b", "a.b", "a/b", "a_b", "..", "%00"])
def test_a_malformed_slug_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="not a kind and slug"):
        iris.node("group", slug)


@pytest.mark.parametrize("slug", ["mission", "mission/recherche"])
def test_schemes_and_concepts_have_iris(slug: str) -> None:
    assert iris.read(f"{iris.BASE}id/concept/{slug}") == iris.Thing("concept", slug)


@pytest.mark.parametrize("number", ["480780097", "2A0000014", "970100000"])
def test_finess_numbers_are_slugs(number: str) -> None:
    assert iris.read(iris.node("finess", number).value) is not None


@pytest.mark.parametrize("number", ["48078009", "2a0000014", "4807800977", "2C0000014"])
def test_other_numbers_are_not(number: str) -> None:
    assert iris.read(f"{iris.BASE}id/finess/{number}") is None


def test_every_iri_of_ours_in_the_release_is_of_a_known_kind(release: Release) -> None:
    known = (iris.DEF, iris.SHAPES, iris.DATASET, f"{iris.BASE}dumps/", f"{iris.BASE}sparql")
    seen: set[str] = set()
    for quad in parse(path=release.dumps / "ghtld.nq", format=RdfFormat.N_QUADS):
        for node in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(node, NamedNode) and iris.is_ours(node.value):
                seen.add(node.value)
    assert len(seen) > 1000
    strange = [i for i in seen if iris.read(i) is None and not i.startswith(known)]
    assert [i for i in strange if i != iris.BASE] == []
    assert not [i for i in seen if i.endswith("#")]


def test_the_prefix_table_has_one_name_per_namespace() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert list(PREFIXES) == sorted(PREFIXES)


def test_what_strangers_ask_for_is_remembered_within_bounds() -> None:
    iris.read(f"{iris.BASE}id/group/lozere")
    held = iris._remembered.cache_info().currsize
    for length in range(1_000, 1_010):
        assert iris.read(f"{iris.BASE}id/group/{'a' * length}") == iris.Thing("group", "a" * length)
    assert iris._remembered.cache_info().currsize == held
