"""Finding: tolerant of how people write, safe against what they may send."""

import random
import shutil
import sqlite3

import pytest
from generated import make, misspelt, names
from hypothesis import given
from hypothesis import strategies as st

from ghtld import iris, spelling
from ghtld.web.index import NoIndex
from ghtld.web.search.finder import LONGEST, MOST, Finder
from ghtld.web.site import Site


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("GHT Lozère", "group/lozere"),
        ("ght lozere", "group/lozere"),
        ("LOZÈRE GHT", "group/lozere"),
        ("groupement hospitalier de territoire Lozère", "group/lozere"),
        ("cambresis hainaut", "group/hainaut-cambresis"),
        ("CHU Montpellier", "establishment/chu-montpellier"),
        ("centre hospitalier universitaire de Montpellier", "establishment/chu-montpellier"),
        ("Montpellier University Hospital", "establishment/chu-montpellier"),
        ("chu montpelier", "establishment/chu-montpellier"),
        ("chu montpellire", "establishment/chu-montpellier"),
        ("montpel", "establishment/chu-montpellier"),
        ("centre hospitalier Cambrai", "establishment/ch-cambrai"),
        ("ch cambrai", "establishment/ch-cambrai"),
        ("chu lille", "establishment/chru-lille"),
        ("st jacques marvejols", "establishment/ch-saint-jacques"),
        ("Ste Justine", "establishment/hopital-sainte-justine"),
        ("l'hôpital Lozère", "establishment/hopital-lozere"),
        ("Patrik Julien", "person/patrick-julien"),
    ],
)
def test_what_people_write_finds_what_they_mean(finder, question, slug):
    assert finder.find(question, "fr").hits[0].iri == f"{iris.BASE}id/{slug}"


def test_a_label_shows_why_it_was_found(finder):
    hit = finder.find("chu montpelier", "fr").hits[0]
    assert [piece.text for piece in hit.pieces if piece.marked] == ["CHU", "Montpellier"]
    assert (hit.why, hit.language) == ("label", "fr")
    translated = finder.find("university montpellier", "fr").hits[0]
    assert (translated.why, translated.words) == ("translation", "Montpellier University Hospital")


def test_a_misspelt_word_is_told_as_it_was_read(finder):
    assert finder.find("lozzere", "fr").spelt == {"lozzere": ("lozere",)}
    assert finder.find("lozere", "fr").spelt == {}


def test_where_nothing_has_every_word_the_most_telling_one_is_told(finder):
    page = finder.find("convention xyzzyxyzzy", "fr")
    assert page.only == "convention"
    assert page.count > 0


def test_hits_come_in_pages_without_gap_or_repetition(finder):
    whole = finder.find("lozère", "fr", limit=MOST)
    parts = [finder.find("lozère", "fr", 7, offset) for offset in range(0, whole.count, 7)]
    assert [hit.iri for part in parts for hit in part.hits] == [hit.iri for hit in whole.hits]
    assert sum(whole.kinds.values()) == whole.count == len({hit.iri for hit in whole.hits})
    assert finder.find("lozère", "fr", 7, whole.count).hits == ()


def test_one_kind_alone(finder):
    page = finder.find("lozère", "fr", kind="group")
    assert {hit.kind for hit in page.hits} == {"group"}
    assert page.count == page.kinds["group"]


def test_a_number_finds_the_entry_and_what_it_was_matched_to(finder):
    kinds = [hit.kind for hit in finder.by_number("590782215", "fr")]
    assert kinds == ["establishment", "finess"]
    assert finder.by_number("000000000", "fr") == ()


def test_an_iri_finds_its_thing_and_no_other(finder):
    iri = f"{iris.BASE}id/group/lozere"
    hit = finder.by_iri(["https://elsewhere.example/", iri], "en")
    assert (hit.iri, hit.why) == (iri, "iri")
    assert finder.by_iri([iri + "x"], "fr") is None


def test_a_path_that_leads_nowhere_suggests(finder):
    assert finder.suggest("doc/group/lozer.ttl", "fr")[0].iri == f"{iris.BASE}id/group/lozere"
    assert finder.suggest("", "fr") == ()


