"""A release with a register of 1,000 entities, generated once."""

from __future__ import annotations

from pathlib import Path

import national
import pytest

from ghtld.content import Content
from ghtld.edition.build import build
from ghtld.release import Release

SHARE = 1_000 / 150_000


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases that holds a register extract."""
    path = tmp_path_factory.mktemp("national")
    national.lifted(path, national.Size.of(SHARE))
    return path


@pytest.fixture(scope="session")
def national_release(content: Content, folder: Path) -> Release:
    """Return a release with a register of 1,000 entities."""
    return build(content, folder, lambda text: None).release
