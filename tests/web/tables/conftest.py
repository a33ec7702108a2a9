"""The real release over HTTP, and one whose names are formulas."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import running
from tiny_release import make_release

from ghtld.web.configuration import Configuration

UNSAFE = """
graph:entities {
    place:mende a ght:Place ; rdfs:label "=HYPERLINK(\\"http://evil\\")"@fr , "@SUM(1)"@en .
    place:plus a ght:Place ; rdfs:label "+33 4"@fr , "-1+2"@en .
    place:tab a ght:Place ; rdfs:label "\\tx"@fr , "a\\"b,c;d\\ne"@en .
    place:long a ght:Place ; rdfs:label "é"@fr , "\\u0001x"@en .
}
graph:finess-2021-01 {
    finess:010008407 a ght:RegisteredLegalEntity ; rdfs:label "CH de Bourg"@fr ;
        ght:finessNumber "010008407" ; ght:postcode "01000" ; ght:siret "00123456700012" .
}
"""


@pytest.fixture(scope="session")
def real(build_folder: Path) -> Iterator[httpx.Client]:
    contact = Configuration(contact="bureau@example.org")
    with (
        running(build_folder, configuration=contact) as served,
        httpx.Client(base_url=served.address, timeout=30) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def unsafe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    build = tmp_path_factory.mktemp("unsafe")
    make_release(build, UNSAFE)
    with (
        running(build) as served,
        httpx.Client(base_url=served.address, timeout=30) as client,
    ):
        yield client
