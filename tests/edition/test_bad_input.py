"""Each way data can be wrong: one sentence with its place, and nothing is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from ghtld.content import Content
from ghtld.edition.build import build
from ghtld.edition.check import examine
from ghtld.finding import Finding, Invalid, Severity


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def errors(content: Content, sources: Path | None = None) -> list[Finding]:
    return [f for f in examine(content, sources).findings if f.severity is Severity.VIOLATION]


def the_error(content: Content, words: str, sources: Path | None = None) -> Finding:
    found = errors(content, sources)
    said = [f for f in found if words in f.message.fr or words in f.message.en]
    assert said, [f.message.en for f in found]
    assert not any("Traceback" in f.message.fr + f.message.en for f in found)
    return said[0]


def test_the_data_as_they_are_pass(content: Content) -> None:
    assert errors(content) == []


def test_a_trig_error_names_file_line_and_column(copy: Content) -> None:
    edit(copy.data / "002.trig", "fact:002-02 {", "fact:002-02 { oops")
    finding = the_error(copy, "Syntax error, column")
    line = (copy.data / "002.trig").read_text().split("oops")[0].count("\n") + 1
    assert (finding.file, finding.line) == ("data/002.trig", line)


def test_a_turtle_error_names_file_line_and_column(copy: Content) -> None:
    edit(copy.data / "entities/places.ttl", " .\n", " ,,\n")
    finding = the_error(copy, "Syntax error, column")
    assert finding.file == "data/entities/places.ttl"
    assert finding.line is not None


def test_a_misspelt_property_is_named_with_a_suggestion(copy: Content) -> None:
    edit(copy.data / "002.trig", "ght:statedFigure", "ght:statedFigur")
    finding = the_error(copy, "statedFigur")
    assert "ght:statedFigure" in finding.message.fr
    assert finding.file == "data/002.trig"
    assert finding.line is not None


def test_an_unknown_foreign_term_is_named(copy: Content) -> None:
    edit(copy.data / "002.trig", "dcterms:date", "dcterms:dat")
    finding = the_error(copy, "dcterms:dat")
    assert "dcterms:date" in finding.message.en


def test_an_unknown_concept_is_named(copy: Content) -> None:
    edit(copy.data / "002.trig", "specialty:addictologie", "specialty:adictologie")
    assert the_error(copy, "specialty:adictologie").file == "data/002.trig"


def test_a_missing_label_is_named_with_its_language(copy: Content) -> None:
    text = (copy.data / "entities/places.ttl").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "rdfs:label" in line]
    edit(copy.data / "entities/places.ttl", lines[0], lines[0].split(" , ")[0] + " .")
    finding = the_error(copy, "in English")
    assert "rdfs:label" in finding.message.en


def test_a_quotation_that_is_not_in_the_text_shows_the_nearest_passage(
    copy: Content, sources: Path
) -> None:
    edit(copy.data / "002.trig", '"Le 3 juillet 2017"', '"Le 3 juin 2017"')
    finding = the_error(copy, "nearest passage", sources)
    assert "Le 3 juillet 2017"[:9] in finding.message.fr
    assert finding.file == "data/002.trig"
    assert finding.line is not None


def test_a_quotation_that_occurs_twice_is_to_be_lengthened(copy: Content, sources: Path) -> None:
    edit(copy.data / "002.trig", '"Le 3 juillet 2017"', '"CHRU de Lille"')
    assert "002-02" in the_error(copy, "lengthen", sources).message.en


def test_a_quotation_that_touches_an_excluded_passage(copy: Content, sources: Path) -> None:
    edit(copy.data / "002.trig", '"Le 3 juillet 2017"', '"59322 Valenciennes Cedex\\n\\n03"')
    assert "002-02" in the_error(copy, "touches an excluded passage", sources).message.en


def test_evidence_that_lies_in_an_excluded_passage_is_seen_without_the_texts(
    copy: Content,
) -> None:
    evidence = copy.data / "evidence/002.ttl"
    text = evidence.read_text(encoding="utf-8")
    start = text.split("oa:start ")[1].split(" ")[0]
    edit(evidence, "oa:end ", "oa:end 2721 ; # ")
    edit(evidence, f"oa:start {start}", "oa:start 2700")
    the_error(copy, "excluded passage")


def test_a_quotation_edited_without_locating_it_again(copy: Content) -> None:
    edit(copy.data / "002.trig", '"Le 3 juillet 2017"', '"3 juillet 2017\\n"')
    assert "ghtld locate" in the_error(copy, "002-02").message.fr


def test_a_fact_without_evidence(copy: Content) -> None:
    edit(copy.data / "002.trig", '    ght:quote "Le 3 juillet 2017" .', '    ght:context "Le" .')
    assert "002-02" in the_error(copy, "neither a quotation").message.en


def test_evidence_without_a_fact(copy: Content) -> None:
    with (copy.data / "004.trig").open("a", encoding="utf-8") as file:
        file.write('\nfact:004-99\n    ght:quote "rien" .\n')
    finding = the_error(copy, "fact:004-99")
    assert finding.file == "data/004.trig"


def test_a_triple_outside_its_layer(copy: Content) -> None:
    edit(
        copy.data / "002.trig",
        "    document:002 a ght:Document ;\n        dcterms:date",
        '    document:002 a ght:Document ;\n        ght:textSha256 "0" ;\n        dcterms:date',
    )
    finding = the_error(copy, "ght:textSha256")
    assert "fact:002-02" in finding.message.en
    assert finding.file == "data/002.trig"


def test_a_graph_without_a_layer(copy: Content) -> None:
    edit(copy.data / "external/sae.trig", "graph:external-sae", "graph:sae")
    the_error(copy, "belongs to no layer")


def test_a_date_in_words(copy: Content) -> None:
    edit(copy.data / "000.trig", '"--06-28"^^xsd:gMonthDay', '"28 juin"^^xsd:date')
    finding = the_error(copy, "date")
    assert finding.severity is Severity.VIOLATION


def test_a_membership_without_a_role(copy: Content) -> None:
    edit(
        copy.data / "000.trig",
        "        ght:member est:ch-langogne .",
        "        org:hasMember est:ch-langogne .\n"
        "    membership:lozere-ch-langogne a org:Membership ;\n"
        "        org:organization group:lozere ;\n"
        "        org:member est:ch-langogne .",
    )
    the_error(copy, "role")


def test_a_support_that_is_not_a_member(copy: Content) -> None:
    edit(copy.data / "002.trig", "ght:support est:ch-valenciennes", "ght:support est:chru-lille")
    the_error(copy, "support")


@pytest.mark.parametrize("private", ["03 20 44 59 62", "06.12.34.56.78", "a.b@ch-lille.fr"])
def test_a_phone_number_or_an_address(copy: Content, private: str) -> None:
    edit(copy.data / "002.trig", '"COMMUNIQUE DE PRESSE"@fr', f'"COMMUNIQUE {private}"@fr')
    assert the_error(copy, "telephone number or an e-mail").file == "data/002.trig"


def test_a_discrepancy_that_nobody_recorded(copy: Content) -> None:
    edit(copy.data / "000.trig", "ght:value 8 ;", "ght:value 7 ;")
    the_error(copy, "discrepancy:lozere-personnes-agees")


def test_a_recorded_discrepancy_that_is_none(copy: Content) -> None:
    edit(
        copy.data / "002.trig",
        "fact:002-22 {",
        "fact:002-22 {\n    discrepancy:hainaut-etablissements a ght:Discrepancy ;\n"
        "        ght:list list:hainaut-etablissements ;\n        ght:statedCount 12 ;\n"
        "        ght:listedCount 13 ;\n        ght:difference 1 .",
    )
    edit(
        copy.data / "002.trig",
        "@prefix document:",
        "@prefix discrepancy: <https://w3id.org/ghtld/id/discrepancy/> .\n@prefix document:",
    )
    the_error(copy, "The listed count is not the one the list has")


def test_two_facts_with_one_number(copy: Content) -> None:
    edit(copy.data / "002.trig", "fact:002-03 {", "fact:002-02 {")
    finding = the_error(copy, "Two facts bear the number")
    assert finding.file == "data/002.trig"
    assert finding.line is not None


def test_a_withdrawn_thing_that_is_still_published(copy: Content) -> None:
    with (copy.data / "withdrawn.ttl").open("a", encoding="utf-8") as file:
        file.write(
            '\n<https://w3id.org/ghtld/id/fact/002-02> ght:withdrawnOn "2026-11-21"^^xsd:date ;\n'
            '    ght:withdrawalReason "Erreur."@fr .\n'
        )
    the_error(copy, "fact:002-02 is withdrawn but still published")
    the_error(copy, "Incomplete withdrawal of fact:002-02")


def test_a_list_of_withdrawn_things_that_is_no_turtle(copy: Content) -> None:
    (copy.data / "withdrawn.ttl").write_text("oops", encoding="utf-8")
    assert the_error(copy, "Syntax error, column").file == "data/withdrawn.ttl"


def test_no_data_at_all(copy: Content) -> None:
    for path in copy.data.glob("*.trig"):
        path.unlink()
    the_error(copy, "No data")


def test_a_file_that_is_not_utf8(copy: Content) -> None:
    (copy.data / "law.ttl").write_bytes("# école".encode("latin-1"))
    assert errors(copy)[0].file == "data/law.ttl"


def test_what_is_invalid_is_not_built_and_the_release_stays(copy: Content, tmp_path: Path) -> None:
    folder = tmp_path / "build"
    built = build(copy, folder, lambda text: None).release
    edit(copy.data / "002.trig", "ght:statedFigure", "ght:statedFigur")
    with pytest.raises(Invalid):
        build(copy, folder, lambda text: None)
    assert (folder / "current").resolve() == built.path
    assert [p.name for p in (folder / "releases").iterdir()] == [built.path.name]
