"""The index of the real release, and the release over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import serving

from ghtld.engine.interface import Limits
from ghtld.release import Release
from ghtld.web.search.finder import Finder


@pytest.fixture(scope="session")
def finder(release: Release) -> Iterator[Finder]:
    opened = Finder(release.search)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def searched(build_folder: Path) -> Iterator[str]:
    with serving(build_folder, Limits()) as address:
        yield address


@pytest.fixture
def web(searched: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=searched, timeout=30, headers={"Accept": "text/html"}) as client:
        yield client
