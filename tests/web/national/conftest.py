"""A country of 1,000 entities: generated, with the traps of the real one, lifted, built, served."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import national
import pytest
from country import MATCH, SHARE, added
from served import running

from ghtld.content import Content
from ghtld.edition.build import build
from ghtld.register.import_extract import Wanted, import_extract
from ghtld.release import Release, current
from ghtld.web.national.country_index import CountryIndex


@pytest.fixture(scope="session")
def structures() -> dict[str, list[dict[str, object]]]:
    """Return the parts of the file that is lifted."""
    parts = json.loads("".join(national.structures(national.Size.of(SHARE))))
    legals, groupings = added()
    parts["pmej"] += legals
    parts["gcc"] += groupings
    return parts


@pytest.fixture(scope="session")
def country_folder(
    tmp_path_factory: pytest.TempPathFactory, content: Content, structures: dict[str, object]
) -> Path:
    """Return a folder of releases with the country beside the edition, and a match to it."""
    folder = tmp_path_factory.mktemp("country")
    root = folder / "content"
    for name in ("data", "ontology", "shapes", "queries"):
        shutil.copytree(content.root / name, root / name)
    matches = root / "data" / "matches.ttl"
    matches.write_text(matches.read_text(encoding="utf-8") + MATCH, encoding="utf-8")
    file = folder / "structures.json"
    file.write_text(json.dumps(structures), encoding="utf-8")
    wanted = Wanted((str(file),), folder / "build", national.DATE)
    import_extract(wanted, Content(root), lambda said: None, lambda read, total: None)
    build(Content(root), folder / "build", lambda text: None)
    return folder / "build"


@pytest.fixture(scope="session")
def country(country_folder: Path) -> Release:
    return current(country_folder)


@pytest.fixture(scope="session")
def country_index(country: Release) -> CountryIndex:
    return CountryIndex(country.national)


@pytest.fixture(scope="session")
def national_address(country_folder: Path) -> Iterator[str]:
    """Return the address of a server of the country."""
    with running(country_folder) as served:
        yield served.address


@pytest.fixture
def web(national_address: str) -> Iterator[httpx.Client]:
    headers = {"accept": "text/html"}
    with httpx.Client(base_url=national_address, timeout=60, headers=headers) as client:
        yield client
