"""The page of licences: what is bundled, in both languages, and what it says without a list."""

import json

import pytest
from reading import Page

from ghtld.web.reference import legal

HTML = {"Accept": "text/html"}
LIST = {
    "components": [
        {
            "purl": "pkg:npm/%40haut/bas@1.0.0",
            "group": "@haut",
            "name": "bas",
            "version": "1.0.0",
            "licenses": [{"expression": "MIT"}],
            "authors": [{"name": "Anne <b>"}, {"name": "Luc"}],
            "externalReferences": [{"type": "website", "url": "javascript:alert(1)"}],
        },
        {
            "purl": "pkg:pypi/serpent@2.0",
            "name": "serpent",
            "version": "2.0",
            "licenses": [{"license": {"name": "BSD License"}}],
            "externalReferences": [{"type": "website", "url": "https://exemple.fr/"}],
            "components": [{"purl": "pkg:cargo/crabe@1.0"}] * 3,
        },
    ]
}


@pytest.fixture
def static(tmp_path, monkeypatch):
    """Give the folders of a server where nothing of others is."""
    monkeypatch.setattr(legal, "FOLDER", tmp_path / "third_party")
    monkeypatch.setattr(legal, "BUNDLED", (tmp_path / "yasgui",))
    return tmp_path


def put(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)


# Another spelling each time, for the server keeps finished answers.


def read(client, name, language="fr"):
    answer = client.get(f"/licences?lang={language}&x={name}", headers=HTML)
    assert answer.status_code == 200
    return Page(answer.text)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "Rien d’autrui n’est joint"), ("en", "Nothing of others is bundled")],
)
def test_where_nothing_is_bundled_the_page_says_so(client, static, language, sentence):
    page = read(client, "nothing", language)
    assert sentence in page.text
    assert "licences.txt" not in page.hrefs
    for path in ("/licences.txt?x=nothing", "/licences.json?x=nothing"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "La liste des composants manque"), ("en", "is missing")]
)
def test_what_is_bundled_without_its_list_is_admitted(client, static, language, sentence):
    put(static / "yasgui", "yasgui.min.js", "x")
    assert sentence in read(client, "unlisted", language).text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_component_is_told_with_version_licence_and_authors(client, static, language):
    put(static / "third_party", legal.LIST, json.dumps(LIST))
    put(static / "third_party", legal.TEXTS, "Le texte, entier.")
    page = read(client, "listed", language)
    for words in ("@haut/bas", "1.0.0", "MIT", "Anne <b>, Luc", "serpent", "BSD License"):
        assert words in page.text
    assert "3 compos" in page.text or "3 compiled" in page.text
    assert "https://exemple.fr/" in page.hrefs
    assert "javascript:alert(1)" not in page.hrefs
    assert {"licences.txt", "licences.json"} <= set(page.hrefs)


def test_the_texts_and_the_list_are_files_to_download(client, static):
    put(static / "third_party", legal.LIST, json.dumps(LIST))
    put(static / "third_party", legal.TEXTS, "Le texte, entier.")
    texts = client.get("/licences.txt?x=files")
    assert (texts.status_code, texts.text) == (200, "Le texte, entier.")
    assert texts.headers["Content-Type"] == "text/plain; charset=utf-8"
    components = client.get("/licences.json?x=files")
    assert components.json() == LIST
    assert components.headers["Content-Type"] == "application/vnd.cyclonedx+json; version=1.6"


def test_what_this_checkout_bundles_is_on_its_page(client):
    """Set-up has written the list for whatever it brought."""
    listed, _ = legal.listed(legal.FOLDER)
    assert bool(listed) == legal.has_bundled(), "run «tools/setup.sh dev»"
    page = Page(client.get("/licences?lang=fr", headers=HTML).text)
    for component in listed:
        assert f"{component.name} {component.version} {component.licence}" in page.text
