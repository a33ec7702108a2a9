"""Every number of the list of facts has a place in the edition."""

from __future__ import annotations

import re
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from ghtld.content import Content
from ghtld.edition import closed_world
from ghtld.finding import Finding
from ghtld.release import Release
from ghtld.terms import shorten

COUNT = 197


def graph(release: Release) -> list[Quad]:
    return list(parse(path=release.dumps / "ghtld.nq", format=RdfFormat.N_QUADS))


def findings(content: Content, release: Release) -> list[Finding]:
    return list(closed_world.coverage_findings(content, graph(release)))


def test_the_file_lists_every_number_once(content: Content) -> None:
    numbers = [row.number for row in closed_world.coverage_rows(content)]
    assert len(numbers) == len(set(numbers)) == COUNT


def test_every_number_is_where_the_file_says(content: Content, release: Release) -> None:
    assert findings(content, release) == []


def test_the_numbers_are_those_of_the_reference(content: Content, reference: Path) -> None:
    text = (reference / "FACTS.md").read_text(encoding="utf-8")
    known = re.findall(r"^- \*\*(\d{3}-\d+)\*\*", text, re.MULTILINE)
    assert {row.number for row in closed_world.coverage_rows(content)} == set(known)


def test_the_reference_s_quotations_are_quoted_or_excluded(
    content: Content, release: Release, reference: Path
) -> None:
    """Each quoted passage of a published line is met by the words of a fact of its number."""
    text = (reference / "FACTS.md").read_text(encoding="utf-8")
    words: dict[str, str] = {}
    for quad in graph(release):
        if quad.predicate.value.endswith(("#quote", "#context", "#misprint")):
            name = shorten(quad.subject.value).partition(":")[2][:6]
            words[name] = words.get(name, "") + "\n" + quad.object.value
    missing = []
    for number, line in re.findall(r"^- \*\*(\d{3}-\d+)\*\*(.*)$", text, re.MULTILINE):
        states = next(r.states for r in closed_world.coverage_rows(content) if r.number == number)
        if states != ("fact",):
            continue
        said = words.get(number[:6], "").replace("\u00a0", " ")
        first = re.findall(r"`([^`]+)`", line)[:1]
        if first and not _meets(first[0], said):
            missing.append((number, first[0]))
    assert missing == []


def _meets(expected: str, said: str) -> bool:
    """Tell whether the words said hold the expected ones, or lie within them."""
    plain = expected.replace("\u00a0", " ")
    return plain in said or any(part.strip() in plain for part in said.split("\n") if part.strip())


def test_a_number_without_a_true_place_is_found(copy: Content, release: Release) -> None:
    path = copy.root / closed_world.COVERAGE
    path.write_text(path.read_text("utf-8").replace("fact:002-02\n", "fact:002-99\n"), "utf-8")
    said = [f.message.en for f in findings(copy, release)]
    assert "002-02: fact:002-99 is not in the graph." in said
    assert any(s.startswith("fact:002-02 is published but") for s in said)


def test_an_unknown_state_is_found(copy: Content, release: Release) -> None:
    path = copy.root / closed_world.COVERAGE
    path.write_text(path.read_text("utf-8").replace("002-02,fact", "002-02,fait"), "utf-8")
    assert [f.message.en for f in findings(copy, release)] == ["002-02: unknown state “fait”."]


def test_a_number_listed_twice_is_found(copy: Content, release: Release) -> None:
    path = copy.root / closed_world.COVERAGE
    path.write_text(path.read_text("utf-8") + "002-02,fact,fact:002-02\n", "utf-8")
    assert [f.message.en for f in findings(copy, release)] == ["002-02: number already listed."]


def test_every_fact_number_names_its_document(release: Release) -> None:
    for quad in graph(release):
        if quad.predicate.value.endswith("#wasQuotedFrom") and "/fact/" in quad.subject.value:
            assert isinstance(quad.object, NamedNode)
            assert quad.subject.value.rpartition("/")[2][:3] == quad.object.value[-3:]
