"""finess-structures: entities, groupings and members, in the spellings of schema and files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from register_files import (
    Result,
    address,
    grouping,
    legal,
    lifted,
    site,
    structure_parts,
    structures,
)

GHT, SUPPORT, MEMBER = "finess-group:48", "finess:480780097", "finess:480780121"


def entities(*more: dict[str, object]) -> list[dict[str, object]]:
    """The legal entities of the file, and more."""
    return [*structure_parts()["pmej"], *more]


def told(folder: Path, **parts: object) -> Result:
    return lifted(folder, structures(**parts))


def test_an_entity_is_told_completely(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found.extract.name == "finess-2026-03-09"
    for subject, predicate, value in (
        (SUPPORT, "ght:registeredName", "HOPITAL LOZERE"),
        (SUPPORT, "ght:siren", "263400160"),
        (SUPPORT, "ght:createdOn", "1901-01-01"),
        (SUPPORT, "ght:updatedOn", "2021-10-18"),
        (SUPPORT, "ght:streetAddress", "62 AV DE JASSERON"),
        (SUPPORT, "ght:postcode", "01000"),
        (SUPPORT, "ght:communeName", "BOURG EN BRESSE"),
        (SUPPORT, "ght:communeCode", "01053"),
        (SUPPORT, "ght:state", "https://w3id.org/ghtld/id/concept/state/actif"),
        (SUPPORT, "ght:legalStatus", "https://w3id.org/ghtld/id/concept/legal-status/13"),
        (SUPPORT, "geo:lat", "46.211257"),
        (SUPPORT, "geo:long", "5.254203"),
        ("finess:480000017", "ght:registeredLongName", "HOPITAL DE LA VALLEE"),
        ("finess:480000017", "ght:legalEntity", "https://w3id.org/ghtld/id/finess/480780097"),
        ("finess:480000017", "ght:siret", "26340016000382"),
        ("finess:480000017", "ght:openedOn", "1956-11-16"),
        ("finess:480000017", "ght:authorizedOn", "1956-11-15"),
        ("finess:480000017", "ght:category", "https://w3id.org/ghtld/id/concept/category/355"),
    ):
        assert found.values(subject, predicate) == [value], predicate


def test_swapped_x_and_y_are_noted_and_agree_with_the_degrees(tmp_path: Path) -> None:
    assert set(told(tmp_path).reasons()) == {"swapped"}


def test_x_and_y_are_used_where_degrees_are_missing(tmp_path: Path) -> None:
    place = {"coordonneeX": "6570414.61", "coordonneeY": "873766.07"}
    there = legal("480780147", "14", "CHS", [], adresse=[address(coordonneesGeographique=place)])
    found = told(tmp_path, pmej=entities(there))
    assert found.values("finess:480780147", "geo:lat") == ["46.211257"]
    assert found.values("finess:480780147", "geo:long") == ["5.254203"]


def test_degrees_that_x_and_y_contradict_are_kept_and_noted(tmp_path: Path) -> None:
    place = {"coordonneeX": "739500", "coordonneeY": "6379800"}
    place |= {"directionLatitude": "46.2", "directionLongitude": "5.25"}
    there = legal("480780147", "14", "CHS", [], adresse=[address(coordonneesGeographique=place)])
    found = told(tmp_path, pmej=entities(there))
    assert found.reasons().count("disagree") == 1
    assert found.values("finess:480780147", "geo:lat") == ["46.2"]


def test_overseas_x_and_y_are_in_their_own_system(tmp_path: Path) -> None:
    place = {"coordonneeX": "339188.6", "coordonneeY": "7690195.7"}
    there = address(cogCommune="97411", coordonneesGeographique=place)
    found = told(tmp_path, pmej=entities(legal("970400032", "14", "CHU", [], adresse=[there])))
    assert [round(float(v), 1) for v in found.values("finess:970400032", "geo:lat")] == [-20.9]


def test_the_main_address_is_kept_of_several(tmp_path: Path) -> None:
    two = [address(usageAdresse="04", codePostal="48000"), address(codePostal="01000")]
    found = told(tmp_path, pmej=entities(legal("480780147", "14", "CHS", [], adresse=two)))
    assert found.values("finess:480780147", "ght:postcode") == ["01000"]
    assert found.reasons().count("addresses") == 1


def test_a_grouping_with_its_members(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found.ask(f"{GHT} a ght:RegisteredGrouping ; ght:groupingType grouping-type:001")
    assert found.values(GHT, "ght:registeredName") == ["Lozère"]
    assert found.values(GHT, "ght:ghtCode") == ["76106"]
    assert found.ask(f"{GHT} ght:registeredSupport {SUPPORT} ; ght:registeredMember {SUPPORT}")
    assert found.ask(f"{GHT} ght:registeredMember {MEMBER}")
    assert not found.ask(f"{GHT} ght:registeredSupport {MEMBER}")
    assert found.summary["counts"]["membership"] == 3
    assert found.summary["counts"]["support"] == 1
    assert found.lifted.rejected == 0


def test_the_number_of_july_2026(tmp_path: Path) -> None:
    group = grouping([("11", "S")], numFinessGcc="12345678901")
    del group["gccIdentifiantExterne"]
    found = told(tmp_path, gcc=[group])
    assert found.values(GHT, "ght:groupingNumber") == ["12345678901"]
    assert found.values(GHT, "ght:ghtCode") == []


def test_a_code_of_another_length_is_set_aside(tmp_path: Path) -> None:
    found = told(tmp_path, gcc=[grouping([("11", "S")], gccIdentifiantExterne="761")])
    assert found.reasons("set aside") == ["grouping-code"]


def test_a_psychiatric_grouping(tmp_path: Path) -> None:
    found = told(tmp_path, gcc=[grouping([("11", "S")], typeGcc="002")])
    assert found.ask(f"{GHT} ght:groupingType grouping-type:002")


def test_a_member_that_resolves_to_nothing(tmp_path: Path) -> None:
    found = told(tmp_path, gcc=[grouping([("11", "S"), ("99", "M"), ("", "M")])])
    (first, second) = [r for r in found.rejects if r["effect"] == "rejected"]
    assert (first["reason"], first["place"], first["value"]) == ("member", "gcc[0]", "99")
    assert second["value"] == ""
    assert found.lifted.rejected == 2
    assert found.summary["counts"]["membership"] == 1
    assert found.summary["files"][0]["rejected"] == 0


def test_two_supports(tmp_path: Path) -> None:
    found = told(tmp_path, gcc=[grouping([("11", "S"), ("12", "S")])])
    assert "two-supports" in found.reasons("noted")
    assert found.ask(f"{GHT} ght:registeredSupport {SUPPORT} , {MEMBER}")


def test_a_grouping_without_a_support(tmp_path: Path) -> None:
    found = told(tmp_path, gcc=[grouping([("11", "M"), ("12", "M")])])
    assert "no-support" in found.reasons("noted")
    assert found.summary["counts"]["membership"] == 2


def test_a_support_that_resolves_to_nothing_is_named_all_the_same(tmp_path: Path) -> None:
    found = told(tmp_path, gcc=[grouping([("99", "S"), ("12", "M")])])
    assert "no-support" not in found.reasons()
    assert found.reasons("rejected") == ["member"]


def test_an_unknown_role(tmp_path: Path) -> None:
    found = told(tmp_path, gcc=[grouping([("11", "S"), ("12", "P")])])
    assert found.reasons("rejected") == ["role"]


def test_a_closed_entity_as_member(tmp_path: Path) -> None:
    closed = legal("480780147", "14", "CHS", [], etatObjet="I", dateFermeture="2019-12-31")
    group = grouping([("11", "S"), ("14", "M")])
    found = told(tmp_path, pmej=entities(closed), gcc=[group])
    assert "closed-member" in found.reasons("noted")
    assert found.ask(f"{GHT} ght:registeredMember finess:480780147")
    assert found.ask(
        'finess:480780147 ght:state state:inactif ; ght:closedOn "2019-12-31"^^xsd:date'
    )


def test_closed_entities_are_left_out_unless_something_refers_to_them(tmp_path: Path) -> None:
    more = [
        legal("480780147", "14", "CLOSED", [site("480000058", "24", etatObjet="I")], etatObjet="I"),
        legal("480780170", "15", "OWNER", [site("480001007", "25")], etatObjet="I"),
    ]
    (tmp_path / "open").mkdir()
    found = told(tmp_path / "open", pmej=entities(*more))
    assert found.summary["counts"]["closedLeftOut"] == 2
    assert not found.ask("finess:480780147 ?p ?o")
    assert not found.ask("finess:480000058 ?p ?o")
    assert found.ask("finess:480780170 ght:state state:inactif")
    assert "--closed" in found.lifted.advice[-1].fr
    found = lifted(tmp_path, structures(pmej=entities(*more)), closed=True)
    assert found.ask("finess:480780147 ght:state state:inactif")
    assert found.summary["counts"]["closedLeftOut"] == 0


def test_a_geographic_member(tmp_path: Path) -> None:
    members = [{"egeId": "22", "typeRoleEntiteGroupe": "M"}]
    found = told(tmp_path, gcc=[grouping([("11", "S")], egeDuGcc=members)])
    assert found.ask(f"{GHT} ght:registeredMember finess:480000033")


def test_a_grouping_without_an_identifier_or_a_name(tmp_path: Path) -> None:
    groups = [grouping([("11", "S")], gccId=""), grouping([("11", "S")], gccId="2", nomGcc=" ")]
    found = told(tmp_path, gcc=groups)
    assert found.reasons("rejected") == ["identifier", "name"]


def test_groupings_of_one_identifier(tmp_path: Path) -> None:
    found = told(tmp_path, gcc=[grouping([("11", "S")]), grouping([("12", "S")], nomGcc="Autre")])
    assert found.reasons("rejected") == ["duplicate"]
    assert found.values(GHT, "ght:registeredName") == ["Lozère"]


def test_the_parts_may_come_in_any_order(tmp_path: Path) -> None:
    parts = structure_parts()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = lifted(tmp_path / "a", json.dumps(parts))
    second = lifted(tmp_path / "b", json.dumps(dict(reversed(parts.items()))))
    assert first.extract.quads.read_bytes() == second.extract.quads.read_bytes()


def test_the_names_and_codings_of_the_schema_are_read_alike(tmp_path: Path) -> None:
    text = structures()
    for old, new in {
        '"pmSmsseId"': '"pm_smsseId"',
        "informationsGeneralesPMEJ": "informationsGeneralesPmej",
        "categorieentiteGeographiqueExercice": "categorieEntiteGeographiqueExercice",
        '"etatObjet": "A"': '"etatObjet": {"code": "A", "system": "https://mos.esante.gouv.fr/"}',
        '"dateDerniereMaj": "2021-10-18 00:00:00"': '"dateDerniereMaj": '
        '{"dateEvenement": "2021-10-18"}',
    }.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = lifted(tmp_path / "a", structures()), lifted(tmp_path / "b", text)
    assert first.extract.quads.read_bytes() == second.extract.quads.read_bytes()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    found = lifted(tmp_path, structures().encode(encoding))
    assert found.values(GHT, "ght:registeredName") == ["Lozère"]


def test_elements_that_are_no_objects_are_rejected(tmp_path: Path) -> None:
    strange = legal("480780147", "14", "CHS", ["x"])
    found = told(tmp_path, pmej=entities(strange, "x"), gcc=[*structure_parts()["gcc"], 3])
    assert found.reasons("rejected") == ["shape"] * 3
    places = [r["place"] for r in found.rejects if r["reason"] == "shape"]
    assert places == ["pmej[3].ege[0]", "pmej[4]", "gcc[1]"]


def test_a_control_character_in_json(tmp_path: Path) -> None:
    found = told(tmp_path, pmej=entities(legal("480780147", "14", "CHS\x00", [])))
    assert found.reasons("rejected") == ["control"]
    assert not found.ask("finess:480780147 ?p ?o")


def test_a_date_has_to_be_given_where_the_file_tells_none(tmp_path: Path) -> None:
    text = structures().replace('"generatedAt"', '"generated"')
    assert lifted(tmp_path, text, date="2026-07-01").extract.name == "finess-2026-07-01"
