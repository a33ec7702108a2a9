"""What breaks inside is told without a traceback."""

import httpx
import pytest
from served import serving

from ghtld.engine.interface import EngineBusy, EngineFailed, Limits, MemoryExceeded
from ghtld.web import flask_adapter
from ghtld.web.http import canonical_path, refusals
from ghtld.web.kinds import resource as pages
from ghtld.web.operation import health


def test_a_page_that_breaks(build, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(pages, "describe", broken)
    with serving(build, Limits()) as address, httpx.Client(base_url=address) as client:
        page = client.get("/doc/group/lozere", headers={"Accept": "text/html"})
    assert page.status_code == 500
    assert "secret" not in page.text
    assert "Erreur du serveur" in page.text
    assert "secret" in caplog.text


@pytest.mark.parametrize("path", ["/doc/group/nobody", "/readyz"])
def test_even_the_page_of_an_error_may_break(build, monkeypatch, caplog, path):
    def broken(*_):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(flask_adapter, "error_page", broken)
    monkeypatch.setattr(health, "_failure", broken)
    with serving(build, Limits()) as address, httpx.Client(base_url=address) as client:
        for _ in range(2):  # over one connection, which stays
            answer = client.get(path, headers={"Accept": "text/html"})
            assert answer.status_code == 500
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.json()["title"] == "Erreur du serveur"
            assert "secret" not in answer.text
            assert "connection" not in answer.headers
    assert "secret of the house" in caplog.text


def test_every_refusal_has_its_status():
    limits = Limits()
    assert refusals.of_refusal(MemoryExceeded(), limits).status == 507
    assert refusals.of_refusal(EngineFailed(), limits).status == 500
    busy = refusals.of_refusal(EngineBusy(10), limits)
    assert (busy.status, busy.headers["Retry-After"]) == (503, "10")


def test_the_log_has_the_path_as_it_was_sent(build, monkeypatch, caplog):
    """A decoded one could end its line and begin another."""

    def broken(*_):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(canonical_path, "spelling", broken)
    with serving(build, Limits()) as address, httpx.Client(base_url=address) as client:
        assert client.get("/x%0Aforged").status_code == 500
    assert "/x%0Aforged" in caplog.text
    assert "\nforged" not in caplog.text
