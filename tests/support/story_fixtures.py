"""The register at two dates, lifted for real, and what happened in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import story
from served import serving

from ghtld.content import Content
from ghtld.edition.build import build
from ghtld.edition.changes.compare import Comparison, compare
from ghtld.edition.changes.sources import both
from ghtld.engine.interface import Limits
from ghtld.release import Release, current


@pytest.fixture(scope="session")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds the two extracts, named by their dates."""
    folder = tmp_path_factory.mktemp("changes")
    story.write(folder)
    return folder


@pytest.fixture(scope="session")
def comparison(extracts: Path) -> Comparison:
    return compare(*both(story.OLD, story.NEW, extracts))


@pytest.fixture(scope="session")
def changed(extracts: Path, content: Content) -> Release:
    """Return a release that holds both extracts, and so their changes."""
    build(content, extracts, lambda text: None)
    return current(extracts)


@pytest.fixture(scope="session")
def asked(changed: Release, extracts: Path) -> Iterator[httpx.Client]:
    with serving(extracts, Limits()) as address, httpx.Client(base_url=address) as client:
        yield client
