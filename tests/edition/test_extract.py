"""Extracts made ready: canonical, sorted, each line once, and every statement checked."""

from __future__ import annotations

import gzip
import io
import random
from pathlib import Path

import national
import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from ghtld import formats, iris
from ghtld.content import Content
from ghtld.edition import check, nquads
from ghtld.edition.extract import PreparedExtract, prepare
from ghtld.extracts import Extract
from ghtld.terms import PREFIXES

NAME = national.NAME
NODE = "<https://w3id.org/ghtld/id/finess/480000017>"
GRAPH = f"<{iris.graph(NAME).value}>"
XSD = PREFIXES["xsd"]
LABEL = f"<{PREFIXES['rdfs']}label>"
TYPE = f"<{PREFIXES['rdf']}type>"
SOUND = [
    f"{GRAPH} {TYPE} <{PREFIXES['ght']}Graph>",
    f'{GRAPH} {LABEL} "Extrait"@fr',
    f'{GRAPH} {LABEL} "Extract"@en',
    f'{GRAPH} <{PREFIXES["dcterms"]}source> "x"',
    f"{NODE} {TYPE} <{PREFIXES['ght']}RegisteredLegalEntity>",
    f'{NODE} {LABEL} "Hôpital"@fr',
    f'{NODE} {LABEL} "Hospital"@en',
    f'{NODE} <{PREFIXES["ght"]}finessNumber> "480000017"',
]


def written(folder: Path, statements: list[str], graph: str = GRAPH) -> Extract:
    found = Extract(folder / NAME)
    found.path.mkdir(parents=True)
    text = "".join(f"{statement} {graph} .\n" for statement in statements)
    found.quads.write_bytes(gzip.compress(text.encode()))
    return found


def prepared(folder: Path, statements: list[str], graph: str = GRAPH) -> PreparedExtract:
    return prepare([written(folder, statements, graph)], folder)[0]


def messages(content: Content, folder: Path, *more: str, graph: str = GRAPH) -> list[str]:
    made = prepared(folder, [*SOUND, *more], graph)
    return [f.message.en for f in check.examine(content, registers=[made]).findings if f.file]


def test_lines_come_out_sorted_and_once(tmp_path: Path) -> None:
    statements = [*SOUND, *reversed(SOUND)]
    made = prepared(tmp_path, statements)
    lines = list(made.lines())
    assert lines == sorted(f"{s} {GRAPH} .\n".encode() for s in SOUND)
    assert made.count == len(SOUND)
    assert made.findings == []


def test_what_does_not_fit_in_memory_is_merged(tmp_path: Path) -> None:
    lines = [b"%06d\n" % number for number in range(1000)]
    shuffled = random.Random(3).sample([*lines, *lines[:500]], 1500)
    assert nquads.sort_to(shuffled, tmp_path / "sorted", at_once=7) == 1000
    assert list(nquads.read_lines(tmp_path / "sorted")) == lines
    assert [path.name for path in tmp_path.iterdir()] == ["sorted"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('"095.50"^^<{xsd}decimal>', '"95.5"^^<{xsd}decimal>'),
        ('"1.0"^^<{xsd}decimal>', '"1"^^<{xsd}decimal>'),
        ('"x"@FR', '"x"@fr'),
        ('"x"^^<{xsd}string>', '"x"'),
        ('"\\u00e9"', '"é"'),
        ('"a\\tb"', '"a\\tb"'),
        ('"2021-02-30"^^<{xsd}date>', '"2021-02-30"^^<{xsd}date>'),
    ],
)
def test_values_are_written_as_the_store_keeps_them(
    tmp_path: Path, written: str, kept: str
) -> None:
    statement = f"{NODE} <{PREFIXES['ght']}x> "
    made = prepared(tmp_path, [*SOUND, statement + written.format(xsd=XSD)])
    assert f"{statement}{kept.format(xsd=XSD)} {GRAPH} .\n".encode() in list(made.lines())


values = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",))).map(Literal),
    st.text("0123456789.-+eE :TZ", max_size=12).flatmap(
        lambda text: st.sampled_from(("decimal", "integer", "date", "double", "gYearMonth")).map(
            lambda name: Literal(text, datatype=NamedNode(XSD + name))
        )
    ),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@generated(values)
def test_any_value_comes_back_from_the_store_as_the_line_says(value: Literal) -> None:
    quad = Quad(NamedNode("urn:a"), NamedNode("urn:b"), value, NamedNode("urn:g"))
    written = formats.encode([quad], RdfFormat.N_QUADS)
    source = io.BytesIO(written)
    lines = list(nquads.canonical(source))
    store = Store()
    store.bulk_load(b"".join(lines), RdfFormat.N_QUADS)
    assert list(store) == list(parse(b"".join(lines), format=RdfFormat.N_QUADS))


