"""How programs find their way: typed links, linksets, sitemap, robots, VoID, DCAT, OpenSearch."""

import hashlib
import json
import re
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse
from reading import Page, targets, typed_links
from served import running

from ghtld import iris
from ghtld.formats import BY_MEDIA_TYPE, GRAPH_FORMATS, RDF_FORMATS
from ghtld.terms import DCAT, DCTERMS, RDF, SPDX, VOID
from ghtld.web.configuration import Configuration
from ghtld.web.pages.json_ld import TYPES
from ghtld.web.reference import discovery

PUBLIC = "https://exemple.fr/ghtld/"
HTML = {"Accept": "text/html"}
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
DATASET = NamedNode(iris.DATASET)
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
O = "{http://a9.com/-/spec/opensearch/1.1/}"  # noqa: E741 - as the specification writes it


@pytest.fixture(scope="module")
def real(build_folder):
    """Give a client of the real release, served under a configured public address."""
    with (
        running(build_folder, configuration=Configuration(public_url=PUBLIC)) as served,
        httpx.Client(base_url=served.address, timeout=20) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def one_of_each(release):
    """Return the path of one document of every kind of the real release."""
    store = Store.read_only(str(release.store))
    found = {}
    for graph in release.manifest.default_graphs:
        for quad in store.quads_for_pattern(None, RDF.type, None, NamedNode(graph)):
            thing = iris.read(getattr(quad.subject, "value", ""))
            if thing:
                found.setdefault(thing.kind, f"/doc/{thing.kind}/{thing.slug}")
    return found


# Typed links


def test_a_page_says_what_to_cite_and_where_its_data_are(real, one_of_each):
    for kind, path in one_of_each.items():
        page = real.get(path, headers=HTML)
        assert targets(page, "cite-as") == [iris.BASE + path[1:].replace("doc/", "id/", 1)]
        assert targets(page, "license") == [LICENCE]
        assert "https://schema.org/AboutPage" in targets(page, "type"), kind
        assert len(targets(page, "type")) == 2
        described = [
            (href, type_) for rel, href, type_ in typed_links(page) if rel == "describedby"
        ]
        assert [type_ for _, type_ in described] == [fmt.media_type for fmt in RDF_FORMATS]
        for href, type_ in described:
            data = real.get(href)
            assert data.status_code == 200
            assert data.headers["Content-Type"].partition(";")[0] == type_


def test_the_links_of_a_page_lead_to_the_collection_and_the_linkset(real):
    page = real.get("/doc/document/000", headers=HTML)
    (collection,) = targets(page, "collection")
    assert urlsplit(collection).path == "/dataset"
    assert real.get(collection, headers=HTML).status_code == 200
    (linkset,) = targets(page, "linkset")
    assert real.get(linkset).headers["Content-Type"] == "application/linkset+json"


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
def test_data_say_which_page_they_describe(real, fmt):
    data = real.get(f"/doc/document/000.{fmt.suffix}")
    pages = [urlsplit(href).path for href in targets(data, "describes")]
    assert "/doc/document/000" in pages
    assert targets(data, "cite-as") == [iris.BASE + "id/document/000"]
    assert targets(data, "license") == [LICENCE]


@pytest.mark.parametrize("path", ["/dataset", "/dumps/"])
def test_the_data_set_and_the_index_of_downloads_list_every_file(real, release, path):
    page = real.get(path, headers=HTML)
    items = [(href, type_) for rel, href, type_ in typed_links(page) if rel == "item"]
    listed = {name for name in release.manifest.files if name.startswith("dumps/")}
    assert {urlsplit(href).path[1:] for href, _ in items} == listed
    for href, type_ in items:
        file = real.head(href)
        assert file.status_code == 200
        assert file.headers["Content-Type"].partition(";")[0] == type_
    assert targets(page, "cite-as") == [iris.DATASET]
    assert "https://schema.org/Dataset" in targets(page, "type")


def test_a_download_names_its_collection_and_its_licence(real):
    file = real.head("/dumps/ghtld.nq.gz")
    assert [urlsplit(href).path for href in targets(file, "collection")] == ["/dataset"]
    assert targets(file, "license") == [LICENCE]


@pytest.mark.parametrize("path", ["/def", "/def/1.0.0", "/shapes", "/doc/concept/mission"])
def test_documents_of_the_release_are_signposted_too(real, path):
    page = real.get(path, headers=HTML)
    iri = iris.BASE + path[1:].replace("doc/", "id/", 1)
    assert targets(page, "cite-as") == [iri]
    assert targets(page, "describedby")


@pytest.mark.parametrize("path", ["/", "/nothing", "/doc/group/nobody", "/legal", "/sparql"])
def test_what_is_no_resource_of_the_edition_is_not_signposted(real, path):
    assert targets(real.get(path, headers=HTML), "cite-as") == []


def test_headers_stay_below_what_proxies_take(real, one_of_each):
    """Headers of 16 kB are too long for nginx as the example configures it."""
    for path in (*one_of_each.values(), "/dataset", "/dumps/", "/def"):
        raw = real.get(path, headers=HTML).headers.raw
        assert sum(len(name) + len(value) + 4 for name, value in raw) < 8_000, path


def test_every_kind_has_its_class_of_schema_org():
    """Where a kind had none, its pages answered 500 in every form."""
    assert set(TYPES) == set(iris.KINDS)


# Linksets


def linkset(client, for_):
    accept = {"Accept": "application/linkset+json"}
    return client.get("/linkset", params={"for": for_}, headers=accept)


def test_a_linkset_spells_the_links_of_a_page_with_public_addresses(real):
    (page, *data) = linkset(real, "doc/document/000").json()["linkset"]
    assert page["anchor"] == PUBLIC + "doc/document/000"
    assert page["cite-as"] == [{"href": iris.BASE + "id/document/000"}]
    assert page["collection"] == [{"href": PUBLIC + "dataset", "type": "text/html"}]
    assert {target["href"] for target in page["describedby"]} == {
        f"{PUBLIC}doc/document/000.{fmt.suffix}" for fmt in RDF_FORMATS
    }
    assert [context["anchor"] for context in data] == [t["href"] for t in page["describedby"]]
    assert all(c["describes"][0]["href"] == page["anchor"] for c in data)


def test_a_linkset_says_what_the_headers_say(real):
    page = real.get("/doc/document/000", headers=HTML)
    told = linkset(real, "doc/document/000").json()["linkset"][0]
    for rel in ("cite-as", "type", "license", "describedby", "collection"):
        in_headers = [str(href).replace(f"{real.base_url}/", PUBLIC) for href in targets(page, rel)]
        assert [target["href"] for target in told[rel]] == in_headers


@pytest.mark.parametrize(
    "name",
    [
        "id/document/000",
        "/doc/document/000",
        "doc/document/000.ttl",
        iris.BASE + "id/document/000",
        PUBLIC + "doc/document/000",
    ],
)
def test_a_linkset_is_found_by_path_and_by_iri(real, name):
    assert linkset(real, name).json() == linkset(real, "doc/document/000").json()


def test_without_a_name_the_linkset_is_that_of_the_data_set(real):
    assert real.get("/linkset").json() == linkset(real, iris.DATASET).json()
    assert real.get("/linkset").json()["linkset"][0]["item"]


@pytest.mark.parametrize("name", ["doc/document/999", "doc/nokind/x", "nothing", "", "def/9.9.9"])
def test_there_is_no_linkset_of_what_there_is_not(real, name):
    assert linkset(real, name).status_code == 404


def test_the_linkset_of_a_withdrawn_thing_is_gone(client):
    response = linkset(client, "id/fact/000-99")
    assert response.status_code == 410
    assert "mal lu" in response.json()["detail"]


# Sitemap and robots


def locations(response):
    tree = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    return [element.text for element in tree.iter(f"{S}loc")]


def test_every_address_of_the_sitemap_is_a_page(real, release):
    answer = real.get("/sitemap.xml")
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    listed = locations(answer)
    assert len(listed) == len(set(listed)) > 500
    assert all(address.startswith(PUBLIC) for address in listed)
    pages = {
        path: real.get("/" + path, headers=HTML)
        for path in (address.removeprefix(PUBLIC) for address in listed)
    }
    assert {p for p, page in pages.items() if page.status_code != 200} == set()
    assert {p for p, page in pages.items() if "X-Robots-Tag" in page.headers} == set()
    days = {e.text for e in ElementTree.fromstring(answer.content).iter(f"{S}lastmod")}  # noqa: S314
    assert days == {release.manifest.issued}


def test_the_sitemap_leaves_people_out_and_no_other_kind(real, one_of_each):
    kinds = {
        path.split("/")[1]
        for path in map(_path, locations(real.get("/sitemap.xml")))
        if path.startswith("doc/")
    }
    assert kinds == set(one_of_each) - {"person", "signature"}
    assert {"person", "signature", "post"} <= set(one_of_each)


def _path(address):
    return address.removeprefix(PUBLIC)


def test_the_sitemap_of_a_server_without_a_public_address_names_the_canonical_one(client):
    listed = locations(client.get("/sitemap.xml"))
    assert iris.BASE + "doc/group/lozere" in listed
    assert not any("000-99" in address for address in listed)


def test_a_sitemap_of_too_many_addresses_is_split(client, monkeypatch):
    assert discovery.MOST == 50_000
    whole = locations(client.get("/sitemap.xml"))
    monkeypatch.setattr(discovery, "MOST", 10)
    # Another spelling of the address, for the whole one is in the cache.
    first = client.get("/sitemap.xml?lang=fr")
    assert ElementTree.fromstring(first.content).tag == f"{S}sitemapindex"  # noqa: S314
    parts = [client.get("/" + a.removeprefix(iris.BASE)) for a in locations(first)]
    assert {len(locations(part)) for part in parts[:-1]} == {10}
    assert [address for part in parts for address in locations(part)] == whole
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_a_sitemap_that_is_whole_has_no_parts(client):
    assert client.get("/sitemap-1.xml?lang=en").status_code == 404


def robots(client):
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").text.splitlines())
    return parser


def test_robots_may_read_all_but_searches_citations_and_answers(client):
    rules = robots(client)
    for path in ("/", "/doc/group/lozere", "/def", "/sparql", "/dumps/ghtld.nt", "/sitemap.xml"):
        assert rules.can_fetch("anyone", path), path
    for path in ("/search?q=x", "/sparql?query=ASK%7B%7D", "/linkset?for=def", "/cite"):
        assert not rules.can_fetch("anyone", path), path


def test_robots_may_read_that_pages_about_people_are_not_to_be_listed(real, one_of_each):
    """A robot that may not read a page never learns that it says noindex."""
    rules = robots(real)
    for kind in ("person", "signature"):
        for path in (one_of_each[kind], f"{one_of_each[kind]}.ttl", f"/doc/{kind}/"):
            assert rules.can_fetch("anyone", f"/ghtld{path}"), path
            assert real.get(path, headers=HTML).headers["X-Robots-Tag"] == "noindex", path


def test_robots_are_told_the_paths_and_the_sitemap_that_the_public_sees(real):
    rules = robots(real)
    assert rules.site_maps() == [PUBLIC + "sitemap.xml"]
    assert not rules.can_fetch("anyone", "/ghtld/search?q=x")
    assert rules.can_fetch("anyone", "/ghtld/doc/group/lozere")


# Descriptions of the data set


def test_the_well_known_address_leads_to_the_description(real):
    first = real.get("/.well-known/void", headers={"Accept": "text/turtle"})
    assert first.status_code == 303
    described = real.get(str(first.next_request.url), headers={"Accept": "text/turtle"})
    store = Store()
    store.load(described.content, format=RdfFormat.TURTLE)
    assert any(store.quads_for_pattern(DATASET, RDF.type, VOID.Dataset))
    assert any(store.quads_for_pattern(DATASET, VOID.sparqlEndpoint, None))


@pytest.fixture(scope="module")
def description(real):
    store = Store()
    store.load(real.get("/dataset.ttl").content, format=RdfFormat.TURTLE)
    return store


def values(store, node, predicate):
    return [quad.object for quad in store.quads_for_pattern(node, predicate, None)]


def value(store, node, predicate):
    (found,) = values(store, node, predicate)
    return found.value


def test_every_download_is_a_whole_distribution(description, release, real):
    by_address = {
        value(description, node, DCAT.downloadURL): node
        for node in values(description, DATASET, DCAT.distribution)
        if values(description, node, DCAT.downloadURL)
    }
    dumps = {p for p in release.manifest.files if p.startswith("dumps/") and "SHA" not in p}
    assert set(by_address) == {iris.BASE + path for path in dumps}
    for address, node in by_address.items():
        path = address.removeprefix(iris.BASE)
        content = (release.path / path).read_bytes()
        assert value(description, node, RDF.type) == DCAT.Distribution.value
        assert int(value(description, node, DCAT.byteSize)) == len(content)
        (checksum,) = values(description, node, SPDX.checksum)
        assert (
            value(description, checksum, SPDX.checksumValue) == hashlib.sha256(content).hexdigest()
        )
        assert value(description, node, DCTERMS.license) == LICENCE
        assert value(description, node, DCTERMS.issued) == release.manifest.issued
        assert value(description, node, DCTERMS.title) == path.removeprefix("dumps/")
        assert bool(values(description, node, DCAT.compressFormat)) == path.endswith(".gz")
        inner = value(description, node, DCAT.mediaType).partition("media-types/")[2]
        assert inner in BY_MEDIA_TYPE


def test_the_endpoint_is_a_data_service(description, real):
    (service,) = [
        q.subject for q in description.quads_for_pattern(None, RDF.type, DCAT.DataService)
    ]
    assert value(description, service, DCAT.endpointURL) == iris.BASE + "sparql"
    assert values(description, service, DCAT.servesDataset) == [DATASET]
    described = value(description, service, DCAT.endpointDescription).removeprefix(iris.BASE)
    assert real.get("/" + described, headers={"Accept": "text/turtle"}).status_code == 200
    access = [q.subject for q in description.quads_for_pattern(None, DCAT.accessService, service)]
    assert set(access) <= set(values(description, DATASET, DCAT.distribution))
    assert access


def test_the_data_set_says_what_catalogues_ask(description):
    for predicate in (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.issued,
        DCTERMS.license,
        DCTERMS.language,
        DCTERMS.accessRights,
        DCTERMS.spatial,
        DCAT.keyword,
        DCAT.theme,
        DCAT.version,
        DCAT.landingPage,
    ):
        assert values(description, DATASET, predicate), predicate
    for predicate in (DCTERMS.title, DCTERMS.description, DCAT.keyword):
        assert {word.language for word in values(description, DATASET, predicate)} == {"fr", "en"}
    for predicate in (DCTERMS.publisher, DCTERMS.creator):
        (agent,) = values(description, DATASET, predicate)
        assert isinstance(agent, NamedNode)
        names = values(description, agent, NamedNode("http://xmlns.com/foaf/0.1/name"))
        assert [type(name) for name in names] == [Literal]


def test_the_index_of_downloads_is_for_people(real, release):
    page = Page(real.get("/dumps/?lang=en", headers=HTML).text)
    for path, file in release.manifest.files.items():
        if path.startswith("dumps/"):
            assert path.removeprefix("dumps/") in page.hrefs or f"../{path}" in page.hrefs
            assert file.sha256 in page.text
            assert f"{file.bytes:,}" in page.text
    assert release.manifest.issued in page.text
    assert LICENCE in page.hrefs


def test_the_index_of_downloads_is_for_machines(real, description):
    answers = []
    for fmt in GRAPH_FORMATS:
        by_suffix = real.get(f"/dumps/index.{fmt.suffix}")
        by_accept = real.get("/dumps/", headers={"Accept": fmt.media_type})
        assert by_suffix.content == by_accept.content
        answers.append({quad.triple for quad in parse(by_suffix.content, format=fmt.rdf)})
    assert all(answer == answers[0] for answer in answers)
    assert answers[0] <= {quad.triple for quad in description}
    sums = {triple.object for triple in answers[0] if triple.predicate == SPDX.checksumValue}
    assert len(sums) >= 12


@pytest.mark.parametrize("path", ["/dumps/index.trig", "/dumps/index.exe", "/dumps/index"])
def test_the_index_of_downloads_has_no_other_forms(client, path):
    assert client.get(path).status_code == 404


# Search engines


def json_ld(client, path):
    page = Page(client.get(path, headers=HTML).text)
    return [json.loads(text) for text in page.json_ld]


@pytest.mark.parametrize("path", ["/", "/dataset", "/dumps/"])
def test_search_engines_are_told_of_the_data_set(real, release, path):
    (node,) = json_ld(real, path)
    assert (node["@context"], node["@type"], node["@id"]) == (
        "https://schema.org",
        "Dataset",
        iris.DATASET,
    )
    assert node["url"] == PUBLIC + "dataset"
    assert node["license"] == LICENCE
    assert node["version"] == release.manifest.version
    assert node["creator"]["name"] == "contributeurs de ghtld"
    assert 50 <= len(node["description"]) <= 5000
    downloads = {d["contentUrl"].removeprefix(PUBLIC): d for d in node["distribution"]}
    for name, file in release.manifest.files.items():
        if name.startswith("dumps/"):
            assert downloads[name]["sha256"] == file.sha256
            assert downloads[name]["encodingFormat"] == file.media_type


def test_search_engines_are_told_of_every_kind_but_people(real, one_of_each):
    for kind, path in one_of_each.items():
        found = json_ld(real, path)
        if kind in ("person", "signature"):
            assert found == [], kind
        else:
            (node,) = found
            assert node["@id"] == iris.BASE + path[1:].replace("doc/", "id/", 1)
            assert node["url"] == PUBLIC + path[1:]
            assert re.fullmatch("[A-Z][A-Za-z]+", node["@type"])
            assert node["name"]


def test_no_label_breaks_out_of_the_data_for_search_engines(client):
    text = client.get("/doc/establishment/hopital-lozere", headers=HTML).text
    inline = re.findall(r"<script(?![^>]* src=)[^>]*>", text)
    assert inline == ['<script type="application/ld+json">']
    (node,) = json_ld(client, "/doc/establishment/hopital-lozere")
    assert node["name"] == "Hôpital <script>alert(1)</script>"


def test_pages_name_their_public_address_and_their_other_language(real):
    for path, canonical in (
        ("/doc/document/000", "doc/document/000"),
        ("/doc/document/000.html", "doc/document/000"),
        ("/doc/document/000?lang=en", "doc/document/000?lang=en"),
        ("/", ""),
        ("/dumps/index.html", "dumps/"),
    ):
        heads = Page(real.get(path, headers=HTML).text).heads
        assert [h["href"] for h in heads if h.get("rel") == "canonical"] == [PUBLIC + canonical]
        others = {h["hreflang"]: h["href"] for h in heads if "hreflang" in h}
        plain = canonical.partition("?")[0]
        assert others == {lang: f"{PUBLIC}{plain}?lang={lang}" for lang in ("fr", "en")}


def test_an_error_claims_no_address(real):
    heads = Page(real.get("/nothing", headers=HTML).text).heads
    assert not any(head.get("rel") == "canonical" for head in heads)


def test_a_browser_learns_to_search_here(real):
    heads = Page(real.get("/doc/document/000", headers=HTML).text).heads
    (link,) = [head for head in heads if head.get("rel") == "search"]
    answer = real.get(f"/doc/document/{link['href']}")
    assert answer.headers["Content-Type"].startswith(link["type"])
    tree = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    assert tree.tag == f"{O}OpenSearchDescription"
    assert len(tree.findtext(f"{O}ShortName")) <= 16
    templates = {url.get("type"): url.get("template") for url in tree.iter(f"{O}Url")}
    template = templates["text/html"]
    assert template.startswith(PUBLIC)
    path = template.removeprefix(PUBLIC).replace("{searchTerms}", "loz%C3%A8re")
    assert "Lozère" in Page(real.get("/" + path, headers=HTML).text).text
