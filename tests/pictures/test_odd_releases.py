"""Releases that say odd things: markup, formulas, unreadable dates, disagreeing ones, points."""

import json

import pytest
from drawn import root_of

from ghtld.web.pictures import discrepancies, map_page, matrix, network, outlines, timeline
from ghtld.web.pictures.outlines import mainland, project

HOSTILE = """
graph:entities {
    event:hostile a ght:Event ;
        rdfs:label "<script>alert(1)</script>"@fr , "=cmd|' /C calc'!A0"@en .
}
fact:000-21 { event:hostile a ght:Event ; ght:date "2001"^^xsd:gYear , "2003-02"^^xsd:gYearMonth . }
"""
POINTS = """
graph:matches {
    match:a ght:entity est:hopital-lozere ; ght:entry finess:480000017 .
    est:ailleurs a ght:Establishment ; rdfs:label "Ailleurs"@fr .
    est:loin a ght:Establishment ; rdfs:label "Loin"@fr .
    match:b ght:entity est:loin ; ght:entry finess:970000017 .
}
graph:finess-2021-01 {
    finess:480000017 ght:communeName "MENDE" ; ght:postcode "48000" ;
        geo:lat 44.518 ; geo:long 3.501 .
    finess:970000017 geo:lat -21.1 ; geo:long 55.5 .
}
"""


def same(iri):
    return iri


def test_markup_in_a_label_stays_text(small):
    plate = timeline.plate(small(HOSTILE), same)
    assert "<script>" not in plate.picture.inline()
    assert "&lt;script&gt;" in plate.picture.inline()
    root_of(plate.picture.file("fr"))


def test_two_dates_that_disagree_are_two_marks(small):
    rows = timeline.plate(small(HOSTILE), same).table.rows
    said = [row.cells[1][0].text for row in rows if row.cells[0][0].iri.endswith("/hostile")]
    assert said == ["2001", "février 2003"]


@pytest.mark.parametrize(
    "written", ['"bientôt"', '"99999-01-01"^^xsd:date', '"2001-02-30"^^xsd:date']
)
def test_a_date_of_no_calendar_is_kept_and_not_placed(small, written):
    event = f"event:x a ght:Event ; ght:date {written} ."
    plate = timeline.plate(small(f"graph:entities {{ {event} }} fact:000-21 {{ {event} }}"), same)
    (row,) = [row for row in plate.table.rows if row.cells[0][0].iri.endswith("/x")]
    assert row.cells[1]
    assert row.cells[2] == row.cells[3] == ()


def test_a_release_with_little_to_show_still_answers(small):
    view = small("")
    for module in (timeline, network, matrix, discrepancies, map_page):
        plate = module.plate(view, same)
        if plate.picture is not None:
            root_of(plate.picture.file("fr"))


def test_establishments_are_drawn_where_the_register_places_them(small):
    plate = map_page.plate(small(POINTS), same)
    assert plate.picture is not None
    drawn = plate.picture.inline()
    assert drawn.count("<circle") == 3  # one on the map, two in the legend
    placed, unplaced = plate.table.sections
    assert {row.cells[5][0].text for row in placed.rows} == {
        "44.51800, 3.50100",
        "-21.10000, 55.50000",
    }
    assert [row.cells[0][0].text for row in unplaced.rows] == ["Ailleurs"]
    assert any("hors de la carte" in remark for remark in plate.remarks)


def test_a_map_without_outlines_says_so(small, monkeypatch, tmp_path):
    monkeypatch.setattr(outlines, "FILE", tmp_path / "absent.json")
    mainland.cache_clear()
    try:
        plate = map_page.plate(small(POINTS), same)
    finally:
        mainland.cache_clear()
    assert plate.picture is not None
    assert plate.credits == ()
    assert any("npm" in remark for remark in plate.remarks)


def test_outlines_are_read_arc_by_arc(monkeypatch, tmp_path):
    atlas = {
        "transform": {"scale": [0.5, 0.5], "translate": [0, 44]},
        "arcs": [[[2, 0], [2, 0]], [[4, 2], [0, -2]], [[2, 0], [2, 2]]],
        "objects": {
            "countries": {"geometries": [{"id": "250", "type": "Polygon", "arcs": [[0, -2, -3]]}]}
        },
    }
    (tmp_path / "atlas.json").write_text(json.dumps(atlas))
    monkeypatch.setattr(outlines, "FILE", tmp_path / "atlas.json")
    mainland.cache_clear()
    try:
        ((ring),) = mainland()
    finally:
        mainland.cache_clear()
    corners = [(1, 44), (2, 44), (2, 45), (1, 44)]
    assert ring == tuple(project(*corner) for corner in corners)


def test_paris_lies_where_lambert_93_has_it():
    east, north = project(2.3488, 48.8534)
    assert abs(east - 652_200) < 500
    assert abs(north - 6_862_000) < 1_500
