"""Where to report a vulnerability: RFC 9116, from configuration, and nothing where it is unset."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from served import running

from ghtld.web import configuration
from ghtld.web.configuration import Configuration
from ghtld.web.reference import discovery

ROOT = Path(__file__).resolve().parents[3]
PLACE = "/.well-known/security.txt"


def fields(text):
    """Return name and value of each field, as RFC 9116 writes them (section 2.2)."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [re.fullmatch(r"([A-Za-z-]+): (\S.*)", line).groups() for line in lines]


def told(build, **said):
    with running(build, configuration=configuration.read(**said)) as served:
        return httpx.get(served.address + PLACE)


def test_without_a_contact_there_is_no_such_file_and_the_answer_says_why(client):
    for language, sentence in (("fr", "n’a pas dit où signaler"), ("en", "has not said where")):
        answer = client.get(
            PLACE, headers={"Accept": "application/json", "Accept-Language": language}
        )
        assert answer.status_code == 404
        assert sentence in answer.json()["detail"]
        assert "--security-contact" in answer.json()["detail"]
        assert "@" not in answer.text


def test_with_a_contact_the_file_says_what_the_rfc_asks(build):
    answer = told(build, security_contact="faille@exemple.fr", public_url="https://exemple.fr/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    said = fields(answer.text)
    assert [name for name, _ in said] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert dict(said)["Contact"] == "mailto:faille@exemple.fr"
    assert dict(said)["Preferred-Languages"] == "fr, en"
    assert dict(said)["Canonical"] == "https://exemple.fr" + PLACE
    expires = datetime.fromisoformat(dict(said)["Expires"])
    assert timedelta(days=145) < expires - datetime.now(UTC) < timedelta(days=186)


def test_the_answer_is_asked_for_again_each_time(build):
    """It says when it expires, so nobody may keep it for long."""
    answer = told(build, security_contact="faille@exemple.fr")
    assert "immutable" not in answer.headers.get("Cache-Control", "")
    assert "max-age" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2026, 1, 1), date(2026, 7, 1)),
        (date(2026, 6, 30), date(2026, 12, 1)),
        (date(2026, 7, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 6, 1)),
    ],
)
def test_it_expires_on_the_first_of_the_sixth_month(today, until):
    assert discovery.expires(today) == until


def test_servers_say_the_same_all_through_a_month():
    known = Configuration(security_contact="mailto:a@exemple.fr")
    texts = {discovery.security_text(known, date(2026, 11, day)) for day in range(1, 31)}
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("public_url", "canonical"),
    [
        ("", []),
        ("http://exemple.fr/", []),
        ("https://exemple.fr/", ["https://exemple.fr"]),
        ("https://exemple.fr/ghtld/", ["https://exemple.fr", "https://exemple.fr/ghtld"]),
    ],
)
def test_it_claims_only_addresses_that_are_configured(public_url, canonical):
    known = configuration.read(public_url=public_url, security_contact="a@exemple.fr")
    said = fields(discovery.security_text(known, date(2026, 11, 28)))
    assert [value for name, value in said if name == "Canonical"] == [a + PLACE for a in canonical]


@pytest.mark.parametrize(
    ("written", "contact"),
    [
        ("", ""),
        (" a@exemple.fr ", "mailto:a@exemple.fr"),
        ("mailto:a@exemple.fr", "mailto:a@exemple.fr"),
        ("https://exemple.fr/signaler?x=1", "https://exemple.fr/signaler?x=1"),
        ("tel:+33-1-23-45-67-89", "tel:+33-1-23-45-67-89"),
    ],
)
def test_an_e_mail_or_web_address_becomes_what_the_rfc_wants(written, contact):
    assert configuration.read(security_contact=written).security_contact == contact


def test_the_policy_names_no_address_and_says_where_one_goes():
    text = (ROOT / "SECURITY.md").read_text()
    assert "GHTLD_SECURITY_CONTACT" in text
    assert not re.search(r"\S@\S|https?://\w", text)
    for heading in ("## Reporting", "## Versions", "**Signaler une faille"):
        assert heading in text
