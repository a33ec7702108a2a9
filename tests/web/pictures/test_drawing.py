"""The drawing itself: markup escaped, text wrapped, the stylesheet and the file of one mind."""

import itertools
import re
from pathlib import Path

from drawn import SVG, root_of

import ghtld.web
from ghtld.web.kinds.registry import picture_links
from ghtld.web.pictures.network import AGREEMENT, GROUP, LEFT, RIGHT, lay_out
from ghtld.web.pictures.svg import PAINT, Picture, element, link, text, wrap
from ghtld.web.tables.spreadsheet import as_csv
from ghtld.web.tables.table import Row, Section, Table, Value

CSS = (Path(ghtld.web.__file__).parent / "static" / "pictures.css").read_text()


def test_markup_in_text_and_attributes_is_escaped():
    drawn = link('" onclick="x', "<script>alert(1)</script>", text(0, 0, "a & b <c>")).write()
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "a &amp; b &lt;c&gt;" in drawn
    assert "&quot; onclick=&quot;x" in drawn


def test_a_character_that_xml_refuses_does_not_break_the_file():
    body = (text(0, 0, "avant\x00\x0b\ud800après"),)
    root_of(Picture("x", 10, 10, "titre", "phrase", body).file("fr"))


def test_a_file_stands_alone():
    written = Picture("x", 10, 10, "titre", "phrase", (text(0, 0, "mot", "p-head"),)).file("fr")
    root = root_of(written)
    assert root.attrib["width"]
    assert b"style" not in written.replace(b"font-style", b"")
    (drawn,) = root.iter(f"{SVG}text")
    assert drawn.attrib["font-size"] == PAINT["p-head"]["font-size"]


def test_a_page_paints_by_class_only():
    inline = Picture("x", 10, 10, "titre", "phrase", (text(0, 0, "mot", "p-head"),)).inline()
    assert "#" not in inline
    assert 'aria-labelledby="x-title"' in inline


def test_the_stylesheet_knows_every_class_and_says_what_the_file_says():
    for class_, paint in PAINT.items():
        rules = "".join(re.findall(rf"\.{class_}(?:,[^{{]*)? ?\{{([^}}]*)\}}", CSS))
        assert rules, class_
        if "stroke-dasharray" in paint:
            assert paint["stroke-dasharray"] in rules, class_
        if class_ != "p-hit" and paint.get("fill") == "none":
            assert "fill: none" in rules, class_


def test_text_is_wrapped_and_a_cut_shows():
    assert wrap("un deux trois", 1000) == ["un deux trois"]
    assert len(wrap("un deux trois quatre cinq six sept huit", 60, most=2)) == 2
    assert wrap("un deux trois quatre cinq six sept huit", 60, most=2)[-1].endswith("…")
    assert wrap("anticonstitutionnellement", 60)[0].endswith("…")
    assert wrap("", 60) == []


def test_an_attribute_without_a_value_is_left_out():
    assert element("g", class_="p-text", x=None).write() == '<g class="p-text"/>'


PARTIES = [
    ("a", "pact"),
    ("hub", "pact"),
    ("b", "plan"),
    ("hub", "plan"),
    ("group", "deal"),
    ("chu", "deal"),
]
MEMBERS = [("m1", "group"), ("m2", "group")]


def test_the_party_of_most_agreements_stands_right_and_groupings_between():
    layout = lay_out(PARTIES, MEMBERS, str)
    assert layout.column["hub"] == layout.column["chu"] == RIGHT
    assert layout.column["group"] == GROUP
    assert layout.column["a"] == layout.column["m1"] == LEFT
    assert layout.column["pact"] == AGREEMENT


def test_a_layout_is_the_same_in_whatever_order_it_is_told():
    assert lay_out(PARTIES, MEMBERS, str) == lay_out(PARTIES[::-1], MEMBERS[::-1], str)


def test_no_two_nodes_of_a_column_stand_on_each_other():
    members = [(f"m{n}", f"g{n % 7}") for n in range(60)]
    layout = lay_out(PARTIES, members, str)
    for column in (LEFT, GROUP, AGREEMENT, RIGHT):
        heights = sorted(layout.y[n] for n, c in layout.column.items() if c == column)
        gaps = [b - a for a, b in itertools.pairwise(heights)]
        assert all(gap > 20 for gap in gaps)
    assert all(0 < y < layout.height for y in layout.y.values())


def test_nothing_makes_an_empty_layout():
    assert lay_out([], [], str).height == 0


def test_a_table_writes_addresses_beside_names_and_no_formula():
    row = Row(((Value("=CH", iri="https://example.org/a"),), (Value("un"), Value("deux"))))
    columns = (("who", "qui"), ("what", "quoi"))
    table = Table.of_sections("t", "t", columns, [Section("partie 1", (row,))])
    flat = table.flat("identifiant", "partie")
    assert [column.id for column in flat.columns] == ["section", "who", "who-iri", "what"]
    assert b"".join(as_csv(flat)).decode() == (
        "partie,qui,qui (identifiant),quoi\r\npartie 1,'=CH,https://example.org/a,un | deux\r\n"
    )


def test_the_row_of_a_thing_can_be_pointed_at():
    one, other = (
        Row(((Value(name, iri=f"https://w3id.org/ghtld/id/{name}"),),)) for name in ("group/a", "x")
    )
    sections = (Section("", (other, one, one)), Section("", (one, other), "", "z"))
    table = Table.of_sections("t", "t", [("who", "qui")], sections)
    first, second = table.parts(2)
    assert [anchor for anchor, _ in first.rows] == ["", "group-a"]
    assert [anchor for anchor, _ in second.rows] == ["", ""]
    assert (first.anchor, first.left_out, second.anchor, second.left_out) == ("part-1", 1, "z", 0)
    (whole,) = table.parts(2, "part-1")
    assert (len(whole.rows), whole.left_out) == (3, 0)
    assert len(table.parts(2, "nope")) == 2
    assert {link.path for link in picture_links("group", "a")} == {"network#group-a", "map"}
    assert picture_links("fact", "000-01") == ()
