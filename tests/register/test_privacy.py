"""Homes have no address and no point; no telephone number and no e-mail address is kept."""

from __future__ import annotations

from pathlib import Path

from register_files import (
    BAN,
    SITES,
    contact,
    geographic_row,
    legal,
    legal_row,
    legals,
    lifted,
    place_row,
    site,
    structures,
    table,
)

HOME = geographic_row("480001007", "480780170", "LIEU DE VIE LES GENETS", category="462")


def rows(*more: list[str]) -> str:
    return table([*(geographic_row(*s) for s in SITES), *more])


def test_a_home_has_no_address_and_no_point(tmp_path: Path) -> None:
    place = place_row("480001007", "739500.2", "6379800.5", BAN)
    keeper = legal_row("480780170", "ASSOCIATION LES GENETS")
    found = lifted(tmp_path, legals(keeper), rows(HOME), table([HOME[:31], place]))
    assert found.values("finess:480001007", "ght:registeredName") == ["LIEU DE VIE LES GENETS"]
    assert found.values("finess:480001007", "ght:communeCode") == ["48095"]
    for number in ("480001007", "480780170"):
        for predicate in ("ght:streetAddress", "ght:postcode", "geo:lat", "geo:long"):
            assert found.values(f"finess:{number}", predicate) == []
    assert found.values("finess:480780097", "ght:postcode") == ["48000"]
    assert found.summary["counts"]["home"] == 2


def test_a_home_in_json_has_no_address_and_no_point(tmp_path: Path) -> None:
    keeper = legal("480780097", "11", "ASSOCIATION", [site("480000017", "21", "462")])
    found = lifted(tmp_path, structures(pmej=[keeper], gcc=[]))
    assert not found.ask("?s ght:streetAddress|ght:postcode|geo:lat ?o")
    assert found.ask('finess:480000017 ght:communeCode "01053"')


def test_the_address_of_a_natural_person_is_not_kept(tmp_path: Path) -> None:
    person = legal_row("480780170", "MME DURAND", status="70", label="Personne Physique")
    pharmacy = geographic_row("480001007", "480780170", "PHARMACIE DURAND", category="620")
    found = lifted(tmp_path, legals(person), rows(pharmacy))
    assert found.values("finess:480780170", "ght:postcode") == []
    assert found.values("finess:480001007", "ght:postcode") == ["48000"]


def test_contacts_are_not_read(tmp_path: Path) -> None:
    found = lifted(tmp_path, structures())
    telecom = contact()["telecom"]
    text = found.extract.rejects.read_text(encoding="utf-8")
    for words in telecom.values():
        assert not found.ask(f'?s ?p ?o FILTER(CONTAINS(STR(?o), "{words}"))')
        assert words not in text


def test_a_telephone_number_in_a_name_is_set_aside(tmp_path: Path) -> None:
    hidden = geographic_row("480001007", "480780170", street="TEL 04 66 49 49 49")
    mailed = geographic_row("480001015", "480780170", street="MAIL accueil@hopital.example")
    found = lifted(tmp_path, legals(), rows(hidden, mailed))
    assert found.reasons("set aside") == ["contact", "contact"]
    text = found.extract.rejects.read_text(encoding="utf-8")
    assert "49 49 49" not in text
    assert "@" not in text
    assert "0466494949" not in text
    assert found.values("finess:480001007", "ght:streetAddress") == ["B AV, LE BOURG"]
