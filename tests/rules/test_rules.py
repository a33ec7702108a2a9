"""Each rule, alone: given these triples, it makes exactly those."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from ghtld.content import Content, bundled
from ghtld.edition.infer import infer, load_rules
from ghtld.finding import Invalid

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in bundled().files("ontology/rules/*.rq"))


def quads(path: Path) -> set[Quad]:
    return set(parse(path=path, format=RdfFormat.TRIG))


@pytest.mark.parametrize("name", NAMES)
def test_given_then_expected(name: str, content: Content) -> None:
    rule = next(rule for rule in load_rules(content) if rule.name == name)
    given = quads(HERE / f"{name}.given.trig")
    made = set(infer(given, [rule]))
    assert made == quads(HERE / f"{name}.expected.trig")


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_adds_nothing_the_second_time(name: str, content: Content) -> None:
    rule = next(rule for rule in load_rules(content) if rule.name == name)
    given = quads(HERE / f"{name}.given.trig")
    made = infer(given, [rule])
    assert infer([*given, *made], [rule]) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_says_what_it_does_in_both_languages(name: str, content: Content) -> None:
    rule = next(rule for rule in load_rules(content) if rule.name == name)
    for key in ("title-fr", "title-en", "description-fr", "description-en"):
        assert rule.query.heading.get(key), key


def test_rules_run_after_those_they_build_on(content: Content) -> None:
    order = [rule.name for rule in load_rules(content)]
    for rule in load_rules(content):
        assert all(order.index(other) < order.index(rule.name) for other in rule.after)


def test_rules_that_wait_for_each_other_are_refused(copy: Content) -> None:
    path = copy.ontology / "rules" / "types.rq"
    path.write_text("#+ after: inverses\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    other = copy.ontology / "rules" / "inverses.rq"
    text = other.read_text(encoding="utf-8").replace("after: ", "after: types, ")
    other.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid):
        load_rules(copy)


def test_a_rule_that_is_no_query_is_named(copy: Content) -> None:
    (copy.ontology / "rules" / "types.rq").write_text("CONSTRUCT { oops", encoding="utf-8")
    with pytest.raises(Invalid) as broken:
        infer([], load_rules(copy))
    assert broken.value.findings[0].file == "ontology/rules/types.rq"
