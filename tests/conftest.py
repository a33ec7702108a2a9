"""What every test may use: the content of the checkout, and one real release of it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ghtld.content import Content, bundled
from ghtld.edition.build import build
from ghtld.release import Release, current


def require(found: object, what: str) -> None:
    """Skip, saying why, where a tool is missing; in CI a missing tool is a failure."""
    if found:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must not skip")
    pytest.skip(f"{what} is missing")


CHROMIUM = Path("/usr/bin/chromium")
_QUIET = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
_ALONE = ("--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Give the browser of the session: Playwright runs once only in a thread."""
    require(CHROMIUM.exists(), "Chromium (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*_QUIET, *_ALONE])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def needed() -> Callable[[object, str], None]:
    """Return ``require``, for the fixtures that need a tool."""
    return require


@pytest.fixture(scope="session")
def content() -> Content:
    return bundled()


@pytest.fixture(scope="session")
def build_folder(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Path:
    """Return a folder with the release built once, whatever the number of test processes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "build"
    with (shared / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "current").exists():
            build(content, folder, lambda text: None)
    return folder


@pytest.fixture(scope="session")
def release(build_folder: Path) -> Release:
    return current(build_folder)


@pytest.fixture
def copy(content: Content, tmp_path: Path) -> Content:
    """Return a copy of the content, to break."""
    root = tmp_path / "content"
    for name in ("data", "ontology", "shapes", "queries"):
        shutil.copytree(content.root / name, root / name)
    return Content(root)


@pytest.fixture(scope="session")
def reference() -> Path:
    """Return the folder of the reference files; skip where ``GHTLD_REFERENCE`` is not set."""
    folder = os.environ.get("GHTLD_REFERENCE")
    if not folder:
        pytest.skip("GHTLD_REFERENCE is not set: nothing to check against")
    return Path(folder)


@pytest.fixture(scope="session")
def sources(reference: Path) -> Path:
    """Return the folder of the documents' texts."""
    return reference.parent / "sources"
