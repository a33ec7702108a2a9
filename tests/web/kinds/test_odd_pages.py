"""Pages of odd data: sources that disagree, thousands of facts about one thing, no text at all."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from page_tree import notes, read, sections, words_behind
from pyoxigraph import Literal
from tiny_release import TRIG, make_release

from ghtld.web.pages.page_builder import disagree
from ghtld.web.routes import create_pages
from ghtld.web.server import open_site

FACTS = 3_000
TWO = """
fact:001-05 {
    event:signature a ght:Signing ; ght:subject agreement:lozere ;
        ght:date "2017-07-03"^^xsd:date ; ght:status status:fait .
    figure:000-20 a ght:Figure ; ght:subject group:lozere ; ght:value 12000 .
}
graph:evidence-001 {
    fact:001-05 a ght:Fact ; ght:quote "signée le 3 juillet 2017" ;
        prov:wasQuotedFrom document:001 .
}
graph:entities { document:001 a ght:Document ; rdfs:label "Autre communiqué"@fr . }
"""


def crowd() -> str:
    """Return a concept that thousands of facts use, each with words of its own."""
    said = "".join(
        f"fact:009-{n:04} {{ action:a{n:04} a ght:Action ; ght:specialty specialty:foule . }}\n"
        for n in range(FACTS)
    )
    quoted = "".join(
        f'fact:009-{n:04} a ght:Fact ; ght:quote "une coopération de plus, la {n} de sa sorte" ;'
        " prov:wasQuotedFrom document:000 .\n"
        for n in range(FACTS)
    )
    label = 'specialty:foule a skos:Concept ; skos:prefLabel "foule"@fr .'
    return f"{said}graph:evidence-009 {{ {quoted} }}\ngraph:concepts {{ {label} }}\n"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    folder: Path = tmp_path_factory.mktemp("odd")
    make_release(folder, TRIG + TWO + crowd())
    site = open_site(folder)
    client = create_pages(lambda: site).test_client()

    def fetch(path: str) -> str:
        answer = client.get(f"/doc/{path}")
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return fetch


@pytest.mark.parametrize(
    ("path", "one", "other", "named"),
    [
        ("event/signature.html?lang=fr", "28 juin (année", "3 juillet 2017", "sources divergent"),
        ("event/signature.html?lang=en", "28 June (year", "3 July 2017", "sources disagree"),
        ("figure/000-20.html?lang=fr", "11 000", "12 000", "sources divergent"),
    ],
)
def test_two_sources_that_disagree_stand_side_by_side(odd, path, one, other, named):
    page = read(odd(path))
    side = page.one("ul", sort="side")
    values = list(side.every("li"))
    assert len(values) == 2
    for expected in (one, other):
        value = next(value for value in values if expected in value.text)
        assert words_behind(page, value), "each with its own words"
    assert words_behind(page, values[0]) != words_behind(page, values[1])
    assert named in page.one("p", sort="disagree").text


def test_an_agreement_shows_both_dates_too(odd):
    page = read(odd("agreement/lozere.html?lang=fr"))
    when = sections(page)["signing"].one("dd").text
    assert "28 juin (année non indiquée)" in when
    assert "3 juillet 2017" in when
    assert "divergent" in when


def test_thousands_of_facts_about_one_thing_make_short_pages_of_proved_values(odd):
    first = odd("concept/specialty/foule.html?lang=fr")
    pages = int(re.search(r"Page 1 sur (\d+)", first)[1])
    assert pages > 1
    seen = set()
    for number in (1, 2, pages):
        text = odd(f"concept/specialty/foule.html?lang=fr&page={number}")
        assert len(text.encode()) < 100_000
        page = read(text)
        for item in sections(page)["used-actions"].one("ul").every("li"):
            thing, proof = [link.said["href"] for link in item.every("a")]
            if proof.startswith("#note-"):
                assert "une coopération de plus" in words_behind(page, item)
            else:
                assert "/doc/fact/009-" in proof, "beyond the notes, the fact itself"
            seen.add(thing)
        assert "3 000 en tout" in sections(page)["used-actions"].text
        assert len(notes(page)) < 100
    assert len(seen) > 2 * FACTS // pages


def test_a_derived_fact_without_words_names_what_it_is_derived_from(odd):
    page = read(odd("fact/000-20.html?lang=fr"))
    assert "Fait 000-04" in sections(page)["derived-from"].text or "fact/000-04" in odd(
        "fact/000-20.html?lang=fr"
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2017-06-28", "--06-28"], False),
        (["2017", "2017-06-28", "2017-06"], False),
        (["--06-28", "2017-07-03"], True),
        (["2016", "2017-06-28"], True),
        (["11000", "12000"], True),
        (["P5Y"], False),
    ],
)
def test_a_coarser_date_does_not_contradict_a_finer_one(values, expected):
    assert disagree([Literal(value) for value in values]) is expected
