"""Names as search reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghtld import spelling


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("L’Hôpital d'Épinal", ["l", "hopital", "d", "epinal"]),
        ("Le Puy-en-Velay", ["le", "puy", "en", "velay"]),
        ("Œuvre ÆTERNE", ["oeuvre", "aeterne"]),
        ("CHRU\u00a0de\u202fLILLE", ["chru", "de", "lille"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("\x00%00*\"'", ["00"]),
        ("", []),
    ],
)
def test_words_are_folded_and_cut_at_elisions(text, read):
    assert spelling.words(text) == read


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("CH de Mende", {"centre", "hospitalier"}),
        ("centre hospitalier de Mende", {"ch"}),
        ("CHU", {"centre", "hospitalier", "universitaire", "ch", "chru"}),
        ("Centre hospitalier régional et universitaire", {"chru", "ch"}),
        ("St Jacques", {"saint"}),
        ("Sainte-Justine", {"ste"}),
        ("GHT", {"groupement", "hospitalier", "territoire"}),
        ("établissement d’hébergement pour personnes âgées dépendantes", {"ehpad"}),
    ],
)
def test_abbreviations_are_written_out_and_back(text, forms):
    assert forms <= spelling.other_forms(spelling.words(text))


def test_a_name_without_abbreviation_has_no_other_form():
    assert spelling.other_forms(["hopital", "lozere"]) == set()


def test_common_words_are_looked_for_only_where_there_are_no_others():
    assert spelling.terms("le centre de la Lozère") == ["centre", "lozere"]
    assert spelling.terms("de la") == ["de", "la"]
    assert len(spelling.terms(" ".join(f"mot{n}" for n in range(50)))) == 12


@given(st.text(max_size=80))
def test_the_pieces_of_a_text_are_the_text(text):
    assert "".join(piece for piece, _ in spelling.pieces(text)) == text


@given(st.text(max_size=80))
def test_folding_twice_folds_no_more(text):
    once = " ".join(spelling.words(text))
    assert " ".join(spelling.words(once)) == once
