"""The redirect rules for w3id.org, in the real Apache that they are written for."""

from pathlib import Path

import httpx
import pytest
from programs import free_port, program

from ghtld import iris

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / "deploy" / "w3id" / ".htaccess"
APACHE = Path("/usr/sbin/apache2")
MODULES = Path("/usr/lib/apache2/modules")
HOST = "https://ghtld.example/"
CONFIGURATION = """
ServerRoot {folder}
ServerName w3id.org
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/error.log
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule rewrite_module {modules}/mod_rewrite.so
DocumentRoot {folder}/site
<Directory {folder}/site>
    AllowOverride All
    Require all granted
</Directory>
"""


@pytest.fixture(scope="module")
def w3id(tmp_path_factory, needed):
    """Give a client of an Apache that serves /ghtld/ as w3id.org does."""
    needed(APACHE.exists(), "Apache (apt-get install apache2-bin)")
    folder = tmp_path_factory.mktemp("apache")
    for part in (folder, *folder.parents[:2]):
        part.chmod(0o755)
    site = folder / "site" / "ghtld"
    site.mkdir(parents=True)
    (site / ".htaccess").write_text(RULES.read_text())
    port = free_port()
    configuration = folder / "httpd.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, modules=MODULES))
    with (
        program([str(APACHE), "-DFOREGROUND", "-f", str(configuration)], port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "",
        "def",
        "def/1.0.0",
        "id/fact/000-05",
        "id/finess/2A0000014",
        "doc/group/lozere.ttl",
        "dumps/ghtld.nq.gz",
        "dumps/",
        ".well-known/void",
        "shapes",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_path_leads_to_the_same_path_of_the_host(w3id, path, method):
    answer = w3id.request(method, f"/ghtld/{path}", headers={"Accept": "text/turtle"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == HOST + path


def test_the_query_string_is_kept_as_it_is(w3id):
    query = "query=SELECT%20%2A%20%7B%3Fs%20%3Fp%20%22a%2Bb%2525%26c%22%7D&lang=fr"
    assert w3id.get(f"/ghtld/search?{query}").headers["Location"] == f"{HOST}search?{query}"
    assert w3id.get(f"/ghtld/sparql?{query}").headers["Location"] == f"{HOST}sparql?{query}"


def test_accents_stay_escaped(w3id):
    found = w3id.get("/ghtld/id/group/Loz%C3%A8re%20sud").headers["Location"]
    assert found.lower() == f"{HOST}id/group/loz%c3%a8re%20sud"


def test_a_posted_query_is_posted_again(w3id):
    """303 would make a GET of it, without its body."""
    for path in ("sparql", "sparql/"):
        answer = w3id.post(f"/ghtld/{path}", data={"query": "ASK {}"})
        assert answer.status_code == 307
        assert answer.headers["Location"] == HOST + path
        again = answer.next_request
        assert (again.method, again.read()) == ("POST", b"query=ASK+%7B%7D")


def test_the_client_asks_the_host_for_the_same_format(w3id):
    answer = w3id.get("/ghtld/def", headers={"Accept": "application/ld+json"})
    assert answer.next_request.headers["Accept"] == "application/ld+json"


def test_no_path_leads_to_another_host(w3id):
    for path in ("//evil.example/x", "http://evil.example/", "%2F%2Fevil.example", "@evil.example"):
        answer = w3id.get(f"/ghtld/{path}")
        location = answer.headers.get("Location", HOST)
        assert httpx.URL(location).host == "ghtld.example", location


def test_the_rules_are_for_the_namespace():
    assert f"{iris.BASE} " in RULES.read_text()
    assert (RULES.parent / "README.md").is_file()


def test_from_the_permanent_address_to_the_data(w3id, client, address):
    """The whole way: w3id.org, the thing, its document."""
    accept = {"Accept": "text/turtle"}
    first = w3id.get("/ghtld/id/group/lozere", headers=accept)
    path = first.headers["Location"].removeprefix(HOST)
    thing = client.get(f"/{path}", headers=accept)
    assert thing.status_code == 303
    document = client.send(thing.next_request)
    assert document.status_code == 200
    assert document.headers["Content-Type"].startswith("text/turtle")
    assert b"https://w3id.org/ghtld/id/group/" in document.content or b"group:lozere" in (
        document.content
    )
