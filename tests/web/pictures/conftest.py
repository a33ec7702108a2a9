"""What the tests of the pictures use: views on the real release and on releases of a few lines."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_release import TRIG, make_release

from ghtld.engine.interface import Limits
from ghtld.web.pages.view import View
from ghtld.web.server import open_site
from ghtld.web.site import Site


@pytest.fixture(scope="session")
def real_site(build_folder: Path) -> Site:
    return open_site(build_folder, limits=Limits())


@pytest.fixture(params=["fr", "en"])
def real(real_site: Site, request: pytest.FixtureRequest) -> View:
    return View(real_site, request.param, "timeline")


@pytest.fixture
def french(real_site: Site) -> View:
    return View(real_site, "fr", "timeline")


@pytest.fixture
def small(tmp_path: Path) -> Callable[[str], View]:
    """Return what makes a view on a release that says a little more than the usual few lines."""

    def make(more: str) -> View:
        make_release(tmp_path / "build", TRIG + more)
        return View(open_site(tmp_path / "build", limits=Limits()), "fr", "timeline")

    return make
