"""cs1100501, cs1100502 and cs1100507: what they say, in every form in circulation."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

from register_files import (
    BAN,
    HEADING,
    SITES,
    geographic_row,
    legal_row,
    legals,
    lifted,
    lifted_files,
    place_row,
    sites,
    table,
)

from ghtld.content import Content
from ghtld.register.codes import Codes

HOSPITAL, SITE = "finess:480780097", "finess:480000017"


def test_a_legal_entity_is_told_completely(tmp_path: Path) -> None:
    row = legal_row(
        siren="263400160", long="HOPITAL DE LA LOZERE", house="12", created="1901-01-01"
    )
    found = lifted(tmp_path, table([row]))
    assert found.extract.name == "finess-2021-01-08"
    assert found.reasons() == []
    for predicate, value in {
        "ght:finessNumber": "480780097",
        "ght:registeredName": "HOPITAL LOZERE",
        "ght:registeredLongName": "HOPITAL DE LA LOZERE",
        "ght:streetAddress": "12 AV DU 8 MAI, BP 4",
        "ght:postcode": "48000",
        "ght:communeName": "MENDE",
        "ght:communeCode": "48095",
        "ght:siren": "263400160",
        "ght:createdOn": "1901-01-01",
        "ght:department": "https://w3id.org/ghtld/id/concept/department/48",
        "ght:region": "https://w3id.org/ghtld/id/concept/region/76",
        "ght:legalStatus": "https://w3id.org/ghtld/id/concept/legal-status/13",
        "ght:category": "https://w3id.org/ghtld/id/concept/category/355",
    }.items():
        assert found.values(HOSPITAL, predicate) == [value], predicate
    assert found.ask(f"{HOSPITAL} a ght:RegisteredLegalEntity")


def test_a_geographic_entity_is_told_completely(tmp_path: Path) -> None:
    row = geographic_row(siret="26340016000382", house="4")
    found = lifted(tmp_path, legals(), table([row]))
    for predicate, value in {
        "ght:legalEntity": "https://w3id.org/ghtld/id/finess/480780097",
        "ght:registeredNameComplement": "SITE NORD",
        "ght:streetAddress": "4 B AV DU 8 MAI, LE BOURG",
        "ght:siret": "26340016000382",
        "ght:openedOn": "1978-03-01",
        "ght:authorizedOn": "1978-02-01",
        "ght:updatedOn": "2019-12-02",
    }.items():
        assert found.values(SITE, predicate) == [value], predicate
    assert found.ask(f"{SITE} a ght:RegisteredGeographicEntity")


def test_no_telephone_is_read(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(), sites())
    assert not found.ask('?s ?p ?o FILTER(CONTAINS(STR(?o), "46649"))')


def test_corsica_and_overseas(tmp_path: Path) -> None:
    rows = [
        legal_row("2A0000014", "CH D'AJACCIO", "2A", "004", "20303 AJACCIO CEDEX"),
        legal_row("2B0000020", "CH DE BASTIA", "2B", "033", "20604 BASTIA CEDEX"),
        legal_row("970100228", "CHU DE POINTE A PITRE", "9A", "101", "97159 POINTE A PITRE"),
        legal_row("970400032", "CHU DE LA REUNION", "9D", "411", "97400 ST DENIS"),
        legal_row("980500003", "CH DE MAYOTTE", "9F", "611", "97600 MAMOUDZOU"),
    ]
    found = lifted(tmp_path, table(rows))
    assert found.reasons() == []
    told = {
        "2A0000014": ("2A004", "2a", "94"),
        "2B0000020": ("2B033", "2b", "94"),
        "970100228": ("97101", "971", "01"),
        "970400032": ("97411", "974", "04"),
        "980500003": ("97611", "976", "06"),
    }
    for number, (commune, department, region) in told.items():
        node = f"finess:{number}"
        assert found.values(node, "ght:communeCode") == [commune]
        assert found.ask(
            f"{node} ght:department department:{department} ; ght:region region:{region}"
        )


def test_every_department_is_described_and_has_its_region(content: Content) -> None:
    known = Codes(content)
    codes = [f"{n:02d}" for n in range(1, 96) if n != 20] + ["2A", "2B"]
    overseas = ["971", "972", "973", "974", "976"]
    for code in [*codes, *overseas]:
        department = known.department(code)
        assert department is not None, code
        assert known.region_of(department) is not None, code
    for code in ("975", "977", "978"):
        department = known.department(code)
        assert department is not None
        assert known.region_of(department) is None
    assert known.department("20") is None


def test_a_legal_entity_that_no_file_names_has_its_number(tmp_path: Path) -> None:
    found = lifted(tmp_path, sites())
    assert found.summary["counts"]["numberOnly"] == 5
    assert found.values(HOSPITAL, "ght:registeredName") == []
    assert found.values(HOSPITAL, "ght:finessNumber") == ["480780097"]
    assert "cs1100501" in found.lifted.advice[0].en
    assert "cs1100501" in found.lifted.advice[0].fr


def test_recent_places_have_a_packed_source(tmp_path: Path) -> None:
    rows = [geographic_row()[:31], place_row("480000017", "739500.2", "6379800.5", BAN)]
    found = lifted(tmp_path, legals(), table(rows))
    assert found.reasons() == []
    assert found.summary["files"][1]["format"] == "cs1100507"
    assert [round(float(v), 2) for v in found.values(SITE, "geo:lat")] == [44.52]
    assert [round(float(v), 2) for v in found.values(SITE, "geo:long")] == [3.5]


def test_old_places_have_twelve_fields(tmp_path: Path) -> None:
    source = ["1", "ATLASANTE", "100", "IGN", "BD_ADRESSE", "V2.1", "LAMBERT_93"]
    place = ["geolocalisation", "480000017", "739500.2", "6379800.5", *source, "2016-02-04"]
    found = lifted(tmp_path, legals(), table([geographic_row()[:31], place]))
    assert len(place) == 12
    assert found.reasons() == []
    assert len(found.values(SITE, "geo:lat")) == 1


def test_three_files_of_one_date_make_one_extract(tmp_path: Path) -> None:
    places = [geographic_row(*SITES[0])[:31], place_row("480000017", "739500.2", "6379800.5", BAN)]
    found = lifted(tmp_path, table(places), sites(), legals())
    assert found.reasons() == []
    assert [f["format"] for f in found.summary["files"]] == ["cs1100501", "cs1100502", "cs1100507"]
    assert found.summary["counts"]["geographic"] == 5
    assert found.summary["counts"]["legal"] == 6
    assert found.summary["counts"]["point"] == 1


def test_the_order_of_the_files_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = lifted(tmp_path / "a", legals(), sites())
    second = lifted(tmp_path / "b", sites(), legals())
    assert first.extract.quads.read_bytes() == second.extract.quads.read_bytes()


def test_windows_1252_and_utf_8_tell_the_same(tmp_path: Path) -> None:
    text = legals(legal_row("480780170", "RÉSIDENCE « L’ŒUVRE »", "48"))
    found = []
    for name, encoding in (("a", "utf-8"), ("b", "cp1252"), ("c", "utf-8-sig")):
        (tmp_path / name).mkdir()
        found.append(lifted(tmp_path / name, text.encode(encoding)))
    assert {f.extract.quads.read_bytes() for f in found} == {found[0].extract.quads.read_bytes()}
    assert found[1].summary["files"][0]["encoding"] == "cp1252"
    assert found[1].values("finess:480780170", "ght:registeredName") == ["RÉSIDENCE « L’ŒUVRE »"]


def test_packed_files_are_unpacked(tmp_path: Path) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("un/nom.txt", legals())
        archive.writestr("autre.bin", sites())
    found = []
    packed = {
        "plain": (legals(), sites()),
        "gzip": (gzip.compress(legals().encode()), gzip.compress(sites().encode())),
        "zip": (zipped.getvalue(),),
    }
    for name, texts in packed.items():
        (tmp_path / name).mkdir()
        found.append(lifted(tmp_path / name, *texts).extract.quads.read_bytes())
    assert len(set(found)) == 1


def test_tabs_may_separate(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals().replace(";", "\t"))
    assert found.reasons() == []
    assert found.summary["counts"]["legal"] == 6


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for name, text in (("a", legals()), ("b", sites())):
        (tmp_path / name).mkdir()
        (tmp_path / name / "stock.csv").write_text(text)
    found = lifted_files(tmp_path, tmp_path / "a/stock.csv", tmp_path / "b/stock.csv")
    told = [(f["name"], f["read"]) for f in found.summary["files"]]
    assert told == [("stock.csv", 6), ("stock.csv (2)", 5)]


def test_a_date_may_be_given(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(), date="2021-01")
    assert found.extract.name == "finess-2021-01"
    found = lifted(tmp_path, legals().replace(HEADING, "finess;etalab;93;2021-02-08"))
    assert found.extract.name == "finess-2021-02-08"
    assert found.ask(
        'graph:finess-2021-02-08 dcterms:date "2021-02-08"^^xsd:date ; a ght:Graph ; '
        "prov:hadPrimarySource ?page"
    )


def test_the_graph_is_sorted_and_each_statement_is_written_once(tmp_path: Path) -> None:
    found = lifted(tmp_path, legals(), sites())
    lines = gzip.decompress(found.extract.quads.read_bytes()).splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == found.summary["counts"]["triples"] == len(found.store)


def test_a_code_that_the_vocabulary_lacks_is_described_in_the_extract(tmp_path: Path) -> None:
    row = geographic_row(category="999", label="Maison de demain")
    found = lifted(tmp_path, legals(), table([row, *[geographic_row(*s) for s in SITES[1:]]]))
    assert found.reasons() == ["new-code"]
    assert found.ask(
        'category:999 a skos:Concept ; skos:notation "999" ; skos:inScheme concept:category ; '
        'skos:prefLabel "Maison de demain"@fr'
    )
    assert "category 999" in found.lifted.advice[-1].en


def test_an_unknown_department_or_commune_is_set_aside(tmp_path: Path) -> None:
    rows = [
        legal_row("480780170", "CH DE NASBINALS", "9Z"),
        legal_row("480782291", "RESIDENCE PIENCOURT", "48", "61"),
    ]
    found = lifted(tmp_path, legals(*rows))
    assert found.reasons() == ["department", "commune", "commune"]
    assert found.values("finess:480780170", "ght:department") == []
    assert found.values("finess:480782291", "ght:communeCode") == []
    assert found.values("finess:480782291", "ght:department") != []
