"""Another engine that holds the release, and our server in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from elsewhere import serving_elsewhere
from engines import Engine, oxigraph, virtuoso

from ghtld.engine.backend import Backend
from ghtld.engine.push import push
from ghtld.release import Release


@pytest.fixture(scope="session")
def loaded_oxigraph(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph") / "store") as engine:
        push(release, Backend.at(engine.graph_store), Backend.at(engine.endpoint))
        yield engine


@pytest.fixture(scope="session")
def loaded_virtuoso(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso") / "database") as engine:
        push(release, Backend.at(engine.graph_store), Backend.at(engine.endpoint))
        yield engine


@pytest.fixture(scope="session")
def before_oxigraph(build_folder: Path, loaded_oxigraph: Engine) -> Iterator[httpx.Client]:
    with (
        serving_elsewhere(build_folder, loaded_oxigraph.endpoint) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def before_virtuoso(build_folder: Path, loaded_virtuoso: Engine) -> Iterator[httpx.Client]:
    with (
        serving_elsewhere(build_folder, loaded_virtuoso.endpoint) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client
