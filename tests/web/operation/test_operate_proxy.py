"""Behind nginx as the example configures it: under a path, over TLS, in the real nginx."""

import shutil
import ssl
import subprocess
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from programs import free_port, program
from pyoxigraph import NamedNode, RdfFormat, Store
from reading import Page, targets
from served import running

from ghtld.web.configuration import Configuration

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "deploy" / "nginx" / "ghtld.conf"
PLACES = (Path("/usr/sbin/nginx"), ROOT / ".venv" / "opt" / "usr" / "sbin" / "nginx")
HTML = {"Accept": "text/html"}
AROUND = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/ghtld.conf;
}}
"""


def adapted(folder, port, behind):
    """Return the example with nothing changed but ports and the place of the certificate."""
    text = EXAMPLE.read_text()
    for old, new in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("127.0.0.1:8000;", f"127.0.0.1:{behind};"),
        ("/etc/ssl/certs/exemple.fr.pem", f"{folder}/cert.pem"),
        ("/etc/ssl/private/exemple.fr.key", f"{folder}/key.pem"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def behind(build_folder, tmp_path_factory, needed):
    """Give a client of the real release behind nginx, and the address of the server itself."""
    nginx = next((place for place in PLACES if place.exists()), None)
    needed(nginx, "nginx (tools/setup.sh dev)")
    needed(shutil.which("openssl"), "openssl")
    folder = tmp_path_factory.mktemp("nginx")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=exemple.fr", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    port = free_port()
    known = Configuration(
        public_url=f"https://127.0.0.1:{port}/ghtld/",
        security_contact="mailto:faille@exemple.fr",
        trusted_proxies=("127.0.0.1",),
    )
    with running(build_folder, configuration=known) as served:
        (folder / "ghtld.conf").write_text(adapted(folder, port, served.port))
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
        arguments = [str(nginx), "-p", str(folder), "-c", str(folder / "nginx.conf")]
        trusted = ssl.create_default_context(cafile=str(folder / "cert.pem"))
        with (
            program([*arguments, "-e", str(folder / "error.log")], port),
            httpx.Client(
                base_url=f"https://127.0.0.1:{port}", verify=trusted, timeout=20
            ) as client,
        ):
            yield client


def test_pages_and_what_they_load_are_found_under_the_prefix(behind):
    page = behind.get("/ghtld/doc/document/000", headers=HTML)
    assert page.status_code == 200
    for address in Page(page.text).loads:
        loaded = str(page.url.join(address))
        assert urlsplit(loaded).path.startswith("/ghtld/")
        assert behind.get(loaded).status_code == 200, loaded


def test_every_link_of_the_pages_stays_under_the_prefix_and_answers(behind):
    waiting, seen = deque([f"{behind.base_url}/ghtld/"]), set()
    while waiting and len(seen) < 150:
        address = waiting.popleft()
        if address in seen:
            continue
        seen.add(address)
        page = behind.get(address, headers=HTML, follow_redirects=True)
        assert page.status_code == 200, address
        assert page.url.path.startswith("/ghtld/"), address
        if page.headers["Content-Type"].startswith("text/html"):
            links = (str(page.url.join(href)).partition("#")[0] for href in Page(page.text).hrefs)
            waiting += [a for a in links if a.startswith(str(behind.base_url))]
    assert len(seen) == 150


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("id/document/000", "doc/document/000"),
        ("id/document/000?lang=en", "doc/document/000?lang=en"),
        (".well-known/void", "dataset"),
    ],
)
def test_redirects_stay_under_the_prefix(behind, path, target):
    first = behind.get(f"/ghtld/{path}")
    assert first.status_code == 303
    assert str(first.next_request.url) == f"{behind.base_url}/ghtld/{target}"
    assert behind.send(first.next_request).status_code == 200


def test_the_root_without_a_slash_leads_to_the_root(behind):
    first = behind.get("/ghtld")
    assert first.status_code == 308
    assert behind.send(first.next_request).status_code == 200


def test_typed_links_stay_under_the_prefix(behind):
    page = behind.get("/ghtld/dataset", headers=HTML)
    for rel in ("describedby", "item", "linkset"):
        found = targets(page, rel)
        assert found
        for href in found:
            assert href.startswith(f"{behind.base_url}/ghtld/")
            assert behind.head(href).status_code == 200


def test_the_file_for_vulnerabilities_is_at_the_root_of_the_host(behind):
    told = behind.get("/.well-known/security.txt")
    assert told.status_code == 200
    assert "Contact: mailto:faille@exemple.fr\n" in told.text
    for address in (f"{behind.base_url}/", f"{behind.base_url}/ghtld/"):
        assert f"Canonical: {address}.well-known/security.txt\n" in told.text
        assert behind.get(f"{address}.well-known/security.txt").text == told.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparql_works_through_the_proxy(behind, method):
    query = "SELECT (COUNT(*) AS ?n) { ?fact a <https://w3id.org/ghtld/def#Fact> }"
    parts = {"params": {"query": query}} if method == "GET" else {"data": {"query": query}}
    answer = behind.request(method, "/ghtld/sparql", headers={"Accept": "text/csv"}, **parts)
    assert int(answer.text.split()[1]) > 100


def test_the_endpoint_describes_itself_at_its_public_address(behind):
    answer = behind.get("/ghtld/sparql", headers={"Accept": "text/turtle"})
    store = Store()
    store.load(answer.content, format=RdfFormat.TURTLE)
    endpoint = NamedNode("http://www.w3.org/ns/sparql-service-description#endpoint")
    found = {quad.object.value for quad in store.quads_for_pattern(None, endpoint, None)}
    assert found == {f"{behind.base_url}/ghtld/sparql"}


def test_a_large_download_and_a_part_of_it_pass(behind, release):
    whole = behind.get("/ghtld/dumps/ghtld.nq")
    assert len(whole.content) == release.manifest.files["dumps/ghtld.nq"].bytes
    part = behind.get("/ghtld/dumps/ghtld.nq", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])


def test_validators_pass(behind):
    first = behind.get("/ghtld/doc/document/000", headers=HTML)
    known = {**HTML, "If-None-Match": first.headers["ETag"]}
    assert behind.get("/ghtld/doc/document/000", headers=known).status_code == 304


def test_the_search_page_is_found_as_browsers_are_told(behind):
    text = behind.get("/ghtld/opensearch.xml").text
    assert f'template="{behind.base_url}/ghtld/search?q={{searchTerms}}"' in text
    assert "Lozère" in behind.get("/ghtld/search?q=lozere", headers=HTML).text


def test_robots_find_their_rules_at_the_root_of_the_host(behind):
    rules = behind.get("/robots.txt").text
    assert "Disallow: /ghtld/search\n" in rules
    assert f"Sitemap: {behind.base_url}/ghtld/sitemap.xml" in rules


@pytest.mark.parametrize("path", ["metrics", "readyz", "healthz"])
def test_what_is_for_operators_is_not_for_the_public(behind, path):
    assert behind.get(f"/ghtld/{path}").status_code == 404


def test_the_proxy_adds_its_own_header_and_takes_none_away(behind):
    headers = behind.get("/ghtld/", headers=HTML).headers
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
