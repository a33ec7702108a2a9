"""What breaks inside is told without a traceback."""

import httpx
from served import serving

from ghtld.engine.interface import EngineBusy, EngineFailed, Limits, MemoryExceeded
from ghtld.web.delivery import problems
from ghtld.web.pages import things as pages


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


def test_every_refusal_has_its_status():
    limits = Limits()
    assert problems.of_refusal(MemoryExceeded(), limits).status == 507
    assert problems.of_refusal(EngineFailed(), limits).status == 500
    busy = problems.of_refusal(EngineBusy(10), limits)
    assert (busy.status, busy.headers["Retry-After"]) == (503, "10")
