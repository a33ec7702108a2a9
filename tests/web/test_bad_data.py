"""Data as hostile or as odd as data can be, on every page that shows them."""

import re
from html.parser import HTMLParser

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from served import running
from tiny_release import TRIG, make_release

from ghtld.formats import ALL, CSV

SCRIPT = "<script>alert(1)</script>"
QUOTES = '\\"><img src=x onerror=alert(1)>'
LONG = "mot " * 2_500
BAD = f"""
graph:entities {{
    place:sabote a ght:Place , <javascript:alert(2)> ;
        rdfs:label "{SCRIPT}"@fr , "{QUOTES}"@en ;
        rdfs:comment "{QUOTES} {SCRIPT} {{{{ 7*7 }}}} {{% raw %}}"@fr ;
        foaf:page <javascript:alert(3)> , <data:text/html,{"%3Cscript%3E"}> , <vbscript:x> ,
            <JAVASCRIPT:alert(4)> , <https://example.org/?a=1&b='x'> , <file:///etc/passwd> ,
            <https://w3id.org/ghtld/javascript:alert(5)> ,
            <https://w3id.org/ghtld///evil.example/> ,
            <https://w3id.org/ghtld/id/group/../../evil> ;
        <javascript:alert(6)> "par une propriété" .
    <javascript:alert(7)> ght:place place:sabote .
    place:droite-a-gauche a ght:Place ;
        rdfs:label "\u202eمستشفى \u202eevil"@ar , "בית חולים"@he ;
        rdfs:comment "בית חולים (1)"@he .
    place:longue a ght:Place ; rdfs:label "{LONG}"@fr ; rdfs:comment "{LONG}"@fr .
    place:anonyme a ght:Place ; ght:place place:sabote , place:longue , place:droite-a-gauche .
    ght:Place rdfs:label "{SCRIPT}"@fr .
}}
fact:000-90 {{ place:sabote ght:wording "{SCRIPT}"@fr . }}
graph:evidence-000 {{
    fact:000-90 a ght:Fact ; ght:quote "{QUOTES}"@fr ; ght:context "{SCRIPT}" ;
        ght:ambiguity "{QUOTES}"@fr ; prov:wasQuotedFrom document:000 .
}}
"""
NAMES = ["sabote", "droite-a-gauche", "longue", "anonyme"]
PAGES = [
    *(f"/doc/place/{name}" for name in NAMES),
    "/doc/place/",
    "/doc/fact/000-90",
    "/doc/graph/entities",
    "/",
    "/def",
    "/dataset",
    "/search?q=alert",
]


class Reader(HTMLParser):
    """Collects what a browser would obey: elements, and the addresses and handlers in them."""

    def __init__(self):
        super().__init__()
        self.elements, self.attributes, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag != "script" or "src" not in dict(attrs):
            self.elements.append((tag, dict(attrs).get("type")))
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad")
    make_release(folder, TRIG + BAD)
    with running(folder) as served, httpx.Client(base_url=served.address, timeout=30) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_text_of_the_data_is_obeyed(bad, path, lang):
    answer = bad.get(path, headers={"Accept": "text/html", "Accept-Language": lang})
    assert answer.status_code == 200
    page = Reader()
    page.feed(answer.text)
    assert ("script", None) not in page.elements
    assert not any(tag == "img" for tag, _ in page.elements)
    for name, value in page.attributes:
        assert not name.startswith("on"), (name, value)
        if name in ("href", "src", "action"):
            assert re.match(r"(https?://|\.{0,2}/|[?#]|[\w-]+([/?#.]|$))", value), value
            assert not re.match(r"\s*(javascript|data|vbscript|file):", value, re.IGNORECASE)
            assert not value.startswith("//")


def test_what_is_said_is_still_shown(bad):
    page = Reader()
    page.feed(bad.get("/doc/place/sabote", headers={"Accept": "text/html"}).text)
    text = "".join(page.text)
    assert SCRIPT in text
    assert "javascript:alert(3)" in text
    assert "{{ 7*7 }}" in text
    assert ("href", "https://example.org/?a=1&b='x'") in page.attributes


def test_an_iri_of_ours_cannot_lead_out_of_here_even_at_the_root(bad, tmp_path):
    from ghtld.web.pages.view import View

    view = View(None, "fr", "dataset")
    assert view.href("javascript:alert(1)") == "./javascript:alert(1)"
    assert view.href("//evil.example/") == ".///evil.example/"
    assert view.href("/evil") == ".//evil"
    base = httpx.URL("http://here.example/dataset")
    for path in ("javascript:alert(1)", "//evil.example/", "/evil", "def#Place", ""):
        assert base.join(view.href(path)).host == "here.example"


def test_text_from_right_to_left_stays_in_its_place(bad):
    page = bad.get("/doc/place/droite-a-gauche", headers={"Accept": "text/html"}).text
    assert re.search(r'<bdi lang="he" dir="auto">בית חולים \(1\)</bdi>', page)
    label = re.search(r"<h1>(.*?)</h1>", page)[1]
    assert label.startswith("<bdi lang=")
    assert 'dir="auto"' in label
    listed = bad.get("/doc/place/anonyme", headers={"Accept": "text/html"}).text
    assert re.search(r'<a [^>]*droite-a-gauche[^>]*><bdi lang="\w+" dir="auto">', listed)


def test_a_long_text_is_folded_and_still_whole(bad):
    answer = bad.get("/doc/place/longue", headers={"Accept": "text/html"})
    assert "<details" in answer.text
    folded = re.search(
        r"<details[^>]*><summary>(.*?)…</summary>…(.*?)</details>", answer.text, re.S
    )
    assert len(folded[1]) == 300
    assert folded[1] + folded[2] == LONG
    assert len(answer.content) < 100_000
    parsed = parse(bad.get("/doc/place/longue.ttl").content, format=RdfFormat.TURTLE)
    assert any(getattr(quad.object, "value", "") == LONG for quad in parsed)


def test_a_long_label_is_cut_where_it_is_a_link_or_a_heading(bad):
    for path in ("/doc/place/anonyme", "/doc/place/", "/doc/place/longue"):
        page = bad.get(path, headers={"Accept": "text/html"}).text
        for element in re.findall(r"<(?:a|h1|title)[^>]*>(.*?)</(?:a|h1|title)>", page, re.S):
            assert len(re.sub("<[^>]+>", "", element)) < 400


def test_a_thing_without_a_label_is_named_by_kind_and_slug(bad):
    page = bad.get("/doc/place/anonyme", headers={"Accept": "text/html"}).text
    assert '<h1><bdi dir="auto">Lieu anonyme</bdi></h1>' in page


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "nt", "rdf", "trig", "nq", "csv"])
def test_odd_data_are_written_whole_in_every_format(bad, name, suffix):
    answer = bad.get(f"/doc/place/{name}.{suffix}")
    assert answer.status_code == 200
    fmt = next(fmt for fmt in ALL if fmt.suffix == suffix)
    assert fmt is CSV or list(parse(answer.content, format=fmt.rdf))