def test_a_damaged_file_is_a_finding(tmp_path: Path) -> None:
    found = written(tmp_path, SOUND)
    found.quads.write_bytes(found.quads.read_bytes()[:-20])
    finding = prepare([found], tmp_path)[0].findings[0]
    assert "cannot be read" in finding.message.en
    assert finding.file == f"register/{NAME}/register.nq.gz"


def test_a_syntax_error_is_a_finding_with_its_line(tmp_path: Path) -> None:
    finding = prepared(tmp_path, [*SOUND, "<oops"]).findings[0]
    assert "Syntax error" in finding.message.en
    assert finding.line == len(SOUND) + 1


def test_an_extract_that_says_nothing_of_itself(tmp_path: Path) -> None:
    finding = prepared(tmp_path, SOUND[4:]).findings[0]
    assert "says nothing of itself" in finding.message.en


def test_a_sound_extract_beside_the_edition(content: Content, tmp_path: Path) -> None:
    made = prepared(tmp_path, SOUND)
    examination = check.examine(content, registers=[made])
    assert examination.sound
    described = {q.object.value for q in examination.quads if str(q.subject) == GRAPH}
    assert "https://w3id.org/ghtld/id/concept/layer/registre" in described


CONCEPT = "<https://w3id.org/ghtld/id/concept/category/355>"
SKOS = PREFIXES["skos"]
WRONG = {
    "Blank node": [f"_:b {TYPE} <{PREFIXES['ght']}RegisteredLegalEntity>"],
    "which engines rewrite": [f'{NODE} <{PREFIXES["ght"]}siren> "x"^^<{XSD}token>'],
    "counted twice": [f'{CONCEPT} <{SKOS}notation> "355"', f"{CONCEPT} {TYPE} <{SKOS}Concept>"],
    "has no label": [f"{NODE} <{PREFIXES['ght']}legalEntity> {NODE[:-4]}000>"],
    "has no type": [f'{NODE[:-4]}025> {LABEL} "x"@fr', f'{NODE[:-4]}025> {LABEL} "x"@en'],
    "may not be said": [f'{NODE} <{PREFIXES["ght"]}quote> "x"'],
    "ght:finessNumbr; did you mean ght:finessNumber": [
        f'{NODE} <{PREFIXES["ght"]}finessNumbr> "x"'
    ],
}


def test_each_wrong_statement_is_named(content: Content, tmp_path: Path) -> None:
    made = prepared(tmp_path, [*SOUND, *(line for lines in WRONG.values() for line in lines)])
    found = check.examine(content, registers=[made]).findings
    said = [finding.message.en for finding in found]
    assert [fault for fault in WRONG if not any(fault in sentence for sentence in said)] == []


def test_a_statement_of_another_graph(content: Content, tmp_path: Path) -> None:
    found = written(tmp_path, SOUND)
    lines = gzip.decompress(found.quads.read_bytes())
    other = f'{NODE} {LABEL} "x"@fr <{iris.graph("finess-2020-01").value}> .\n'
    found.quads.write_bytes(gzip.compress(lines + other.encode()))
    made = prepare([found], tmp_path)[0]
    said = [f.message.en for f in check.examine(content, registers=[made]).findings]
    assert any("not in the graph of the extract" in sentence for sentence in said)


def test_a_thing_withdrawn(copy: Content, tmp_path: Path) -> None:
    with (copy.data / "withdrawn.ttl").open("a", encoding="utf-8") as file:
        file.write(
            f'\n{NODE[:-4]}025> ght:withdrawnOn "2026-11-21"^^xsd:date ;\n'
            '    ght:withdrawalReason "Erreur."@fr , "Mistake."@en .\n'
        )
    number = f'{NODE[:-4]}025> {LABEL} "x"@fr'
    made = prepared(tmp_path / "x", [*SOUND, number])
    said = [f.message.en for f in check.examine(copy, registers=[made]).findings]
    assert any("names a thing that is withdrawn" in sentence for sentence in said)


def test_many_nodes_with_one_fault_are_counted(content: Content, tmp_path: Path) -> None:
    untyped = [f'{NODE[:-4]}{number:03d}> {LABEL} "x"@fr' for number in range(100)]
    made = prepared(tmp_path, [*SOUND, *untyped])
    said = [f.message.en for f in check.examine(content, registers=[made]).findings]
    assert sum("has no type" in sentence and "480000" in sentence for sentence in said) == 20
    assert any(sentence.startswith("99 nodes") for sentence in said)
