"""Contents whose matches are still to be made, and an extract lifted for real."""

from __future__ import annotations

from pathlib import Path

import pytest
import register_files

from ghtld.content import Content
from ghtld.register.import_extract import Wanted, import_extract


@pytest.fixture
def undecided(copy: Content) -> Content:
    """Return a copy of the content without any decision about the register."""
    path = copy.data / "matches.ttl"
    head = path.read_text(encoding="utf-8").partition("\nmatch:")[0]
    path.write_text(head, encoding="utf-8")
    return copy


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Path:
    """Return a folder that holds an extract with three hospitals of Lozère and their grouping."""
    folder = tmp_path_factory.mktemp("held")
    path = folder / "structures"
    path.write_text(register_files.structures(), encoding="utf-8")
    import_extract(
        Wanted((str(path),), folder), content, lambda said: None, lambda read, total: None
    )
    return folder
