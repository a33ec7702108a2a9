"""The pictures of the real release hold what the release holds: all of it, as it is said."""

import csv
import io

import pytest
from drawn import SVG, root_of
from pyoxigraph import NamedNode

from ghtld import iris
from ghtld.terms import GHT, PREFIXES, RDF
from ghtld.web.pictures import (
    discrepancies,
    evidence,
    map,
    matrix,
    network,
    timeline,
)
from ghtld.web.pictures.chronology import happenings
from ghtld.web.pictures.evidence import external_graphs
from ghtld.web.pictures.figure import QUERIES, query_of
from ghtld.web.pictures.matrix import Ledger
from ghtld.web.pictures.routes import FIGURES
from ghtld.web.site import EDITION
from ghtld.web.tables.spreadsheet import as_csv


def same(iri):
    return iri


def node(name):
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def typed(site, name, graph=EDITION):
    quads = site.store.quads_for_pattern(None, RDF.type, getattr(GHT, name), graph)
    return {quad.subject for quad in quads}


def texts(figure):
    root = root_of(figure.picture.file("fr"))
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def hrefs(figure):
    root = root_of(figure.picture.file("fr"))
    return {link.attrib["href"] for link in root.iter(f"{SVG}a")}


def leads_to(figure):
    return {part.iri for row in figure.table.rows for cell in row.cells for part in cell}


def row_of(figure, iri):
    (found,) = [row for row in figure.table.rows if row.cells[0][0].iri == iri]
    return [" ".join(part.value for part in cell) for cell in found.cells]


@pytest.mark.parametrize("name", FIGURES)
def test_each_is_complete_as_a_table_and_valid_as_a_file(real, name):
    figure = FIGURES[name](real, same)
    if figure.picture is not None:
        root = root_of(figure.picture.file(real.language))
        assert root.find(f"{SVG}title").text
        assert root.find(f"{SVG}desc").text
        pages = (f"{iris.BASE}discrepancies#", f"{iris.BASE}list/establishment?department=")
        drawn = {href for href in hrefs(figure) if not href.startswith(pages)}
        heads = {NamedNode(href) for href in drawn} - {NamedNode(i) for i in leads_to(figure) if i}
        assert {iris.read(head.value).slug.split("/")[0] for head in heads} <= {"mission"}
    written = b"".join(as_csv(figure.table.flat("id", "partie"))).decode()
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == len(figure.table.rows) + 1


def test_every_event_of_the_edition_and_from_elsewhere_is_on_the_timeline(french):
    site = french.site
    every = typed(site, "Event")
    for graph in external_graphs(site):
        for name in ("Event", "Signing", "Creation", "Approval"):
            every |= typed(site, name, graph)
    figure = timeline.figure(french, same)
    assert len(every) > 20
    assert {event.value for event in every} == hrefs(figure)
    assert {event.value for event in every} <= leads_to(figure)


@pytest.mark.parametrize(
    ("event", "lane", "precision"),
    [
        ("event:signature-hainaut", "dated", "day"),
        ("event:enquete-reseaux-2000", "dated", "span"),
        ("event:assistants-specialistes-calais", "dated", "span"),
        ("event:signature-lozere", "no-year", "open"),
        ("event:signature-haute-loire", "undated", "none"),
        ("event:sortie-cambresis-2022", "outside", "day"),
        ("event:signature-cadre-lille-arras", "outside", "span"),
    ],
)
def test_partial_dates_are_drawn_as_partial(french, event, lane, precision):
    (one,) = [one for one in happenings(french.site) if one.event == node(event)]
    assert (one.lane, one.span.precision) == (lane, precision)


def test_the_day_without_a_year_keeps_its_words_and_shows_where_its_bound_is_from(french):
    row = row_of(timeline.figure(french, same), node("event:signature-lozere").value)
    assert row[1] == "28 juin (année non indiquée)"
    assert row[2].startswith("28 juin 2017 Déduit")
    assert row[3] == ""
    assert "signée le 28 juin par" in row[5]


def test_a_monday_stays_a_monday(real):
    row = row_of(timeline.figure(real, same), node("event:signature-haute-loire").value)
    assert row[1] in ("un lundi, sans date", "a Monday, no date")


def test_what_is_known_from_elsewhere_names_its_source(french):
    figure = timeline.figure(french, same)
    outside = [row for row in figure.table.rows if row.outside]
    assert len(outside) == 5
    assert any("va-infos" in part.value for row in outside for part in row.cells[6])
    assert sum(words.startswith("Source :") for words in texts(figure)) == len(outside)


def test_the_network_holds_every_party_and_member(french):
    figure = network.figure(french, same)
    ties = {(row.cells[0][0].iri, row.cells[1][0].iri) for row in figure.table.rows}
    for predicate in (GHT.party, GHT.member, GHT.support):
        for quad in french.site.store.quads_for_pattern(None, predicate, None, EDITION):
            assert (quad.object.value, quad.subject.value) in ties
    assert {one for tie in ties for one in tie} == hrefs(figure)


@pytest.mark.parametrize(
    ("agreement", "class_"),
    [
        ("agreement:lozere-montpellier", "p-box"),
        ("agreement:gcs-lille-sud", "p-dashed"),
        ("agreement:partenariat-hopale", "p-dotted"),
        ("agreement:cadre-lille-arras", "p-dotted"),
    ],
)
def test_what_is_planned_or_unresolved_looks_so(french, agreement, class_):
    root = root_of(network.figure(french, same).picture.file("fr"))
    (drawn,) = [a for a in root.iter(f"{SVG}a") if a.attrib["href"] == node(agreement).value]
    assert drawn.find(f"{SVG}rect").attrib["class"] == class_


