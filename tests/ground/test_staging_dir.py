"""Folders are written aside, put in place whole, and put back when a writer was killed."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from ghtld.staging_dir import OLD, one_writer, put_in_place, staging_dir


def folder(path: Path, word: str) -> Path:
    path.mkdir()
    (path / "word").write_text(word)
    return path


def words(home: Path) -> dict[str, str]:
    return {path.name: (path / "word").read_text() for path in home.iterdir() if path.is_dir()}


def test_what_is_not_put_in_place_is_gone(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), staging_dir(tmp_path) as path:
        (path / "word").write_text("half")
        raise OSError("full")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("exchanging", [True, False])
def test_what_was_there_is_left_where_the_new_one_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exchanging: bool
) -> None:
    if not exchanging:  # a file system without the call
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    put_in_place(folder(tmp_path / "made", "old"), tmp_path / "target")
    put_in_place(folder(tmp_path / "made", "new"), tmp_path / "target")
    assert words(tmp_path) == {"target": "new", "made": "old"}


def test_the_next_writer_mends_what_a_killed_one_left(tmp_path: Path) -> None:
    folder(tmp_path / ".aside-x", "half")
    folder(tmp_path / f"{OLD}lost", "old")
    folder(tmp_path / f"{OLD}replaced", "old")
    folder(tmp_path / "replaced", "new")
    with one_writer(tmp_path, tmp_path / ".lock"):
        assert words(tmp_path) == {"lost": "old", "replaced": "new"}
