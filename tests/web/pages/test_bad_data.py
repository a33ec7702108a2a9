"""Data as hostile or as odd as data can be, on every page that shows them."""

import json
import re
from html.parser import HTMLParser

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from reading import typed_links
from served import running
from tiny_release import TRIG, make_release, prefixed

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
    document:000 foaf:page <javascript:alert(8)> ; dcterms:source <data:text/html,x> ;
        dcterms:license <javascript:alert(9)> ; dcterms:creator <javascript:alert(10)> .
    event:signature ght:place place:sabote ; rdfs:seeAlso <javascript:alert(11)> .
}}
graph:concepts {{
    status:fait skos:exactMatch <javascript:alert(12)> ; skos:broader <javascript:alert(13)> .
    status:sabote a skos:Concept ; skos:inScheme concept:status ; skos:broader status:fait ;
        skos:notation "{QUOTES}" ; skos:prefLabel "{SCRIPT}"@fr ; skos:definition "{QUOTES}"@fr .
}}
graph:vocabulary {{
    ght:Agreement rdfs:subClassOf <javascript:alert(14)> ; skos:exactMatch <data:text/html,x> ;
        skos:example "javascript:alert(15)" , "{SCRIPT}"@fr ; skos:scopeNote "{QUOTES}"@fr .
    ght:party rdfs:domain <javascript:alert(16)> ;
        rdfs:range <https://w3id.org/ghtld/javascript:alert(17)> .
}}
fact:000-90 {{ place:sabote ght:wording "{SCRIPT}"@fr . }}
graph:evidence-000 {{
    fact:000-90 a ght:Fact ; ght:quote "{QUOTES}"@fr ; ght:context "{SCRIPT}" ;
        ght:ambiguity "{QUOTES}"@fr ; prov:wasQuotedFrom document:000 .
}}
"""
NAMES = ["sabote", "droite-a-gauche", "longue", "anonyme"]
SELECT = "SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
PAGES = [
    *(f"/doc/place/{name}" for name in NAMES),
    "/doc/place/",
    "/list/place",
    "/doc/fact/000-90",
    "/doc/event/signature",
    "/doc/document/000",
    "/doc/concept/status",
    "/doc/concept/status/fait",
    "/doc/concept/status/sabote",
    "/doc/graph/entities",
    "/def/alignments/org",
    "/",
    "/def",
    "/shapes",
    "/dataset",
    "/dumps/",
    "/timeline",
    "/network",
    "/matrix",
    "/discrepancies",
    "/map",
    "/search?q=alert",
    "/search?q=javascript:alert(1)",
    f"/sparql?query={SELECT}",
    "/sparql?query=%3Cscript%3E",
    "/nothing/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/def/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
]
OBEYED = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset")
SHAPES = """
shapes:Sabote a sh:NodeShape ; sh:targetClass <javascript:alert(18)> ;
    rdfs:label "<script>alert(1)</script>"@fr ; sh:property shapes:Sabote-path .
shapes:Sabote-path sh:path <javascript:alert(19)> ; sh:class <data:text/html,x> ;
    sh:name "<img src=x onerror=alert(1)>"@fr ; sh:hasValue <vbscript:x> ;
    sh:pattern "<script>" ; sh:message "<script>"@fr .
"""
DATASET = """
<https://w3id.org/ghtld/dataset> dcterms:license <javascript:alert(20)> ;
    dcterms:description "</script><script>alert(1)</script>"@fr ;
    dcterms:publisher <javascript:alert(21)> ; dcat:theme <javascript:alert(22)> ;
    dcat:landingPage <javascript:alert(23)> ; dcat:distribution <javascript:alert(24)> .
<javascript:alert(21)> foaf:name "</script><script>alert(1)</script>" .
"""


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
    release = make_release(folder, TRIG + BAD)
    for path, text in ((release.shapes, SHAPES), (release.dataset, DATASET)):
        path.write_text(path.read_text() + prefixed(text))
    with running(folder) as served, httpx.Client(base_url=served.address, timeout=30) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_text_of_the_data_is_obeyed(bad, path, lang):
    answer = bad.get(path, headers={"Accept": "text/html", "Accept-Language": lang})
    expected = 404 if "%3Cscript" in path and "sparql" not in path else 200
    assert answer.status_code == (400 if path.endswith("=%3Cscript%3E") else expected)
    page = Reader()
    page.feed(answer.text)
    assert ("script", None) not in page.elements
    assert not any(tag == "img" for tag, _ in page.elements)
    for name, value in page.attributes:
        assert not name.startswith("on"), (name, value)
        if name in OBEYED:
            assert re.match(r"(https?://|\.{0,2}/|[?#]|[\w-]+([/?#.]|$))", value), value
            assert not re.match(r"\s*(javascript|data|vbscript|file):", value, re.IGNORECASE)
            assert not value.startswith("//")


@pytest.mark.parametrize(
    "path", ["/", "/dataset", "/dumps/", "/doc/place/sabote", "/doc/document/000"]
)
def test_search_engines_are_told_no_such_address(bad, path):
    data = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>',
        bad.get(path, headers={"Accept": "text/html"}).text,
        re.DOTALL,
    )
    assert data
    for text in data:
        assert "<" not in text
        for key, value in told(json.loads(text)):
            if key in {"@id", "url", "contentUrl", "license", "sameAs", "@context"}:
                assert value.startswith(("https://", "http://")), (key, value)


def told(node):
    """Yield every key and text in a node of JSON-LD, however deep."""
    for key, value in node.items() if isinstance(node, dict) else ():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield key, one
            yield from told(one)


@pytest.mark.parametrize("path", ["/dataset", "/dumps/", "/doc/place/sabote", "/doc/document/000"])
def test_no_typed_link_leads_to_such_an_address(bad, path):
    for accept in ("text/html", "text/turtle"):
        found = typed_links(bad.get(path, headers={"Accept": accept}))
        assert found
        assert all(href.startswith(("http://", "https://")) for _, href, _ in found)


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
    assert "<h1><bdi>Lieu anonyme</bdi></h1>" in page


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "nt", "rdf", "trig", "nq", "csv"])
def test_odd_data_are_written_whole_in_every_format(bad, name, suffix):
    answer = bad.get(f"/doc/place/{name}.{suffix}")
    assert answer.status_code == 200
    fmt = next(fmt for fmt in ALL if fmt.suffix == suffix)
    assert fmt is CSV or list(parse(answer.content, format=fmt.rdf))


def test_where_the_list_of_what_was_withdrawn_is_damaged_nothing_is_called_unknown(tmp_path):
    release = make_release(tmp_path)
    (release.path / "withdrawn.json").write_text("{")
    with running(tmp_path) as served:
        assert httpx.get(f"{served.address}/doc/group/lozere").status_code == 200
        answer = httpx.get(f"{served.address}/doc/group/nobody")
        assert answer.status_code == 500
        assert (
            "disk"
            in httpx.get(
                f"{served.address}/doc/group/nobody", headers={"Accept-Language": "en"}
            ).text
        )
