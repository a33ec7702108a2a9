from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import serving
from tiny_release import make_release

from ghtld.engine.interface import Limits


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    make_release(folder)
    return folder


@pytest.fixture(scope="session")
def address(build: Path) -> Iterator[str]:
    with serving(build, Limits(deadline=1.0, answer=200_000)) as served:
        yield served


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=20) as made:
        yield made
