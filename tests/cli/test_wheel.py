"""The wheel works outside a checkout: ontology, data, shapes and queries travel inside it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ghtld.content import Content
from ghtld.release import Release, current


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Path:
    """Return a folder that holds the wheel's content, as pip would install it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"),
            *("-w", folder, content.root),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("ghtld-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def ghtld(site: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ghtld", "--lang", "en", *map(str, arguments)],
        cwd=site.parent,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_it_builds_the_same_release(unpacked: Path, release: Release) -> None:
    run = ghtld(unpacked, "build")
    assert run.returncode == 0, run.stderr
    built = current(unpacked.parent / "build")
    assert built.manifest == release.manifest


def test_it_uses_its_own_files(unpacked: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "from ghtld.content import bundled; print(bundled().root)"],
        cwd=unpacked.parent,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()) == unpacked / "ghtld" / "bundle"


def test_it_carries_what_pages_and_snippets_need(unpacked: Path) -> None:
    assert (unpacked / "ghtld/web/static/style.css").is_file()
    assert list((unpacked / "ghtld/web/templates").glob("*.html"))
    assert ghtld(unpacked, "new", "000-99", "figure").returncode == 0


def test_it_holds_no_text_of_the_documents_and_no_tests(unpacked: Path) -> None:
    names = [path.name for path in unpacked.rglob("*")]
    assert not [name for name in names if name.endswith(".txt") and name[:3].isdigit()]
    assert "tests" not in names


def test_it_holds_nothing_of_others(unpacked: Path) -> None:
    """What set-up brings into a checkout stays there: git ignores it, and so does the wheel."""
    web = unpacked / "ghtld" / "web"
    for name in ("static/yasgui", "static/outlines", "third_party"):
        assert not (web / name).exists(), name
