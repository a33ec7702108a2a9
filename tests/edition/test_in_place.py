"""A finished release takes its place with one step, and mends what is there under its name."""

from __future__ import annotations

import ctypes
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ghtld.edition.build import put_in_place
from ghtld.integrity import is_whole, stamp, write
from ghtld.release import RELEASES, Release


@pytest.fixture
def placed(release: Release, tmp_path: Path) -> Release:
    """Give a release in its place, below ``tmp_path``."""
    return put_in_place(made(release, tmp_path), tmp_path)


def made(release: Release, folder: Path) -> Release:
    """Return a finished release that waits for its place."""
    aside = Release(folder / RELEASES / ".aside-made")
    shutil.copytree(release.path, aside.path)
    os.utime(aside.integrity)
    return aside


def test_a_release_is_whole_in_its_place(placed: Release, release: Release) -> None:
    assert placed.path.name == release.path.name
    assert is_whole(placed)


def test_the_same_release_found_whole_stays(
    placed: Release, release: Release, tmp_path: Path
) -> None:
    before = stamp(placed), placed.path.stat().st_ino
    assert put_in_place(made(release, tmp_path), tmp_path) == placed
    assert (stamp(placed), placed.path.stat().st_ino) == before


def _flip_store(placed: Release) -> None:
    path = placed.store / "CURRENT"
    path.write_bytes(path.read_bytes()[::-1])


def _lose_index(placed: Release) -> None:
    placed.search.unlink()


def _lose_list(placed: Release) -> None:
    placed.integrity.unlink()


def _lose_manifest(placed: Release) -> None:
    (placed.path / "manifest.json").unlink()


def _of_other_software(placed: Release) -> None:
    """Leave a whole release with an index of another layout."""
    connection = sqlite3.connect(placed.search)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    write(placed)
    assert is_whole(placed)


@pytest.mark.parametrize("exchanging", [True, False])
@pytest.mark.parametrize(
    "damage", [_flip_store, _lose_index, _lose_list, _lose_manifest, _of_other_software]
)
def test_anything_else_under_its_name_is_replaced(
    placed: Release,
    release: Release,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Release], None],
    *,
    exchanging: bool,
) -> None:
    damage(placed)
    if not exchanging:  # a file system without the call
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    assert put_in_place(made(release, tmp_path), tmp_path) == placed
    assert is_whole(placed)
    assert placed.search.read_bytes() == release.search.read_bytes()
    assert {path.name for path in placed.path.parent.iterdir()} == {".aside-made", placed.path.name}


def test_two_folders_change_their_names_with_each_other(
    placed: Release, release: Release, tmp_path: Path
) -> None:
    """One call of the system does it, so no reader finds the place empty."""
    _flip_store(placed)
    number = placed.path.stat().st_ino
    put_in_place(made(release, tmp_path), tmp_path)
    assert placed.path.stat().st_ino != number
    assert (tmp_path / RELEASES / ".aside-made").stat().st_ino == number
