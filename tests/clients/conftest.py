from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import serving

from ghtld.engine.interface import Limits


@pytest.fixture(scope="session")
def site(build_folder: Path) -> Iterator[str]:
    """Serve the real release; give the address of the root."""
    with serving(build_folder, Limits(deadline=60)) as address:
        yield address


@pytest.fixture(scope="session")
def endpoint(site: str) -> str:
    return f"{site}/sparql"