def test_the_matrix_equals_the_data(french):
    ledger = Ledger(french.site)
    stated = {
        (quad.subject, quad.object)
        for quad in french.site.store.quads_for_pattern(None, GHT.mission, None, EDITION)
        if quad.subject in typed(french.site, "Agreement")
    }
    marked = {
        (agreement, mission.node)
        for agreement in ledger.agreements
        for mission in ledger.missions
        if ledger.mark(agreement, mission).how == "stated"
    }
    assert marked == stated
    assert set(ledger.agreements) == typed(french.site, "Agreement")
    assert sum(mission.is_legal for mission in ledger.missions) == 4


@pytest.mark.parametrize(
    ("agreement", "mission", "how", "evidence"),
    [
        ("lozere-montpellier", "recherche", "silence", "note:000-12"),
        ("lozere-montpellier", "recours", "party", "fact:000-52"),
        ("lozere-montpellier", "enseignement", "extended", "fact:000-50"),
        ("lozere-montpellier", "formation", "stated", "fact:000-50"),
        ("hainaut-lille", "enseignement-pharmaceutique", "stated", "fact:002-11"),
        ("haute-loire-clermont", "recherche", "stated", "fact:001-08"),
        ("acte-sillon-lorrain", "recherche", "silence", "note:004-25-4"),
        ("cadre-lille-arras", "recours", "other-kind", "note:003-12-2"),
        ("com-lille", "recours", "unstated", None),
        ("haute-loire-clermont", "formation", "unstated", None),
    ],
)
def test_a_silence_is_not_an_absence_nor_another_kind(french, agreement, mission, how, evidence):
    ledger = Ledger(french.site)
    (column,) = [m for m in ledger.missions if m.node == node(f"mission:{mission}")]
    mark = ledger.mark(node(f"agreement:{agreement}"), column)
    assert mark.how == how
    assert mark.evidence == (() if evidence is None else (node(evidence),))


def test_a_cell_quotes_its_source(french):
    cells = row_of(matrix.figure(french, same), node("agreement:haute-loire-clermont").value)
    assert any("les missions de gestion de la démographie médicale" in cell for cell in cells)


def test_every_open_question_of_the_release_is_on_the_page(french):
    figure = discrepancies.figure(french, same)
    reached = leads_to(figure)
    site = french.site
    for name in ("Discrepancy", "Misprint", "Silence", "FailedSearch"):
        found = typed(site, name)
        assert found
        assert {one.value for one in found} <= reached, name
    ambiguous = site.store.quads_for_pattern(None, GHT.ambiguity, None, EDITION)
    assert {quad.subject.value for quad in ambiguous} <= reached
    for status in ("status:non-resolu", "status:non-dit"):
        open_ = site.store.quads_for_pattern(None, GHT.status, node(status), EDITION)
        assert {quad.subject.value for quad in open_} <= reached


def sections(view):
    table = discrepancies.figure(view, same).table
    return {section.anchor: section.rows for section in table.sections}


def words(row, place):
    return " ".join(part.value for part in row.cells[place])


def test_a_counted_discrepancy_quotes_both_sides(french):
    members, elderly = sections(french)["counted"]
    assert words(members, 1).startswith("14 annoncés")
    assert words(members, 2).startswith("15 nommés")
    assert "egroupant 14 membres" in words(members, 1)
    assert words(elderly, 1).startswith("8 annoncés")
    assert words(elderly, 2).startswith("9 nommés")
    assert "de la Résidence Piencourt" in words(elderly, 2)


def test_the_register_and_the_document_name_piencourt_differently(french):
    rows = sections(french)["registered"]
    (found,) = [r for r in rows if r.cells[0][0].iri == node("est:residence-piencourt").value]
    assert node("category:202").value in {part.iri for part in found.cells[2]}
    assert node("kind:ehpad").value in {part.iri for part in found.cells[1]}
    named_alike = node("est:ehpad-vialas").value
    assert named_alike not in {row.cells[0][0].iri for row in rows}


def test_the_departure_of_cambrai_stands_against_the_list_of_twelve(french):
    rows = sections(french)["elsewhere"]
    (found,) = [r for r in rows if r.cells[0][0].iri == node("event:sortie-cambresis-2022").value]
    assert "Cambrai" in words(found, 1)
    assert "14 novembre 2022" in words(found, 2)
    assert found.outside


def test_each_question_names_its_document(french):
    for anchor, rows in sections(french).items():
        for row in rows:
            assert row.cells[0], anchor
            assert row.cells[4], anchor
            assert row.cells[3] or anchor == "elsewhere", anchor


def test_the_map_lists_every_establishment_and_says_what_is_missing(real):
    figure = map.figure(real, same)
    listed = {row.cells[0][0].iri for row in figure.table.rows}
    assert listed == {one.value for one in typed(real.site, "Establishment")}
    if figure.picture is None:
        assert figure.remarks


@pytest.mark.parametrize("name", FIGURES)
def test_a_picture_that_stops_short_says_so(french, monkeypatch, name):
    monkeypatch.setattr(evidence, "LIMIT", 3)
    assert any("3 lignes" in remark for remark in FIGURES[name](french, same).remarks)


@pytest.mark.parametrize("name", FIGURES)
def test_the_query_behind_a_picture_answers_with_what_it_draws(french, name):
    site = french.site
    graphs = [NamedNode(graph) for graph in site.manifest.default_graphs]
    rows = list(site.store.query(query_of(name), default_graph=graphs))
    asked = {row[0].value for row in rows}
    assert asked
    assert asked <= leads_to(FIGURES[name](french, same))
    assert set(QUERIES) == set(FIGURES)
