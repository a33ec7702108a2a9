"""What the page of each kind must say of the real edition, in both languages."""

import re

import pytest
from page_tree import notes, read, sections, words_behind

from ghtld import iris
from ghtld.web.configuration import Configuration
from ghtld.web.pages.quotations import places
from ghtld.web.routes import create_pages

LOZERE, HAINAUT = "agreement/lozere-montpellier", "group/hainaut-cambresis"
LANGUAGES = ["fr", "en"]
SIGNATORIES = {
    "Patrick Julien": ("Directeur de l'Hôpital Lozère", "M. Patrick Julien, Directeur"),
    "Thomas Le Ludec": ("Directeur Général du CHU de Montpellier", "M. Thomas Le Ludec"),
    "Didier Putod": ("Président du collège médical du GHT Lozère", "le Dr. Didier Putod"),
    "Patrice Taourel": ("Président de la Commission Médicale", "le Pr. Patrice Taourel"),
    "Michel Mondain": ("Doyen de la Faculté de Médecine", "le Pr. Michel Mondain, Doyen"),
}


def rows(table):
    return [[cell for cell in row.inside if cell != "\n"] for row in table.one("tbody").every("tr")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_signed_for_the_lozere_and_which_words_say_so(tree, language):
    page = tree(LOZERE, language)
    table = sections(page)["signing"].one("table")
    found = {row[0].one("bdi").text: row for row in rows(table)}
    assert list(found) == list(SIGNATORIES), "in the order of the document"
    for name, (capacity, words) in SIGNATORIES.items():
        assert capacity in found[name][1].text
        assert words in words_behind(page, found[name][0])
        assert words_behind(page, found[name][1])


@pytest.mark.parametrize(
    ("language", "date"), [("fr", "28 juin (année non indiquée)"), ("en", "28 June (year not")]
)
def test_no_year_stands_beside_the_twenty_eighth_of_june(tree, language, date):
    page = tree(LOZERE, language)
    signing = sections(page)["signing"]
    when = signing.one("dl").one("dd")
    assert date in when.text
    assert not re.search(r"\b20\d\d\b", when.text), "the source gives no year"
    assert "Ce 28 juin" in words_behind(page, when)
    assert "l’année jamais" in words_behind(page, when) or language == "en"
    lead = page.one("div", sort="lead").text
    assert date in lead
    assert not re.search(r"\b20\d\d\b", lead)
    bound = next(dd for dd in signing.every("dd") if "2017" in dd.text)
    assert re.search(r"\[[a-z]\]", bound.text), "the year is a rule's, and says so"


@pytest.mark.parametrize("language", LANGUAGES)
def test_commitments_and_planned_actions_stand_apart(tree, language):
    found = sections(tree(LOZERE, language))
    commitment, planned = found["commitments"].text, found["planned"].text
    assert "les signataires s'engagent" in commitment
    assert ("prévu" if language == "fr" else "planned") not in commitment.partition("Quoi")[2]
    assert "mettre en place un outil partagé" in planned
    assert ("prévu" if language == "fr" else "planned") in planned
    missions = found["missions"].text
    assert ("formation" if language == "fr" else "training") in missions
    assert ("recherche" if language == "fr" else "research") not in missions


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_lozere_document_leaves_unsaid_is_said(tree, language):
    silent = sections(tree(LOZERE, language))["unsaid-here"].text
    assert "recherche" in silent, "the word that does not occur, in the language of the document"
    assert ("ni durée ni horizon" if language == "fr" else "neither a duration nor") in silent


def test_a_day_of_the_week_is_all_that_is_said(tree):
    page = tree("agreement/haute-loire-clermont")
    found = sections(page)
    when = found["signing"].one("dl").one("dd")
    assert "lundi" in when.text
    assert "20" not in when.text
    assert "a eu lieu lundi" in words_behind(page, when)
    assert "5 ans" in found["terms"].text
    assert "signataire" in found["signing"].text, "the word that does not occur"
    assert not list(found["signing"].every("table")), "nobody is named as having signed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_twelve_of_the_hainaut_with_role_and_words(tree, language):
    page = tree(HAINAUT, language)
    section = sections(page)["members"]
    table = rows(section.one("table"))
    assert len(table) == 12
    first = table[0]
    assert "Valenciennes" in first[0].text
    assert ("établissement support" if language == "fr" else "support establishment") in (
        first[1].text
    )
    assert "Valenciennes (établissement support)" in words_behind(page, first[1])
    assert "12 établissements : Avesnes sur helpe" in words_behind(page, table[5][0])
    stated = section.one("dl").text
    assert stated.count("12") == 2, "stated and listed"
    july = "3 juillet 2017" if language == "fr" else "3 July 2017"
    assert all(any(july in cell.text for cell in row) for row in table)


def test_agreements_of_a_grouping_are_found_through_its_list(tree):
    found = sections(tree(HAINAUT))
    agreements = found["agreements"].text
    assert "Convention d’association entre le GHT du Hainaut-Cambrésis" in agreements
    assert "3 juillet 2017" in agreements
    assert "près de 800 000" in found["figures"].text
    assert "Départ de Cambrai" in found["elsewhere"].text
    assert "Départ de Cambrai" not in found.get("history", found["figures"]).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_stated_and_listed_stand_side_by_side(tree, language):
    page = tree("group/lozere", language)
    section = sections(page)["discrepancies-here"]
    sides = [side.text for side in section.one("ul", sort="side").every("li")]
    assert [re.sub(r"\D*(\d+) \[.*|\D*(\d+)\[.*", r"\1\2", side) for side in sides] == ["14", "15"]
    assert "≠" not in section.text
    assert ("rien n’est corrigé" if language == "fr" else "nothing is corrected") in section.text
    behind = words_behind(page, section)
    assert ("quinze" if language == "fr" else "fifteen") in behind


@pytest.mark.parametrize(
    ("number", "first"),
    [
        ("000", "Le CHU de Montpellier et le GHT Lozère signent"),
        ("002", "Centre Hospitalier de Valenciennes"),
    ],
)
def test_a_document_is_read_from_its_first_word_to_its_last(tree, site, number, first):
    page = tree(f"document/{number}")
    items = list(sections(page)["facts"].one("ol", sort="reading").every("li"))
    assert first in items[0].text
    known = places(site)
    names = [item.said["id"].removeprefix("fact-") for item in items]
    starts = [known[iris.node("fact", name)] for name in names]
    assert starts == sorted(starts)
    quoted = {node for node, place in known.items() if place[0] == number and "/fact/" in str(node)}
    assert len(items) == len(quoted)


def test_a_document_tells_its_silences_misprints_and_what_is_left_out(tree):
    found = sections(tree("document/000"))
    assert "recherche" in found["unsaid-here"].text
    misprints = found["misprints"].text
    assert "du Bleyard" in misprints
    assert "du Bleymard" in misprints
    assert "contact" in found["excluded"].text
    assert "6 010" in found["excluded"].text
    assert "Le document ne porte pas de date" in found["in-short"].text
    assert "3 juillet 2017" in sections(tree("document/002"))["in-short"].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_shows_its_words_its_reading_its_place_and_its_neighbours(tree, language):
    page = tree("fact/000-29", language)
    assert "les EHPAD de Vialas" in page.one("div", sort="lead").text
    found = sections(page)
    assert "du Bleymard" in found["how-read"].text
    assert ("Neuf noms" if language == "fr" else "Nine names") in found["how-read"].text
    place = found["place-in-document"]
    links = [link.said["href"] for link in place.every("a")]
    kept = f"?lang={language}"
    assert f"../../doc/document/000{kept}#fact-000-29" in links
    assert sum("/doc/fact/" in link for link in links) == 2
    assert "EHPAD d'Auroux" in found["states"].text
    derived = sections(tree("fact/000-30", language))["derived-from"]
    assert len(list(derived.every("li"))) == 9


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_establishment_and_its_register_entry_apart(tree, language):
    page = tree("establishment/residence-piencourt", language)
    found = sections(page)
    register = found["register"]
    assert "480780089" in register.text
    assert register.said["class"] == "aside register"
    number = next(dd for dd in register.every("dd") if dd.text.startswith("480780089"))
    origin = words_behind(page, number)
    assert ("janvier 2021" if language == "fr" else "January 2021") in origin
    assert "480780089" not in found["groups"].text
    assert ("GHT de Lozère" if language == "fr" else "Lozère territorial") in found["groups"].text


def test_a_failed_search_in_the_register_is_told(tree):
    register = sections(tree("establishment/ehpad-luc"))["register"].text
    assert "aucune inscription trouvée" in register
    assert "Aucune fiche trouvée" in register


def test_a_hospital_in_two_documents(tree):
    page = tree("establishment/ch-valenciennes")
    found = sections(page)
    assert "établissement support" in found["groups"].text
    assert "3 juillet 2017" in found["agreements"].text
    assert "neurochirurgie" in found["cooperation"].text
    assert "590782215" in found["register"].text
    quoted = {note.text for note in notes(page).values()}
    assert any("Document 002" in text for text in quoted)
    assert any("Document 003" in text for text in quoted)


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("person/patrick-julien", "signed-by", "28 juin (année non indiquée)"),
        ("person/jean-marie-bolliet", "posts", "Emile-Roux"),
        ("concept/mission/recherche", "used-agreements", "Hainaut-Cambrésis"),
        ("concept/mission/recherche", "used-silences", "000-12"),
        ("figure/chu-montpellier-medecins", "figure-said", "1 300"),
        ("list/hainaut-parcours", "items", "addictologie"),
        ("list/hainaut-parcours", "list-said", "4"),
        ("discrepancy/lozere-membres", "both-sides", "Résidence Piencourt"),
        ("network/g-sep", "names", "sclérose en plaques"),
        ("place/lozere", "lists", "Établissements lozériens"),
        ("event/approbation-hainaut", "event-said", "à l'unanimité"),
        ("event/signature-hainaut", "event-said", "3 juillet 2017"),
        ("event/signature-lozere", "signatories", "Doyen de la Faculté de Médecine"),
        ("signature/lozere-michel-mondain", "signature-said", "Michel Mondain"),
        ("membership/lozere-hopital-lozere", "membership-said", "établissement de référence"),
        ("ranking/hainaut-hauts-de-france", "ranking-said", "Hauts-de-France"),
        ("action/engagement-formation-lozere", "action-said", "les signataires s'engagent"),
        ("programme/pmp-hainaut-cambresis", "programme-said", "pierre angulaire"),
        ("post/doyen-faculte-medecine-montpellier-nimes", "post-said", "Michel Mondain"),
        ("body/faculte-medecine-montpellier-nimes", "people", "Michel Mondain"),
        ("match/ehpad-luc", "match-said", "Luc"),
        ("finess/480000017", "register", "HOPITAL LOZERE SITE VALLEE DU LOT"),
        ("finess/480000017", "matched-to", "Hôpital Lozère"),
        ("note/000-12", "note-said", "recherche"),
        ("evidence/000-05-1", "evidence-said", "Ce 28 juin"),
        ("graph/finess-2021-01", "graph-said", "janvier 2021"),
    ],
)
def test_other_kinds_tell_what_they_are_asked_for(tree, name, key, expected):
    assert expected in sections(tree(name))[key].text


def test_a_person_is_never_said_to_hold_a_post_today(tree):
    text = tree("person/patrick-julien", "en").text
    assert "nothing is said of today" in text
    assert "current" not in text.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_of_a_fact_can_be_reported_where_a_contact_is_known(site, fetch, language):
    known = Configuration(contact="https://suivi.example/erreurs")
    client = create_pages(lambda: site, known).test_client()
    page = client.get(f"/doc/fact/000-05.html?lang={language}").get_data(as_text=True)
    states = sections(read(page))["states"]
    links = [link.said["href"] for link in states.every("a") if "suivi.example" in str(link.said)]
    assert any("gMonthDay" in link and "fact%2F000-05" in link for link in links)
    assert "suivi.example" not in fetch("fact/000-05", language)
