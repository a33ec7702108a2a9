"""An endpoint over a tiny release with three more graphs, which the protocol can name."""

from collections.abc import Iterator

import httpx
import pytest
from served import serving
from tiny_release import TRIG, make_release

from ghtld.engine.interface import Limits

GRAPHS = "".join(
    f"<http://example.org/data{n}> {{ <http://example.org/data{n}> a foaf:Document ; "
    f'ght:quote "{n}" ; ght:note "in all" . <urn:shared> ght:note "once" . }}\n'
    for n in (1, 2, 3)
)


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("protocol")
    make_release(folder, TRIG + GRAPHS)
    with serving(folder, Limits(deadline=5.0)) as address:
        yield f"{address}/sparql"


@pytest.fixture
def client(endpoint: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=endpoint.removesuffix("sparql"), timeout=20) as made:
        yield made