HOSTILE = [
    "",
    " ",
    "\x00",
    "%00",
    "x" * 5_000,
    "mot " * 1_250,
    "le la les de du",
    "שלום עולם",
    "漢字かな",
    "Ελλάδα",
    "🏥",
    '"',
    "' OR 1=1 --",
    'lozère" OR name : "x',
    "NEAR(a b, 3)",
    "a AND OR NOT",
    "name : lozere",
    "lozere*",
    "^lozere",
    "{name rest} : x",
    "(((",
    "-lozere",
    "\ud800",
    "<script>alert(1)</script>",
    "../../etc/passwd",
]


@pytest.mark.parametrize("question", HOSTILE, ids=lambda question: ascii(question[:20]))
def test_no_question_is_an_error(finder, question):
    page = finder.find(question, "fr")
    assert page.count <= MOST
    assert len(page.hits) <= 20


def test_what_is_no_word_finds_nothing(finder):
    assert finder.find("\x00 \" ' ( - *", "fr").count == 0
    assert finder.find("שלום", "fr").count == 0


@given(question=st.text(max_size=LONGEST + 20))
def test_no_generated_question_is_an_error(finder, question):
    assert finder.find(question, "en").count <= MOST


def test_every_thing_with_a_page_is_found_by_its_iri(finder, build_folder):
    from ghtld.web.server import open_site

    site: Site = open_site(build_folder)
    indexed = {row[0] for row in finder.rows("SELECT iri FROM thing")}
    assert indexed == {node.value for nodes in site.things.values() for node in nodes}


def test_every_label_finds_its_thing(finder):
    rows = finder.rows("SELECT iri, label_fr FROM thing WHERE kind IN ('group', 'establishment')")
    for iri, label in rows:
        assert iri in {hit.iri for hit in finder.find(label, "fr").hits}, label


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "other"])
def test_an_index_that_can_not_be_read_says_so(tmp_path, release, damage):
    path = tmp_path / "search.sqlite"
    if damage == "empty":
        path.touch()
    elif damage == "text":
        path.write_bytes(b"not a database" * 100)
    elif damage == "other":
        shutil.copy(release.search, path)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
    with pytest.raises(NoIndex):
        Finder(path)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    release = make(tmp_path_factory.mktemp("many"), 5_000)
    opened = Finder(release.search)
    yield opened
    opened.close()


def test_names_are_found_among_five_thousand_with_one_misspelling(many):
    chance = random.Random(7)
    asked = chance.sample(sorted(set(names(5_000))), 200)
    missed = []
    for name in asked:
        rest = name.split()[1:]
        place = next(word for word in reversed(rest) if word.isalpha() and len(word) > 5)
        question = name.replace(place, misspelt(place, chance))
        found = [hit.label for hit in many.find(question, "fr", 10).hits]
        if not any(spelling.fold(place) in spelling.fold(label) for label in found):
            missed.append(question)
    assert len(missed) <= 10, missed


def test_a_question_that_thousands_answer_stays_bounded(many):
    page = many.find("c", "fr")
    assert page.count == MOST
    assert len(page.hits) == 20


@pytest.mark.parametrize(
    ("question", "kept", "first"),
    [
        ("membres hainaut cambresis", "hainaut cambresis", "group/hainaut-cambresis"),
        (
            "qui a signé la convention de Lozère",
            "convention lozere",
            "agreement/lozere-montpellier",
        ),
        ("xyzzyxyzzy montpellier chu", "montpellier chu", "establishment/chu-montpellier"),
        ("xyzzyxyzzy montpellier", "montpellier", "establishment/chu-montpellier"),
    ],
)
def test_the_words_that_nothing_has_together_are_let_go_and_told(finder, question, kept, first):
    page = finder.find(question, "fr")
    assert page.only == kept
    assert page.hits[0].iri == f"{iris.BASE}id/{first}"


def test_many_words_without_an_answer_cost_a_bounded_number_of_questions(finder, monkeypatch):
    asked = []
    rows = finder.rows
    monkeypatch.setattr(finder, "rows", lambda *said: asked.append(said) or rows(*said))
    known = "hainaut lozere montpellier sainte justine arras cambrai lens calais denain douai lille"
    finder.find(known, "fr")
    assert len(asked) < 200
