"""Every spelling of an address but one leads to that one, and only where there is something."""

import pytest

from ghtld.web.http.canonical_path import spelling

SPELT = {
    "/id/group/lozere": "/id/group/lozere",
    "/ID/Group/Lozère/": "/id/group/lozere",
    "//id///group//lozere": "/id/group/lozere",
    "/id/group/lozère": "/id/group/lozere",
    "/id/group/loze\u0300re": "/id/group/lozere",
    "/id/establishment/Hôpital Lozère": "/id/establishment/hopital-lozere",
    "/id/body/centre-de-cœur": "/id/body/centre-de-coeur",
    "/id/body/l’agence": "/id/body/l-agence",
    "/doc/group/lozere.TTL": "/doc/group/lozere.ttl",
    "/id/finess/2a0000014": "/id/finess/2A0000014",
    "/doc/finess/2a0000014.ttl": "/doc/finess/2A0000014.ttl",
    "/finess/2b0000014": "/finess/2B0000014",
    "/": "/",
    "/doc/group/../group/lozere": None,
    "/doc/./group": None,
    "/id/group/lozere\x00": None,
    "/id/group/" + "a" * 1000: None,
}


@pytest.mark.parametrize(("path", "expected"), SPELT.items())
def test_spelling(path, expected):
    assert spelling(path) == expected


LED = {
    "/id/group/Loz%C3%A8re": "/id/group/lozere",
    "/id/group/loze%CC%80re": "/id/group/lozere",
    "/id/group/LOZERE": "/id/group/lozere",
    "/Id/Group/Lozere": "/id/group/lozere",
    "/id/group/lozere/": "/id/group/lozere",
    "/id//group/lozere": "/id/group/lozere",
    "/id/group/%6Cozere": "/id/group/lozere",
    "/doc/group/%6cozere.ttl": "/doc/group/lozere.ttl",
    "/doc/group/LOZERE.Ttl": "/doc/group/lozere.ttl",
    "/doc/group/lozere.ttl/": "/doc/group/lozere.ttl",
    "/doc/establishment/H%C3%B4pital%20Loz%C3%A8re": "/doc/establishment/hopital-lozere",
    "/id/concept/status%2Ffait": "/id/concept/status/fait",
    "/doc/concept/status/Fait/": "/doc/concept/status/fait",
    "/id/finess/2a0000014": "/id/finess/2A0000014",
    "/doc/finess/2a0000014.nt": "/doc/finess/2A0000014.nt",
    "/finess/2a0000014": "/finess/2A0000014",
    "/doc/group": "/doc/group/",
    "/DOC/GROUP": "/doc/group/",
    "/dumps": "/dumps/",
    "/def/": "/def",
    "/Def": "/def",
    "/def/1.0.0/": "/def/1.0.0",
    "/def/alignments/ORG": "/def/alignments/org",
    "/shapes/": "/shapes",
    "/SHAPES.ttl": "/shapes.ttl",
    "/dataset/": "/dataset",
    "//doc/group/lozere": "/doc/group/lozere",
    "///id//group/lozere": "/id/group/lozere",
    "//": "/",
    "/SPARQL": "/sparql",
    "/Sparql/": "/sparql",
}


@pytest.mark.parametrize(("path", "canonical"), LED.items())
def test_another_spelling_leads_to_the_canonical_one(client, address, path, canonical):
    response = client.get(f"{address}{path}?lang=en")
    assert response.status_code == 301
    assert str(response.next_request.url) == f"{address}{canonical}?lang=en"
    assert "://" not in response.headers["Location"]
    assert client.head(f"{address}{path}").status_code == 301
    followed = client.get(f"{address}{path}", follow_redirects=True)
    assert followed.status_code == 200


def test_a_server_of_the_same_name_is_no_way_out(client, address):
    """A path that begins with two slashes must not read as another host."""
    response = client.get(f"{address}//doc/group/lozere/")
    assert response.status_code == 301
    assert str(response.next_request.url) == f"{address}/doc/group/lozere"


@pytest.mark.parametrize(
    "path",
    [
        "/id/group/Nobodÿ",
        "/id/group/",
        "/ID/",
        "/doc/nokind/",
        "/doc/group/lozere.xyz/",
        "/doc/group/%00",
        "/doc/group/lozere%00",
        "/doc/%2e%2e/%2e%2e/etc/passwd",
        "/id/group/..%2flozere",
        "/id/group/lozere%ff",
        "/id/group/%F0%9F%8F%A5",
        "/static/..%2f..%2fapp.py",
        "/static/%00",
        "/static/",
        "/def/%00",
        "/dumps/..%2fmanifest.json",
        "/dumps/%00",
        "/doc/group/" + "a" * 5000,
    ],
)
def test_what_is_nowhere_leads_nowhere(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["Content-Type"] in (
        "application/problem+json",
        "text/html; charset=utf-8",
    )


def test_another_spelling_of_a_withdrawn_thing_says_that_it_was_withdrawn(client):
    response = client.get("/id/Fact/000-99/", follow_redirects=True)
    assert response.status_code == 410


def test_the_canonical_spelling_is_not_led_anywhere(client):
    assert client.get("/doc/group/lozere").status_code == 200
    assert client.get("/doc/group/").status_code == 200
    assert client.get("/def/1.0.0").status_code == 200
