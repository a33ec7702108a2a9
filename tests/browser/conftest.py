"""One server of the real release and one of a tiny one for the session; a watched page a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import serving
from tiny_release import make_release
from window import AXE, window

from ghtld.engine.interface import Limits


@pytest.fixture(scope="session")
def served(build_folder: Path) -> Iterator[str]:
    """Return the address of the real release."""
    with serving(build_folder, Limits()) as address:
        yield address


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the tiny release."""
    build = tmp_path_factory.mktemp("browser") / "build"
    make_release(build)
    with serving(build, Limits(deadline=5.0)) as address:
        yield address


@pytest.fixture
def page(chromium, served, request) -> Iterator:
    """Give a page that has complained of nothing and asked no other host when the test ends."""
    with window(chromium, served, **getattr(request, "param", {})) as opened:
        yield opened


@pytest.fixture(scope="session")
def axe_core(needed) -> None:
    """Skip where axe-core is missing."""
    needed(AXE.is_file(), "axe-core (run “npm ci” in tests/js)")
